"""docs/sources.md is what `closeout statements` prints, and leaves nothing to be done."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.statements.find import statement_files
from closeout.engine.statements.model import Statements
from closeout.engine.statements.reader import read_statements

from ..golden import golden

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "sources.md"

SECTIONS = {
    "T": 4,  # what outranks everything else
    "G": 12,  # what is taken for granted
    "P": 41,  # the documents that the pack began with
    "F": 14,  # fixed price
    "H": 5,  # hourly
    "E": 13,  # ending and feedback
}
"""How many statements of each section of the sources there are, numbered from 1."""


@cache
def table() -> Statements:
    """The statements of the one shipped pack that has them."""
    (found,) = statement_files(())
    return read_statements(found.path.read_text("utf-8"), found.label, found.pack)


def test_the_page_is_what_the_command_prints() -> None:
    result = CliRunner().invoke(app, ["statements"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout == golden(PAGE, result.stdout)


def test_the_page_begins_with_how_to_write_it_again() -> None:
    first = PAGE.read_text("utf-8").splitlines()[0]
    assert first.startswith("<!-- Written by `closeout statements -o FILE`")


def test_every_text_is_a_sentence() -> None:
    for statement in table():
        for text in (statement.says, statement.note, statement.not_carried):
            assert not text or (text[0].isupper() and text.endswith(".")), statement.id
            assert "TODO" not in text, statement.id


@pytest.mark.parametrize("letter", SECTIONS)
def test_no_statement_of_a_section_is_left_out(letter: str) -> None:
    ids = (statement.id.text.removeprefix(letter) for statement in table())
    assert [int(id) for id in ids if id.isdigit()] == list(range(1, SECTIONS[letter] + 1))
