"""Contracts that are too many to be held: they lie on disk, parted by account, and are taken up part by part.

No contract bears on one of another account, so a part has all that bears on its contracts, but for those whose
account is not known: they are a part of their own.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct, field

from ..problems import Place
from ..spill import Piece, Pieces, Spill
from ..units import Scope
from .fields import POSITION
from .model import CUSTOM, ID, Contract, Record, Value

PARTS = 512
"""Parts, beside that of contracts whose account is not known. Of a million contracts, some 2,000 each."""
UNPLACED = PARTS
_WRITTEN_AT_ONCE = 16
"""Contracts of one part that are written together; so many of every part wait at most."""
_FINGERPRINTS = 64
_ACCOUNTS = 1_024
"""Of which the part stays known."""

_ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]
_PLATFORM = POSITION[Scope.CONTRACT]["platform"]

Row = tuple[int, int, Record, list[Record] | None]
"""Place in the input, source, contract, milestones."""


_place = itemgetter(0)


class Spooled(NamedTuple):
    """A contract and its place in the input."""

    place: int
    contract: Contract


class Met(Struct):
    """How many contracts of a platform a source has, and where the first of them stands."""

    count: int = 0
    first: Place | None = None


@lru_cache(maxsize=_ACCOUNTS)
def part_of(account: Value) -> int:
    """The part in which the contracts of an account lie; the same in every process."""
    if not isinstance(account, str):
        return UNPLACED
    return zlib.crc32(account.encode("utf-8", "surrogatepass")) % PARTS


class Spool(Struct, dict=True):
    """Takes contracts while they are read; up to `held` of them and of their milestones in memory, then all on
    disk.
    """

    held: int
    kept: list[tuple[int, Contract]] = field(default_factory=list)
    """Source and contract, as long as they are not too many."""
    count: int = 0
    """Contracts."""
    rows: int = 0
    """Contracts and milestones, as long as they are held."""
    is_refused: bool = False
    """It met what has to be held: the input is to be read again, whole."""
    met: dict[tuple[int, Value], Met] = field(default_factory=dict)
    """By source and platform, as stated."""
    defaults: Sequence[tuple[str, Value]] = ()
    """By source: platform and account of contracts that name none."""
    _spill: Spill = field(
        default_factory=lambda: Spill("contracts that are too many for the memory")
    )
    _waiting: list[list[Row]] = field(default_factory=list)
    _pieces: list[Pieces] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _fingerprints: list[array[int]] = field(
        default_factory=lambda: [array("q") for _ in range(_FINGERPRINTS)]
    )

    @property
    def is_spilled(self) -> bool:
        """Whether contracts lie on disk; if not, all of them are in `kept`."""
        return bool(self._waiting)

    def put(self, source: int, contract: Contract) -> None:
        """Take a contract of a source. Raises `SurroundingsError` where there is no room."""
        values = contract.values
        fingerprint = hash(values[ID])
        self._fingerprints[fingerprint % _FINGERPRINTS].append(fingerprint)
        met = self.met.get((source, values[_PLATFORM]))
        if met is None:
            met = self.met[source, values[_PLATFORM]] = Met(0, contract.place)
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
        self._counts = [0] * (PARTS + 1)
        for source, contract in kept:
            self._take(source, contract)

    def _take(self, source: int, contract: Contract) -> None:
        values, milestones = contract.values, contract.milestones
        for record in (values, *milestones) if milestones else (values,):
            if record[CUSTOM] is not None:
                self.is_refused = True  # packs say what these are, and no pack is known here
        self._add((self.count, source, values, milestones))
        self.count += 1

    def _add(self, row: Row) -> None:
        part = part_of(row[2][_ACCOUNT])
        waiting = self._waiting[part]
        waiting.append(row)
        self._counts[part] += 1
        if len(waiting) >= _WRITTEN_AT_ONCE:
            self._write(part)

    def _write(self, part: int) -> None:
        text = pickle.dumps(self._waiting[part], pickle.HIGHEST_PROTOCOL)
        self._waiting[part] = []
        self._pieces[part].append(self._spill.add(text))

    def has_twins(self) -> bool:
        """Whether an id may be there twice; where, a reader tells that holds all of them."""
        return any(len(set(found)) < len(found) for found in self._fingerprints)

    def close(self, defaults: Sequence[tuple[str, Value]]) -> None:
        """Everything is read; `defaults` of each source. Raises `SurroundingsError` where there is no room."""
        self.defaults = defaults
        self._fingerprints = []
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
        self._counts[UNPLACED] = 0
        for piece in pieces:
            for place, source, values, milestones in self._rows(piece):
                values[_ACCOUNT] = self.defaults[source][1]
                self._add((place, source, values, milestones))
        self._flush()

    @property
    def names_accounts(self) -> bool:
        """Whether the account of any contract is known."""
        return any(self._counts[:UNPLACED])

    def parts(self, at_least: int) -> Iterator[list[int]]:
        """Parts that are taken up together, with so many contracts at least where there are; without the unplaced.

        Every part is named, also one without contracts: an account may have none.
        """
        together: list[int] = []
        for part in range(PARTS):
            together.append(part)
            if sum(self._counts[each] for each in together) >= max(at_least, 1):
                yield together
                together = []
        if together:
            yield together

    def size(self, part: int) -> int:
        """How many contracts a part has."""
        return self._counts[part]

    def contracts(self, part: int) -> list[Spooled]:
        """The contracts of a part in the order of the input, with the defaults of their sources.

        May be asked in several processes that share the spool.
        """
        rows = [row for piece in self._pieces[part] for row in self._rows(piece)]
        rows.sort(key=_place)
        for _, source, values, _ in rows:
            if values[_PLATFORM] is None:
                values[_PLATFORM] = self.defaults[source][0]
        return [Spooled(place, Contract(values, records)) for place, _, values, records in rows]

    def _rows(self, piece: Piece) -> list[Row]:
        # From a file of this run that nobody else can open.
        rows: list[Row] = pickle.loads(self._spill.read(piece))
        return rows

    def platforms(self) -> dict[str, Met]:
        """By platform, with the defaults: how many contracts, and where the first stands; as first met."""
        found: dict[str, Met] = {}
        for (source, stated), met in self.met.items():
            platform = stated if isinstance(stated, str) else self.defaults[source][0]
            whole = found.setdefault(platform, Met(0, met.first))
            whole.count += met.count
        return found
