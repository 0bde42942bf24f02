"""Generated source, translated by Python once: many runs of a process differ in their instants alone.

Where there is a store, what was translated stays there for the next process.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
from functools import lru_cache
from types import CodeType

from .stored import Store, name_of, used

KEPT = 500
"""Texts of which the code is kept; a run of one pack has some twenty for its facts, and one a scope for rules."""

MOST_STORED = 150
"""Texts of which the code is stored: more come from trying policies, and are not met again."""

_KIND = "code"


class _Codes:
    """The code that is stored, and what this process adds."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.name = name_of(_KIND, (importlib.util.MAGIC_NUMBER.hex(),))
        self.known = self._read()
        self.met: dict[bytes, bytes | None] = {}
        """By digest of the text: code that was asked for; None: it is stored already."""

    def _read(self) -> dict[bytes, bytes]:
        content = self.store.read(self.name)
        try:
            found = {} if content is None else marshal.loads(content)
        except (EOFError, ValueError, TypeError):
            return {}
        return found if isinstance(found, dict) else {}

    def of(self, source: str, name: str) -> CodeType:
        key = hashlib.sha256(f"{name}\0{source}".encode()).digest()
        known = self.known.get(key)
        if known is not None:
            self.met[key] = None
            code = marshal.loads(known)
            if isinstance(code, CodeType):
                return code
        code = compile(source, name, "exec")
        self.met[key] = marshal.dumps(code)
        return code

    def save(self) -> None:
        """Store what was added, and before that what was met again."""
        added = {key: code for key, code in self.met.items() if code is not None}
        if not added or len(self.met) > MOST_STORED:
            return
        again = {key: self.known[key] for key in self.met if key in self.known}
        whole = {**again, **added}
        for key, code in self.known.items():
            if len(whole) < MOST_STORED:
                whole.setdefault(key, code)
        self.known = whole
        self.met = dict.fromkeys(self.met)
        self.store.write(self.name, marshal.dumps(whole))


_codes: list[_Codes] = []


def _of_store() -> _Codes | None:
    """The code of the store that is used, read when it is first asked for."""
    store = used()
    if store is None:
        return None
    if not _codes or _codes[0].store != store:
        _codes[:] = [_Codes(store)]
    return _codes[0]


@lru_cache(maxsize=KEPT)
def compiled(source: str, name: str) -> CodeType:
    """The code of a text. `name`: what tracebacks call it."""
    codes = _of_store()
    return compile(source, name, "exec") if codes is None else codes.of(source, name)


def save_compiled() -> None:
    """Store what was translated, where there is a store."""
    if _codes and _codes[0].store == used():
        _codes[0].save()
