"""Days that cannot be right: of what has happened and has not come, or lies before what it follows.

That it happened stays. When it was nobody knows, and of two days of which one is wrong it is not known which: no
time runs from either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..calendar import DAY
from ..units import Scope
from .fields import BY_NEED, FIELDS, POSITION, Field, Kind
from .model import Contract, Record, Value

DATED = (Kind.INSTANT, Kind.INSTANTS, Kind.PAYMENTS)
PLANNED = ("due_at",)
"""Instants that may lie in the future."""

MAY_LIE_AHEAD = (*PLANNED, "started_at")
"""Instants that are taken as they are told where they lie ahead; so is the end of what is not called ended."""

ORDER: tuple[tuple[str, str], ...] = (
    ("started_at", "ended_at"),
    ("started_at", "feedback.from_client.given_at"),
    ("started_at", "feedback.from_freelancer.given_at"),
    ("started_at", "feedback.mid_contract.requested_at"),
    ("feedback.mid_contract.requested_at", "feedback.mid_contract.given_at"),
    ("refund_request.requested_at", "refund_request.responded_at"),
    ("dispute.filed_at", "dispute.responded_at"),
    ("started_at", "hold.since"),
    ("started_at", "bonus.paid_at"),
)
"""Pairs of instants of a contract of which the second cannot come before the first."""


class Pair(Struct, frozen=True):
    """Two instants of a contract, of which the second cannot come before the first."""

    first: Field
    second: Field

    @property
    def positions(self) -> tuple[int, int]:
        """Where the two stand in the record of a contract."""
        at = POSITION[Scope.CONTRACT]
        return at[self.first.path], at[self.second.path]

    def other(self, field: Field) -> Field:
        """The one that a field is out of order with."""
        return self.second if field == self.first else self.first


_PAIRS = tuple(Pair(BY_NEED[first], BY_NEED[second]) for first, second in ORDER)
PAIRS_OF: Mapping[str, tuple[Pair, ...]] = {
    field.need: tuple(each for each in _PAIRS if field in (each.first, each.second))
    for pair in _PAIRS
    for field in (pair.first, pair.second)
}
"""By need: the pairs in which a field is."""
_DATED = {
    scope: tuple(each for each in FIELDS[scope] if each.kind in DATED)
    for scope in (Scope.CONTRACT, Scope.MILESTONE)
}
_STATUS = POSITION[Scope.CONTRACT]["status"]


def told_until(as_of: int, exported_at: int) -> int:
    """The latest that what has happened may be told: other clocks are ahead, an as-of may be a day."""
    return max(as_of, exported_at) + DAY


def is_ahead(field: Field, value: Value, record: Record, latest: float) -> bool:
    """Whether what a field says happened is told of an instant that has not come."""
    if field.kind not in DATED:
        return False
    if field.kind is Kind.INSTANT and (
        field.path in MAY_LIE_AHEAD or (field.path == "ended_at" and record[_STATUS] != "ended")
    ):
        return False
    return any(each > latest for each in instants_of(value))


def out_of_order_with(field: Field, contract: Contract) -> list[Field]:
    """The fields of a contract that a field of it is out of order with, by a day or more."""
    found = []
    for pair in PAIRS_OF.get(field.need, ()):
        first, second = (contract.values[at] for at in pair.positions)
        if type(first) is int and type(second) is int and second + DAY <= first:
            found.append(pair.other(field))
    return found


def instants_of(value: Value) -> Sequence[int]:
    """The instants of a field: its own, those of a list, those of payments as far as they are told."""
    if type(value) is int:
        return (value,)
    if not isinstance(value, tuple):
        return ()
    told = (each[1] if isinstance(each, tuple) else each for each in value)
    return [each for each in told if isinstance(each, int)]


def misplaced_with(
    contract: Contract, record: Record, field: Field, latest: float
) -> list[Field] | None:
    """The fields that a field of a record of a contract is out of order with; none of them where its day has not
    come; None where it may be right.
    """
    value = record[POSITION[field.scope][field.path]]
    if value is None:
        return None
    others = out_of_order_with(field, contract)
    return others if others or is_ahead(field, value, record, latest) else None


def misplaced(scope: Scope, record: Record, contract: Contract, latest: float) -> list[Field]:
    """The fields of a record of a contract whose days cannot be right."""
    return [
        field
        for field in _DATED[scope]
        if misplaced_with(contract, record, field, latest) is not None
    ]
