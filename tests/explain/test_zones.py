"""Explanations tell times in the zone of the account or of `--time-zone`; JSON stays in UTC."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

EXAMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "portfolio.json")


def told(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["explain", EXAMPLE, *arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param((), "2026-03-15 10:00 CET", id="that of the account"),
        pytest.param(("--time-zone", "UTC"), "2026-03-15 09:00 UTC", id="UTC"),
        pytest.param(("--time-zone", "Asia/Kolkata"), "2026-03-15 14:30 IST", id="another one"),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [("C101",), ("C101/m2", "auto-release-pending"), ("C101/m2", "--fact", "release_due_at")],
    ids=["a verdict", "a rule", "a fact"],
)
def test_an_explanation_tells_the_time_of_a_zone(
    asked: tuple[str, ...], options: tuple[str, ...], says: str
) -> None:
    text = told(*asked, *options)
    assert says in text
    assert ("09:00 UTC" in text) == (options == ("--time-zone", "UTC"))


def test_its_json_stays_in_utc() -> None:
    asked = ("C101/m2", "auto-release-pending", "-f", "json")
    assert told(*asked, "--time-zone", "Asia/Kolkata") == told(*asked)
