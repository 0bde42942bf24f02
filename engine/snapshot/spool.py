"""Contracts that are too many to be held: they lie on disk, parted by account, and are taken up part by part."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import starmap
from operator import itemgetter

from msgspec import field

from ..problems import Place
from ..spill import Piece, Pieces, Spill
from .model import AT_ACCOUNT, AT_PLATFORM, CUSTOM, ID, Contract, Record, Value
from .parted import PARTS, UNPLACED, Met, Parted, Slice, Spooled, part_of

_WRITTEN_AT_ONCE = 4
"""Contracts of one part that are written together; so many of every part wait at most."""


Row = tuple[int, int, Record, list[Record] | None, Place | None]
"""Place among all contracts, source, contract, milestones, and where it stands in the source."""


_place = itemgetter(0)


class Spool(Parted):
    """Takes contracts while they are read; up to `held` of them and of their milestones in memory, then all on
    disk.
    """

    held: int = 0
    kept: list[tuple[int, Contract]] = field(default_factory=list)
    """Source and contract, as long as they are not too many."""
    rows: int = 0
    """Contracts and milestones, as long as they are held."""
    _spill: Spill = field(
        default_factory=lambda: Spill("contracts that are too many for the memory")
    )
    _waiting: list[list[Row]] = field(default_factory=list)
    _pieces: list[Pieces] = field(default_factory=list)

    @property
    def is_spilled(self) -> bool:
        """Whether contracts lie on disk; if not, all of them are in `kept`."""
        return bool(self._waiting)

    def put(self, source: int, contract: Contract) -> None:
        """Take a contract of a source. Raises `SurroundingsError` where there is no room."""
        values = contract.values
        self.ids.meet(values[ID])
        met = self.met.get((source, values[AT_PLATFORM]))
        if met is None:
            met = self.met[source, values[AT_PLATFORM]] = Met(0, contract.place)
        met.count += 1
        if not self._waiting:
            self.kept.append((source, contract))
            self.rows += 1 + len(contract.milestones or ())
            if self.rows > self.held:
                self._begin()
            return
        self._take(source, contract)

    def _begin(self) -> None:
        kept, self.kept = self.kept, []
        self._waiting = [[] for _ in range(PARTS + 1)]
        self._pieces = [Pieces() for _ in range(PARTS + 1)]
        for source, contract in kept:
            self._take(source, contract)

    def _take(self, source: int, contract: Contract) -> None:
        values, milestones = contract.values, contract.milestones
        for record in (values, *milestones) if milestones else (values,):
            if record[CUSTOM] is not None:
                self.is_refused = True  # packs say what these are, and no pack is known here
        self._add((self.count, source, values, milestones, contract.place))
        self.count += 1

    def _add(self, row: Row) -> None:
        part = part_of(row[2][AT_ACCOUNT])
        waiting = self._waiting[part]
        waiting.append(row)
        self.counts[part] += 1
        if len(waiting) >= _WRITTEN_AT_ONCE:
            self._write(part)

    def _write(self, part: int) -> None:
        text = pickle.dumps(self._waiting[part], pickle.HIGHEST_PROTOCOL)
        self._waiting[part] = []
        self._pieces[part].append(self._spill.add(text))

    def close(self, defaults: Sequence[tuple[str, Value]]) -> None:
        """Everything is read; `defaults` of each source. Raises `SurroundingsError` where there is no room."""
        super().close(defaults)
        if not self.is_spilled:
            return
        self._flush()
        if any(account is not None for _, account in defaults):
            self._place()

    def _flush(self) -> None:
        for part, waiting in enumerate(self._waiting):
            if waiting:
                self._write(part)
        self._spill.flush()

    def _place(self) -> None:
        """Move contracts that name no account to the one of their source."""
        pieces, self._pieces[UNPLACED] = self._pieces[UNPLACED], Pieces()
        self.counts[UNPLACED] = 0
        before = [len(found) for found in self._pieces]
        for piece in pieces:
            for row in self._rows(piece):
                _, source, values, *_ = row
                values[AT_ACCOUNT] = self.defaults[source][1]
                self._add(row)
        self._flush()
        for part, count in enumerate(before):
            if 0 < count < len(self._pieces[part]):
                self._merge(part, count)

    def _merge(self, part: int, count: int) -> None:
        """Bring a part into the order of the input, of which so many pieces come before others, each in order."""
        pieces, self._pieces[part] = list(self._pieces[part]), Pieces()
        self.counts[part] = 0
        runs = (self._in_order(pieces[:count]), self._in_order(pieces[count:]))
        for row in merge(*runs, key=_place):
            self._add(row)
        self._write(part)
        self._spill.flush()

    def _in_order(self, pieces: Iterable[Piece]) -> Iterator[Row]:
        return (row for piece in pieces for row in self._rows(piece))

    def slices(self, part: int, size: int) -> list[Slice]:
        """As `Parted.slices`."""
        pieces, each = list(self._pieces[part]), max(1, size // _WRITTEN_AT_ONCE)
        return [pieces[start : start + each] for start in range(0, len(pieces), each)]

    def read(self, part: int, some: Slice) -> list[Spooled]:
        """As `Parted.read`."""
        rows = list(self._in_order(starmap(Piece, some)))
        for _, source, values, *_ in rows:
            if values[AT_PLATFORM] is None:
                values[AT_PLATFORM] = self.defaults[source][0]
        return [
            Spooled(place, Contract(values, records, stands))
            for place, _, values, records, stands in rows
        ]

    def _rows(self, piece: Piece) -> list[Row]:
        # From a file of this run that nobody else can open.
        rows: list[Row] = pickle.loads(self._spill.read(piece))
        return rows
