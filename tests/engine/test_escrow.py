"""Money in escrow: stated, by default, and where nothing can be said."""

from __future__ import annotations

import math

import pytest

from closeout.engine.snapshot.escrow import of_contract, of_milestone
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Record, Value, blank
from closeout.engine.units import Scope

NOT_KNOWN = (0, math.inf)


def record(scope: Scope, **values: Value) -> Record:
    made = blank(scope)
    for name, value in values.items():
        made[POSITION[scope][name]] = value
    return made


MILESTONES = [
    ({"state": "not_funded"}, (0, 0)),
    ({"state": "not_funded", "funded_amount": 500}, NOT_KNOWN),
    ({"state": "paid"}, (0, 0)),
    ({"state": "paid", "funded_amount": 500, "paid_amount": 500}, (0, 0)),
    ({"state": "paid", "funded_amount": 500, "paid_amount": 200}, NOT_KNOWN),
    ({"state": "paid", "funded_amount": 500, "paid_amount": 200, "escrow_amount": 0}, (0, 0)),
    ({"state": "paid", "amount": 500, "paid_amount": 200}, (0, 300)),
    ({"state": "paid", "amount": 500, "paid_amount": 500}, (0, 0)),
    ({"state": "paid", "amount": 500, "paid_amount": 700}, (0, 0)),
    ({"state": "paid", "amount": 500, "paid_amount": 200, "escrow_amount": 0}, (0, 0)),
    ({"state": "paid", "amount": 500, "funded_amount": 200, "paid_amount": 200}, (0, 0)),
    ({"state": "paid", "funded_amount": 200, "paid_amount": 500}, (0, 0)),
    ({"state": "funded", "funded_amount": 200, "paid_amount": 300}, NOT_KNOWN),
    ({"state": "submitted", "funded_amount": 200, "paid_amount": 300}, NOT_KNOWN),
    ({"state": "cancelled", "funded_amount": 200, "paid_amount": 300}, NOT_KNOWN),
    ({"state": "not_funded", "funded_amount": 0, "paid_amount": 300}, (0, 0)),
    ({"funded_amount": 200, "paid_amount": 300}, NOT_KNOWN),
    ({"state": "funded", "funded_amount": 200, "paid_amount": 300, "escrow_amount": 50}, (50, 50)),
    ({"state": "funded", "funded_amount": 500, "paid_amount": 500}, (0, 0)),
    ({"state": "funded", "escrow_amount": 0}, NOT_KNOWN),
    ({"state": "funded", "funded_amount": 0}, NOT_KNOWN),
    ({"state": "submitted", "escrow_amount": 0}, (0, 0)),
    ({"state": "funded", "funded_amount": 500, "paid_amount": 500, "escrow_amount": 0}, (0, 0)),
    ({"state": "funded", "funded_amount": 500, "paid_amount": 200}, (300, 300)),
    ({"state": "funded", "funded_amount": 500}, (1, 500)),
    ({"state": "funded", "paid_amount": 0}, (1, math.inf)),
    ({"state": "submitted"}, (1, math.inf)),
    ({"state": "submitted", "funded_amount": 500, "paid_amount": 0, "escrow_amount": 0}, NOT_KNOWN),
    ({"state": "changes_requested", "funded_amount": 500, "paid_amount": 0}, (500, 500)),
    ({"state": "cancelled", "funded_amount": 500, "paid_amount": 0}, (0, 500)),
    ({"funded_amount": 500, "paid_amount": 200}, (0, 300)),
    ({}, NOT_KNOWN),
    ({"escrow_amount": 700}, (700, 700)),
]


@pytest.mark.parametrize(("values", "expected"), MILESTONES)
def test_a_milestones_escrow_follows_from_state_and_amounts(
    values: dict[str, Value], expected: tuple[float, float]
) -> None:
    assert of_milestone(record(Scope.MILESTONE, **values), False) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("submitted", NOT_KNOWN),
        ("changes_requested", NOT_KNOWN),
        ("not_funded", NOT_KNOWN),
        ("funded", (300, 300)),
        ("paid", (0, 0)),
    ],
)
def test_a_pending_milestone_of_an_old_export_is_not_known(
    state: str, expected: tuple[float, float]
) -> None:
    amounts = {} if state in ("paid", "not_funded") else {"funded_amount": 300, "paid_amount": 0}
    assert of_milestone(record(Scope.MILESTONE, state=state, **amounts), True) == expected


