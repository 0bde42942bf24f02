"""Judges an account on a worker that is too large to be held: its contracts lie on the worker's disk."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..engine.evaluation.batches import Batch
from ..engine.evaluation.evaluate import Batching
from ..engine.evaluation.in_slices import SLICE
from ..engine.garbage import uncollected
from ..engine.snapshot.model import Contract, Snapshot
from ..engine.snapshot.planned import with_planned
from ..engine.spill import Piece, Pieces, Spill
from .contracts import options_of, snapshot_from
from .plan import Guest, Plan
from .results import rows_of

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack


class Crowd(Struct):
    """The contracts of one account, to be read once."""

    platform: str
    rows: Iterator[Guest]


def rows_of_crowd(crowd: Crowd, packs: Sequence[Pack], plan: Plan) -> Iterator[dict[str, object]]:
    """What is found about the contracts of an account, its clients and itself, as rows of `RESULT`.

    Raises `SurroundingsError` where there is no room on the disk.
    """
    with uncollected():
        spilled = _Spilled(crowd, plan)
        platform, empty = crowd.platform, spilled.empty
        batch = Batch(platform, [], [], _guests(platform, plan), plan.has_accounts)
        batching = Batching(empty, {platform}, packs, plan.as_of, options_of(plan))
        found = batching.in_slices(empty, {platform: batch})
        found.gather(spilled.slices)
        for number, snapshot in enumerate(spilled.slices()):
            part = found.part(number, snapshot)
            ids = frozenset(contract.id for contract in snapshot.contracts)
            yield from rows_of(batching.report(snapshot, {}, part), ids)
        for part in found.parts_around():
            yield from rows_of(batching.report(empty, {}, part), ())
        found.release()


def _guests(platform: str, plan: Plan) -> list[Contract]:
    guests = plan.guests.get(platform, ())
    return with_planned(snapshot_from(guests, plan), plan.closing).contracts if guests else []


class _Spilled:
    """The contracts of a crowd on disk."""

    def __init__(self, crowd: Crowd, plan: Plan) -> None:
        self._spill = Spill("contracts of an account that is too large for the memory")
        self._pieces = Pieces()
        while rows := list(islice(crowd.rows, SLICE)):
            snapshot = with_planned(snapshot_from(rows, plan), plan.closing)
            self.empty = replace(snapshot, contracts=[], names_accounts=plan.has_accounts)
            text = pickle.dumps(snapshot.contracts, pickle.HIGHEST_PROTOCOL)
            self._pieces.append(self._spill.add(text))
        self._spill.flush()

    def slices(self) -> Iterator[Snapshot]:
        """All of them in order, some at once."""
        return (self._read(piece) for piece in self._pieces)

    def _read(self, piece: Piece) -> Snapshot:
        # From a file of this run that nobody else can open.
        return replace(self.empty, contracts=pickle.loads(self._spill.read(piece)))
