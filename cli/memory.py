"""`--memory-limit`: a run takes no more memory than it was given, or ends and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..engine.problems import Place, SurroundingsError, UsageError

UNITS = {"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "kb": 10**3, "mb": 10**6, "gb": 10**9}
OPTION = Place("--memory-limit")
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?([kmg]i?b)", re.IGNORECASE)


def size_of(text: str) -> int:
    """Bytes of `500 MiB` or `2GiB`. Raises `UsageError`."""
    found = _SIZE.fullmatch(text.strip())
    size = int(float(found[1]) * UNITS[found[2].lower()]) if found else 0
    if size <= 0:
        message = f"`{text[:60]}` is no size of memory"
        raise UsageError.at(OPTION, message, "write it as 500MiB or 2GiB")
    return size


@contextmanager
def within(limit: str | None) -> Iterator[None]:
    """Keep what happens inside to so much memory, each process for itself.

    Raises `SurroundingsError` where it is not enough, and `UsageError` where the system keeps no limit.
    """
    if limit is None:
        yield
        return
    size = size_of(limit)
    try:
        import resource
    except ImportError:
        message = "this system limits the memory of no process"
        raise UsageError.at(OPTION, message, "leave it out") from None
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = before[1]
    is_less = most == resource.RLIM_INFINITY or size < most
    resource.setrlimit(resource.RLIMIT_DATA, (size if is_less else most, most))
    try:
        yield
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_DATA, before)  # telling it takes some as well
        message = f"the run needs more memory than {limit.strip()}"
        hint = "raise the limit, or check fewer contracts at a time"
        raise SurroundingsError.at(OPTION, message, hint) from None
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
