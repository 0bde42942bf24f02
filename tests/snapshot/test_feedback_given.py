"""Feedback of which a day, stars or a reply are told was given, whatever is said of its state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeout import check, load_policies
from closeout.engine.snapshot.fast.lane import contract_in

STATE = "feedback.from_client.state"
AS_OF = "2026-03-10T12:00:00Z"

TOLD: dict[str, tuple[dict[str, Any], str | None]] = {
    "a day": ({"given_at": "2026-03-09"}, "given"),
    "stars": ({"score": 4.5}, "given"),
    "a reply": ({"reply": "given"}, "given"),
    "nothing": ({}, None),
    "no stars, as many write it": ({"score": 0}, None),
    "no reply": ({"reply": "none"}, None),
    "no day": ({"given_at": "none"}, None),
    "stars without a day, which cannot be": ({"given_at": "none", "score": 5}, None),
    "a state that denies it": ({"state": "none", "score": 5}, "none"),
}


@pytest.mark.parametrize(("told", "state"), TOLD.values(), ids=list(TOLD))
def test_the_state_follows_from_what_is_told(told: dict[str, Any], state: str | None) -> None:
    line = json.dumps({"id": "C1", "feedback": {"from_client": told}}, separators=(",", ":"))
    contract = contract_in(line.encode())
    assert contract is not None
    assert contract.get(STATE) == state


def test_it_does_not_follow_against_a_word_that_nobody_knows() -> None:
    told = found("upwork", "freelancer", {"from_client": {"state": "hidden", "score": 5}})
    assert "leave-feedback" in told and "remind-client-of-feedback" not in told


@pytest.mark.parametrize(
    ("platform", "reminder"),
    [
        ("upwork", "remind-client-of-feedback"),
        ("fiverr", "remind-client-of-review"),
        ("freelancer-com", "remind-client-of-review"),
    ],
)
def test_nobody_is_reminded_of_a_review_that_has_stars(platform: str, reminder: str) -> None:
    assert reminder in found(platform, "freelancer", {})
    assert reminder not in found(platform, "freelancer", {"from_client": {"score": 5}})


@pytest.mark.parametrize(
    ("platform", "missing"),
    [
        ("upwork", "client-feedback-missing"),
        ("fiverr", "review-the-freelancer"),
        ("freelancer-com", "begin-review"),
    ],
)
def test_a_client_is_not_asked_for_a_review_of_which_the_day_is_told(
    platform: str, missing: str
) -> None:
    assert missing in found(platform, "client", {})
    assert missing not in found(platform, "client", {"from_client": {"given_at": "2026-03-09"}})


def found(platform: str, role: str, feedback: dict[str, Any]) -> set[str]:
    """The rules that are told of a contract that ended three days ago."""
    contract = {
        "id": "C1",
        "type": "fixed",
        "status": "ended",
        "ended_at": "2026-03-07T12:00:00Z",
        "ended_by": "client",
        "total_paid": 100,
        "currency": "USD",
        "milestones": [{"id": "m1", "state": "paid", "amount": 100, "paid_amount": 100}],
        "feedback": feedback,
    }
    export = {"version": 1, "platform": platform, "role": role, "contracts": [contract]}
    report = check(export, as_of=AS_OF, policies=load_policies(platform))
    return {finding.rule for finding in report.findings}
