"""Lengths of time as people write them, in hours: 5:30, 5h 30m, 5 h, 45 min."""

from __future__ import annotations

import re
from fractions import Fraction

_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?(?: ?(?:h|hrs?|hours?))?", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(\d{1,4}) ?(?:h|hrs?|hours?|std|stunden?)\.?)?,? ?(?:and |und )?"
    r"(?:(\d{1,4}) ?(?:m|mins?|minutes?|minuten?)\.?)?",
    re.ASCII | re.IGNORECASE,
)
_UNIT = re.compile(r"(?<=[\d ])(?:h|hrs?|hours?|std|stunden?)\.?$", re.ASCII | re.IGNORECASE)


def hours_of(text: str) -> str | None:
    """The hours of a length in hours and minutes, as a snapshot writes them; None for any other text."""
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return _hours(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    words = _IN_WORDS.fullmatch(text)
    if words is None or (words[1] is None and words[2] is None):
        return None
    return _hours(int(words[1] or 0), int(words[2] or 0), 0)


def without_unit(text: str) -> str:
    """A number of hours without the unit behind it: `5.5 h` is 5.5."""
    return _UNIT.sub("", text).rstrip()


def _hours(hours: int, minutes: int, seconds: int) -> str:
    whole = Fraction(hours * 3600 + minutes * 60 + seconds, 3600)
    return f"{float(whole):.8f}".rstrip("0").rstrip(".")
