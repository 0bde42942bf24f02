"""What was made of some objects, kept as long as it is among the last that were asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The last things made, by the objects that they were made of and by what else decides about them.

    Objects are told apart by identity: those that a pack is made of are never changed, and comparing them
    costs more than what is saved. They are held as long as what was made of them, so that no other
    object can take their place. Threads may share one; two that ask at once may both make.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, tuple[Sequence[object], Made]] = OrderedDict()

    def of(self, objects: Sequence[object], rest: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of these before, or what `make` makes of them now."""
        key = (tuple(map(id, objects)), rest)
        with self._lock:
            known = self._made.get(key)
            if known is not None:
                self._made.move_to_end(key)
                return known[1]
        made = make()
        with self._lock:
            self._made[key] = (objects, made)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
