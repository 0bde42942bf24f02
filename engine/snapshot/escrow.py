"""Money in escrow: what a snapshot states, and what follows where it states nothing.

A milestone's escrow is 0 while it is not funded and after it is paid; while it is funded, submitted
or sent back for changes it is what was funded less what was paid. A contract's is the sum of its
milestones'; a stated one that differs from the sum makes it not known. So do amounts that the
state of a milestone contradicts, and an export that is older than as-of. In whole cents.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..calendar import Bound
from ..units import Scope
from .contradictions import FUNDED_STATES, UNFUNDED_STATES
from .fields import BY_PATH, POSITION
from .model import Record, Value

_AT = POSITION[Scope.MILESTONE]
_STATE, _FUNDED = _AT["state"], _AT["funded_amount"]
_PAID, _STATED = _AT["paid_amount"], _AT["escrow_amount"]

_IN_CONTRACT = POSITION[Scope.CONTRACT]
_CONTRACT_STATED, _STATUS, _TYPE = (
    _IN_CONTRACT["escrow"],
    _IN_CONTRACT["status"],
    _IN_CONTRACT["type"],
)

_PENDING = BY_PATH[Scope.MILESTONE, "state"].pending

Range = tuple[Bound, Bound]
NOT_KNOWN: Range = (0, math.inf)


def of_milestone(values: Record, is_stale: bool) -> Range:
    """Bounds of the money in escrow for a milestone."""
    state = values[_STATE]
    if (is_stale and state in _PENDING) or is_contradictory(values):
        return NOT_KNOWN
    stated = values[_STATED]
    if isinstance(stated, int):
        return (stated, stated)
    if state in UNFUNDED_STATES:
        return (0, 0)
    funded, paid = values[_FUNDED], values[_PAID]
    if not isinstance(funded, int):
        return NOT_KNOWN
    left = max(0, funded - paid) if isinstance(paid, int) else None
    if state in FUNDED_STATES and left is not None:
        return (left, left)
    return (0, funded if left is None else left)


def is_contradictory(values: Record) -> bool:
    """Whether state and amounts exclude each other, so that nothing can be said about the money.

    Paid, but less than was funded; not funded, but funded with something; funded, submitted or sent
    back with more left than is said to lie in escrow.
    """
    state, stated = values[_STATE], values[_STATED]
    funded, paid = values[_FUNDED], values[_PAID]
    known_paid = paid if isinstance(paid, int) else 0
    if state == "not_funded":
        return isinstance(funded, int) and funded > known_paid
    if not isinstance(funded, int) or not isinstance(paid, int):
        return False
    if state == "paid":
        return paid < funded and not isinstance(stated, int)
    return state in FUNDED_STATES and isinstance(stated, int) and stated < funded - paid


def of_contract(
    values: Record, milestones: Sequence[tuple[Record, Bound, Bound]] | None, is_stale: bool
) -> Range:
    """Bounds of the money in escrow for a contract, from what it states and from its milestones.

    Each milestone with the bounds that `of_milestone` gives; None: they are not known. In an export
    that is older than as-of, "nothing in escrow" is not known any more: the client may have funded
    something since.
    """
    low, high = _stated_or_summed(values[_CONTRACT_STATED], milestones, is_stale)
    if is_stale and high == 0 and may_be_funded(values):
        return NOT_KNOWN
    return (low, high)


def may_be_funded(values: Record) -> bool:
    """Whether the client can put money into escrow: a running contract that is not paid by the hour."""
    return values[_STATUS] != "ended" and values[_TYPE] != "hourly"


def _stated_or_summed(
    stated: Value, milestones: Sequence[tuple[Record, Bound, Bound]] | None, is_stale: bool
) -> Range:
    if milestones is None:
        return (stated, stated) if isinstance(stated, int) else NOT_KNOWN
    low: Bound = 0
    high: Bound = 0
    for _, least, most in milestones:
        low += least
        high += most
    if not isinstance(stated, int):
        return (low, high)
    if not low <= stated <= high or any(is_contradictory(record) for record, _, _ in milestones):
        return NOT_KNOWN
    if is_stale and any(record[_STATE] in _PENDING for record, _, _ in milestones):
        return (low, high)
    if stated == 0 and any(most and rec[_STATE] in FUNDED_STATES for rec, _, most in milestones):
        return (low, high)  # a funded milestone whose payment is not known denies the zero
    return (stated, stated)
