"""Rows for contracts that are too many to be held, which come slice by slice and again for every stage.

Between two visits the row of a contract is folded: it has its links, what is read of it for others
(`Layout.lasting`), and instead of its record no more than what is said there. It stays the same list, so that
whoever refers to it finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..meaning.groups import OF_A_CONTRACT, gathers, member_scope
from ..meaning.layout import FIRST, IS_COMPLETE, MEMBERS, RECORD, Layout, Row
from ..policy.definitions import Aggregate
from ..policy.readings import Knowledge
from ..snapshot.escrow import MONEY_OF_MILESTONE
from ..snapshot.fields import POSITION
from ..snapshot.model import Contract, Record, Value
from ..units import Scope
from .compute import FactProgram
from .rows import Builder, RowSet
from .stages import AROUND, stages_of

Assumptions = dict[tuple[int, str], str]
"""As in `RowSet.assumed`."""


class Said:
    """Which fields of a record are said, for who asks that alone; the money of a milestone with its values."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: int, values: Mapping[int, Value]) -> None:
        """`places`: a bit for each field that is said."""
        self._places, self._values = places, values

    def __getitem__(self, place: int) -> object:
        if not self._places >> place & 1:
            return None
        return self._values.get(place, True)


SOMETHING = Said(-1, {})
"""Where nobody asks what is said: what is not known is missing, however old the export is."""


