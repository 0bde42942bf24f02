"""A progress line on stderr, for work that takes longer than a second, on a terminal alone.

The line is redrawn in place and wiped at the end, so that nothing of it stays among the messages.
It says in words how long the work has taken, at which part of it things are, and how much is done once
the work tells. A stream that is no terminal (a pipe, a build log) gets nothing.
"""

from __future__ import annotations

import math
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
        self._phase = ""
        self._done = 0
        self._total: int | None = None
        self._drawn = 0
        self._since: tuple[int, int] | None = None
        """The second at which something was done first, and how much."""
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, done: int, total: int | None = None) -> None:
        """So much is done, of so much (None: not known)."""
        self._done, self._total = done, total

    def phase(self, name: str) -> None:
        """Another part of the work begins, such as `reading`, and is counted anew."""
        self._phase, self._done, self._total, self._since = name, 0, None, None

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
        while not is_over and self._draw(self._line(seconds)):
            is_over = wait(INTERVAL)
            seconds += INTERVAL
        if self._drawn:
            self._draw("")
            self._write("\r")

    def _line(self, seconds: int) -> str:
        """The rate is that since something was first seen to be done: work may begin uncounted."""
        done, total = self._done, self._total
        rate = 0.0
        if self._since is None or done < self._since[1]:
            self._since = (seconds, done) if done else None
        elif seconds > self._since[0]:
            rate = (done - self._since[1]) / (seconds - self._since[0])
        label = f"{self._label}, {self._phase}" if self._phase else self._label
        return progress_line(label, seconds, done, total, rate)

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


def progress_line(
    label: str, seconds: int, done: int = 0, total: int | None = None, rate: float = 0
) -> str:
    """`checking contracts, 3 seconds: [#####...............] 5000 of 20000`; with a rate in words:
    `checking contracts, 4 seconds: 6600 of 20000, 1600 a second, 9 seconds left`, of which the time so far
    gives way where there is no room.
    """
    line = f"{label}, {_seconds(seconds)}"
    if total and 0 < done <= total:
        count = f"{done} of {total}"
        if rate >= 1:
            left = math.ceil((total - done) / rate)
            told = f"{count}, {rate:.0f} a second, {_seconds(left)} left"
            whole = f"{line}: {told}"
            return whole if len(whole) <= WIDTH else f"{label}: {told}"[:WIDTH]
        filled = BAR * done // total
        line += f": [{'#' * filled}{'.' * (BAR - filled)}] {count}"
    elif done:
        line += f": {done}" + (f", {rate:.0f} a second" if rate >= 1 else "")
    return line[:WIDTH]


def _seconds(count: int) -> str:
    return f"{count} second{'' if count == 1 else 's'}"


def is_terminal(stream: TextIO) -> bool:
    """Whether a line can be redrawn on the stream."""
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except (AttributeError, ValueError):
        return False
