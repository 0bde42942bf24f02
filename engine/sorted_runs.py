"""Texts that are too many to be held: sorted run by run, written to disk and merged when they are read."""

from __future__ import annotations

import heapq
import marshal
from collections.abc import Iterable, Iterator
from operator import itemgetter

from .spill import Piece, Spill

Key = tuple[object, ...]
"""Numbers, texts, flags and None, that can be compared with those of all others."""
Keyed = tuple[Key, str]

_TOGETHER = 256
"""Texts that are read at once."""


def packed(texts: Iterable[Keyed]) -> list[bytes]:
    """Some texts in the order of their keys, ready to be written."""
    found = sorted(texts, key=itemgetter(0))
    return [
        marshal.dumps(found[start : start + _TOGETHER]) for start in range(0, len(found), _TOGETHER)
    ]


class SortedRuns:
    """Runs of texts on disk, each sorted."""

    def __init__(self) -> None:
        self._spill = Spill("what was found, too much for the memory,")
        self._runs: list[list[Piece]] = []

    def add(self, run: Iterable[bytes]) -> None:
        """Write a run, as `packed` gives it. Raises `SurroundingsError` where there is no room."""
        pieces = [self._spill.add(text) for text in run]
        self._spill.flush()
        if pieces:
            self._runs.append(pieces)

    def merged(self) -> Iterator[str]:
        """All texts in the order of their keys."""
        return map(itemgetter(1), heapq.merge(*map(self._read, self._runs)))

    def _read(self, pieces: Iterable[Piece]) -> Iterator[Keyed]:
        for piece in pieces:
            # From a file of this run that nobody else can open.
            yield from marshal.loads(self._spill.read(piece))
