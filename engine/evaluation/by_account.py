"""A snapshot whose contracts lie in a spool, evaluated part by part: memory grows with the largest account.

Each part is a report of its own, told and forgotten before the next; what is told has to be put together by who
asks. Contracts whose account is not known are a part of their own, and guests of every other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from operator import itemgetter
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..garbage import uncollected
from ..policy.pack import Pack
from ..problems import Problem
from ..processes import spread
from ..python.rows import platform_of
from ..report.findings import Report
from ..snapshot.model import AT_ACCOUNT, AT_PLATFORM, ID, Contract, Record, Snapshot, Value
from ..snapshot.noted import Noted
from ..snapshot.parted import PARTS, UNPLACED, Parted, ReadAgain, Slice, Spooled, part_of
from ..snapshot.planned import with_planned
from ..snapshot.read import problems_of
from .batches import Batch, batches_beside, batches_of, by_platform
from .evaluate import Batching
from .in_slices import HUGE, SLICE, InSlices
from .options import Options
from .part import Part

Told = TypeVar("Told")

LEAST = 2_000
"""Contracts that are taken up together, if there are so many."""
MANY = 10
"""So many times as many that lie in one part are not held either, of however many accounts they are."""


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
        progress, done = self._options.progress, 0

        def work(made: Callable[[], Piece]) -> tuple[int, Noted, Told] | None:
            try:
                piece = made()
            except ReadAgain:
                return None
            return len(piece.places), self.spool.noted(piece.parts), tell(piece)

        with uncollected():
            for made in self._worked(work):
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

    def _worked(self, work: Callable[[Callable[[], Piece]], Told]) -> Iterator[Told]:
        """What comes of the work on every piece."""
        yield from spread(self._held(), work, self._options.jobs)
        for part in self._huge:
            found = self._batching.in_slices(self.snapshot, self.around_all(part))
            found.gather(partial(self.slices, part))
            self.spool.noted((part,))  # what was met is noted when the slices are told
            slices = self.spool.slices(part, SLICE)
            yield from spread(
                [partial(self._slice, part, found, *one) for one in enumerate(slices)],
                work,
                self._options.jobs,
            )
            for whole in found.parts_around():
                yield work(partial(self._piece, (part,), self.snapshot, [], whole))
            found.release()

    def _slice(self, part: int, found: InSlices, number: int, some: Slice) -> Piece:
        snapshot, places = self._snapshot(part, some)
        return self._piece((part,), snapshot, places, found.part(number, snapshot))

    def _held(self) -> list[Callable[[], Piece]]:
        """What is held at once: whole parts, and contracts that no other bears on."""
        parts = [part for part in range(PARTS) if part not in self._huge]
        found: list[Callable[[], Piece]] = [
            partial(self.piece, tuple(some)) for some in self.spool.parts(self._least, parts)
        ]
        if UNPLACED in self._huge or not self.spool.size(UNPLACED):
            return found
        if not self._are_strays:
            return [*found, partial(self.piece, (UNPLACED,))]
        return found + [partial(self._strays, one) for one in self.spool.slices(UNPLACED, SLICE)]

    @cached_property
    def _huge(self) -> list[int]:
        """The parts with an account that is too large to be held."""
        parts = range(PARTS) if self._are_strays else range(PARTS + 1)
        return [
            part
            for part in parts
            if self.spool.size(part) > MANY * HUGE or self.spool.has_large_account(part, HUGE)
        ]

    @property
    def _are_strays(self) -> bool:
        """Whether contracts without an account may be of any: none bears on another then."""
        return self.snapshot.names_accounts and not self._has_nameless

    def _strays(self, some: Slice) -> Piece:
        snapshot, places = self._snapshot(UNPLACED, some)
        return self._whole((UNPLACED,), snapshot, places)

    def slices(self, part: int) -> Iterator[Snapshot]:
        """The contracts of a part, some at once, in order."""
        for one in self.spool.slices(part, SLICE):
            yield self.slice(part, one)

    def slice(self, part: int, some: Slice) -> Snapshot:
        """The contracts of a slice of a part."""
        return self._snapshot(part, some)[0]

    def around_all(self, part: int) -> Mapping[str, Batch]:
        """By platform all that is around the contracts of a part."""
        accounts = self._accounts((part,))
        has_accounts = part != UNPLACED or self.snapshot.names_accounts
        return {
            platform: Batch(platform, [], accounts, self._guests.get(platform, []), has_accounts)
            for platform in self._counts
        }

    def empty(self) -> Report:
        """The report without contracts: what is said once for all of them."""
        return self._batching.report(self.snapshot, self._counts, Part())

    def piece(self, parts: tuple[int, ...]) -> Piece:
        """Some parts of the spool, with their report."""
        return self._whole(parts, *self.contracts(parts))

    def _whole(self, parts: tuple[int, ...], snapshot: Snapshot, places: Sequence[int]) -> Piece:
        whole = Part()
        for batch in self._batches(parts, snapshot):
            whole.add(self._batching.part(snapshot, batch))
        return self._piece(parts, snapshot, places, whole)

    def _piece(
        self, parts: tuple[int, ...], snapshot: Snapshot, places: Sequence[int], whole: Part
    ) -> Piece:
        return Piece(parts, snapshot, places, self._batching.report(snapshot, {}, whole))

    def contracts(self, parts: tuple[int, ...]) -> tuple[Snapshot, Sequence[int]]:
        """Some parts of the spool, as a snapshot, and the place of each contract in the input."""
        found = [one for part in parts for one in self.spool.contracts(part)]
        found.sort(key=itemgetter(0))  # by place: no two are at the same
        return self._snapshot_of(parts, found)

    def _snapshot(self, part: int, some: Slice) -> tuple[Snapshot, Sequence[int]]:
        """The same of a slice."""
        return self._snapshot_of((part,), self.spool.read(part, some))

    def _snapshot_of(
        self, parts: tuple[int, ...], found: Sequence[Spooled]
    ) -> tuple[Snapshot, Sequence[int]]:
        snapshot = replace(
            self.snapshot,
            contracts=[one.contract for one in found],
            accounts=self._accounts(parts),
        )
        return with_planned(snapshot, self._options.closing), [one.place for one in found]

    def _accounts(self, parts: tuple[int, ...]) -> list[Record]:
        return [one for one in self.snapshot.accounts if part_of(one[ID]) in parts]

    def around(self, parts: tuple[int, ...], id: str) -> tuple[Contract, Snapshot]:
        """A contract of some parts, and all that bears on it: its account, and who may belong to it."""
        contract = next(one for one in self._each(parts) if one.id == id)
        snapshot = replace(self.snapshot, accounts=self._accounts(parts))
        if parts == (UNPLACED,) and self._are_strays:
            return contract, replace(snapshot, contracts=[contract])
        near = [one for one in self._each(parts) if _account_of(one) == _account_of(contract)]
        if parts != (UNPLACED,):
            near += [guest for guests in self._guests.values() for guest in guests]
        return contract, replace(snapshot, contracts=near)

    def _each(self, parts: tuple[int, ...]) -> Iterator[Contract]:
        """The contracts of some parts, few of them held."""
        for part in parts:
            for snapshot in self.slices(part):
                yield from snapshot.contracts

    def is_huge(self, parts: tuple[int, ...]) -> bool:
        """Whether the contracts of these parts are not to be held."""
        return len(parts) == 1 and parts[0] in self._huge

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
    return contract.values[AT_PLATFORM], contract.values[AT_ACCOUNT]
