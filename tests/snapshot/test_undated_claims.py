"""A claim of which something is told is there, also where its day is written as `none`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeout import check, load_policies
from closeout.engine.snapshot.conform import contract_of
from closeout.engine.snapshot.fast.lane import contract_in
from closeout.engine.snapshot.model import NONE

DAYS = {"refund_request": "requested_at", "dispute": "filed_at", "hold": "since"}
TOLD: dict[str, tuple[str, dict[str, Any]]] = {
    "an amount": ("refund_request", {"amount": 100}),
    "who asked": ("refund_request", {"requested_by": "client"}),
    "an answer": ("refund_request", {"response": "disputed"}),
    "the day of an answer": ("dispute", {"responded_at": "2026-03-01"}),
    "who filed it": ("dispute", {"filed_by": "client"}),
    "hours": ("dispute", {"hours": 3}),
    "a stage": ("dispute", {"stage": "mediation"}),
    "a number": ("dispute", {"id": "D1"}),
    "a reason": ("hold", {"reason": "billing"}),
    "a side": ("hold", {"by": "platform"}),
}
CALLED = {"disputed": "dispute", "suspended": "hold"}
DENIED: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing else": ("hold", {}),
    "no answer": ("dispute", {"response": "none"}),
    "no answer and no amount": ("refund_request", {"amount": 0, "response": "none"}),
    "no amount, by somebody": ("refund_request", {"amount": 0, "requested_by": "freelancer"}),
    "no hours, by somebody": ("dispute", {"hours": 0, "filed_by": "freelancer"}),
}
PAID: dict[str, Any] = {
    "id": "C1",
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "work_state": "complete",
    "total_paid": 100,
    "last_paid_at": "2025-12-20",
    "milestones": [{"id": "m1", "amount": 100, "state": "paid", "paid_amount": 100}],
    "more_work_expected": False,
    "open_tasks": 0,
    "situation": [],
    "requirements_missed": False,
    "last_client_message_at": "2026-03-01",
    "last_freelancer_message_at": "2026-03-05",
    "refund_request": "none",
    "dispute": "none",
    "hold": "none",
}


def days_of(claim: str, told: dict[str, Any], status: str = "active") -> list[object]:
    """What either reader takes for its day, where it is written as `none`."""
    written = {"id": "C1", "status": status, claim: {DAYS[claim]: "none", **told}}
    fast = contract_in(json.dumps(written, separators=(",", ":")).encode())
    assert fast is not None
    careful = contract_of(written, [], textual=False)
    return [each.get(f"{claim}.{DAYS[claim]}") for each in (fast, careful)]


@pytest.mark.parametrize(("claim", "told"), TOLD.values(), ids=list(TOLD))
def test_its_day_is_not_known(claim: str, told: dict[str, Any]) -> None:
    assert days_of(claim, told) == [None, None]


@pytest.mark.parametrize(("status", "claim"), CALLED.items())
def test_nor_is_it_where_the_contract_is_called_so(status: str, claim: str) -> None:
    assert days_of(claim, {}, status) == [None, None]


@pytest.mark.parametrize(("claim", "told"), DENIED.values(), ids=list(DENIED))
def test_there_is_none_where_nothing_else_speaks_of_it(claim: str, told: dict[str, Any]) -> None:
    assert days_of(claim, told) == [NONE, NONE]


@pytest.mark.parametrize(("claim", "told"), TOLD.values(), ids=list(TOLD))
@pytest.mark.parametrize("platform", ["upwork", "freelancer-com", "fiverr"])
@pytest.mark.parametrize("role", ["freelancer", "client"])
def test_no_contract_with_one_is_told_to_be_ended(
    platform: str, role: str, claim: str, told: dict[str, Any]
) -> None:
    contracts = [
        {**PAID, "account_id": "A1"},
        {**PAID, "id": "C2", "account_id": "A2", claim: {DAYS[claim]: "none", **told}},
    ]
    header = {"version": 1, "platform": platform, "role": role, "as_of": "2026-03-10T12:00:00Z"}
    report = check({**header, "contracts": contracts}, load_policies(), as_of=header["as_of"])
    verdicts = {each.id: each.verdict.value for each in report.contracts}
    assert verdicts["C2"] != "close"
    if (platform, role) in {
        ("upwork", "freelancer"),
        ("upwork", "client"),
        ("freelancer-com", "client"),
    }:
        assert verdicts["C1"] == "close"
