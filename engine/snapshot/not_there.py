"""What says that a claim does not exist: `none` as a whole, or for the instant at which it began.

Whoever answers "was a refund asked for, and when?" with `none` has said all of it: there is no request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from ..units import Scope, Unit
from .convert import NONE_WORD
from .fields import OBJECTS_WITH_NONE, POSITION, Kind, object_fields
from .model import NONE, Record, Value

Absent = tuple[tuple[int, Value], ...]


def absent(group: str) -> Absent | None:
    """What the fields of a group hold where the whole group is `none`; None: it may not be."""
    if group not in OBJECTS_WITH_NONE:
        return None
    return tuple(
        (POSITION[Scope.CONTRACT][each.path], _none_of(each.unit)) for each in object_fields(group)
    )


def _none_of(unit: Unit) -> Value:
    return NONE_WORD if unit is Unit.TEXT else NONE


def _begins_at(group: str) -> int:
    """Where the instant stands that says since when there is such a thing."""
    path = next(each.path for each in object_fields(group) if each.kind is Kind.INSTANT)
    return POSITION[Scope.CONTRACT][path]


def _whole(group: str) -> tuple[int, Callable[[Record], Sequence[Value]], Absent]:
    fields = absent(group) or ()
    return _begins_at(group), itemgetter(*(at for at, _ in fields)), fields


_WHOLE = tuple(map(_whole, OBJECTS_WITH_NONE))


def say_in_full(contract: Record) -> None:
    """Of what never began nothing else is open: where no field tells of it, it is `none` as a whole."""
    for begins, told_in, whole in _WHOLE:
        if contract[begins] is NONE:
            told = told_in(contract)
            if None in told and all(value in _EMPTY for value in told):
                for at, value in whole:
                    contract[at] = value


_EMPTY = (None, NONE, NONE_WORD, 0)
"""What a field of something that is not there may hold."""
