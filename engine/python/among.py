"""Facts over groups while a few contracts among many are told otherwise: nothing is gone through twice.

What a group comes to hangs on the slots of its members that the aggregate reads. Where those of the contracts that
are told otherwise hold what they did, or what they held once before, it comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..meaning import bounds
from ..meaning.groups import by_key, members_of, sums_of
from ..meaning.layout import IS_COMPLETE, MAYBES, MEMBERS, UP, Row
from ..units import Scope

Aggregated = Callable[..., Any]
"""The second function of an aggregate, see `aggregates`; the first is beside it."""
Columns = Sequence[int] | None
"""The slots of a member that an aggregate reads; None: others as well, so that it is always gone through."""


class Among:
    """What aggregates came to, of one program in one state of knowledge, by what is told otherwise."""

    def __init__(self) -> None:
        self._first: dict[int, tuple[Row, Row]] = {}
        """By its identity: a row that was told otherwise once, and a copy of how it was."""
        self._changed: Sequence[Row] = ()
        self._usual: dict[object, Any] = {}
        """What a group comes to where all that counts for it is as it was."""
        self._tried: dict[object, Any] = {}

    def keep(self, rows: Sequence[Row]) -> None:
        """These rows are as they are to be again."""
        for row in rows:
            if id(row) not in self._first:
                self._first[id(row)] = row, [*row]

    def restore(self, rows: Sequence[Row]) -> None:
        """Let rows that were kept be as they were."""
        for row in rows:
            row[:] = self._first[id(row)][1]

    def settle(self, rows: Sequence[Row]) -> None:
        """These rows are otherwise from now on."""
        for row in rows:
            self._first.pop(id(row), None)
        self._usual.clear()
        self.forget()

    def forget(self) -> None:
        """What was tried is not met again."""
        self._tried.clear()

    def change(self, contracts: Sequence[Row]) -> None:
        """The rows of these contracts, which were kept, may be otherwise, and of none else."""
        self._changed = contracts

    def whole(self, work: Aggregated, may: Aggregated, columns: Columns, group: Row) -> Any:
        """What an aggregate over the contracts of a group, or over the milestones of one, comes to."""
        return self._of((work, id(group)), Scope.CONTRACT, columns, lambda: _over(work, may, group))

    def within(
        self, work: Aggregated, may: Aggregated, columns: Columns, group: Row, member: str
    ) -> Any:
        """The same over members that are not one link away."""

        def made() -> Any:
            members, maybes, complete = members_of(group, member)
            return work(members, sums_of(may, {}, maybes), complete)

        return self._of((work, id(group)), Scope(member), columns, made)

    def alike(
        self,
        work: Aggregated,
        may: Aggregated,
        columns: Columns,
        group: Row,
        key: str | None,
        column: int,
    ) -> Any:
        """The same over those members that share a text with the row."""
        reads = None if columns is None else (*columns, column)
        return self._of(
            (work, id(group), key),
            Scope.CONTRACT,
            reads,
            lambda: by_key(work, may, {}, group, key, column),
        )

    def place(
        self, work: Aggregated, may: Aggregated, columns: Columns, group: Row, row: Row
    ) -> Any:
        """The place of a contract that may be told otherwise among those of a group."""

        def made() -> dict[int, Any]:
            places = _over(work, may, group)
            return {id(each): places.get(id(each), bounds.NONE) for each in self._changed}

        asked = tuple(map(id, self._changed))
        places = self._of((work, id(group), asked), Scope.CONTRACT, columns, made)
        return places[id(row)]

    def _of(self, key: object, member: Scope, columns: Columns, work: Callable[[], Any]) -> Any:
        if columns is None:
            return work()
        other = [each for row in self._changed if (each := self._otherwise(row, member, columns))]
        known = self._tried if other else self._usual
        found = (key, *other)
        if found not in known:
            known[found] = work()
        return known[found]

    def _otherwise(
        self, row: Row, member: Scope, columns: Sequence[int]
    ) -> tuple[object, ...] | None:
        """The row and what is read of it and its members, where that is not as it was."""
        if member is Scope.MILESTONE:
            first = self._was(row)
            was = (first[IS_COMPLETE], *(_read(self._was(m), columns) for m in first[MEMBERS]))
            now = (row[IS_COMPLETE], *(_read(each, columns) for each in row[MEMBERS]))
        else:
            of = row[UP] if member is Scope.CLIENT else row
            was, now = _read(self._was(of), columns), _read(of, columns)
        return None if was == now else (id(row), now)

    def _was(self, row: Row) -> Row:
        return self._first[id(row)][1]


def _read(row: Row, columns: Sequence[int]) -> tuple[object, ...]:
    return tuple([row[column] for column in columns])


def _over(work: Aggregated, may: Aggregated, group: Row) -> Any:
    maybes = group[MAYBES]
    return work(group[MEMBERS], maybes and sums_of(may, {}, maybes), group[IS_COMPLETE])
