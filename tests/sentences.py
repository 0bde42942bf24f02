"""Ids of parametrized tests that can be read: a value says what it is, instead of `values4`."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import Enum

from closeout.engine.records import field_names, is_record

LONGEST = 100
"""Characters of one value."""


def sentence(value: object) -> str | None:
    """A value in words; None where pytest can say it, or nobody can."""
    if value is None or isinstance(value, bytes | bool | int | float | Enum | type):
        return None
    if isinstance(value, str) and len(value) <= LONGEST:
        return value.encode("unicode_escape").decode("ascii") or "an empty text"
    text = _words(value).encode("unicode_escape").decode("ascii")
    if " at 0x" in text:
        return None
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(key)} {_words(one)}" for key, one in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return " and ".join(map(_words, value)) or "nothing"
    if isinstance(value, Set):
        return " and ".join(sorted(map(_words, value))) or "nothing"
    if is_record(value):
        parts = (getattr(value, name) for name in field_names(type(value)))
        told = " ".join(_words(part) for part in parts if part not in (None, "", (), False))
        return f"{type(value).__name__}({told})"
    return str(getattr(value, "__name__", value))
