"""Commands on exports, word for word.

A folder of `cases` holds what `closeout` is called with (`command`), the files it is called on, and
`expected`: exit code, stdout and stderr. A case is added by adding its folder.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

from ..golden import golden

CASES = Path(__file__).parent / "cases"
SCHEMA = Path(__file__).parents[2] / "schemas" / "snapshot.schema.json"
NAMES = sorted(each.parent.name for each in CASES.glob("*/command"))


def run(command: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, shlex.split(command), prog_name="closeout")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def told_by(command: str) -> str:
    """All that a command tells."""
    code, out, err = run(command)
    return f"exit {code}\n--- stdout\n{out}--- stderr\n{err}"


@pytest.mark.parametrize("name", NAMES)
def test_a_command_says_exactly_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)
    told = told_by(Path("command").read_text(encoding="utf-8"))
    assert told == golden(Path("expected"), told)


def test_nothing_that_one_export_says_is_left_for_those_that_are_read_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [*NAMES, *reversed(NAMES)]:
        monkeypatch.chdir(CASES / name)
        told = told_by(Path("command").read_text(encoding="utf-8"))
        assert told == Path("expected").read_bytes().decode("utf-8"), name


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_fits_the_schema(
    name: str, validator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)
    command = Path("command").read_text(encoding="utf-8")
    _, out, _ = run(command)
    if command.startswith("convert") and out:
        validator.validate(json.loads(out))
