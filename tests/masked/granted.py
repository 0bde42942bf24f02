"""What would be so if the assumptions that a report names were true, and nothing else.

Written down here by hand, and not read from the packs: what each assumption on which a closing may rest says
of a contract. Complete contracts with the named ones granted are what an advice has to be right about.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import NONE, Contract, Snapshot, Value
from closeout.engine.units import Scope

from .stories import DAY, NOW

AT = POSITION[Scope.CONTRACT]
BEFORE = NOW - 10 * DAY
"""A message that was written lately, and not in these days."""
ORDER = frozenset(
    {
        "not-ended-first",
        "longest-idle-as-far-as-seen",
        "longest-idle-where-nothing-is-seen",
    }
)
"""What says which contract is ended first: nothing that a field of a contract says."""

CLAIMS = ("refund_request.", "dispute.")

NO_REQUEST: dict[str, Value] = {
    "refund_request.amount": NONE,
    "refund_request.requested_at": NONE,
    "refund_request.requested_by": "none",
    "refund_request.response": "none",
    "refund_request.responded_at": NONE,
}

GRANTED: dict[str, dict[str, Value]] = {
    "no-refund-request-long-after-the-pay": NO_REQUEST,
    "no-refund-request-of-your-own": NO_REQUEST,
    "no-dispute-long-after-the-pay": {
        "dispute.filed_at": NONE,
        "dispute.hours": NONE,
        "dispute.response": "none",
        "dispute.responded_at": NONE,
    },
    "no-change-of-feedback": {"feedback.change.state": "none"},
    "nothing-special": {"situation": ()},
    "no-open-tasks-of-complete-work": {"open_tasks": 0},
    "no-open-tasks-of-a-client": {"open_tasks": 0},
    "no-hours-of-the-freelancer-left": {"hours.unlogged": 0},
    "nothing-missed": {"requirements_missed": False},
    "no-more-work": {"more_work_expected": False},
    "no-repeat-client": {"repeat_client": False},
    "nothing-logged-or-paid-before-the-start": {
        "hours.this_week": 0,
        "hours.unlogged": 0,
        "total_paid": 0,
        "payments": (),
        "last_paid_at": NONE,
    },
    "work-was-paid": {"total_paid": 1, "payments": ()},
    "no-bonus": {"bonus.amount": NONE, "bonus.paid_at": NONE},
    # Somebody who was told why has been written to.
    "told-of-what-will-not-begin": {"last_freelancer_message_at": BEFORE},
    "told-of-the-end-of-paid-work": {"last_freelancer_message_at": BEFORE},
    "no-answer-awaited": {"last_client_message_at": NOW, "last_freelancer_message_at": BEFORE},
    "no-answer-awaited-of-the-freelancer": {
        "last_freelancer_message_at": NOW,
        "last_client_message_at": BEFORE,
    },
    "export-is-of-now": {},
    "paid-once": {},  # of amounts that are not told: nothing that one field says
    **{id: {} for id in ORDER},
}
"""By id, what it says where the export is silent."""

ONE_IS_ENOUGH = ("no-answer-awaited", "no-answer-awaited-of-the-freelancer")
"""Whose answer nobody waits for has given it, or was asked for none in these days: the first that is not told."""


def granted(whole: Snapshot, shown: Snapshot, named: Collection[str]) -> Snapshot:
    """The complete contracts, as they would be if the named assumptions were true."""
    told = {contract.id: contract for contract in shown.contracts}
    return Snapshot(
        [_granted(contract, told[contract.id], named) for contract in whole.contracts],
        whole.accounts,
        as_of=whole.as_of,
        exported_at=whole.exported_at,
        role=whole.role,
    )


def _granted(whole: Contract, shown: Contract, named: Collection[str]) -> Contract:
    values = list(whole.values)
    for id in named:
        for path, value in _supposed(id, shown):
            values[AT[path]] = value
    return Contract(values, whole.milestones)


def _supposed(id: str, shown: Contract) -> Sequence[tuple[str, Value]]:
    """What an assumption adds to what is told; of a claim that is mentioned, nothing."""
    said = GRANTED.get(id, {})  # else none that a closing may rest on
    untold = [(path, value) for path, value in said.items() if shown.get(path) is None]
    if len(untold) < len(said) and any(path.startswith(CLAIMS) for path in said):
        return ()
    return untold[:1] if id in ONE_IS_ENOUGH else untold


def where_it_is_alone(snapshot: Snapshot, id: str, named: Collection[str]) -> Snapshot:
    """Where nobody is ended first: the contract without the other running ones of its account."""
    if ORDER.isdisjoint(named):
        return snapshot
    contracts: Sequence[Contract] = [
        contract
        for contract in snapshot.contracts
        if contract.id == id or contract.get("status") == "ended"
    ]
    return Snapshot(
        list(contracts),
        snapshot.accounts,
        as_of=snapshot.as_of,
        exported_at=snapshot.exported_at,
        role=snapshot.role,
    )
