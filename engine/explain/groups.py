"""Which rows an aggregate looks at: its members, as the compiled facts see them."""

from __future__ import annotations

from msgspec import Struct

from ..meaning import groups
from ..meaning.layout import enclosing
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.definitions import Aggregate, Streak


class Group(Struct, frozen=True):
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
    layout, scope = reader.layout, groups.member_scope(definition)
    row = enclosing(reader.row, reader.scope, ref.scope)
    members = groups.group_of(ref.scope, definition, row)
    if isinstance(definition, Streak) and definition.by is not None:
        key = reader.plain(definition.by)
        members = members.sharing(layout.column(definition.by), key)
    return Group(
        [Reader(layout, scope, row) for row in members.sure],
        [Reader(layout, scope, row) for row in members.maybe],
        members.is_complete,
    )
