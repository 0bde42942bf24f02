"""Generated source, translated by Python once: many runs of a process differ in their instants alone."""

from __future__ import annotations

from functools import lru_cache
from types import CodeType

KEPT = 500
"""Texts of which the code is kept; a run of one pack has some twenty for its facts, and one a scope for rules."""


@lru_cache(maxsize=KEPT)
def compiled(source: str, name: str) -> CodeType:
    """The code of a text. `name`: what tracebacks call it."""
    return compile(source, name, "exec")
