"""The one place that asks the clock."""

from __future__ import annotations

import time


def now() -> int:
    """The current instant in UTC seconds."""
    return int(time.time())
