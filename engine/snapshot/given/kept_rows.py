"""The rows of a frame that come once and are asked for more often: many of them lie on disk meanwhile."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import islice

from ...spill import Pieces, Spill
from ..sheets.grid import Row

TOGETHER = 256
"""Rows that are written and read at once."""
HELD = 4_096
"""So many are held."""


class KeptRows:
    """Rows, to be gone through as often as asked."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Goes through the rows. Raises `SurroundingsError` where there is no room for them."""
        each = iter(rows)
        self._held = list(islice(each, HELD))
        self._spill = Spill("rows of a table, too many for the memory,")
        self._pieces = Pieces()
        while found := list(islice(each, TOGETHER)):
            self._pieces.append(self._spill.add(pickle.dumps(found, pickle.HIGHEST_PROTOCOL)))
        self._spill.flush()

    def __iter__(self) -> Iterator[Row]:
        yield from self._held
        for piece in self._pieces:
            # From a file of this run that nobody else can open.
            yield from pickle.loads(self._spill.read(piece))
