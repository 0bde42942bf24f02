"""Every kind of explanation, word for word."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ..described import bare_fields
from ..golden import golden
from .cases import CASES
from .conftest import Run

GOLDEN = Path(__file__).parent / "golden"
SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "schemas" / "explain.schema.json").read_text("utf-8")
)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_written(name: str, run: Run) -> None:
    code, out, err = run(*CASES[name].split())
    assert (code, err) == (0, "")
    assert out == golden(GOLDEN / name, out)


def test_there_is_no_golden_file_without_a_case() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".txt")])
def test_lines_have_at_most_80_columns_and_nothing_acts_on_a_terminal(name: str) -> None:
    for line in (GOLDEN / name).read_text("utf-8").split("\n"):
        assert len(line) <= 80
        assert line.isprintable()
        assert line == line.rstrip()
        assert not re.search(r"(^|\s)::", line)


@pytest.mark.parametrize("name", CASES)
def test_the_json_of_every_explanation_fits_the_schema(name: str, run: Run) -> None:
    _, out, _ = run(*CASES[name].replace(" -f json", "").split(), "-f", "json")
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(out))]
    assert errors == []


def test_the_schema_describes_every_field() -> None:
    assert bare_fields(SCHEMA) == []
