"""The files that a run reads, known by what they are and not by their names.

Whoever opens a file to read it notes it here, so that no output of the same run is put in the place
of one: by whatever link, spelling or case it is named.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import IO, TypeVar

from .problems import Place, Problem

Stream = TypeVar("Stream", bound=IO[bytes])

_READ: set[tuple[int, int]] = set()
"""Device and number of each file of this run; a process is one run."""


def noted(stream: Stream) -> Stream:
    """The open stream, its file noted as read. Pipes and devices cannot be overwritten."""
    with contextlib.suppress(OSError, ValueError):  # bytes in memory are no file
        _note(os.fstat(stream.fileno()))
    return stream


def note(path: Path) -> None:
    """A file that will be read, if it is there."""
    with contextlib.suppress(OSError, ValueError):
        _note(path.stat())


def _note(found: os.stat_result) -> None:
    if stat.S_ISREG(found.st_mode):
        _READ.add((found.st_dev, found.st_ino))


def not_utf8(label: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    """That a file is no text, with the place of the first byte that is none."""
    line = data[: error.start].count(b"\n") + 1
    place = Place(label, line, error.start - data.rfind(b"\n", 0, error.start))
    return Problem(place, "this is not UTF-8 text", "save the file as UTF-8")


def is_read(path: Path) -> bool:
    """Whether the path leads to a file that was read."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    return (found.st_dev, found.st_ino) in _READ


def forget() -> None:
    """Begin another run in the same process."""
    _READ.clear()
