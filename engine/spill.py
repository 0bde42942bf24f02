"""A file for what is too much to be held in memory. It has no name in any folder: nobody else can open it, and
nothing is left of it however the run ends.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from .problems import MAKE_ROOM, Place, SurroundingsError


class Piece(NamedTuple):
    """Where in the file something lies, in bytes."""

    offset: int
    length: int


class Pieces:
    """Where many pieces lie, in little room."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("Q")

    def append(self, piece: Piece) -> None:
        """Add one behind the others."""
        self._numbers.extend(piece)

    def __len__(self) -> int:
        return len(self._numbers) // 2

    def __iter__(self) -> Iterator[Piece]:
        numbers = self._numbers
        return (Piece(numbers[at], numbers[at + 1]) for at in range(0, len(numbers), 2))


class Spill:
    """The file; made when something is written first, gone with this object."""

    def __init__(self, what: str) -> None:
        """`what`: what lies in it, as messages begin."""
        self._what = what
        self._file: BinaryIO | None = None
        self._end = 0

    def add(self, text: bytes) -> Piece:
        """Write behind everything else. Raises `SurroundingsError` where there is no room."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="closeout-")  # noqa: SIM115 - see _close
                # Held from outside, so that it is closed first where this is part of a circle.
                weakref.finalize(self, _close, self._file)
            self._file.write(text)
        except OSError as failure:
            raise self._refused(failure) from failure
        piece = Piece(self._end, len(text))
        self._end += len(text)
        return piece

    def flush(self) -> None:
        """From here on everything that was written can be read. Raises `SurroundingsError` without room."""
        if self._file is not None:
            try:
                self._file.flush()
            except OSError as failure:
                raise self._refused(failure) from failure

    def read(self, piece: Piece) -> bytes:
        """What lies there. May be asked in processes that share the file."""
        assert self._file is not None
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), piece.length, piece.offset)
        self._file.seek(piece.offset)
        return self._file.read(piece.length)

    def _refused(self, failure: OSError) -> SurroundingsError:
        reason = (failure.strerror or str(failure)).lower()
        message = f"{self._what} cannot be written to it: {reason}"
        error = SurroundingsError.at(Place(tempfile.gettempdir()), message, MAKE_ROOM)
        assert isinstance(error, SurroundingsError)
        return error


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # what is still to be written is wanted by nobody
        file.close()
