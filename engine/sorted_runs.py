"""Texts that are too many to be held: sorted run by run, written to disk and merged when they are read."""

from __future__ import annotations

import heapq
import marshal
from array import array
from collections.abc import Iterable, Iterator
from operator import itemgetter

from .spill import Piece, Spill

Key = tuple[object, ...]
"""Numbers, texts, flags and None, that can be compared with those of all others."""
Keyed = tuple[Key, str]
Run = tuple[int, "array[int]"]
"""Where the first piece lies in the file, and how long each is: they lie one after the other."""

_TOGETHER = 8
"""Texts of a run that are read at once; so many of every run are held while they are merged."""


def packed(texts: Iterable[Keyed]) -> list[bytes]:
    """Texts that stand in the order of their keys, ready to be written."""
    found = list(texts)
    return [
        marshal.dumps(found[start : start + _TOGETHER]) for start in range(0, len(found), _TOGETHER)
    ]


class SortedRuns:
    """Runs of texts on disk, each sorted."""

    def __init__(self) -> None:
        self._spill = Spill("what was found, too much for the memory,")
        self._runs: list[Run] = []

    def add(self, run: Iterable[bytes]) -> None:
        """Write a run, as `packed` gives it. Raises `SurroundingsError` where there is no room."""
        pieces = [self._spill.add(text) for text in run]
        self._spill.flush()
        if pieces:
            self._runs.append((pieces[0].offset, array("I", (each.length for each in pieces))))

    def merged(self) -> Iterator[str]:
        """All texts in the order of their keys."""
        return map(itemgetter(1), heapq.merge(*map(self._read, self._runs)))

    def _read(self, run: Run) -> Iterator[Keyed]:
        offset, lengths = run
        for length in lengths:
            # From a file of this run that nobody else can open.
            yield from marshal.loads(self._spill.read(Piece(offset, length)))
            offset += length
