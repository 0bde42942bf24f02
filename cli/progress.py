"""A progress line on stderr, for work that takes longer than a second, on a terminal alone.

The line is redrawn in place and wiped at the end, so that nothing of it stays among the messages.
It says in words how long the work has taken, and how much is done once the work tells. A stream
that is no terminal (a pipe, a build log) gets nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

DELAY = 1
"""Seconds of work before anything is drawn."""
INTERVAL = 1
"""Seconds between two drawings: a screen reader has to keep up."""
BAR = 20
"""Characters of the bar."""
WIDTH = 79
"""Characters of the line; one less than the terminal, so that it never wraps."""


class Progress:
    """A context manager around one piece of work; call it with what is done, of how much.

    The line is drawn by a thread of its own, so work that cannot count shows at least its time.
    Telling how much is done costs nothing and may be done for every item.

        with working("checking contracts") as progress:
            for done, contract in enumerate(contracts, start=1):
                ...
                progress(done, len(contracts))
    """

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._done = 0
        self._total: int | None = None
        self._drawn = 0
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, done: int, total: int | None = None) -> None:
        """So much is done, of so much (None: not known)."""
        self._done, self._total = done, total

    def __enter__(self) -> Progress:
        if is_terminal(self._stream):
            self._thread = threading.Thread(target=self.run, args=[self._is_over.wait], daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()

    def run(self, wait: Callable[[float], bool]) -> None:
        """Draw until `wait`, given seconds, says that the work is over; then wipe the line."""
        seconds = DELAY
        is_over = wait(DELAY)
        while not is_over and self._draw(
            progress_line(self._label, seconds, self._done, self._total)
        ):
            is_over = wait(INTERVAL)
            seconds += INTERVAL
        if self._drawn:
            self._draw("")
            self._write("\r")

    def _draw(self, line: str) -> bool:
        is_drawn = self._write("\r" + line.ljust(self._drawn))
        self._drawn = len(line)
        return is_drawn

    def _write(self, text: str) -> bool:
        """Progress is a courtesy: a terminal that went away must not end the work."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            return False
        return True


def working(label: str, stream: TextIO | None = None) -> Progress:
    """A progress line for the work inside `with`; on stderr by default."""
    return Progress(label, sys.stderr if stream is None else stream)


def progress_line(label: str, seconds: int, done: int = 0, total: int | None = None) -> str:
    """`checking contracts, 3 seconds: [#####...............] 5000 of 20000`."""
    line = f"{label}, {seconds} second{'' if seconds == 1 else 's'}"
    if total and 0 < done <= total:
        filled = BAR * done // total
        line += f": [{'#' * filled}{'.' * (BAR - filled)}] {done} of {total}"
    elif done:
        line += f": {done}"
    return line[:WIDTH]


def is_terminal(stream: TextIO) -> bool:
    """Whether a line can be redrawn on the stream."""
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except (AttributeError, ValueError):
        return False
