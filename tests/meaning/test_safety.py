"""No output ever advises a freelancer to end a contract whose money could be lost.

The oracle below reads the snapshot itself, with none of the engine, and knows nothing of policies.
"""

from __future__ import annotations

import random

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Effect
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import NONE, Contract, Record, Snapshot, Value
from closeout.engine.units import Scope

from ..sizes import sizes
from ..weeks import hours_disputable_until
from ..worlds import AS_OF, DAY, SnapshotMaker, Style

(PACK,) = load_packs(["upwork"])
PLANNED = POSITION[Scope.CONTRACT]["closing_planned"]
REASONS = (
    "time_misjudged",
    "requirements_changed",
    "unpaid_extra_work",
    "client_not_paying",
    "no_details",
    "mutual_stop",
)
MEDIATION = 30 * DAY
"""From the payment of a fixed price."""
CONTRACTS = sizes().safety_contracts


def milestone(values: Record, path: str) -> object:
    return values[POSITION[Scope.MILESTONE][path]]


def holds_nothing(values: Record) -> bool:
    """No money is or may be in escrow or in review for the milestone."""
    state = milestone(values, "state")
    if state is None and is_paid_for(values):
        return True
    if state in (None, "submitted", "changes_requested") and may_be_in_review(values):
        return False
    if says_two_things(values):
        return False
    stated = milestone(values, "escrow_amount")
    if stated is not None or state in ("not_funded", "paid"):
        return stated in (None, 0)
    funded, paid = milestone(values, "funded_amount"), milestone(values, "paid_amount")
    return funded == 0 or (isinstance(funded, int) and isinstance(paid, int) and funded <= paid)


def is_paid_for(values: Record) -> bool:
    """Its price was paid and nothing more lies there, so that no review of it can be open."""
    price, stated = milestone(values, "amount"), milestone(values, "escrow_amount")
    funded, paid = milestone(values, "funded_amount"), milestone(values, "paid_amount")
    if not (isinstance(price, int) and isinstance(funded, int) and isinstance(paid, int)):
        return False
    return 0 < funded <= paid >= price and stated in (None, 0)


def says_two_things(values: Record) -> bool:
    """State and amounts cannot both be true, so that either may be: what is left may lie in escrow."""
    state, stated = milestone(values, "state"), milestone(values, "escrow_amount")
    funded, paid = milestone(values, "funded_amount"), milestone(values, "paid_amount")
    if not isinstance(funded, int):
        is_paid = isinstance(paid, int) and paid > 0
        return state == "not_funded" and is_paid and stated is None
    if state == "not_funded":
        return funded > (paid if isinstance(paid, int) else 0)
    if not isinstance(paid, int):
        return False
    left = funded - paid
    if state == "paid":
        return left > 0 and stated is None
    is_funded = state in ("funded", "submitted", "changes_requested")
    return is_funded and isinstance(stated, int) and stated < left


def may_be_in_review(values: Record) -> bool:
    """Unless changes were certainly asked for after the latest submission."""
    changes = milestone(values, "changes_requested_at")
    submissions = milestone(values, "submissions")
    if submissions == () and milestone(values, "state") is None:
        return False
    if milestone(values, "state") == "changes_requested":
        return bool(submissions and isinstance(changes, int) and max(submissions) > changes)
    return not (submissions and isinstance(changes, int) and changes > max(submissions))


def may_be_ended(contract: Contract) -> bool:
    """Whether ending the contract can cost its freelancer no money, as far as the export tells."""
    if contract.get("status") not in ("active", "paused") or contract.milestones is None:
        return False
    if not all(holds_nothing(values) for values in contract.milestones):
        return False
    if contract.get("escrow") not in (None, 0):
        return False
    if isinstance(ended := contract.get("ended_at"), int) and ended <= AS_OF:
        return False
    asked = isinstance(contract.get("refund_request.requested_at"), int)
    by_client = contract.get("refund_request.requested_by") in ("client", "platform")
    answer = contract.get("refund_request.response")
    if answer == "disputed" and not is_refusal_over(contract):
        return False
    if asked and by_client and answer == "none":
        return False
    filed = isinstance(contract.get("dispute.filed_at"), int)
    return not (filed and contract.get("dispute.response") == "none")


def is_refusal_over(contract: Contract) -> bool:
    """What was paid was not given back, and the client can do nothing more: hours cannot be disputed, and a
    fixed price was asked back when it was too late for a mediation. What the freelancer offered and the client
    did not want is over at once.
    """
    asked, paid = contract.get("refund_request.requested_at"), contract.get("last_paid_at")
    if contract.get("refund_request.requested_by") == "freelancer":
        return True
    if not isinstance(asked, int):
        return False
    if contract.get("type") == "hourly":
        return hours_disputable_until(asked) < AS_OF
    return contract.get("type") == "fixed" and isinstance(paid, int) and asked > paid + MEDIATION


def is_untouched(values: Record, contract: Contract) -> bool:
    """Nothing was done for the money of the milestone, as far as anybody says."""
    own, whole = milestone(values, "work_state"), contract.get("work_state")
    is_begun = own in ("in_progress", "complete") or "not_started" not in (own, whole)
    return (
        milestone(values, "state") == "funded"
        and not is_begun
        and not milestone(values, "submissions")
        and milestone(values, "paid_amount") in (None, 0)
    )


