"""What was asked of contracts before, for others that are told in the same way, or of which the same is told.

To look for the best question takes far longer than to see that one is worth asking here as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..snapshot.fields import FIELDS
from ..snapshot.model import AT_TITLE, ID, NONE, Contract, Record
from ..units import Scope
from .order import Known, Step
from .outcome import Outcome
from .witness import everything_of, mark


class Likeness(Struct, frozen=True):
    """What contracts have in common of which the same may be asked."""

    looks: object
    """All that is told but what it is called, and what it leads to."""
    kind: object
    """What it is that is told, whatever the names, days and amounts, and what it leads to."""


def likeness(contract: Contract, outcome: Outcome) -> Likeness:
    """That of a contract by what it leads to as it is told."""
    leads_to = mark(outcome)
    return Likeness((_looks(contract), leads_to), (_kind(contract), leads_to))


class AskedBefore:
    """The questions of the first contract of each likeness."""

    def __init__(self) -> None:
        self._by_looks: dict[object, Sequence[Step]] = {}
        self._by_kind: dict[object, Sequence[Step]] = {}

    def of(self, like: Likeness) -> Known | None:
        """What was asked of a contract that is told in the same way, or at least of one of its kind."""
        if (steps := self._by_looks.get(like.looks)) is not None:
            return Known(steps, is_alike=True)
        if steps := self._by_kind.get(like.kind):
            return Known(steps, is_alike=False)
        return None  # that there was nothing to ask of one of its kind says nothing of this one

    def keep(self, like: Likeness, steps: Sequence[Step]) -> None:
        """Keep what was asked, unless it was asked of another before."""
        self._by_looks.setdefault(like.looks, steps)
        self._by_kind.setdefault(like.kind, steps)


def _looks(contract: Contract) -> tuple[object, ...]:
    values = [*contract.values]
    for name in (ID, AT_TITLE):
        values[name] = None
    return everything_of(Contract(values, contract.milestones))


def _kind(contract: Contract) -> tuple[object, ...]:
    milestones = contract.milestones or ()
    return (
        _kinds(contract.values, Scope.CONTRACT),
        contract.milestones is None,
        *(_kinds(milestone, Scope.MILESTONE) for milestone in milestones),
    )


def _kinds(record: Record, scope: Scope) -> tuple[object, ...]:
    """Of each field its word, flag, nothing or none; of others that it is told."""
    return tuple(
        value if not value or value is NONE or field.choices or isinstance(value, bool) else True
        for field, value in zip(FIELDS[scope], record, strict=False)
    )
