"""What has happened is dated neither ahead nor before what it follows: it did happen, and nobody knows when."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.read import read_snapshot

AS_OF = "2026-03-10T12:00:00Z"
SWAPPED = "2026-08-03"
"""Typed for 2026-03-08."""
PACKS = load_packs(None)

QUIET: dict[str, Any] = {
    "status": "active",
    "currency": "USD",
    "started_at": "2025-06-01",
    "refund_request": "none",
    "dispute": "none",
    "bonus": "none",
    "feedback": {"change": {"state": "none"}},
    "situation": [],
    "open_tasks": 0,
    "more_work_expected": False,
    "requirements_missed": False,
    "repeat_client": False,
    "close_requests": [],
    "work_state": "complete",
    "total_paid": 100,
    "last_paid_at": "2025-12-01",
    "last_activity_at": "2025-12-01",
    "last_freelancer_message_at": "2026-03-08",
    "last_client_message_at": "2026-03-08",
}
"""Nothing stands against its end, and nothing is left open."""
PAID = {"id": "m1", "state": "paid", "amount": 100, "funded_amount": 100, "paid_amount": 100}
FIXED = QUIET | {"type": "fixed", "milestones": [PAID]}
HOURLY = QUIET | {"type": "hourly", "hours": {"this_week": 0, "unlogged": 0}}
SILENT = {"last_freelancer_message_at": "2025-12-01", "last_client_message_at": "2025-12-01"}
ENDED = {
    "status": "ended",
    "type": "fixed",
    "currency": "USD",
    "ended_at": SWAPPED,
    "ended_by": "client",
    "milestones": [PAID],
    "feedback": {"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}},
}


def judged(
    contract: dict[str, Any],
    *,
    role: str = "freelancer",
    platform: str = "upwork",
    as_of: str = AS_OF,
    exported_at: str | None = None,
) -> Report:
    document = {
        "version": 1,
        "platform": platform,
        "role": role,
        "exported_at": exported_at or as_of,
        "contracts": [{"id": "C1", **contract}],
    }
    given = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    return evaluate(given, PACKS, parse_instant(as_of), Options())


def told(report: Report) -> list[tuple[str, int | None]]:
    return [(each.rule, each.deadline) for each in report.findings]


def dispute(filed_at: str, **more: str) -> dict[str, Any]:
    return {"dispute": {"filed_at": filed_at, "filed_by": "client", "response": "none", **more}}


@pytest.mark.parametrize(
    ("platform", "contract", "rule"),
    [
        ("upwork", HOURLY | dispute(SWAPPED), "answer-hourly-dispute-undated"),
        ("fiverr", FIXED | dispute(SWAPPED), "dispute-to-answer"),
        ("freelancer-com", FIXED | dispute(SWAPPED), "dispute-to-answer-undated"),
    ],
)
def test_a_dispute_that_is_dated_ahead_is_answered_now(
    platform: str, contract: dict[str, Any], rule: str
) -> None:
    report = judged(contract, platform=platform)
    assert (rule, None) in told(report)
    assert [each.verdict for each in report.contracts] == ["prepare"]


@pytest.mark.parametrize(
    ("filed_at", "rule"),
    [
        ("2026-03-11T12:00:00Z", "answer-hourly-dispute"),
        ("2026-03-11T12:00:01Z", "answer-hourly-dispute-undated"),
    ],
)
def test_a_day_ahead_the_clocks_of_others_may_be(filed_at: str, rule: str) -> None:
    assert rule in dict(told(judged(HOURLY | dispute(filed_at))))


def test_a_request_that_is_dated_ahead_is_answered_now() -> None:
    asked = {"amount": 100, "requested_at": SWAPPED, "requested_by": "client", "response": "none"}
    held = {"id": "m1", "state": "funded", "amount": 100}
    contract = {"status": "active", "type": "fixed", "milestones": [held], "refund_request": asked}
    assert told(judged(contract)) == [("answer-refund-request-undated", None)]


@pytest.mark.parametrize("role", ["freelancer", "client"])
def test_no_release_is_waited_for_from_a_day_that_has_not_come(role: str) -> None:
    held = {"id": "m1", "state": "submitted", "amount": 100, "modified_at": "2026-03-08"}
    contract = {
        "status": "active",
        "type": "fixed",
        "milestones": [held | {"submissions": [SWAPPED]}],
    }
    report = judged(contract, role=role)
    assert told(report) == []
    assert [(each.verdict, each.needs) for each in report.contracts] == [
        ("cannot-tell", ("milestone.submissions",))
    ]


@pytest.mark.parametrize(
    ("changed", "verdict", "needs"),
    [
        ({}, "close", ()),
        (
            SILENT | {"last_freelancer_message_at": SWAPPED},
            "cannot-tell",
            ("last_freelancer_message_at",),
        ),
        (SILENT | {"close_requests": [SWAPPED]}, "cannot-tell", ("close_requests",)),
        ({"started_at": SWAPPED}, "close", ()),
        ({"due_at": SWAPPED}, "close", ()),
    ],
    ids=["as it is", "message", "request", "start", "due"],
)
def test_nobody_is_let_go_by_a_message_of_a_day_that_has_not_come(
    changed: dict[str, Any], verdict: str, needs: tuple[str, ...]
) -> None:
    report = judged(FIXED | {"closing_planned": True} | changed)
    assert [(each.verdict, each.needs) for each in report.contracts] == [(verdict, needs)]


def test_no_window_is_open_after_an_end_that_has_not_come() -> None:
    report = judged(ENDED)
    assert told(report) == []
    assert [(each.verdict, each.needs) for each in report.contracts] == [
        ("cannot-tell", ("ended_at",))
    ]


def test_the_end_of_a_contract_that_runs_can_be_planned() -> None:
    report = judged(FIXED | {"ended_at": SWAPPED})
    assert "end-in-doubt" not in dict(told(report))


def test_of_a_payment_that_has_not_come_the_amount_is_known() -> None:
    paid = {key: value for key, value in FIXED.items() if key != "total_paid"}
    report = judged(paid | {"payments": [{"amount": 100, "paid_at": SWAPPED}]})
    assert [each.message for each in report.findings] == [
        "Paid so far: 100.00 USD. Nothing lies in escrow. Ask for feedback as well."
    ]


def test_an_export_is_judged_at_an_earlier_instant_by_what_it_tells() -> None:
    contract = HOURLY | dispute("2026-03-09T12:00:00Z")
    report = judged(contract, as_of="2026-03-01T12:00:00Z", exported_at=AS_OF)
    assert ("answer-hourly-dispute", parse_instant("2026-03-12T12:00:00Z")) in told(report)


BEGUN = {"started_at": "2026-03-01T15:00:00Z"}


@pytest.mark.parametrize(
    ("ended_at", "rules"),
    [
        ("2026-03-02", ["leave-feedback", "remind-client-of-feedback"]),
        ("2026-03-01", ["leave-feedback", "remind-client-of-feedback"]),
        ("2026-02-28", []),
        ("2025-12-02", []),
    ],
    ids=["after the start", "on its day", "before it", "long before it"],
)
def test_no_window_is_over_after_an_end_before_the_start(ended_at: str, rules: list[str]) -> None:
    report = judged(ENDED | BEGUN | {"ended_at": ended_at})
    assert list(dict(told(report))) == rules
    assert [each.verdict for each in report.contracts] == ["prepare" if rules else "cannot-tell"]


@pytest.mark.parametrize("ended_at", ["2026-02-20", "2026-03-03"], ids=["before", "after"])
def test_a_running_contract_whose_end_is_told_is_in_doubt_also_before_its_start(
    ended_at: str,
) -> None:
    report = judged(FIXED | BEGUN | {"closing_planned": True, "ended_at": ended_at})
    assert "end-in-doubt" in dict(told(report))
    assert [each.verdict for each in report.contracts] == ["do-not-end"]


def test_hours_are_under_review_after_an_answer_before_the_dispute() -> None:
    answered = dispute("2026-03-05", response="given", responded_at="2025-05-03")
    report = judged(HOURLY | {"closing_planned": True} | answered)
    assert [each.verdict for each in report.contracts] == ["cannot-tell"]
    assert told(report) == [("look-up-hours-review", None)]


@pytest.mark.parametrize(
    ("requested_at", "rule"),
    [
        ("2026-03-05", "answer-refund-request"),
        ("2026-03-05T00:00:01Z", "answer-refund-request-undated"),
    ],
    ids=["a day after its answer", "later"],
)
def test_of_a_request_and_an_earlier_answer_neither_is_counted_from(
    requested_at: str, rule: str
) -> None:
    asked = {"amount": 100, "requested_at": requested_at, "responded_at": "2026-03-04T00:00:01Z"}
    held = {"id": "m1", "state": "funded", "amount": 100}
    contract = {"status": "active", "type": "fixed", "milestones": [held], "refund_request": asked}
    assert list(dict(told(judged(contract)))) == [rule]
