"""Money in escrow: what a snapshot states, and what follows where it states nothing.

A milestone's escrow is 0 while it is not funded and after it is paid; while it is funded, submitted
or sent back for changes it is what was funded less what was paid, and more than 0 where neither is
said. Of what is paid with less than its price the rest may lie there, and of what was funded with more than
its price, where nobody says how much was paid. A contract's is the sum of its
milestones'; a stated one that differs from the sum makes it not known. So do amounts that exclude each
other or the state of a milestone, a total below the prices of what is paid, and an export that is too old.
`clashes` and `clashes_of_contract` say which statements exclude each other. In whole cents.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..calendar import Bound
from ..units import Scope
from ..written import money_text
from .conform import HOURLY_TYPE
from .fields import BY_PATH, NOT_UNDERSTOOD, POSITION
from .model import ID, Contract, Record, Value
from .spoken_of import ESCROW

UNFUNDED_STATES = ("not_funded", "paid")
FUNDED_STATES = ("funded", "submitted", "changes_requested")
"""States in which money of a milestone lies in escrow."""
HIDDEN = "escrow counts as not known"
GIVEN_BACK = f"{HIDDEN}; what went back to the client, take off funded_amount"

_AT = POSITION[Scope.MILESTONE]
_STATE, _FUNDED = _AT["state"], _AT["funded_amount"]
_PAID, _STATED = _AT["paid_amount"], _AT["escrow_amount"]
_PRICE = _AT["amount"]

_IN_CONTRACT = POSITION[Scope.CONTRACT]
_CONTRACT_STATED, _STATUS, _TYPE, _TOTAL_PAID, _PAYMENTS = (
    _IN_CONTRACT[name] for name in ("escrow", "status", "type", "total_paid", "payments")
)
_NOT_UNDERSTOOD = _IN_CONTRACT[NOT_UNDERSTOOD]
_REFUND, _REFUND_RESPONSE = (
    _IN_CONTRACT[name] for name in ("refund_request.amount", "refund_request.response")
)

MONEY_OF_MILESTONE = (_STATE, _FUNDED, _PAID, _STATED, _PRICE)
"""Positions of all that decides what lies in escrow for a milestone."""

MONEY_NEEDS = frozenset(
    (
        "escrow",
        *(
            f"milestone.{each}"
            for each in ("state", "funded_amount", "paid_amount", "escrow_amount")
        ),
    )
)
"""What is asked for where the escrow is not known."""

_PENDING = BY_PATH[Scope.MILESTONE, "state"].pending

Range = tuple[Bound, Bound]
NOT_KNOWN: Range = (0, math.inf)


def of_milestone(values: Record, is_stale: bool) -> Range:
    """Bounds of the money in escrow for a milestone."""
    state = values[_STATE]
    if (is_stale and state in _PENDING) or is_contradictory(values):
        return NOT_KNOWN
    told = told_of_milestone(values)
    if told is not None:
        return (told, told)
    if state == "paid":
        return (0, _may_be_left(values))
    funded, paid = values[_FUNDED], values[_PAID]
    something = 1 if state in FUNDED_STATES else 0
    if not isinstance(funded, int):
        return (something, math.inf)
    return (min(something, funded), max(0, funded - paid) if isinstance(paid, int) else funded)


def told_of_milestone(values: Record) -> int | None:
    """The cents that lie in escrow for a milestone by what is stated of it, whatever contradicts
    that; None: not known.
    """
    state, stated = values[_STATE], values[_STATED]
    if isinstance(stated, int):
        return stated
    if state == "paid" and _may_be_left(values):
        return None
    if state in UNFUNDED_STATES:
        return 0
    funded, paid = values[_FUNDED], values[_PAID]
    if state in FUNDED_STATES and isinstance(funded, int) and isinstance(paid, int):
        return max(0, funded - paid)
    return None


def _may_be_left(values: Record) -> int:
    """What may be left in escrow of a paid milestone, as far as one of its amounts is not told: of its price what
    was not paid, and of what was funded what is more than its price.
    """
    price, paid, funded = values[_PRICE], values[_PAID], values[_FUNDED]
    if not isinstance(price, int):
        return 0
    if isinstance(paid, int):
        return 0 if isinstance(funded, int) else max(0, price - paid)
    return max(0, funded - price) if isinstance(funded, int) else 0


class Clash(NamedTuple):
    """A statement about money that another one excludes."""

    field: str
    message: str
    hides: bool
    """Nothing can be said about the escrow then."""
    hint: str = ""


def is_contradictory(values: Record) -> bool:
    """Whether state and amounts of a milestone exclude each other, so that nothing can be said about the money."""
    return any(clash.hides for clash in clashes(values))


def clashes(values: Record) -> Iterator[Clash]:
    """What the state of a milestone and its amounts say against each other.

    Paid, but less than was funded; more paid than was funded; funded, submitted or sent back with more
    left than is said to lie in escrow; funded, and nothing in escrow, though not all of it was paid; not
    funded, but with money: with more of it than was paid, and where something was paid of nobody knows how much,
    nothing can be said.
    """
    state, stated = values[_STATE], values[_STATED]
    funded, paid = values[_FUNDED], values[_PAID]
    left = funded - paid if isinstance(funded, int) and isinstance(paid, int) else 0
    if state == "paid" and left > 0 and not isinstance(stated, int):
        message = f"{_text(paid)} of {_text(funded)}, although state is paid"
        yield Clash("paid_amount", message, True, HIDDEN)
    if left < 0:
        message = f"{_text(paid)} was paid, but only {_text(funded)} was funded"
        hides = state not in UNFUNDED_STATES and not isinstance(stated, int)
        yield Clash("paid_amount", message, hides, HIDDEN if hides else "")
    if state in FUNDED_STATES and isinstance(stated, int) and stated < left:
        message = f"{money_text(stated)}, but {money_text(left)} of what was funded is left"
        yield Clash("escrow_amount", message, True, GIVEN_BACK)
    elif state == "funded" and not _is_paid_off(values) and 0 in (stated, funded):
        field = "escrow_amount" if stated == 0 else "funded_amount"
        yield Clash(field, f"0.00, although state is {state}", True, HIDDEN)
    if state == "not_funded":
        if isinstance(funded, int) and funded > 0:
            hides = funded > (paid if isinstance(paid, int) else 0)
            yield Clash("funded_amount", f"{money_text(funded)}, although state is {state}", hides)
        if isinstance(stated, int) and stated > 0:
            yield Clash("escrow_amount", f"{money_text(stated)}, although state is {state}", False)
        if isinstance(paid, int) and paid > 0 and not isinstance(funded, int):
            hides = not isinstance(stated, int)
            message = f"{money_text(paid)}, although state is {state}"
            yield Clash("paid_amount", message, hides, HIDDEN if hides else "")


def _is_paid_off(values: Record) -> bool:
    """Whether all that was funded of a milestone, and something was, is paid, whatever its state is called."""
    funded, paid = values[_FUNDED], values[_PAID]
    return isinstance(funded, int) and isinstance(paid, int) and paid == funded > 0


def _text(cents: Value) -> str:
    return money_text(cents) if isinstance(cents, int) else ""


def clashes_of_contract(contract: Contract) -> Iterator[Clash]:
    """What speaks against the escrow that a contract states: its type, and the sum of its milestones."""
    stated = contract.values[_CONTRACT_STATED]
    if not isinstance(stated, int):
        return
    if contract.values[_TYPE] == HOURLY_TYPE:
        if stated:
            message = f"{money_text(stated)}, but an hourly contract has no escrow"
            yield Clash("escrow", message, False)
        return
    if contract.milestones is None:
        return
    amounts = [told_of_milestone(each) for each in contract.milestones]
    known = sum(each for each in amounts if each is not None)
    most = known + _told_and_not_paid(contract.values, contract.milestones)
    if (None not in amounts and stated > most) or known > stated:
        least = "at least " if None in amounts else ""
        message = f"{money_text(stated)}, but the milestones hold {least}{money_text(known)}"
        yield Clash("escrow", message, True, HIDDEN)
    elif stated == 0 and (held := next(filter(_holds_something, contract.milestones), None)):
        message = f"0.00, although the state of milestone {held[ID]} is {held[_STATE]}"
        yield Clash("escrow", message, True, HIDDEN)


def _holds_something(values: Record) -> bool:
    """Whether money of a milestone lies in escrow, however much it is; what was paid in full is called wrongly."""
    price, paid = values[_PRICE], values[_PAID]
    is_paid = isinstance(price, int) and isinstance(paid, int) and paid >= price
    return not is_paid and of_milestone(values, is_stale=False)[0] > 0


def of_contract(
    values: Record, milestones: Sequence[tuple[Record, Bound, Bound]] | None, is_stale: bool
) -> Range:
    """Bounds of the money in escrow for a contract, from what it states and from its milestones.

    Each milestone with the bounds that `of_milestone` gives; None: they are not known. In an export
    that is older than as-of, "nothing in escrow" is not known any more: the client may have funded
    something since.
    """
    low, high = _stated_or_summed(values, milestones, is_stale)
    may_be_more = (is_stale and may_be_funded(values)) or _is_spoken_of(values)
    if high == 0 and may_be_more:
        return NOT_KNOWN
    return (low, high)


def _is_spoken_of(values: Record) -> bool:
    """Whether the source speaks of money in escrow where nobody understands it, and states none: that nothing lies
    there only follows from its milestones.
    """
    told = values[_NOT_UNDERSTOOD]
    is_open = values[_CONTRACT_STATED] is None and values[_TYPE] != HOURLY_TYPE
    return is_open and isinstance(told, tuple) and ESCROW in told


def may_be_funded(values: Record) -> bool:
    """Whether the client can put money into escrow: a running contract that is not paid by the hour."""
    return values[_STATUS] != "ended" and values[_TYPE] != HOURLY_TYPE


def _stated_or_summed(
    values: Record, milestones: Sequence[tuple[Record, Bound, Bound]] | None, is_stale: bool
) -> Range:
    stated = values[_CONTRACT_STATED]
    if milestones is None:
        return (stated, stated) if isinstance(stated, int) else NOT_KNOWN
    low: Bound = 0
    high: Bound = 0
    for _, least, most in milestones:
        low += least
        high += most
    records = [record for record, _, _ in milestones]
    high += _told_and_not_paid(values, records)
    if not isinstance(stated, int):
        return (low, high)
    if any(map(is_contradictory, records)) or (
        not low <= stated <= high and not _may_come_to(stated, records, is_stale)
    ):
        return NOT_KNOWN
    if is_stale and any(record[_STATE] in _PENDING for record, _, _ in milestones):
        return (low, high)
    if stated == 0 and any(most and rec[_STATE] in FUNDED_STATES for rec, _, most in milestones):
        return (low, high)  # a funded milestone whose payment is not known denies the zero
    return (stated, stated)


def _told_and_not_paid(values: Record, milestones: Sequence[Record]) -> int:
    """What the contract's total leaves unpaid of what its milestones tell to be paid; it may lie in escrow."""
    told = [_told_as_paid(each) for each in milestones]
    total = _total_told(values) if any(told) else None
    left = 0 if total is None else max(0, sum(told) - total)
    return 0 if left == _given_back(values) else left


