"""Work during which nobody looks for garbage: of millions of objects almost none is held by a circle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is collected inside; what runs in circles has to be taken apart by hand.

    Looking for garbage costs a fifth to a fourth of reading and of judging many contracts.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
