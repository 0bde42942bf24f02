"""What all SARIF logs have in common, whatever they are about."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from ...engine.policy.pack import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

Json = dict[str, Any]


def run_of(name: str, full_name: str, rules: list[Json]) -> Json:
    """What every run begins with."""
    driver = {"name": name, "fullName": full_name, **tool_version(), "rules": rules}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"{name}/"},
        "columnKind": "unicodeCodePoints",
    }


def log_of(run: Json) -> Json:
    """A log of one run."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def plain_rule(id: str, title: str, remedy: str, severity: Severity) -> Json:
    """A rule without sources or steps of its own."""
    return {
        "id": id,
        "shortDescription": {"text": sarif_message(title)},
        "help": {"text": sarif_message(remedy)},
        "defaultConfiguration": {"level": LEVELS[severity]},
    }


def mark_of(*parts: str) -> str:
    """A fingerprint of what stays the same when lines move."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def tool_version() -> Json:
    """The version of this program, and its home page where its package names one; nothing where it
    runs without having been installed."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        about = metadata("closeout")
    except PackageNotFoundError:
        return {}
    addresses = dict(entry.split(", ", 1) for entry in about.get_all("Project-URL") or ())
    home = {"informationUri": addresses["Homepage"]} if "Homepage" in addresses else {}
    return {"version": about["Version"], **home}


def sarif_message(text: str) -> str:
    """Text without placeholders and links of its own: SARIF gives braces and brackets a meaning."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return re.sub(r"([\[\]])", r"\\\1", doubled)
