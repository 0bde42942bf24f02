"""Whether an id may be there twice among contracts that are not held: eight bytes are noted of each."""

from __future__ import annotations

from array import array

from ..spill import Pieces, Spill
from .model import Value

_KINDS = 64
"""Fingerprints are compared within their kind, one kind after the other."""
_AT_ONCE = 2_048
"""So many fingerprints of a kind are held, and then written."""


class IdsMet:
    """Fingerprints of ids, most of them on disk."""

    def __init__(self) -> None:
        self._held = [array("q") for _ in range(_KINDS)]
        self._written = [Pieces() for _ in range(_KINDS)]
        self._spill = Spill("the ids of contracts that are too many for the memory")

    def meet(self, id: Value) -> None:
        """Take note of the id of a contract. Raises `SurroundingsError` where there is no room."""
        fingerprint = hash(id)
        kind = fingerprint % _KINDS
        held = self._held[kind]
        held.append(fingerprint)
        if len(held) >= _AT_ONCE:
            self._written[kind].append(self._spill.add(held.tobytes()))
            self._held[kind] = array("q")

    def has_twins(self) -> bool:
        """Whether an id may be there twice; where, a reader tells that holds all of them."""
        self._spill.flush()
        return any(map(self._is_there_twice, range(_KINDS)))

    def _is_there_twice(self, kind: int) -> bool:
        found = array("q", self._held[kind])
        for piece in self._written[kind]:
            found.frombytes(self._spill.read(piece))
        return len(set(found)) < len(found)
