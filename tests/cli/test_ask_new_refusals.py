"""What `closeout ask --new` does not begin or go on with: each is told with its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app

from .talking import ORDER, PAID, PAID_FILE, Talk, kept

FOREIGN = {
    "a snapshot": '{"version": 1, "contracts": [{"id": "C1"}]}',
    "a snapshot of another command": '{"version": 1, "made_by": "x", "contracts": [{"id": "C1"}]}',
    "a text": "my notes",
    "deep nesting": "[" * 100_000,
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_none_of_its_own_is_left_alone(talk: Talk, text: str) -> None:
    Path("contracts.json").write_text(text, encoding="utf-8")
    refused = talk(PAID)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "contracts.json: error: is there already, and was not written by `closeout ask --new`\n"
        "  name another file with -o\n"
    )
    assert kept() == text


def test_a_talk_with_more_written_into_it_is_left_alone(talk: Talk) -> None:
    talk(PAID)
    more = kept().replace('"version": 1,', '"version": 1, "as_of": "2026-03-10",')
    Path("contracts.json").write_text(more, encoding="utf-8")
    refused = talk(["Flyer"])
    assert refused.exit_code == 2
    assert "is not as `closeout ask --new` left it" in refused.stderr
    assert kept() == more


def test_a_talk_that_was_damaged_is_invalid_input(talk: Talk) -> None:
    talk(PAID)
    damaged = kept().replace('"id": "C1",', "")
    Path("contracts.json").write_text(damaged, encoding="utf-8")
    assert talk(["Flyer"]).exit_code == 3
    assert kept() == damaged


def test_a_talk_of_some_days_ago_is_not_gone_on_with(talk: Talk) -> None:
    talk(PAID)
    refused = talk(["Flyer"], at="2026-03-12T12:00:00Z")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "contracts.json: error: the answers are of 2026-03-10 12:00 UTC: what has changed since is "
        "not known\n"
        "  begin anew: name another file with -o\n"
    )
    assert kept() == PAID_FILE


def test_the_file_of_another_platform_needs_its_policies(talk: Talk) -> None:
    talk(ORDER)
    refused = talk(["Flyer"], "--policies", "upwork")
    assert refused.exit_code == 2
    assert "no policy pack is for the platform fiverr" in refused.stderr


def test_a_name_that_is_no_json_is_refused(talk: Talk) -> None:
    refused = talk(PAID, "-o", "contracts.csv")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "contracts.csv: error: a talk is written as JSON\n  name it contracts.json\n"
    )
    assert not Path("contracts.csv").exists()


def test_without_a_terminal_it_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, talk: Talk
) -> None:
    monkeypatch.setattr(dialog, "is_terminal", lambda: False)
    refused = talk(PAID)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "--new: error: asks on a terminal, and nobody is there to answer\n"
        "  run it in a terminal, or fill in a table: "
        "closeout template --new\n"
    )
    assert not Path("contracts.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["c.json"],
        ["--contract", "C1"],
        ["--close", "C1"],
        ["--supplement", "s.csv"],
        ["-f", "json"],
    ],
    ids=lambda words: words[0],
)
def test_what_speaks_of_a_file_does_not_go_with_it(talk: Talk, words: list[str]) -> None:
    refused = talk(PAID, *words)
    assert refused.exit_code == 2
    assert "does not go with --new" in refused.stderr
    assert not Path("contracts.json").exists()


def test_with_neither_a_file_nor_new_both_are_named() -> None:
    refused = CliRunner().invoke(app, ["ask"])
    assert refused.exit_code == 2
    assert refused.stderr == (
        "FILE: error: no file is named\n  name a file, or begin with nothing: closeout ask --new\n"
    )
