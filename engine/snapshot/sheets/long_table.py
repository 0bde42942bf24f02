"""A table of which contracts are let go of one by one, where the rows of each follow one another."""

from __future__ import annotations

from collections.abc import Iterator

from ..pieces import Piece
from .columns import known_column
from .table import Table
from .table_places import Group

LEAST_ROWS = 20_000
"""So many are worth that all is read once more: it takes two fifths more time, and a tenth of the memory."""
PLATFORM = "platform"


class LongTable(Table):
    """As a table, in memory that does not grow with the contracts."""

    def _body_pieces(self) -> Iterator[Piece]:
        accounts: dict[str, Group] = {}
        export = Group(0)
        is_short = self._count < LEAST_ROWS or bool(self.notes_apart)
        if is_short or not self._comes_in_order(accounts, export):
            yield from super()._body_pieces()
            return
        self._note_left_out()
        yield self._noted(export)
        yield self._header(export, accounts)
        yield from self._one_by_one(accounts, export)

    def _comes_in_order(self, accounts: dict[str, Group], export: Group) -> bool:
        """Whether the rows of every contract follow one another; with what is said of all of them."""
        seen: set[int] = set()
        last, platform = "", ""
        for row in self._body():
            alone: dict[str, Group] = {}
            self._read_row(row, alone, accounts, export)
            for key, group in alone.items():
                if key != last:
                    if hash(key) in seen:
                        self._platforms.clear()
                        return False
                    if last:
                        self._platforms.add(platform)
                    seen.add(hash(key))
                    last, platform = key, ""
                if PLATFORM in group.cells:
                    cell, _ = group.cells[PLATFORM]
                    platform = platform or str(known_column(PLATFORM).value(cell))
        self._platforms.add(platform)
        return True

    def _one_by_one(self, accounts: dict[str, Group], export: Group) -> Iterator[Piece]:
        """The contracts, each when its last row was read."""
        contracts: dict[str, Group] = {}
        for row in self._body():
            self._read_row(row, contracts, accounts, export)
            if len(contracts) > 1:
                done = next(iter(contracts))
                yield self._alone(done, contracts.pop(done))
        for key, group in contracts.items():
            yield self._alone(key, group)

    def _alone(self, key: str, group: Group) -> Piece:
        """A contract behind the header, with what is noted of it."""
        before = len(self._notes)
        piece = self._contract(key, group)
        piece.problems += tuple(self._notes[before:])
        piece.stands_alone = True
        return piece
