"""Contracts that are too many to be held, parted by account: what is known of them while they lie elsewhere.

No contract bears on one of another account, so a part has all that bears on its contracts, but for those whose
account is not known: they are a part of their own.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from ..problems import Place, Problem
from .ids_met import IdsMet
from .model import AT_ACCOUNT, Contract, Value
from .noted import Noted

PARTS = 2_048
"""Parts, beside that of contracts whose account is not known. Of a million contracts, some 500 each,
so that what is taken up together is little more than it has to be.
"""
UNPLACED = PARTS
_SAMPLED, _PLACES = 1_024, 32
"""Contracts of a part, and at how many places at least, that tell how large its accounts are."""
_ACCOUNTS = 1_024
"""Of which the part stays known."""


Slice = Sequence[tuple[int, ...]]
"""Some contracts of a part that come one after the other: where they lie, as each kind has it."""


class ReadAgain(Exception):
    """Contracts cannot be taken up from where they lie: the input is to be read in its order, which tells why."""


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


class Parted(Struct, dict=True):
    """Contracts that lie in parts; where, says each kind of it."""

    count: int = 0
    """Contracts."""
    is_refused: bool = False
    """It met what has to be held: the input is to be read again, whole."""
    met: dict[tuple[int, Value], Met] = field(default_factory=dict)
    """By source and platform, as stated."""
    defaults: Sequence[tuple[str, Value]] = ()
    """By source: platform and account of contracts that name none."""
    later: list[Problem] | None = None
    """What is told after all that is noted of contracts; None: everything was told while reading."""
    counts: list[int] = field(default_factory=lambda: [0] * (PARTS + 1))
    """By part: how many contracts it has."""
    ids: IdsMet = field(default_factory=IdsMet)

    def contracts(self, part: int) -> list[Spooled]:
        """The contracts of a part in the order of the input, with the defaults of their sources.

        May be asked in several processes.
        """
        return self.read(
            part, [one for some in self.slices(part, self.counts[part]) for one in some]
        )

    def slices(self, part: int, size: int) -> list[Slice]:
        """A part in slices of about so many contracts, in the order of the input."""
        raise NotImplementedError

    def read(self, part: int, some: Slice) -> list[Spooled]:
        """As `contracts`, of one of its slices."""
        raise NotImplementedError

    def has_large_account(self, part: int, size: int) -> bool:
        """Whether an account of a part is likely to have so many contracts, judged by a sample of them."""
        if self.counts[part] <= size:
            return False
        found = self.slices(part, 1)
        places = max(_PLACES, _SAMPLED * len(found) // self.counts[part])
        accounts = Counter(
            one.contract.values[AT_ACCOUNT]
            for some in found[:: max(1, len(found) // places)]
            for one in self.read(part, some)
        )
        share = max(accounts.values(), default=0) / max(1, accounts.total())
        return share * self.counts[part] * 2 > size

    def noted(self, parts: Sequence[int]) -> Noted:
        """What was met in the contracts of some parts when they were read last, once."""
        return Noted()

    def is_as_it_was(self) -> bool:
        """Whether the contracts are still those that were found."""
        return True

    def close(self, defaults: Sequence[tuple[str, Value]]) -> None:
        """All are there; `defaults` of each source."""
        self.defaults = defaults
        self.ids = IdsMet()

    @property
    def names_accounts(self) -> bool:
        """Whether the account of any contract is known."""
        return any(self.counts[:UNPLACED])

    def parts(self, at_least: int, of: Iterable[int]) -> Iterator[list[int]]:
        """Parts that are taken up together, with so many contracts at least where there are.

        Every part is named, also one without contracts: an account may have none.
        """
        together: list[int] = []
        for part in of:
            together.append(part)
            if sum(self.counts[each] for each in together) >= max(at_least, 1):
                yield together
                together = []
        if together:
            yield together

    def size(self, part: int) -> int:
        """How many contracts a part has."""
        return self.counts[part]

    @property
    def first(self) -> Place | None:
        """Where the first contract stands."""
        return next((met.first for met in self.met.values()), None)

    def platforms(self) -> dict[str, Met]:
        """By platform, with the defaults: how many contracts, and where the first stands; as first met."""
        found: dict[str, Met] = {}
        for (source, stated), met in self.met.items():
            platform = stated if isinstance(stated, str) else self.defaults[source][0]
            whole = found.setdefault(platform, Met(0, met.first))
            whole.count += met.count
        return found
