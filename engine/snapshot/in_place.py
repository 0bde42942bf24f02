"""Contracts that stay where they lie: lines of NDJSON files, known by their offsets and typed when their part is
taken up.

So the lines are read by as many processes as judge them. What is met in them is noted, to be told in the order of
the input; a line that cannot be used, and a file that was changed meanwhile, raise `ReadAgain`.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import starmap

from msgspec import field

from .lying import Lying, Run
from .model import AT_ACCOUNT, AT_PLATFORM, NONE, Value
from .noted import Noted
from .parted import PARTS, UNPLACED, Parted, ReadAgain, Slice, Spooled, part_of


class InPlace(Parted):
    """Contracts in their files, by source."""

    files: list[Lying] = field(default_factory=list)
    runs: int = 0
    _runs: list[array[int]] = field(default_factory=lambda: [array("Q") for _ in range(PARTS + 1)])
    """By part: the numbers of each run, one after the other."""
    _unplaced: Counter[int] = field(default_factory=Counter)
    """By source: how many contracts name no account."""
    _noted: dict[int, Noted] = field(default_factory=dict)
    """By part that was taken up."""

    def put(self, account: Value, run: Run, count: int) -> None:
        """Lines with so many contracts of an account (None: they name none)."""
        part = part_of(account)
        self._runs[part].extend(run)
        self.counts[part] += count
        self.runs += 1
        self.count += count
        if account is None:
            self._unplaced[run.source] += count

    def close(self, defaults: Sequence[tuple[str, Value]]) -> None:
        """All are known; those that name no account are placed by the default of their source."""
        super().close(defaults)
        unplaced, self._runs[UNPLACED] = self._of(UNPLACED), array("Q")
        for run in unplaced:
            self._runs[part_of(defaults[run.source][1])].extend(run)
        self.counts[UNPLACED] = 0
        for source, count in self._unplaced.items():
            self.counts[part_of(defaults[source][1])] += count

    def _of(self, part: int) -> list[Run]:
        numbers = self._runs[part]
        return [Run(*numbers[at : at + 4]) for at in range(0, len(numbers), 4)]

    def slices(self, part: int, size: int) -> list[Slice]:
        """As `Parted.slices`."""
        runs = sorted(self._of(part))
        most = size * sum(run.length for run in runs) // max(1, self.counts[part])
        found: list[list[Run]] = []
        length = most
        for run in runs:
            if length >= most:
                found.append([])
                length = 0
            found[-1].append(run)
            length += run.length
        return list(found)

    def read(self, part: int, some: Slice) -> list[Spooled]:
        """As `Parted.read`. Raises `ReadAgain` for a line that cannot be used."""
        noted = self._noted[part] = Noted()
        found: list[Spooled] = []
        placed: Value = None if part == UNPLACED else NONE
        for run in starmap(Run, some):
            platform, account = self.defaults[run.source]
            for one in self.files[run.source].contracts(run, noted):
                values = one.contract.values
                if values[AT_PLATFORM] is None:
                    values[AT_PLATFORM] = platform
                if values[AT_ACCOUNT] is None:
                    values[AT_ACCOUNT] = account
                if values[AT_ACCOUNT] != placed:
                    placed = values[AT_ACCOUNT]
                    if part_of(placed) != part:
                        raise ReadAgain
                found.append(one)
        return found

    def noted(self, parts: Sequence[int]) -> Noted:
        """What was met in the contracts of some parts when they were read last, once."""
        found = Noted()
        for part in parts:
            found.join(self._noted.pop(part, Noted()))
        return found

    def is_as_it_was(self) -> bool:
        """Whether no file was changed since its lines were found."""
        return all(file.is_as_it_was() for file in self.files)
