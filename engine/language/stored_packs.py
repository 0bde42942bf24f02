"""Shipped packs as they were read before: reading them again takes most of a short run.

What is stored holds nothing but the values of a pack. Only their classes are ever called while it is taken apart,
whatever else the file may name.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from fractions import Fraction

from ..policy.pack import Pack
from ..stored import name_of, program_text, used

Texts = tuple[tuple[str, str], ...]
"""Name and text of each file of a pack."""

_ENGINE = __name__.rpartition(".language.")[0]
_MADE_OF = (f"{_ENGINE}.policy.", f"{_ENGINE}.units", f"{_ENGINE}.problems", f"{_ENGINE}.calendar")


class _Reading(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """The classes that packs are made of. Raises `UnpicklingError` for anything else."""
        if (module, name) == ("fractions", "Fraction"):
            return Fraction
        if module.startswith(_MADE_OF):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"a pack is not made of {module}.{name}")


def stored_pack(texts: Texts, read: Callable[[], Pack]) -> Pack:
    """The pack of these texts: as it was stored, or else read, and stored for the next run."""
    store = used()
    if store is None:
        return read()
    name = name_of("pack", (program_text(), *(part for entry in texts for part in entry)))
    content = store.read(name)
    if content is not None:
        try:
            found = _Reading(io.BytesIO(content)).load()
        except Exception:
            found = None
        if isinstance(found, Pack):
            return found
    pack = read()
    if len(pack.lineage) == 1:  # else it is made of other texts, too
        store.write(name, pickle.dumps(pack, pickle.HIGHEST_PROTOCOL))
    return pack
