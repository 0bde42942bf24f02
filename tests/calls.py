"""Work counted in calls of functions, which come out the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable


def calls_of(run: Callable[[], object]) -> int:
    """How many functions are called."""
    calls = 0

    def seen(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls
