"""Signals that end a run: SIGTERM and SIGHUP do it like Ctrl-C, so that nothing half-written stays."""

from __future__ import annotations

import contextlib
import signal
import time
from types import FrameType

from .ending import EXIT_HANGUP, EXIT_TERMINATED

GRACE = 2.0
"""Seconds after a signal in which no other one gets in the way of cleaning up: a closed terminal
sends several at once. A later one ends whatever did not end by then."""
NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_CODES = {"SIGTERM": EXIT_TERMINATED, "SIGHUP": EXIT_HANGUP}


class _Stop:
    """The handler: raises where the program happens to be."""

    def __init__(self) -> None:
        self._since: float | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._since is not None and now - self._since < GRACE:
            return
        self._since = now
        code = _CODES.get(signal.Signals(number).name)
        if code is None:
            raise KeyboardInterrupt
        raise SystemExit(code)


def obey_signals() -> None:
    """End in order from now on. What the caller lets be ignored, as `nohup` does, stays ignored.

    Windows has no SIGHUP, and threads other than the main one have no say about signals.
    """
    stop = _Stop()
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with contextlib.suppress(ValueError):
                signal.signal(number, stop)


def leave_signals() -> None:
    """Nothing is left to be cleaned up: signals end the process at once again."""
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and isinstance(signal.getsignal(number), _Stop):
            signal.signal(number, signal.SIG_DFL)