def _given_back(values: Record) -> int:
    """What was given back by a refund that is told to be accepted; a total may be what was left after it."""
    amount = values[_REFUND] if values[_REFUND_RESPONSE] == "accepted" else None
    return amount if isinstance(amount, int) else 0


def _told_as_paid(values: Record) -> int:
    """What was paid on a milestone; of one that is called paid, without the amount, its price.

    0 where its escrow is told.
    """
    if isinstance(values[_STATED], int):
        return 0
    paid = values[_PAID]
    if paid is None and values[_STATE] == "paid":
        paid = values[_PRICE] if values[_FUNDED] is None else values[_FUNDED]
    return paid if isinstance(paid, int) else 0


def _total_told(values: Record) -> int | None:
    """What was paid on a contract, by its total or by its payments; what was given back of it by one of them
    had left the escrow before.
    """
    total, payments = values[_TOTAL_PAID], values[_PAYMENTS]
    if isinstance(payments, tuple):
        amounts = [each[0] for each in payments if isinstance(each, tuple)]
        known = [each for each in amounts if each is not None]
        if len(known) == len(payments) and total in (None, sum(known)):
            return sum(each for each in known if each > 0)
    return total if isinstance(total, int) else None


def _may_come_to(stated: int, milestones: Sequence[Record], is_stale: bool) -> bool:
    """Whether the milestones, as they are told, may hold so much: what a pack takes for granted of them
    denies no total that is told.
    """
    bounds = [of_milestone(record, is_stale) for record in milestones]
    return sum(least for least, _ in bounds) <= stated <= sum(most for _, most in bounds)
