"""What `validate -f json` and `config -f json` print passes the schema that describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.documents.judge import schema_named

BROKEN = """\
{"version": 1, "contracts": [
  {"id": "C1", "ended_at": "2026-02-30", "staus": "x"},
  {"id": "C2", "status": "active", "ended_at": "2026-01-01"}
]}
"""
EVERY_KIND = """\
policies: [upwork, house]
as-of: 2026-03-10
max-waiver-days: 90
waivers: waivers.yaml
fail-on: warning
"""
PRINTED = [
    pytest.param("validation", ["validate", "good.json"], id="a snapshot without problems"),
    pytest.param("validation", ["validate", "bad.json"], id="problems of every level"),
    pytest.param("validation", ["validate", "none.json"], id="a file that is not there"),
    pytest.param("settings", ["config"], id="settings of every kind"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with snapshots and a configuration file."""
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text('{"version": 1, "contracts": [{"id": "C1"}]}', "utf-8")
    Path("bad.json").write_text(BROKEN, "utf-8")
    Path("closeout.yaml").write_text(EVERY_KIND, "utf-8")
    return tmp_path


def printed(arguments: list[str]) -> Any:
    return json.loads(CliRunner().invoke(app, [*arguments, "-f", "json"]).stdout)


def errors(schema: str, document: Any) -> list[str]:
    judge = Draft202012Validator(dict(schema_named(schema)))
    return [error.message for error in judge.iter_errors(document)]


@pytest.mark.parametrize(("schema", "arguments"), PRINTED)
def test_what_is_printed_passes_its_schema(schema: str, arguments: list[str]) -> None:
    assert errors(schema, printed(arguments)) == []


def test_settings_that_nobody_made_pass_too(folder: Path) -> None:
    (folder / "closeout.yaml").unlink()
    assert errors("settings", printed(["config"])) == []


def without_each_key(value: Any) -> list[Any]:
    """The document once without each key that it has anywhere."""
    found: list[Any] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            found.append({name: each for name, each in value.items() if name != key})
            found += [{**value, key: less} for less in without_each_key(inner)]
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += [
                [*value[:index], less, *value[index + 1 :]] for less in without_each_key(inner)
            ]
    return found


def test_no_key_of_a_validation_may_be_missing() -> None:
    damaged = without_each_key(printed(["validate", "bad.json"]))
    assert len(damaged) > 20
    assert [each for each in damaged if not errors("validation", each)] == []


@pytest.mark.parametrize("name", ["validation", "settings"])
def test_the_schema_can_be_printed(name: str) -> None:
    result = CliRunner().invoke(app, ["schema", name])
    assert json.loads(result.stdout) == schema_named(name)
