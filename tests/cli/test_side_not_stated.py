"""An export that says nothing of the side that it is judged for: the side taken for granted is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

NOTE = (
    "judged for the freelancer, as no role is stated; for another side: `--role agency` or "
    "`--role client`, or `role` in the file"
)
ROWS = "id,{head}type,status,closing_planned,milestone.id,milestone.state\nA,{cell}fixed,active,yes,m1,paid\n"


def told(path: Path, *words: str, role: str = "") -> str:
    file = path / "contracts.csv"
    head, cell = ("role,", f"{role},") if role else ("", "")
    file.write_text(ROWS.format(head=head, cell=cell), encoding="utf-8")
    command, *options = words
    until = "--exported-at" if command == "convert" else "--as-of"
    asked = [command, str(file), until, "2026-03-10", *options]
    return CliRunner().invoke(app, asked, env={"COLUMNS": "200"}).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "-v"),
        ("check", "-f", "markdown"),
        ("check", "-f", "html"),
        ("plan",),
        ("explain", "A"),
        ("explain", "A", "keep-earning-contract"),
        ("explain", "A", "no-refund-request"),
        ("explain", "--fact", "account.no_feedback_streak"),
    ],
    ids=" ".join,
)
def test_people_are_told_which_side_was_taken_for_granted_and_only_then(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    found = " ".join(told(tmp_path, *words).replace("\\", "").split())
    assert NOTE in found
    assert "judged for" not in told(tmp_path, *words, role="freelancer")
    assert "judged for" not in told(tmp_path, *words, role="client")


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_programs_are_told_which_side_was_taken_for_granted_and_only_then(
    format: str, tmp_path: Path
) -> None:
    words = ("check", "-f", format)
    assert '"assumed_role": "freelancer"' in told(tmp_path, *words)
    assert "assumed_role" not in told(tmp_path, *words, role="agency")


@pytest.mark.parametrize("words", [("plan",), ("explain", "A")], ids=" ".join)
def test_what_names_a_role_to_programs_says_whether_it_was_stated(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    found = json.loads(told(tmp_path, *words, "-f", "json"))
    assert (found["role"], found["role_is_assumed"]) == ("freelancer", True)
    assert "role_is_assumed" not in told(tmp_path, *words, "-f", "json", role="client")


def test_what_is_converted_states_no_side_that_nobody_stated(tmp_path: Path) -> None:
    assert "role" not in json.loads(told(tmp_path, "convert"))
    assert json.loads(told(tmp_path, "convert", role="client"))["role"] == "client"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Maria", "maria "], False),
        (["Maria", "Ivan"], True),
    ],
)
def test_several_freelancers_who_are_judged_as_one_are_told(
    names: list[str], said: bool, tmp_path: Path
) -> None:
    file = tmp_path / "contracts.csv"
    rows = (f"{number},{name},fixed,active,yes" for number, name in enumerate(names))
    file.write_text("\n".join(("id,freelancer,type,status,closing planned", *rows)), "utf-8")
    asked = ["check", str(file), "--as-of", "2026-03-10"]
    found = " ".join(CliRunner().invoke(app, asked).stdout.split())
    several = "the contracts name 2 freelancers (Maria, Ivan), who are judged as one"
    assert (several in found) is said
