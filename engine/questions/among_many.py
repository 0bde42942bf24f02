"""Questions about contracts of an account that is not held: of the others is held what is read of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from ..evaluation.batches import Batch, by_platform
from ..evaluation.by_account import ByAccount
from ..evaluation.in_slices import SLICE
from ..garbage import uncollected
from ..policy.pack import Pack
from ..python.folding import FoldingRows
from ..python.rows import platform_of
from ..snapshot.model import Contract, Snapshot
from .probe import Ground, PackGround, PackProgram


class GroundAmongMany(Ground):
    """As `Ground`, for the contracts of a part of a spool."""

    def __init__(
        self,
        whole: ByAccount,
        part: int,
        packs: Sequence[Pack],
        as_of: int,
        exported_at: int,
        is_strict: bool,
    ) -> None:
        # Whose a contract is cannot be tried without filling all of them again.
        super().__init__(
            whole.snapshot, packs, as_of, exported_at, is_strict, asks_for_accounts=False
        )
        self._whole, self._part = whole, part
        self._slices = whole.spool.slices(part, SLICE)
        self._last: tuple[int, list[Contract]] = (-1, [])
        """Number of the slice that was read last, and its contracts."""
        self._around = whole.around_all(part)
        self._folded: dict[str, list[_Folded]] = {}
        self._near: dict[str, list[PackGround]] = {}

    @cached_property
    def _standing(self) -> dict[str, tuple[int, int]]:
        """By id: the slice of a contract, and how many contracts of its platform come before it."""
        found: dict[str, tuple[int, int]] = {}
        counts = Counter[str]()
        for number in range(len(self._slices)):
            for platform, contracts in by_platform(self._read(number)).items():
                for place, contract in enumerate(contracts, counts[platform]):
                    found[contract.id] = number, place
                counts[platform] += len(contracts)
        return found

    def _read(self, number: int) -> Snapshot:
        return self._whole.slice(self._part, self._slices[number])

    def _is_moved(self, told: Contract) -> bool:
        """Nobody was asked to which account it belongs."""
        return False

    def contract(self, id: str) -> Contract | None:
        """As inherited."""
        return self._settled.get(id) or self._stated(id)

    def _stated(self, id: str) -> Contract | None:
        if id not in self._standing:
            guests = (one for batch in self._around.values() for one in batch.guests)
            return next((one for one in guests if one.id == id), None)
        number = self._standing[id][0]
        if number != self._last[0]:
            self._last = number, self._read(number).contracts
        return next(one for one in self._last[1] if one.id == id)

    def runs(self, contract: Contract) -> list[PackGround]:
        """As inherited."""
        id = contract.id
        if id not in self._near:
            packs, own = self._packs_of(contract), self._stated(id)
            assert own is not None
            if id in self._standing:
                place = self._standing[id][1]
                self._near[id] = [each.near(own, place) for each in packs]
            else:
                self._near[id] = [each.guests() for each in packs]
        return self._near[id]

    def _packs_of(self, contract: Contract) -> list[_Folded]:
        platform = platform_of(contract, self.snapshot)
        if platform not in self._folded:
            with uncollected():
                self._folded[platform] = [
                    _Folded(program, self._around[platform], lambda: self._of(platform))
                    for program in self.programs(contract)
                ]
        return self._folded[platform]

    def _of(self, platform: str) -> Iterator[list[Contract]]:
        for number in range(len(self._slices)):
            yield by_platform(self._read(number)).get(platform, [])

    def release(self) -> None:
        """Nobody asks any more: let go of the rows, and of the files that the contracts lie in."""
        for packs in self._folded.values():
            for pack in packs:
                pack.release()
        del self._whole


class _Folded:
    """A pack over all contracts of a part."""

    def __init__(
        self, program: PackProgram, batch: Batch, slices: Callable[[], Iterator[list[Contract]]]
    ) -> None:
        self._program, self._guests = program, batch.guests
        self._retold = program.retold()
        self._sets = {
            level: FoldingRows(program.facts, level, batch.accounts, batch.has_accounts)
            for level in program.levels
        }
        for rows in self._sets.values():
            for stage in range(rows.last):
                start = 0
                for contracts in slices():
                    rows.fold(rows.visited(stage, start, contracts))
                    start += len(contracts)
                if stage == 0:
                    rows.receive(batch.guests)
                rows.gather(stage)

    def near(self, contract: Contract, place: int) -> PackGround:
        """A contract among all of them, whose row holds everything from now on."""
        for retold in self._retold.values():
            retold.restore()
        sets = {
            level: rows.visited(rows.last, place, [contract]) for level, rows in self._sets.items()
        }
        return PackGround(self._program, [contract.id], sets, self._retold)

    def guests(self) -> PackGround:
        """The contracts that may belong to the accounts of the part."""
        sets = {level: rows.guests for level, rows in self._sets.items()}
        ids = [guest.id for guest in self._guests]
        return PackGround(self._program, ids, sets, self._retold)

    def release(self) -> None:
        """Take the rows apart."""
        for rows in self._sets.values():
            rows.release()
