"""What goes without saying is said in words that fit the side that is spoken to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

HEAD = {"version": 1, "as_of": "2026-03-10T12:00:00Z"}
ENDED = {"id": "e", "type": "fixed", "status": "ended", "ended_at": "2026-03-06"}
PAID = {"milestones": [{"id": "m", "state": "paid", "amount": "100"}], "total_paid": "100"}


@pytest.mark.parametrize("role", ["freelancer", "agency", "client"])
@pytest.mark.parametrize("platform", ["upwork", "fiverr", "freelancer-com"])
def test_a_review_is_left_if_there_is_none_yet_whoever_reads_it(
    platform: str, role: str, tmp_path: Path
) -> None:
    file = tmp_path / "contracts.json"
    head = HEAD | {"platform": platform, "role": role}
    file.write_text(json.dumps(head | {"contracts": [ENDED | PAID]}), encoding="utf-8")
    told = " ".join(CliRunner().invoke(app, ["check", str(file)]).stdout.split())
    assert "if they have not" not in told and "if you have not" not in told


def test_what_is_taken_for_granted_needs_no_sentence_before_it(tmp_path: Path) -> None:
    """Its short words follow what is to be done: "Leave your feedback, if there is none yet"."""
    file = tmp_path / "contracts.json"
    head = HEAD | {"platform": "fiverr", "role": "client"}
    known = {"dispute": "none", "refund_request": "none", "situation": []}
    file.write_text(json.dumps(head | {"contracts": [ENDED | PAID | known]}), encoding="utf-8")
    told = " ".join(CliRunner().invoke(app, ["check", str(file)]).stdout.split())
    assert "Leave your review, if there is none yet" in told
    assert "Taken for granted: the client has not left a review (1 contract)" in told
