"""Rows: one flat list per milestone, contract, client and account, and where each fact lies in it.

A row starts with links (see the constants) and then holds the facts that a run needs:

- ordered facts (money, instant, duration, count, ratio) take three slots: `lo`, `hi` and whether
  the fact may be `none`. Known: (t, t, False). Known not to exist: (inf, -inf, True).
  Not known: (-inf, inf, True or False).
- money of a client or an account takes a fourth slot, its currency (None: several or not known);
  money of a contract and its milestones is in the contract's currency.
- texts take one slot: str, or None for not known; flags one: True, False or None; lists one: tuple or None.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple, assert_never

from ..calendar import add
from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..units import Duration, Scope, Unit

Row = list[Any]

RECORD = 0
"""The values of the snapshot record; of a client: its id."""
UP = 1
"""Row of the enclosing scope: milestone -> contract -> client -> account -> export."""
MEMBERS = 2
"""Rows of the next scope inward that certainly belong here (of accounts: contracts)."""
MAYBES = 3
"""Rows that may belong here, since their client or account is not known."""
IS_COMPLETE = 4
"""False where there may be members that the export does not show; None where they would have come since."""
CLIENTS = 5
"""Of an account: the rows of its clients."""
ID = 6
"""The id of the entity, or None."""
FIRST = 7

CURRENCY = Ref(Scope.CONTRACT, "currency", Unit.TEXT, "currency")
ESCROW_OF_MILESTONE = Ref(Scope.MILESTONE, "escrow_amount", Unit.MONEY, "milestone.escrow_amount")


class Since(StrEnum):
    """From what an instant of a run follows."""

    AS_OF = "as-of"
    EXPORTED_AT = "exported-at"
    THRESHOLD = "threshold"
    HORIZON = "horizon"
    TOLD = "told"
    """The later of as-of and the export: an older instant can be judged by what was told later."""


class Instant(NamedTuple):
    """An instant that a program is run with: the program is the same whatever the time."""

    since: Since
    length: Duration = Duration()
    """Of a threshold, a horizon or what lies behind all that is told."""


AS_OF = Instant(Since.AS_OF)
EXPORTED_AT = Instant(Since.EXPORTED_AT)


class Layout:
    """Where the facts of a run lie in their rows."""

    def __init__(self, applied: Applied, refs: Iterable[Ref]) -> None:
        self.applied = applied
        self.width: dict[Scope, int] = dict.fromkeys(Scope, FIRST)
        self._columns: dict[tuple[Scope, str], int] = {}
        self._shifts: dict[tuple[Scope, str, Duration], int] = {}
        self.refs: dict[tuple[Scope, str], Ref] = {}
        self._names: dict[Instant, str] = {}
        self.lasting = dict(self.width)
        """By scope: so many slots are read by others than the entity's own; what lies behind them is not."""
        for ref in refs:
            self._add(ref)

    def last_so_far(self) -> None:
        """What has a place by now is read by others."""
        self.lasting = dict(self.width)

    def lasts(self, ref: Ref) -> bool:
        """Whether a fact is read by others than the entity's own."""
        return self.column(ref) < self.lasting[ref.scope]

    def _add(self, ref: Ref) -> None:
        key = ref.key
        if key in self._columns:
            return
        self.refs[key] = ref
        self._columns[key] = self._take(ref.scope, slots_of(ref))

    def _take(self, scope: Scope, count: int) -> int:
        first = self.width[scope]
        self.width[scope] += count
        return first

    def column(self, ref: Ref) -> int:
        """Index of the first slot of a fact in the row of its scope."""
        return self._columns[ref.key]

    def add_shift(self, ref: Ref, length: Duration) -> None:
        """Reserve slots for the bounds of t + length, for lengths that are not fixed."""
        key = (ref.scope, ref.name, length)
        if key not in self._shifts:
            self._shifts[key] = self._take(ref.scope, 2)

    def shift_column(self, ref: Ref, length: Duration) -> int:
        """Index of `lo` (and, one further, `hi`) of t + length, for lengths that are not fixed."""
        return self._shifts[ref.scope, ref.name, length]

    @property
    def shifts(self) -> dict[tuple[Scope, str, Duration], int]:
        """All reserved shifts: (scope, name, length) -> index."""
        return self._shifts

    def under(self, applied: Applied) -> Layout:
        """The same places for another pack, or the same pack at another instant."""
        other = copy.copy(self)
        other.applied = applied
        return other

    def grown(self, applied: Applied, refs: Iterable[Ref]) -> Layout:
        """The same places for another pack, with more for facts that have none here."""
        other = self.under(applied)
        other.width, other.refs = dict(self.width), dict(self.refs)
        other._columns, other._shifts = dict(self._columns), dict(self._shifts)
        other._names = dict(self._names)
        for ref in refs:
            other._add(ref)
        return other

    def beside(self, applied: Applied, refs: Iterable[Ref]) -> Layout:
        """The same places, but for some facts others behind all that rows hold."""
        other = self.grown(applied, ())
        for ref in refs:
            other._columns[ref.key] = other._take(ref.scope, slots_of(ref))
            for key in [key for key in other._shifts if key[:2] == ref.key]:
                other._shifts[key] = other._take(ref.scope, 2)
        return other

    def name(self, instant: Instant) -> str:
        """The name of an instant in generated code."""
        return self._names.setdefault(instant, f"T{len(self._names)}")

    @property
    def instants(self) -> dict[str, int]:
        """The instants of this run that generated code speaks of, by name."""
        return {name: self.at(instant) for instant, name in self._names.items()}

    def at(self, instant: Instant) -> int:
        """When an instant is in this run, in UTC seconds."""
        match instant.since:
            case Since.AS_OF:
                return self.applied.as_of
            case Since.EXPORTED_AT:
                return self.applied.exported_at
            case Since.THRESHOLD:
                return self.threshold(instant.length)
            case Since.HORIZON:
                return self.horizon(instant.length)
            case Since.TOLD:
                return max(self.applied.as_of, self.applied.exported_at) + instant.length.seconds
            case _:
                assert_never(instant.since)

    def threshold(self, length: Duration) -> int:
        """The largest t with t + length <= as_of; for fixed lengths, where there is one."""
        return self.applied.as_of - length.seconds

    def horizon(self, length: Duration) -> int:
        """as_of + length."""
        return add(self.applied.as_of, length, self.applied.holidays)


def slots_of(ref: Ref) -> int:
    """How many slots a fact takes in its row."""
    if has_own_currency(ref):
        return 4
    return 3 if ref.unit.is_ordered else 1


def has_own_currency(ref: Ref) -> bool:
    """Money of a client or account carries its currency beside it."""
    return ref.unit is Unit.MONEY and ref.scope not in (Scope.MILESTONE, Scope.CONTRACT)


def hops(inner: Scope, outer: Scope) -> int:
    """How many `UP` links lead from a row to the row of an enclosing scope."""
    return outer.depth - inner.depth


def enclosing(row: Row, inner: Scope, outer: Scope) -> Row:
    """The row of an enclosing scope."""
    for _ in range(hops(inner, outer)):
        row = row[UP]
    return row