def may_go_back(contract: Contract) -> bool:
    """Whether all the money in escrow is such that nothing was done for it."""
    milestones = contract.milestones or []
    return any(is_untouched(values, contract) for values in milestones) and all(
        is_untouched(values, contract) or holds_nothing(values) for values in milestones
    )


def likely(snapshot: Snapshot, rng: random.Random) -> Snapshot:
    """Pushed towards contracts that might be ended, or hardly anything would be asked."""
    position = POSITION[Scope.CONTRACT]
    for contract in snapshot.contracts:
        values = contract.values
        values[position["closing_planned"]] = rng.random() < 0.8
        if rng.random() < 0.7:
            values[position["status"]] = rng.choice(("active", "paused"))
            values[position["hours.unlogged"]] = 0
            values[position["open_tasks"]] = 0
            values[position["ended_at"]] = NONE
            values[position["ended_by"]] = values[position["end_reason"]] = None
        if rng.random() < 0.7:  # amounts that exclude each other let nothing be ended
            values[position["total_paid"]] = values[position["payments"]] = None
        if rng.random() < 0.9:  # a hold, or the number of a dispute, stands against every end
            for path in ("hold.by", "hold.since", "hold.reason", "dispute.id"):
                values[position[path]] = None
        if rng.random() < 0.8:
            values[position["dispute.filed_at"]] = NONE
            values[position["dispute.hours"]] = 0
            values[position["dispute.response"]] = "none"
        if rng.random() < 0.8:
            values[position["refund_request.requested_at"]] = NONE
            values[position["refund_request.requested_by"]] = "none"
            values[position["refund_request.response"]] = "none"
            values[position["refund_request.amount"]] = NONE
        if rng.random() < 0.4:
            values[position["work_state"]] = "not_started"
            values[position["situation"]] = (rng.choice(REASONS),)
            if rng.random() < 0.8:  # hours or pay would tell that it was begun
                for path in ("hours.this_week", "last_paid_at", "total_paid", "payments"):
                    values[position[path]] = None
        if rng.random() < 0.6 and contract.milestones is not None:
            for record in contract.milestones:
                record[POSITION[Scope.MILESTONE]["state"]] = rng.choice(
                    ("paid", "paid", "not_funded", "funded", None)
                )
                record[POSITION[Scope.MILESTONE]["escrow_amount"]] = rng.choice((None, None, 0, 5))
        if rng.random() < 0.4 and contract.milestones:
            make_nearly_untouched(contract.milestones, rng)
    return snapshot


def make_nearly_untouched(milestones: list[Record], rng: random.Random) -> None:
    """One funded milestone for which nothing was done, but perhaps for one thing."""
    del milestones[1:]
    values: dict[str, Value] = {
        "state": "funded",
        "funded_amount": 25_000,
        "paid_amount": 0,
        "escrow_amount": None,
        "submissions": (),
        "work_state": rng.choice(("not_started", None)),
    }
    odd: dict[str, Value] = {
        "state": "submitted",
        "funded_amount": None,
        "paid_amount": 5,
        "submissions": (AS_OF - DAY,),
        "work_state": "in_progress",
    }
    if rng.random() < 0.7:
        name = rng.choice(list(odd))
        values[name] = odd[name]
    for name, value in values.items():
        milestones[0][POSITION[Scope.MILESTONE][name]] = value


def advised(snapshot: Snapshot, role: str, age: int) -> tuple[set[str], set[str]]:
    """The contracts that may be closed, and those whose escrow may go back to the client."""
    snapshot.role = role
    snapshot.as_of = snapshot.exported_at = AS_OF - age
    report = evaluate(snapshot, [PACK], AS_OF, Options(engine=Engine.PYTHON))
    closing = {entry.id for entry in report.contracts if entry.verdict is Verdict.CLOSE}
    actions = [(str(found.subject.contract), found.action) for found in report.findings]
    closing |= {id for id, action in actions if action.effect is Effect.CLOSE}
    return closing, {id for id, action in actions if action.id == "give-back-escrow"}


@pytest.mark.parametrize("role", ["freelancer", "agency"])
@pytest.mark.parametrize("age", [0, DAY, DAY + 1, 15 * DAY])
def test_whoever_is_told_to_close_loses_no_money(role: str, age: int) -> None:
    seen = closed = given_back = 0
    rng = random.Random(f"{role} {age}")
    # Of an export that is too old nothing is ended, so there is less to look for.
    most = CONTRACTS if age <= DAY else CONTRACTS // 3
    while seen < most:
        snapshot = likely(SnapshotMaker(rng, Style(contracts=150)).snapshot(), rng)
        seen += len(snapshot.contracts)
        closing, giving_back = advised(snapshot, role, age)
        assert not closing & giving_back
        closed += len(closing)
        given_back += len(giving_back)
        for contract in snapshot.contracts:
            if contract.id in closing:
                assert may_be_ended(contract), (role, age, seen, contract)
            if contract.id in giving_back:
                assert may_go_back(contract), (role, age, seen, contract)
    if age > DAY:  # an export of yesterday ends nothing
        assert closed == 0
        return
    assert closed > CONTRACTS / 400
    assert given_back >= CONTRACTS // 5_000
