"""Which rows an aggregate looks at: its members, as the compiled facts see them."""

from __future__ import annotations

from dataclasses import dataclass

from ..meaning.groups import members_of
from ..meaning.layout import IS_COMPLETE, MAYBES, MEMBERS, enclosing
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.definitions import Aggregate, Rank, Streak
from ..units import Scope


@dataclass(frozen=True, slots=True)
class Group:
    """Members that certainly belong, and such that may belong."""

    sure: list[Reader]
    maybe: list[Reader]
    is_complete: bool
    """False: there may be others, of which the export knows nothing."""

    @property
    def members(self) -> list[Reader]:
        """All of them, those that certainly belong first."""
        return [*self.sure, *self.maybe]


def group_of(ref: Ref, definition: Aggregate, reader: Reader) -> Group:
    """The group of a fact; `reader` stands on the row of the fact or inside it."""
    row = enclosing(reader.row, reader.scope, ref.scope)
    member = Scope.CONTRACT if isinstance(definition, Rank) else definition.member
    if isinstance(definition, Rank):
        row = enclosing(row, Scope.CONTRACT, definition.within)
    elif member is Scope.CONTRACT and ref.scope is Scope.CONTRACT:
        row = enclosing(row, Scope.CONTRACT, Scope.ACCOUNT)
    elif member is Scope.CLIENT or (member is Scope.MILESTONE and ref.scope is not Scope.CONTRACT):
        return _readers(*members_of(row, member), member, reader)
    sure, maybe = list(row[MEMBERS]), list(row[MAYBES])
    if isinstance(definition, Streak) and definition.by is not None:
        column = reader.layout.column(definition.by)
        key = Reader(reader.layout, reader.scope, reader.row).plain(definition.by)
        unnamed = [item for item in sure if item[column] is None]
        strays = [item for item in maybe if item[column] in (None, key)]
        sure = [item for item in sure if key is not None and item[column] == key]
        return _readers(
            sure, [*unnamed, *strays], row[IS_COMPLETE] and key is not None, member, reader
        )
    return _readers(sure, maybe, row[IS_COMPLETE], member, reader)


def _readers(
    sure: list[list[object]],
    maybe: list[list[object]],
    is_complete: bool,
    scope: Scope,
    reader: Reader,
) -> Group:
    layout = reader.layout
    return Group(
        [Reader(layout, scope, row) for row in sure],
        [Reader(layout, scope, row) for row in maybe],
        is_complete,
    )
