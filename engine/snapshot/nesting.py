"""How deep data may be nested."""

from __future__ import annotations

MOST_LEVELS = 100
"""Deepest nesting of what is not known and passed over."""


def is_deep(value: object) -> bool:
    """Whether a value is nested beyond all reason; a loop, since recursion would not survive it."""
    level: list[object] = [value]
    for _ in range(MOST_LEVELS):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        if not inner:
            return False
        level = inner
    return True
