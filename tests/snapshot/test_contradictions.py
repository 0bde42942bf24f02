"""Each contradiction is found, and what merely looks like one is not."""

from __future__ import annotations

from typing import Any

import pytest

from closeout.engine.snapshot.conform import Fault, contract_of
from closeout.engine.snapshot.contradictions import contradictions
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.intake import path_text

KNOWN_UNTIL = parse_instant("2026-03-10")


def told(
    contract: dict[str, Any], known_until: int | None = KNOWN_UNTIL, now: int | None = None
) -> list[str]:
    faults: list[Fault] = []
    typed = contract_of({"id": "C1", **contract}, faults, textual=False)
    assert faults == []
    found = contradictions(typed, known_until, now)
    return [f"{path_text(each.path)}: {each.message}" for each in found]


def milestone(**values: Any) -> dict[str, Any]:
    return {"type": "fixed", "milestones": [{"id": "m1", **values}]}


def feedback(side: str, **values: Any) -> dict[str, Any]:
    return {"feedback": {side: values}}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "ended before started": (
        {"started_at": "2026-02-01", "ended_at": "2026-01-01"},
        "ended_at: 2026-01-01T00:00:00Z is before started_at 2026-02-01T00:00:00Z",
    ),
    "an end of an active contract": (
        {"status": "active", "ended_at": "2026-01-01"},
        "ended_at: stated, although status is active",
    ),
    "an end of a paused contract": (
        {"status": "paused", "ended_by": "client"},
        "ended_by: stated, although status is paused",
    ),
    "no end of an ended contract": (
        {"status": "ended", "ended_at": "none"},
        "ended_at: none, although status is ended",
    ),
    "no dispute of a disputed contract": (
        {"status": "disputed", "dispute": "none"},
        "dispute: none, although status is disputed",
    ),
    "feedback before the start": (
        {"started_at": "2026-02-01", **feedback("from_client", given_at="2026-01-01")},
        "feedback.from_client.given_at: 2026-01-01T00:00:00Z is before started_at "
        "2026-02-01T00:00:00Z",
    ),
    "own feedback before the start": (
        {"started_at": "2026-02-01", **feedback("from_freelancer", given_at="2026-01-01")},
        "feedback.from_freelancer.given_at: 2026-01-01T00:00:00Z is before started_at "
        "2026-02-01T00:00:00Z",
    ),
    "no feedback, with its date": (
        feedback("from_client", state="none", given_at="2026-01-01"),
        "feedback.from_client.given_at: stated, although feedback.from_client.state is none",
    ),
    "no feedback, with its score": (
        feedback("from_client", state="none", score=0),
        "feedback.from_client.score: stated, although feedback.from_client.state is none",
    ),
    "feedback without a date": (
        feedback("from_freelancer", state="given", given_at="none"),
        "feedback.from_freelancer.given_at: none, although feedback.from_freelancer.state is given",
    ),
    "no change, with its date": (
        feedback("change", state="none", enabled_at="2026-01-01"),
        "feedback.change.enabled_at: stated, although feedback.change.state is none",
    ),
    "mid-contract feedback given before it was asked for": (
        feedback("mid_contract", requested_at="2026-02-01", given_at="2026-01-01"),
        "feedback.mid_contract.given_at: 2026-01-01T00:00:00Z is before "
        "feedback.mid_contract.requested_at 2026-02-01T00:00:00Z",
    ),
    "a refund answered before it was asked for": (
        {"refund_request": {"requested_at": "2026-02-01", "responded_at": "2026-01-01"}},
        "refund_request.responded_at: 2026-01-01T00:00:00Z is before "
        "refund_request.requested_at 2026-02-01T00:00:00Z",
    ),
    "a refund without an answer, with its date": (
        {"refund_request": {"response": "none", "responded_at": "2026-01-01"}},
        "refund_request.responded_at: stated, although refund_request.response is none",
    ),
    "a dispute answered before it was filed": (
        {"dispute": {"filed_at": "2026-02-01", "responded_at": "2026-01-01"}},
        "dispute.responded_at: 2026-01-01T00:00:00Z is before dispute.filed_at "
        "2026-02-01T00:00:00Z",
    ),
    "money without a payment": (
        {"total_paid": 5, "payments": []},
        "payments: empty, although total_paid is 5.00",
    ),
    "money without a date": (
        {"total_paid": 5, "last_paid_at": "none"},
        "last_paid_at: none, although total_paid is 5.00",
    ),
    "paid more than funded": (
        milestone(funded_amount="200.00", paid_amount="200.01"),
        "milestones[0].paid_amount: 200.01 was paid, but only 200.00 was funded",
    ),
    "funded, and nothing is": (
        milestone(state="funded", funded_amount=0),
        "milestones[0].funded_amount: 0.00, although state is funded",
    ),
    "funded, and nothing in escrow": (
        milestone(state="funded", escrow_amount=0),
        "milestones[0].escrow_amount: 0.00, although state is funded",
    ),
    "submitted without a submission": (
        milestone(state="submitted", submissions=[]),
        "milestones[0].state: submitted, but there is no submission",
    ),
    "changes requested without a submission": (
        milestone(state="changes_requested", submissions=[]),
        "milestones[0].state: changes_requested, but there is no submission",
    ),
    "changes requested and not": (
        milestone(state="changes_requested", changes_requested_at="none"),
        "milestones[0].changes_requested_at: none, although state is changes_requested",
    ),
    "funded and not": (
        milestone(state="not_funded", funded_amount=1),
        "milestones[0].funded_amount: 1.00, although state is not_funded",
    ),
    "paid and not funded": (
        milestone(state="not_funded", paid_amount=20),
        "milestones[0].paid_amount: 20.00, although state is not_funded",
    ),
    "escrow of what is not funded": (
        milestone(state="not_funded", escrow_amount=1),
        "milestones[0].escrow_amount: 1.00, although state is not_funded",
    ),
    "escrow that differs from the milestones'": (
        {"escrow": 90, **milestone(state="funded", funded_amount=100, paid_amount=0)},
        "escrow: 90.00, but the milestones hold 100.00",
    ),
    "less escrow than some milestones hold": (
        {"escrow": 90, "milestones": [{"id": "m1", "escrow_amount": 100}, {"id": "m2"}]},
        "escrow: 90.00, but the milestones hold at least 100.00",
    ),
    "no escrow, and a milestone that holds some": (
        {
            "escrow": 0,
            "milestones": [{"id": "m1", "state": "paid"}, {"id": "m2", "state": "funded"}],
        },
        "escrow: 0.00, although the state of milestone m2 is funded",
    ),
    "no escrow, and work in review that was paid in part": (
        {"escrow": 0, **milestone(state="submitted", amount=100, paid_amount=20)},
        "escrow: 0.00, although the state of milestone m1 is submitted",
    ),
    "escrow without milestones": (
        {"type": "fixed", "escrow": 90, "milestones": []},
        "escrow: 90.00, but the milestones hold 0.00",
    ),
    "escrow of an hourly contract": (
        {"type": "hourly", "escrow": 90},
        "escrow: 90.00, but an hourly contract has no escrow",
    ),
    "a date after the export": (
        {"last_activity_at": "2026-03-10T00:00:01Z"},
        "last_activity_at: 2026-03-10T00:00:01Z is after the export, which knows up to "
        "2026-03-10T00:00:00Z",
    ),
    "a submission after the export": (
        milestone(submissions=["2026-03-01", "2026-03-11"]),
        "milestones[0].submissions[1]: 2026-03-11T00:00:00Z is after the export, which knows up "
        "to 2026-03-10T00:00:00Z",
    ),
    "a milestone changed after the export": (
        milestone(modified_at="2026-03-11"),
        "milestones[0].modified_at: 2026-03-11T00:00:00Z is after the export, which knows up to "
        "2026-03-10T00:00:00Z",
    ),
    "a request after the export": (
        {"close_requests": ["2026-03-11"]},
        "close_requests[0]: 2026-03-11T00:00:00Z is after the export, which knows up to "
        "2026-03-10T00:00:00Z",
    ),
    "a payment after the export": (
        {"payments": [{"amount": 5}, {"amount": 5, "paid_at": "2026-03-11"}]},
        "payments[1].paid_at: 2026-03-11T00:00:00Z is after the export, which knows up to "
        "2026-03-10T00:00:00Z",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_contradiction_is_told(name: str) -> None:
    contract, expected = CASES[name]
    assert told(contract) == [expected]


@pytest.mark.parametrize(
    "contract",
    [
        {"escrow": 0, **milestone(state="funded", amount=300, paid_amount=300)},
        {"escrow": 0, **milestone(state="funded", funded_amount=300, paid_amount=300)},
        {"started_at": "2026-02-01", "ended_at": "2026-02-01"},
        {"started_at": "none", "ended_at": "2026-02-01"},
        {"status": "active", "ended_at": "none", "ended_by": None},
        {"status": "ended"},
        {"status": "ended", "ended_at": "2026-02-01", "ended_by": "client"},
        {"refund_request": "none", "dispute": "none"},
        {"due_at": "2030-01-01", "milestones": [{"id": "m1", "due_at": "2030-01-01"}]},
        {"last_activity_at": "2026-03-10T00:00:00Z"},
        {"total_paid": 0, "last_paid_at": "none", "payments": []},
        {"total_paid": 5, "payments": [{"amount": 4}]},
        {"type": "hourly", "escrow": 0},
        {"escrow": 90, "type": "fixed"},
        {"escrow": 90, "milestones": [{"id": "m1", "escrow_amount": 80}, {"id": "m2"}]},
        {"escrow": 90, **milestone(state="cancelled", funded_amount=90)},
        {"escrow": 90, **milestone(state="funded", funded_amount=90)},
        {"escrow": 40, **milestone(state="funded", funded_amount=90, paid_amount=50)},
        {"escrow": 0, **milestone(state="paid", funded_amount=90, paid_amount=90)},
        milestone(state="submitted"),
        milestone(state="submitted", submissions=["2026-03-01"], changes_requested_at="none"),
        milestone(state="not_funded", funded_amount=0, escrow_amount=0),
        milestone(state="not_funded", paid_amount=0),
        milestone(paid_amount=5),
        feedback("from_client", state="none", given_at="none", reply="none"),
        feedback("mid_contract", state="given", requested_at="none", given_at="2026-03-01"),
    ],
    ids=str,
)
def test_what_may_be_true_is_no_contradiction(contract: dict[str, Any]) -> None:
    assert told(contract) == []


def test_without_an_export_date_and_a_clock_no_date_is_too_late() -> None:
    assert told({"last_activity_at": "2999-01-01"}, None) == []


def test_a_date_that_has_not_come_is_told_of_an_export_without_a_date() -> None:
    contract = milestone(submissions=["2062-02-11"], due_at="2062-02-20")
    assert told(contract, None, now=KNOWN_UNTIL) == [
        "milestones[0].submissions[0]: 2062-02-11T00:00:00Z has not come yet: it is "
        "2026-03-10T00:00:00Z now"
    ]
    assert told({"last_activity_at": "2026-03-10"}, None, now=KNOWN_UNTIL) == []


def test_what_an_export_says_of_its_date_goes_before_the_clock() -> None:
    assert told({"last_activity_at": "2026-03-10"}, KNOWN_UNTIL, now=0) == []