FUNDED = {"state": "funded", "funded_amount": 500, "paid_amount": 0}
PAID = {"state": "paid"}
PRICED = {"state": "paid", "amount": 500}
PAID_500 = {"state": "paid", "amount": 500, "funded_amount": 500, "paid_amount": 500}
CONTRACTS = [
    # contract, milestones, old export, bounds
    ({}, [FUNDED, PAID], False, (500, 500)),
    ({"escrow": 500}, [FUNDED, PAID], False, (500, 500)),
    ({"total_paid": 300}, [PRICED], False, (0, 200)),
    ({"payments": ((100, None), (200, None))}, [PRICED], False, (0, 200)),
    ({"payments": ((100, None), (None, None))}, [PRICED], False, (0, 0)),
    ({"total_paid": 450, "payments": ((500, None), (-50, None))}, [PRICED], False, (0, 0)),
    ({"payments": ((500, None), (-50, None))}, [PRICED], False, (0, 0)),
    ({"total_paid": 400, "payments": ((500, None), (-50, None))}, [PRICED], False, (0, 100)),
    ({"payments": ((300, 1), (-50, 2))}, [PRICED], False, (0, 200)),
    ({"total_paid": 450, "payments": ((300, 1), (-50, 2))}, [PRICED], False, (0, 50)),
    ({"total_paid": 450, "payments": ((500, 1), (None, 2))}, [PRICED], False, (0, 50)),
    ({"total_paid": 500}, [PRICED], False, (0, 0)),
    ({"total_paid": 500}, [PRICED, PAID_500], False, (0, 500)),
    ({"total_paid": 0}, [PAID_500], False, (0, 500)),
    ({"total_paid": 0}, [{**PAID_500, "escrow_amount": 0}], False, (0, 0)),
    ({"total_paid": 300, "escrow": 0}, [PRICED], False, (0, 0)),
    ({"total_paid": 300, "escrow": 200}, [PRICED], False, (200, 200)),
    ({"escrow": 0}, [FUNDED], False, NOT_KNOWN),
    ({"escrow": 0}, [{"state": "not_funded", "funded_amount": 5}], False, NOT_KNOWN),
    ({"escrow": 300}, [{"state": "funded"}], False, (300, 300)),
    ({"escrow": 300}, None, False, (300, 300)),
    ({}, None, False, NOT_KNOWN),
    ({}, [], False, (0, 0)),
    ({"status": "active"}, [], True, NOT_KNOWN),
    ({"status": "active", "escrow": 0}, [PAID], True, NOT_KNOWN),
    ({"status": "active", "type": "hourly"}, [], True, (0, 0)),
    ({"status": "ended"}, [PAID], True, (0, 0)),
    ({"status": "active"}, [FUNDED], True, (500, 500)),
]


@pytest.mark.parametrize(("values", "milestones", "is_stale", "expected"), CONTRACTS)
def test_a_contracts_escrow_is_the_sum_unless_something_speaks_against_it(
    values: dict[str, Value],
    milestones: list[dict[str, Value]] | None,
    is_stale: bool,
    expected: tuple[float, float],
) -> None:
    parts = None
    if milestones is not None:
        records = [record(Scope.MILESTONE, **each) for each in milestones]
        parts = [(each, *of_milestone(each, is_stale)) for each in records]
    assert of_contract(record(Scope.CONTRACT, **values), parts, is_stale) == expected


def test_what_is_taken_for_granted_of_a_milestone_denies_no_total_that_is_told() -> None:
    contract = record(Scope.CONTRACT, escrow=400)
    agreed = record(Scope.MILESTONE, state="funded", amount=800)
    funded = record(Scope.MILESTONE, state="funded", funded_amount=800, paid_amount=0)
    assert of_contract(contract, [(agreed, 800, 800)], False) == (400, 400)
    assert of_contract(contract, [(funded, 800, 800)], False) == NOT_KNOWN
