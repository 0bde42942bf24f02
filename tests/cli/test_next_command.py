"""A command that is told to be called next says what this one was called with."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app
from closeout.cli.next_command import next_command

from .talking import PAID, Talk

PAID_IN_TABLE = """\
id,title,client.name,type,status,closing_planned,escrow,work_state,total_paid,last_paid_at,milestone.id,milestone.state,milestone.amount,milestone.paid_amount
A,Logo,Blum,fixed,active,yes,0,complete,250,2026-02-20,m1,paid,250,250
"""
DAY = "2026-03-10"


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that says of no instant, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    Path("p.csv").write_text(PAID_IN_TABLE, encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "closeout check c.csv"),
        ({"as-of": None, "strict": None, "close": None}, "closeout check c.csv"),
        ({"as-of": "10 March 2026"}, "closeout check c.csv --as-of '10 March 2026'"),
        ({"close": ["A", "B C"]}, "closeout check c.csv --close A --close 'B C'"),
        ({"strict": True}, "closeout check c.csv --strict"),
        ({"strict": False}, "closeout check c.csv --no-strict"),
    ],
)
def test_options_are_repeated_as_they_were_given(options: dict[str, object], line: str) -> None:
    assert next_command(["check", "c.csv"], options) == line


def asked(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What is said in a talk about the table."""
    answers = iter(["none", "3 days ago; 2026-03-08"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers, "q"))
    return CliRunner().invoke(app, ["ask", "p.csv", "--as-of", DAY, *words]).stdout


def called(line: str) -> list[str]:
    """The verdicts of a command as it was printed."""
    words = shlex.split(line)
    assert words[0] == "closeout"
    words = [*words[1:], "-f", "json", "--fail-on", "never"]
    report = json.loads(CliRunner().invoke(app, words).stdout)
    return [one["verdict"] for one in report["contracts"]]


def test_the_command_that_uses_the_answers_decides_as_the_talk_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = asked(monkeypatch)
    assert "A (Logo): close." in said
    line = said.splitlines()[-1].strip()
    assert line == f"closeout check p.csv --supplement p.answers.csv --as-of {DAY}"
    assert called(line) == ["close"]


def test_every_option_that_decides_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("more.csv").write_text("id,refund_request\nA,none\n", encoding="utf-8")
    options = "--policies upwork --close A --role agency --dates dmy --encoding utf-8 --no-strict"
    words = ["--supplement", "more.csv", *options.split()]
    told = shlex.split(asked(monkeypatch, *words).splitlines()[-1])
    assert told == [
        *("closeout", "check", "p.csv", "--supplement", "more.csv"),
        *("--supplement", "p.answers.csv", "--close", "A", "--as-of", DAY),
        *(
            "--policies",
            "upwork",
            "--role",
            "agency",
            "--no-strict",
            "--dates",
            "dmy",
            "--encoding",
            "utf-8",
        ),
    ]


def test_a_talk_from_nothing_names_the_command_that_decides_as_it_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = Talk(monkeypatch)(PAID).stdout
    line = said.splitlines()[-1].strip()
    assert line == "closeout check contracts.json --as-of 2026-03-10T12:00:00Z"
    assert called(line) == ["close"]


def test_pages_that_are_not_up_to_date_are_written_again_from_the_same_packs() -> None:
    words = ["docs", "my pages", "fiverr"]
    stale = CliRunner().invoke(app, [*words, "--check"])
    assert stale.exit_code == 1
    line = stale.stdout.splitlines()[-1]
    assert line == "write them again: closeout docs 'my pages' fiverr"
    CliRunner().invoke(app, shlex.split(line.partition(": closeout ")[2]))
    assert CliRunner().invoke(app, [*words, "--check"]).exit_code == 0
