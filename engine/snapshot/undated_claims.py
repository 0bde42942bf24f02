"""A claim of which something is told was made, also where its day is said to be `none`: it is not known then.

People write `none` for a day that they do not know. Said where a contract is read, so that it holds for
every pack: taken at its word it would let a contract go that stands in dispute.
"""

from __future__ import annotations

from ..units import Scope
from .convert import NONE_WORD
from .fields import POSITION, object_fields
from .model import NONE, Record, Value

STATUSES = {"dispute.filed_at": "disputed", "hold.since": "suspended"}
"""By the day of a claim: what a contract is called that stands in one."""
_DAYS = ("refund_request.requested_at", *STATUSES)
_AT = POSITION[Scope.CONTRACT]


def _beside(path: str) -> tuple[int, ...]:
    claim = object_fields(path.partition(".")[0])
    return tuple(_AT[each.path] for each in claim if each.path != path)


_CLAIMS = tuple((_AT[path], _beside(path), STATUSES.get(path, "")) for path in _DAYS)
_STATUS = _AT["status"]
_TELLS_NOTHING: tuple[Value, ...] = (None, NONE, NONE_WORD)


def forget_denied_days(contract: Record) -> None:
    """The day of each claim that is said to have none, and of which something else is told, is not known.

    An amount or hours of 0 deny the claim as well, whoever is said to have made it.
    """
    for day, beside, called in _CLAIMS:
        if contract[day] is NONE and (contract[_STATUS] == called or _is_told(contract, beside)):
            contract[day] = None


def _is_told(contract: Record, beside: tuple[int, ...]) -> bool:
    told = [contract[at] for at in beside if contract[at] not in _TELLS_NOTHING]
    return bool(told) and 0 not in told
