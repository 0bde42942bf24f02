"""How a word was probably meant where few are possible: `active, paused`, `talent`, `closed`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..aliases import known_word, meant_instead
from ..problems import did_you_mean

_BETWEEN = re.compile(r"\s*(?:[,;|/]|\b(?:or|and)\b)[\s,]*", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_DENIED = re.compile(r"(?:not|no|non|anything but)[ _-](\S+)|(?:in|un)(\S+)", re.I)
LONGEST = 200
"""Characters that are looked at."""


def several_of(text: str, known: Callable[[str], str | None]) -> list[str]:
    """The values that a text without brackets names: `active or paused`; none for one, or for anything else.

    `known`: a part of the text as a value, None where it is none.
    """
    for mark in (_BETWEEN, _BLANK):
        parts = [known(part) for part in mark.split(text[:LONGEST].strip()) if part]
        values = [part for part in parts if part is not None]
        if len(values) == len(parts) > 1:
            return values
    return []


def several_words(text: str, words: Sequence[str]) -> list[str]:
    """The words out of a few that a text without brackets names."""
    return several_of(text, lambda part: known_word(part, words))


def word_hint(text: str, words: Sequence[str]) -> str:
    """What to write instead of a word that is none of these."""
    otherwise = f"one of {', '.join(words)}"
    return meant_instead(text, words) or did_you_mean(text, words, otherwise)


def denied_by(text: str, words: Sequence[str]) -> str:
    """The word that a text denies: `ended` for `not ended`; "" where it denies none of them."""
    found = _DENIED.fullmatch(text[:LONGEST].strip())
    meant = known_word(found[1] or found[2], words) if found else None
    return meant or ""
