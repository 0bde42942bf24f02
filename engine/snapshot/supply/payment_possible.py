"""Which contracts can have been paid by a payment at all: by its day, and by what it was paid for.

Only an hourly contract has hourly pay, one that holds no milestone and is paid by the hour has none of a fixed
price; nothing is paid before a contract began, hours not long after its end, and nothing a year after it.
"""

from __future__ import annotations

from ...calendar import DAY
from ...units import Scope
from ..conform import HOURLY_TYPE
from ..fields import POSITION
from ..model import Contract
from .payment import Kind, Payment

_AT = POSITION[Scope.CONTRACT]
_TYPE, _STARTED, _ENDED = _AT["type"], _AT["started_at"], _AT["ended_at"]
HOURS_ARE_PAID = 31 * DAY
"""After the end of a contract its last hours are billed, reviewed and paid."""
ALL_IS_PAID = 366 * DAY
"""For a year after the end a bonus can be paid, and what was paid can be given back."""


def may_be_of(payment: Payment, contract: Contract) -> bool:
    """Whether a payment can be one of a contract."""
    return (
        has_begun(payment, contract)
        and _not_over(payment, contract)
        and is_of_kind(payment, contract)
    )


def has_begun(payment: Payment, contract: Contract) -> bool:
    """Whether a contract had begun on the day of a payment, as far as is known."""
    started = contract.values[_STARTED]
    return not isinstance(started, int) or started // DAY * DAY <= payment.day


def is_of_kind(payment: Payment, contract: Contract) -> bool:
    """Whether a contract is paid for what a payment was paid for, as far as its type is known."""
    kind = contract.values[_TYPE]
    if payment.kind is Kind.HOURLY:
        return kind in (None, HOURLY_TYPE)
    if payment.kind is Kind.FIXED:
        return kind != HOURLY_TYPE or bool(contract.milestones)
    return True


def _not_over(payment: Payment, contract: Contract) -> bool:
    ended = contract.values[_ENDED]
    longest = HOURS_ARE_PAID if payment.kind is Kind.HOURLY else ALL_IS_PAID
    return not isinstance(ended, int) or payment.day <= ended + longest