class FoldingRows:
    """The rows of some accounts in one state of knowledge; each contract is visited once in every stage."""

    def __init__(
        self,
        program: FactProgram,
        knowledge: Knowledge,
        accounts: Iterable[Record],
        has_accounts: bool,
    ) -> None:
        self.program, self.knowledge = program, knowledge
        layout = program.layout
        self.stages = stages_of(program)
        self._builder = Builder(layout, accounts, has_accounts)
        self._keeps_milestones = _reads_milestones(layout)
        self._lasting = _names_that_last(layout, self._keeps_milestones)
        self._asked = {
            scope: sum(1 << place for name, place in POSITION[scope].items() if name in names)
            for scope, names in self._lasting.items()
        }
        self._said: dict[tuple[object, ...], Said] = {}
        self._kept: dict[str, object] = {}
        self._loaded = dict.fromkeys(AROUND, 0)
        self.guests = RowSet({scope: [] for scope in Scope}, {scope: [] for scope in Scope})
        self.around_assumed: Assumptions = {}
        """What was filled in of clients and accounts."""

    @property
    def last(self) -> int:
        """The last stage, after which a visited row holds everything."""
        return len(self.stages.stages) - 1

    @property
    def around(self) -> dict[Scope, list[Row]]:
        """The rows of clients, accounts and the export."""
        return {scope: self._builder.rows[scope] for scope in AROUND}

    def visited(self, stage: int, start: int, contracts: list[Contract]) -> RowSet:
        """The rows of some contracts, filled as far as a stage goes; to be folded before the next are visited.

        `start`: how many came before them. In the first stage of a contract its row is made.
        """
        rows = self._made(contracts) if stage == 0 else self._unfolded(start, contracts)
        valid = [
            row
            for row, contract in zip(rows[Scope.CONTRACT], contracts, strict=True)
            if not contract.is_invalid
        ]
        nobody: list[Row] = []
        subjects = dict.fromkeys(AROUND, nobody)
        subjects |= {Scope.MILESTONE: rows[Scope.MILESTONE], Scope.CONTRACT: valid}
        found = RowSet(rows, subjects, contracts)
        for number in range(stage + 1):
            self._fill(found, number)
        return found

    def _made(self, contracts: Sequence[Contract]) -> dict[Scope, list[Row]]:
        rows = self._builder.rows
        start = len(rows[Scope.CONTRACT])
        self._builder.add(contracts)
        milestones, rows[Scope.MILESTONE] = rows[Scope.MILESTONE], []
        for scope, step in self.stages.first:
            step(rows[scope][self._loaded[scope] :], self.knowledge, self.around_assumed, None)
        self._loaded = {scope: len(rows[scope]) for scope in AROUND}
        return {
            **self.around,
            Scope.MILESTONE: milestones,
            Scope.CONTRACT: rows[Scope.CONTRACT][start:],
        }

    def _unfolded(self, start: int, contracts: Sequence[Contract]) -> dict[Scope, list[Row]]:
        layout = self.program.layout
        rest = {
            scope: [None] * (layout.width[scope] - layout.lasting[scope]) for scope in OF_A_CONTRACT
        }
        found = self._builder.rows[Scope.CONTRACT][start : start + len(contracts)]
        milestones: list[Row] = []
        for row, contract in zip(found, contracts, strict=True):
            row += rest[Scope.CONTRACT]
            row[RECORD] = contract.values
            records = contract.milestones or ()
            if self._keeps_milestones:
                for member, record in zip(row[MEMBERS], records, strict=True):
                    member += rest[Scope.MILESTONE]
                    member[RECORD] = record
            else:
                row[MEMBERS] = self._builder.milestones(row, records)
            milestones += row[MEMBERS]
        return {**self.around, Scope.MILESTONE: milestones, Scope.CONTRACT: found}

    def _fill(self, rows: RowSet, stage: int) -> None:
        for scope, step in self.stages.stages[stage].inner:
            step(rows.rows[scope], self.knowledge, rows.assumed, None, self._kept)

    def fold(self, rows: RowSet) -> None:
        """Keep of these rows what is read for others."""
        last = self.program.layout.lasting
        if self._keeps_milestones:
            for row in rows.rows[Scope.MILESTONE]:
                self._fold(row, Scope.MILESTONE, last[Scope.MILESTONE])
        for row in rows.rows[Scope.CONTRACT]:
            self._fold(row, Scope.CONTRACT, last[Scope.CONTRACT])
            if not self._keeps_milestones:
                row[MEMBERS] = ()

    def _fold(self, row: Row, scope: Scope, last: int) -> None:
        kept = row[:last]
        kept[RECORD] = self._what_is_said(scope, row[RECORD])
        row.clear()  # so that its room is given back
        row += kept

    def _what_is_said(self, scope: Scope, record: Record) -> Said:
        if not self._builder.is_stale:
            return SOMETHING
        places = sum(1 << place for place, value in enumerate(record) if value is not None)
        places &= self._asked[scope]
        values = {}
        if scope is Scope.MILESTONE:
            values = {place: record[place] for place in MONEY_OF_MILESTONE}
            places |= sum(1 << place for place in MONEY_OF_MILESTONE if values[place] is not None)
        key = (scope, places, *values.values())
        if key not in self._said:
            self._said[key] = Said(places, values)
        return self._said[key]

    def lasts(self, scope: Scope, name: str) -> bool:
        """Whether a fact of a folded row is still there."""
        return name in self._lasting[scope]

    def receive(self, guests: Sequence[Contract]) -> None:
        """All contracts were visited once: those that may belong to their accounts stand beside them, and
        are never folded.
        """
        self.guests = RowSet(self._made(guests), self.guests.subjects, list(guests))
        self._builder.link_maybes()

    def gather(self, stage: int) -> None:
        """All contracts were visited in a stage: fill what is around them."""
        self._fill(self.guests, stage)
        for scope, step in self.stages.stages[stage].outer:
            step(self._builder.rows[scope], self.knowledge, self.around_assumed, None)

    def around_subjects(self) -> dict[Scope, list[Row]]:
        """The clients and accounts that rules may speak of, and the export."""
        rows = self._builder.rows
        known = {scope: [row for row in rows[scope] if row[IS_COMPLETE]] for scope in AROUND}
        return {scope: known.get(scope, []) for scope in Scope}

    def release(self) -> None:
        """Take the rows apart, whose links run in circles."""
        for rows in (*self._builder.rows.values(), self.guests.rows[Scope.MILESTONE]):
            for row in rows:
                row.clear()


def _reads_milestones(layout: Layout) -> bool:
    """Whether milestones of other contracts are read, or somebody asks what facts over them wait for."""
    return layout.lasting[Scope.MILESTONE] > FIRST or any(
        isinstance(definition, Aggregate)
        and member_scope(definition) is Scope.MILESTONE
        and (gathers(ref.scope, definition) or layout.lasts(ref))
        for key, ref in layout.refs.items()
        for definition in (layout.applied.facts.get(key),)
    )


def _names_that_last(layout: Layout, keeps_milestones: bool) -> dict[Scope, frozenset[str]]:
    """By scope: the facts that a folded row holds."""
    kept = {Scope.CONTRACT, *([Scope.MILESTONE] if keeps_milestones else [])}
    return {
        scope: frozenset(
            name
            for (of, name), ref in layout.refs.items()
            if of is scope and scope in kept and layout.lasts(ref)
        )
        for scope in OF_A_CONTRACT
    }
