"""Texts that are too many to be held: sorted piece by piece, written to disk and merged when they are read.

The file has no name in any folder, so that nothing is left of it however the run ends.
"""

from __future__ import annotations

import heapq
import marshal
import tempfile
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import BinaryIO

from .problems import Place, SurroundingsError

Key = tuple[object, ...]
"""Numbers, texts, flags and None, that can be compared with those of all others."""
Keyed = tuple[Key, str]

_TOGETHER = 256
"""Texts that are read at once."""

NO_ROOM = "make room, or name a folder with more of it in the variable TMPDIR"


def packed(texts: Iterable[Keyed]) -> list[bytes]:
    """Some texts in the order of their keys, ready to be written."""
    found = sorted(texts, key=itemgetter(0))
    return [
        marshal.dumps(found[start : start + _TOGETHER]) for start in range(0, len(found), _TOGETHER)
    ]


class SortedRuns:
    """Runs of texts on disk, each sorted."""

    def __init__(self) -> None:
        self._file: BinaryIO | None = None
        self._end = 0
        self._runs: list[list[tuple[int, int]]] = []

    def add(self, run: Iterable[bytes]) -> None:
        """Write a run, as `packed` gives it. Raises `SurroundingsError` where there is no room."""
        places = []
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="closeout-")  # noqa: SIM115 - as long as the run
            for text in run:
                self._file.write(text)
                places.append((self._end, len(text)))
                self._end += len(text)
            self._file.flush()
        except OSError as failure:
            reason = (failure.strerror or str(failure)).lower()
            message = f"what was found is too much for the memory and cannot be written: {reason}"
            raise SurroundingsError.at(Place(tempfile.gettempdir()), message, NO_ROOM) from failure
        if places:
            self._runs.append(places)

    def merged(self) -> Iterator[str]:
        """All texts in the order of their keys."""
        return map(itemgetter(1), heapq.merge(*map(self._read, self._runs)))

    def _read(self, places: Iterable[tuple[int, int]]) -> Iterator[Keyed]:
        assert self._file is not None
        for offset, length in places:
            self._file.seek(offset)
            # Written by this run, into a file that nobody else can open.
            yield from marshal.loads(self._file.read(length))
