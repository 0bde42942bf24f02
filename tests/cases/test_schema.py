"""`test.schema.json` accepts every shipped test file, and refuses what the reader refuses."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from closeout.engine.cases.reading.expected import KEYS
from closeout.engine.policy.conditions import NONE_WORD
from closeout.engine.policy.pack import Severity
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import BY_PATH
from closeout.engine.snapshot.model import ROLES
from closeout.engine.units import Scope

SCHEMA = json.loads(files("closeout.schemas").joinpath("test.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
POLICIES = Path(str(files("closeout.policies")))
SHIPPED = sorted(POLICIES.rglob("*.test.yaml"))
BAD = Path(__file__).parent / "bad"
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def errors(file: Path) -> list[str]:
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    return [error.message for error in VALIDATOR.iter_errors(data)]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_files_are_valid(file: Path) -> None:
    assert errors(file) == []


def test_schema_and_reader_know_the_same_words() -> None:
    parts = SCHEMA["$defs"]
    reasons = BY_PATH[Scope.CONTRACT, "end_reason"].choices
    assert parts["one_role"]["enum"] == list(ROLES)
    assert parts["verdict_word"]["enum"] == list(Verdict)
    assert parts["details"]["anyOf"][1]["properties"]["severity"]["enum"] == list(Severity)
    detailed = parts["verdict"]["anyOf"][1]["properties"]
    assert detailed["end_reason"]["enum"] == [*reasons, NONE_WORD]
    assert {part["required"][0] for part in SCHEMA["$defs"]["case"]["anyOf"]} == {*KEYS, "at"}


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key",
        "nothing-expected",
        "no-name",
        "unknown-role",
        "unknown-verdict",
        "cases-that-are-a-word",
    ],
)
def test_what_the_reader_refuses_by_its_form_the_schema_refuses(name: str) -> None:
    assert errors(BAD / f"{name}.test.yaml")
