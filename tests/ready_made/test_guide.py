"""The guide: every snippet is what the tool, or a published schema, takes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from closeout.cli.render import FORMATS

from .repository import CLEAN, ROOT, export, published_schema, read_yaml
from .test_gitlab_template import with_local_references

GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")


def snippet(name: str) -> Any:
    found = re.search(rf"<!-- {name} -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    document = yaml.safe_load(found.group(1))
    # YAML 1.1 reads the key "on" of workflows as true.
    return {"on" if key is True else key: value for key, value in document.items()}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("workflow", "https://json.schemastore.org/github-workflow.json"),
        ("gitlab", "gitlab-ci"),
        ("pre-commit", "https://json.schemastore.org/pre-commit-config.json"),
    ],
)
def test_snippets_fit_the_published_schemas(name: str, schema: str) -> None:
    validator = Draft7Validator(with_local_references(published_schema(schema)))
    assert [error.message for error in validator.iter_errors(snippet(name))] == []


def test_the_workflow_gives_the_action_inputs_that_it_has() -> None:
    action = read_yaml(ROOT / "action.yml")
    (job,) = snippet("workflow")["jobs"].values()
    given = job["steps"][-1]["with"]
    required = {name for name, one in action["inputs"].items() if one.get("required")}
    assert required <= set(given) <= set(action["inputs"])
    for name in action["inputs"]:
        assert f"\n| `{name}` | " in GUIDE
    for name in action["outputs"]:
        assert f"`{name}`" in GUIDE


def test_the_pre_commit_snippet_names_hooks_that_there_are() -> None:
    known = {hook["id"] for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
    assert {hook["id"] for hook in snippet("pre-commit")["repos"][0]["hooks"]} == known


def test_the_gitlab_snippet_sets_variables_of_the_template() -> None:
    template = read_yaml(ROOT / "docs" / "ci" / "gitlab.yml")
    assert set(snippet("gitlab")["variables"]) == set(template["variables"])


def test_the_configuration_is_taken(tmp_path: Path) -> None:
    settings = snippet("config")
    del settings["require-as-of"]
    (tmp_path / "closeout.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    export(tmp_path / "contracts", CLEAN)
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.app", "check", "contracts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_an_old_export_fails_where_today_is_required(tmp_path: Path) -> None:
    (tmp_path / "closeout.yaml").write_text(yaml.safe_dump(snippet("config")), "utf-8")
    export(tmp_path / "contracts", CLEAN)
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.app", "check", "contracts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "lies more than a day before the clock" in done.stderr


@pytest.mark.parametrize("command", re.findall(r"^closeout (check .*)$", GUIDE, re.MULTILINE))
def test_commands_run_as_they_stand(command: str, tmp_path: Path) -> None:
    export(tmp_path / "contracts", CLEAN)
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.app", *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for _, file in re.findall(r"-f (\w+):(\S+)", command):
        assert (tmp_path / file).stat().st_size > 0


def test_every_format_is_listed() -> None:
    table = GUIDE.split("| format | for |")[1]
    assert {name for name in FORMATS if f"`{name}`" in table} == set(FORMATS)
