"""How much money of a contract is at stake, as far as it is known."""

from __future__ import annotations

from ..snapshot.fields import POSITION
from ..snapshot.model import Contract, Record
from ..units import Scope

ALIVE = ("funded", "submitted", "changes_requested", None)
"""States of milestones whose money may still be lost; None: not known."""

_STATE = POSITION[Scope.MILESTONE]["state"]
_AMOUNTS = [
    POSITION[Scope.MILESTONE][path] for path in ("escrow_amount", "funded_amount", "amount")
]


def at_stake(contract: Contract) -> int:
    """Cents: what is asked back, or lies in escrow, whichever is more."""
    stated = [contract.get("escrow"), contract.get("refund_request.amount")]
    alive = [each for each in contract.milestones or () if each[_STATE] in ALIVE]
    return max(sum(map(_held, alive)), *(each for each in stated if type(each) is int), 0)


def _held(milestone: Record) -> int:
    """What a milestone holds at most."""
    for position in _AMOUNTS:
        amount = milestone[position]
        if type(amount) is int:
            return amount
    return 0
