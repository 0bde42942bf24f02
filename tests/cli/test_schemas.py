"""Everything that is printed as JSON has a schema, `closeout schema` prints each, and the outputs fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from closeout.cli.app import COMMANDS, app
from closeout.cli.commands.schema import SchemaName

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {
    path.name.removesuffix(".schema.json"): path
    for path in (ROOT / "schemas").glob("*.schema.json")
}
EXPORT = str(ROOT / "examples" / "portfolio.json")
PRINTED = {
    "ask FILE -f json": "questions",
    "ask FILE --contract C101 -f json": "questions",
    "check FILE -f json": "findings",
    "check FILE --each -f json": "reports",
    "config -f json": "settings",
    "diff FILE FILE -f json": "diff",
    "explain FILE C106 -f json": "explain",
    "explain FILE C106 escrow-at-stake -f json": "explain",
    "lint fiverr -f json": "lint",
    "plan FILE -f json": "plan",
    "rules -f json": "rules",
    "rules escrow-at-stake -f json": "rules",
    "sweep feedback_window 10..14_days_4 FILE -f json": "sweep",
    "template --new -f json": "snapshot",
    "validate FILE -f json": "validation",
}
"""By command: the schema of what it prints."""


@cache
def printed(line: str) -> str:
    words = [
        EXPORT if word == "FILE" else word.replace("_days_", " days ") for word in line.split()
    ]
    done = CliRunner().invoke(app, words)
    assert done.exit_code in (0, 1), (done.output, done.exception)
    return done.stdout


def schema(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(SCHEMAS[name].read_text("utf-8"))
    return found


def faults(name: str, document: object) -> list[str]:
    return [error.message for error in Draft202012Validator(schema(name)).iter_errors(document)]


def test_the_command_knows_every_schema() -> None:
    assert sorted(SchemaName) == sorted(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_is_printed_as_it_stands(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert json.loads(printed(f"schema {name}")) == schema(name)


@pytest.mark.parametrize("line", PRINTED)
def test_what_is_printed_fits_its_schema(line: str) -> None:
    document = json.loads(printed(line))
    assert document
    assert faults(PRINTED[line], document) == []


def test_no_command_that_prints_json_is_left_out() -> None:
    helps = {name: CliRunner().invoke(app, [name, "--help"]).stdout for name in COMMANDS}
    with_format = {name for name, text in helps.items() if " --format" in text}
    assert {line.split()[0] for line in PRINTED} == with_format


def test_the_reports_of_several_files_are_those_of_one() -> None:
    document = json.loads(printed("check FILE --each -f json"))
    assert [faults("findings", each["report"]) for each in document["files"]] == [[]]
    assert document["files"][0]["report"] == json.loads(printed("check FILE -f json"))


def test_a_line_is_an_entry_of_the_document() -> None:
    """`ndjson` has no schema of its own: its lines are the lists of the document, in order."""
    document = json.loads(printed("check FILE -f json"))
    lines = [json.loads(line) for line in printed("check FILE -f ndjson").splitlines()]
    lists = {
        "contract": "contracts",
        "finding": "findings",
        "question": "questions",
        "undetermined": "undetermined",
        "assumption": "assumptions",
    }
    found: dict[str, list[Any]] = {name: [] for name in lists.values()}
    head = lines.pop(0)
    for line in lines:
        found[lists[line.pop("kind")]].append(line)
    assert {name: document[name] for name in found} == found
    assert head.pop("kind") == "report"
    assert {name: document[name] for name in head} == head


def test_a_question_is_the_same_wherever_it_is_asked() -> None:
    asked, checked, planned = (
        schema(name)["$defs"]["question"] for name in ("questions", "findings", "plan")
    )
    assert asked["required"] == checked["required"] == planned["required"]
    assert list(asked["properties"]) == list(checked["properties"]) == list(planned["properties"])
