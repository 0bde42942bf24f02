"""A snapshot whose contracts lie in a spool, evaluated part by part: memory grows with the largest account.

Each part is a report of its own, told and forgotten before the next; what is told has to be put together by who
asks. Contracts whose account is not known are a part of their own, and guests of every other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .batches import Batch, batches_beside, batches_of, by_platform
from .evaluation import Batching
from .garbage import uncollected
from .options import Options
from .parts import Part
from .policy.pack import Pack
from .problems import Problem
from .processes import spread
from .python.rows import platform_of
from .report.findings import Report
from .snapshot.fields import POSITION
from .snapshot.model import ID, Contract, Snapshot, Value
from .snapshot.noted import Noted
from .snapshot.parted import UNPLACED, Parted, ReadAgain, part_of
from .snapshot.planned import with_planned
from .snapshot.read import problems_of
from .units import Scope

Told = TypeVar("Told")

LEAST = 2_000
"""Contracts that are taken up together, if there are so many."""

_ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]
_PLATFORM = POSITION[Scope.CONTRACT]["platform"]


class Piece(Struct, frozen=True):
    """Some accounts of an export: their contracts with the place of each in the input, and their report."""

    parts: tuple[int, ...]
    snapshot: Snapshot
    places: Sequence[int]
    report: Report


class ByAccount:
    """The contracts of a spool under packs, at an instant (UTC seconds)."""

    def __init__(
        self,
        snapshot: Snapshot,
        spool: Parted,
        packs: Sequence[Pack],
        as_of: int,
        options: Options,
    ) -> None:
        """`snapshot`: what the spool is of, without contracts."""
        self.snapshot = replace(
            snapshot, names_accounts=bool(snapshot.accounts) or spool.names_accounts
        )
        self.spool = spool
        self._options = options
        self._counts = {platform: met.count for platform, met in spool.platforms().items()}
        self._batching = Batching(snapshot, self._counts, packs, as_of, options)
        self._noted = Noted()

    def told(self, tell: Callable[[Piece], Told]) -> Iterator[Told]:
        """What is told of every piece, as it comes, by as many processes as the options say.

        Raises `EngineFault` where two engines disagree, `SurroundingsError` for a process that was killed, and
        `ReadAgain` for contracts that have to be read in their order.
        """
        together = [tuple(parts) for parts in self.spool.parts(self._least)]
        if self.spool.size(UNPLACED):
            together.append((UNPLACED,))
        progress, done = self._options.progress, 0

        def work(parts: tuple[int, ...]) -> tuple[int, Noted, Told] | None:
            try:
                piece = self.piece(parts)
            except ReadAgain:
                return None
            return len(piece.places), self.spool.noted(parts), tell(piece)

        with uncollected():
            for made in spread(together, work, self._options.jobs):
                if made is None:
                    raise ReadAgain
                count, noted, told = made
                self._noted.join(noted)
                done += count
                if progress is not None:
                    progress(done, self.spool.count)
                yield told
        if self._noted.is_refused or not self.spool.is_as_it_was():
            raise ReadAgain

    def problems(self) -> list[Problem]:
        """What is odd about the snapshot; all of it when everything was told."""
        return problems_of(self.snapshot, self.spool, self._noted)

    def empty(self) -> Report:
        """The report without contracts: what is said once for all of them."""
        return self._batching.report(self.snapshot, self._counts, Part())

    def piece(self, parts: tuple[int, ...]) -> Piece:
        """Some parts of the spool, with their report."""
        snapshot, places = self.contracts(parts)
        whole = Part()
        for batch in self._batches(parts, snapshot):
            whole.add(self._batching.part(snapshot, batch))
        return Piece(parts, snapshot, places, self._batching.report(snapshot, {}, whole))

    def contracts(self, parts: tuple[int, ...]) -> tuple[Snapshot, Sequence[int]]:
        """Some parts of the spool, as a snapshot, and the place of each contract in the input."""
        found = [one for part in parts for one in self.spool.contracts(part)]
        found.sort(key=itemgetter(0))  # by place: no two are at the same
        snapshot = replace(
            self.snapshot,
            contracts=[one.contract for one in found],
            accounts=[one for one in self.snapshot.accounts if part_of(one[ID]) in parts],
        )
        return with_planned(snapshot, self._options.closing), [one.place for one in found]

    def around(self, parts: tuple[int, ...], id: str) -> tuple[Contract, Snapshot]:
        """A contract of some parts, and all that bears on it: its account, and who may belong to it."""
        snapshot, _ = self.contracts(parts)
        contract = next(one for one in snapshot.contracts if one.id == id)
        near = [one for one in snapshot.contracts if _account_of(one) == _account_of(contract)]
        if parts != (UNPLACED,):
            near += [guest for guests in self._guests.values() for guest in guests]
        return contract, replace(snapshot, contracts=near)

    def is_stale(self, contract: Contract) -> bool:
        """Whether the export is so old that states of the contract may have changed since."""
        return self._batching.is_stale(platform_of(contract, self.snapshot))

    def _batches(self, parts: tuple[int, ...], snapshot: Snapshot) -> Iterator[Batch]:
        if parts == (UNPLACED,):
            return batches_of(snapshot, self._options.batch)
        return batches_beside(snapshot, self._counts, self._guests, self._options.batch)

    @property
    def _least(self) -> int:
        """So many contracts at least are taken up together: as many as the guests, who stand beside each batch."""
        return max(LEAST, sum(map(len, self._guests.values())))

    @cached_property
    def _guests(self) -> Mapping[str, list[Contract]]:
        """By platform: the contracts whose account is not known."""
        if not self.snapshot.names_accounts or self._has_nameless:
            return {}
        return by_platform(self.contracts((UNPLACED,))[0])

    @property
    def _has_nameless(self) -> bool:
        """Whether there is an account without an id, to which contracts without an account belong."""
        return any(record[ID] is None for record in self.snapshot.accounts)


def _account_of(contract: Contract) -> tuple[Value, Value]:
    return contract.values[_PLATFORM], contract.values[_ACCOUNT]
