"""Which assumptions a decided condition rests on.

A condition that is decided in a state of knowledge with assumptions, and is not without them, waits there
for facts that the assumptions filled in. Those are looked for as needs are: along the undecided trace in
rows that hold only what is stated and implied. Sound: without all of the named ones it is not decided.
Not minimal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..policy.conditions import Condition, Ref
from ..policy.definitions import Aggregate, Definition, Own, Stated
from ..policy.walk import references
from ..units import Scope
from .groups import gathers, member_scope
from .layout import ESCROW_OF_MILESTONE, MEMBERS, Layout, Row, enclosing
from .needs import Needs
from .reading import Reader
from .trace import decision

Filled = Mapping[tuple[int, str], str]
"""(id of the strict row, name of the fact) -> the assumption that fills it in."""


class Assumed(Needs):
    """Looks for assumptions instead of fields, in rows of stated and implied knowledge."""

    def __init__(self, layout: Layout, filled: Filled) -> None:
        super().__init__(layout)
        self.filled = filled
        self._ids = frozenset(
            reading.id
            for readings in layout.applied.readings.values()
            for reading in readings
            if reading.is_assumed
        )

    def behind(
        self, condition: Condition, reader: Reader, *, is_undone: bool = False
    ) -> frozenset[str]:
        """The assumptions behind a condition that is not decided without them; fields that nobody
        assumes anything about are none of them. `is_undone`: it is certain without them, and not with them.
        """
        found = self.of_condition(condition, reader) & self._ids
        if found or (decision(condition, reader)[0] and not is_undone):
            return found
        return frozenset(self._filled_behind(condition, reader, set()))

    def _filled_behind(
        self, piece: Condition | Definition, reader: Reader, seen: set[tuple[int, str]]
    ) -> Iterator[str]:
        """Everything that was filled in behind a condition, of an entity and its parts.

        For conditions that do not hold without assumptions and are not open either, since they ask for what is
        certain or present.
        """
        for ref in references(piece):
            row = enclosing(reader.row, reader.scope, ref.scope)
            if (id(row), ref.name) in seen:
                continue
            seen.add((id(row), ref.name))
            if (own := self.filled.get((id(row), ref.name))) is not None:
                yield own
            definition = self.layout.applied.facts.get(ref.key)
            if definition is None or gathers(ref.scope, definition):
                continue
            scope, rows = ref.scope, [row]
            if isinstance(definition, Aggregate):
                scope, rows = Scope.MILESTONE, row[MEMBERS]
            for each in rows:
                yield from self._filled_behind(definition, Reader(self.layout, scope, each), seen)

    def _search(self, ref: Ref, reader: Reader) -> Iterator[str]:
        own = self.filled.get((id(reader.row), ref.name))
        if own is not None:
            yield own
            return
        if ref.key in self.layout.applied.facts:
            yield from super()._search(ref, reader)
        elif ref.key == (Scope.CONTRACT, "escrow"):
            for row in reader.row[MEMBERS]:
                yield from self.of_fact(
                    ESCROW_OF_MILESTONE, Reader(self.layout, Scope.MILESTONE, row)
                )
        yield from self._behind_readings(ref, reader)

    def _behind(self, ref: Ref, definition: Definition, reader: Reader) -> Iterator[str]:
        """As inherited, but for what a record does not say: nobody assumes what it says itself."""
        if not isinstance(definition, Own | Stated):
            yield from super()._behind(ref, definition, reader)

    def _belonging(self, definition: Aggregate, rows: Sequence[Row]) -> Iterator[str]:
        """As inherited; and what decides whether a row that may belong to the group counts in it at all."""
        yield from super()._belonging(definition, rows)
        for row in rows:
            yield from self._member(definition, Reader(self.layout, member_scope(definition), row))

    def _behind_readings(self, ref: Ref, reader: Reader) -> Iterator[str]:
        """An implication that does not apply yet may wait for an assumption."""
        for reading in self.layout.applied.readings.get(ref.key, ()):
            if not reading.is_assumed:
                yield from self.of_condition(reading.when, reader)
                for value in references(reading):
                    yield from self.of_fact(value, reader)
