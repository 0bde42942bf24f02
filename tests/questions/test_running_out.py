"""What time may be running for, where an export is too old to tell: until when to export again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

EXPORTED = "2026-03-10T12:00:00Z"
JUST_FRESH, JUST_OLD = "2026-03-13T12:00:00Z", "2026-03-13T12:00:01Z"
FUNDED = [{"id": "m1", "state": "funded", "amount": "250.00", "due_at": "none"}]
ASKED = {
    "id": "asked",
    "type": "fixed",
    "status": "active",
    "milestones": FUNDED,
    "refund_request": {
        "amount": "250.00",
        "requested_at": "2026-03-08T15:00:00Z",
        "response": "none",
    },
}
ASKED_LATER = {
    **ASKED,
    "id": "later",
    "refund_request": {
        "amount": "250.00",
        "requested_at": "2026-03-08T16:00:00Z",
        "response": "none",
    },
}
ASKED_LONG_AGO = {
    **ASKED,
    "id": "long ago",
    "refund_request": {
        "amount": "250.00",
        "requested_at": "2026-03-04T15:00:00Z",
        "response": "none",
    },
}
REVIEWED = {
    "id": "reviewed",
    "type": "fixed",
    "status": "active",
    "milestones": [
        {**FUNDED[0], "state": "submitted", "submissions": ["2026-03-01T09:00:00Z"]},
    ],
}
QUIET = {"id": "quiet", "type": "fixed", "status": "active", "milestones": []}
AGAIN = "Can you export again? What may have changed since the export is not known."


def given(folder: Path, contracts: list[dict[str, Any]]) -> str:
    """A snapshot of the tenth of March."""
    file = folder / "contracts.json"
    file.write_text(json.dumps({"version": 1, "exported_at": EXPORTED, "contracts": contracts}))
    return str(file)


def checked(*arguments: str) -> str:
    """What `closeout` says."""
    return CliRunner().invoke(app, [*arguments, "--fail-on", "never"]).stdout


@pytest.mark.parametrize(
    ("contracts", "until", "added"),
    [
        pytest.param(
            [REVIEWED, ASKED_LATER, ASKED],
            "2026-03-15T15:00:00Z",
            ' It may be time for asked: "Accept or dispute the refund request".',
            id="the most severe that is open, and of these the nearest",
        ),
        pytest.param(
            [REVIEWED],
            "2026-03-15T09:00:00Z",
            ' It may be time for reviewed: "Wait for the automatic release".',
            id="what comes by itself, where nothing more severe is open",
        ),
        pytest.param(
            [ASKED_LONG_AGO, ASKED_LATER],
            "2026-03-15T16:00:00Z",
            ' It may be time for later: "Accept or dispute the refund request".',
            id="none that is over",
        ),
        pytest.param([QUIET], None, "", id="nothing, where no time is known to run"),
    ],
)
def test_the_question_to_export_again_says_until_when(
    tmp_path: Path, contracts: list[dict[str, Any]], until: str | None, added: str
) -> None:
    file = given(tmp_path, contracts)
    report = json.loads(checked("check", file, "--as-of", JUST_OLD, "-f", "json"))
    (question,) = report["questions"]
    assert (question["field"], question["until"]) == ("exported_at", until)
    assert question["text"] == AGAIN + added


def test_each_contract_says_until_when_to_export_again(tmp_path: Path) -> None:
    text = checked("check", given(tmp_path, [ASKED, REVIEWED, QUIET]), "--as-of", JUST_OLD)
    assert "Export again, by 2026-03-15 15:00 UTC." in text
    assert "Export again, by 2026-03-15 09:00 UTC." in text
    assert "Export again.\n" in text


def test_asking_begins_with_it(tmp_path: Path) -> None:
    asked = CliRunner().invoke(app, ["ask", given(tmp_path, [ASKED]), "--as-of", JUST_OLD])
    added = ' It may be time for asked: "Accept or dispute the refund request".'
    said = " ".join(asked.stdout.split())
    assert said.startswith(f"{AGAIN}{added} (until 2026-03-15 15:00 UTC) ")


def test_a_deadline_is_told_up_to_the_age_and_after_it(tmp_path: Path) -> None:
    file = given(tmp_path, [ASKED])
    for as_of in (JUST_FRESH, JUST_OLD):
        assert "2026-03-15 15:00" in checked("check", file, "--as-of", as_of)
