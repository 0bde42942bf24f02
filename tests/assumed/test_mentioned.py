"""What is mentioned under a name that no field has is never assumed away, nor does anything follow instead."""

from __future__ import annotations

import pytest

from closeout import check, load_policies

POLICIES = load_policies("upwork")
AS_OF = "2026-03-10T12:00:00Z"
CONTRACT: dict[str, object] = {
    "id": "A",
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "started_at": "2026-01-05",
    "last_activity_at": "2026-02-20",
    "last_freelancer_message_at": "2026-03-09",
    "last_client_message_at": "2026-03-09",
    "work_state": "complete",
    "open_tasks": 0,
    "situation": [],
    "more_work_expected": False,
    "refund_request": "none",
}
PAID = {"id": "m1", "state": "paid", "amount": 500}

MENTIONED: dict[str, dict[str, object]] = {
    "a flag of a dispute": {"disputed": True},
    "a chargeback": {"chargeback": "2026-03-01"},
    "a dispute with keys that no field has": {"dispute": {"state": "open"}},
    "disputes in a list": {"disputes": [{"filed_at": "2026-03-01"}]},
    "a refund, although no request is told": {"refund": 50},
    "a request in another spelling": {"refundRequest": {"amount": 50}},
    "a note of a dispute": {"notes": "the client has opened a dispute"},
    "a word that nobody knows": {"dispute_status": "hm"},
    "a hold": {"on_hold": True},
}
DENIED: dict[str, dict[str, object]] = {
    "nothing else": {},
    "no flag": {"disputed": False},
    "no refund": {"refunded": "0.00 USD"},
    "none in a list": {"disputes": []},
    "an object that tells nothing": {"dispute": {"reason": None}},
    "a note that denies it": {"notes": "no refund, not in dispute"},
    "a note of something else": {"notes": "wants the logo in blue"},
    "a count of a client's disputes": {"client": {"id": "K", "disputes": 2}},
}


def verdict(**more: object) -> str:
    """What is said of a contract that may be ended but for what is told beside."""
    report = check({**CONTRACT, "milestones": [PAID], **more}, POLICIES, as_of=AS_OF)
    return str(report.verdicts["A"])


@pytest.mark.parametrize("name", list(MENTIONED))
def test_a_claim_under_a_name_that_no_field_has_hinders_a_closing(name: str) -> None:
    assert verdict(**MENTIONED[name]) in ("cannot-tell", "do-not-end", "wait")


@pytest.mark.parametrize("name", list(DENIED))
def test_what_tells_of_no_claim_hinders_nothing(name: str) -> None:
    assert verdict(**DENIED[name]) == "close"


def test_a_claim_of_a_milestone_is_one_of_its_contract() -> None:
    assert verdict(milestones=[{**PAID, "refunded_amount": 100}]) == "cannot-tell"


OPEN: dict[str, dict[str, object]] = {
    "tasks under another name": {"to_do": "send the source files"},
    "problems": {"problems": ["the colours"]},
    "a note of tasks": {"notes": "one more revision to do"},
    "what comes next": {"nextStep": "send the source files"},
    "more work": {"more_to_come": True},
    "a note of more work": {"notes": "more work in April"},
    "money that is pending": {"pending": 250},
    "money in escrow by a note": {"notes": "250 still in escrow"},
    "money that was not paid by a note": {"notes": "he did not pay the last milestone"},
    "money that is waited for by a note": {"notes": "waiting for the last payment"},
    "another milestone": {"milestone 2": "submitted"},
    "a claim in any text": {"next": "answer the refund request"},
}
SETTLED: dict[str, dict[str, object]] = {
    "no tasks": {"to_do": "none"},
    "an end as the next step": {"next_step": "close the contract"},
    "no more work": {"more_to_come": False},
    "nothing pending": {"pending": "0.00"},
    "money that was in escrow": {"notes": "was in escrow, released on Friday"},
    "no money in escrow": {"notes": "no money in escrow"},
    "money that was paid in the end": {"notes": "did not pay at first, paid on Monday"},
    "no money to wait for": {"notes": "no payment outstanding, all hours logged, not paused"},
    "another milestone that is paid": {"milestone 2": "paid"},
    "work that is about refunds": {"description": "a form for refunds and disputes"},
}
NOT_SAID: dict[str, object] = {"open_tasks": None, "more_work_expected": None}


@pytest.mark.parametrize("name", list(OPEN))
def test_what_is_left_open_under_a_name_that_no_field_has_hinders_a_closing(name: str) -> None:
    assert verdict(**NOT_SAID, **OPEN[name]) in ("cannot-tell", "do-not-end")


@pytest.mark.parametrize("name", list(SETTLED))
def test_what_is_said_to_be_settled_hinders_nothing(name: str) -> None:
    assert verdict(**NOT_SAID, **SETTLED[name]) == "close"


@pytest.mark.parametrize(
    ("mentioned", "said"),
    [
        ({"to_do": "send the files"}, {"open_tasks": 0}),
        ({"more_to_come": True}, {"more_work_expected": False}),
        ({"pending": 250}, {"escrow": 0}),
    ],
)
def test_what_the_fields_themselves_say_stands_beside_what_is_mentioned(
    mentioned: dict[str, object], said: dict[str, object]
) -> None:
    assert verdict(**NOT_SAID, **mentioned) != "close"
    assert verdict(**{**NOT_SAID, **mentioned, **said}) == "close"


def test_money_that_is_spoken_of_denies_no_hourly_contract_its_end() -> None:
    hourly = {"type": "hourly", "milestones": [], "hours": {"unlogged": 0}, "dispute": "none"}
    paid = {"total_paid": 500, "last_paid_at": "2026-02-20"}
    assert verdict(**hourly, **paid) == verdict(**hourly, **paid, pending=250)


HOURLY: dict[str, object] = {
    "type": "hourly",
    "milestones": [],
    "hours": {"unlogged": 0, "this_week": 0},
    "dispute": "none",
    "total_paid": 500,
    "last_paid_at": "2026-02-20",
}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("3 hours not logged", "cannot-tell"),
        ("need to log 3 more hours", "cannot-tell"),
        ("all hours logged", "close"),
        ("no hours left to log", "close"),
    ],
)
def test_hours_that_a_note_calls_not_logged_are_not_taken_for_none(
    note: str, expected: str
) -> None:
    assert verdict(**HOURLY, notes=note) == expected


def test_nothing_is_taken_for_granted_of_a_contract_that_a_note_calls_paused() -> None:
    alive = {"status": None, "milestones": [{**PAID, "state": "funded"}], "closing_planned": False}
    assert verdict(**alive, notes="it goes well") != "cannot-tell"
    assert verdict(**alive, notes="contract is paused") == "cannot-tell"


@pytest.mark.parametrize(
    "never",
    [
        {"dispute": {"filed_at": "none"}},
        {"refund_request": {"requested_at": "none", "amount": 0}},
        {"hold": {"since": "none", "by": None}},
    ],
)
def test_what_never_began_is_not_there_at_all(never: dict[str, object]) -> None:
    assert verdict(**never) == "close"


def test_an_amount_that_is_asked_back_is_a_request_whenever_it_was_made() -> None:
    assert verdict(refund_request={"requested_at": "none", "amount": 50}) != "close"
