"""Which contract has the first or the last place of a ranking: `{closing_place:first}` in a message."""

from __future__ import annotations

from ..meaning.groups import group_of
from ..meaning.layout import ID, Layout, Row
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.definitions import Rank
from ..policy.pack import FIRST
from ..units import Scope

Ends = tuple[str | None, str | None]
"""Ids of the contracts that are first and last; None where nobody is."""


class Places:
    """The ends of rankings, each looked for once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._ends: dict[tuple[Ref, int], Ends] = {}

    def holder(self, ref: Ref, row: Row, end: str) -> str | None:
        """Id of the contract that stands at an end of the ranking that a contract belongs to.

        None where no place is known. `ref` is a fact that ranks, `end` one of `ENDS`.
        """
        definition = self._layout.applied.facts[ref.key]
        if not isinstance(definition, Rank):
            return None
        members = group_of(Scope.CONTRACT, definition, row).sure
        key = (ref, id(members))
        if key not in self._ends:
            self._ends[key] = self._found(ref, members)
        first, last = self._ends[key]
        return first if end == FIRST else last

    def _found(self, ref: Ref, members: list[Row]) -> Ends:
        places = (
            (Reader(self._layout, Scope.CONTRACT, row).exact(ref), row[ID]) for row in members
        )
        taken = [(place, id) for place, id in places if isinstance(place, int)]
        return (min(taken)[1], max(taken)[1]) if taken else (None, None)
