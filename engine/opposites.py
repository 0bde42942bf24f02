"""Names that look alike and say the opposite: `paid` and `unpaid`, `first_...` and `last_...`, the two sides.

No hint may lead from one of them to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from .aliases import SIDES, folded_word

_DENIALS = frozenset(("not", "no", "non", "never", "without"))
_PREFIXES = ("un", "in", "im", "non", "dis")
_PAIRS = (
    "first last, earliest latest, min max, older newer, before after, from to, start end, started ended, "
    "open closed, opens closes, opened closed, met missed, less more, lower upper, client freelancer"
)
_OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS.split(","))
_ALIKE = 0.8
"""From what likeness on two words are one word, of which one has a slip."""
_ALIKE_BETWEEN = 0.6
"""The same of words that begin and end alike, and are as long."""


def say_the_opposite(one: str, other: str) -> bool:
    """Whether two names that look alike deny each other; a scope before one of them does not count."""
    words, others = [*_words(one)], [*_words(other)]
    if "".join(words) == "".join(others):
        return False  # `nodetails` lacks its `_`
    denied = _taken_out(words) + _taken_out(others)
    shared = min(len(words), len(others))
    if not shared:
        return False  # a denial alone, as `never` is: what looks like it is a slip of it
    for word, counterpart in zip(words[-shared:], others[-shared:], strict=True):
        if _are_a_pair(word, counterpart):
            denied += 1
        elif not _are_alike(word, counterpart):
            return False
    return denied % 2 == 1


def is_slip_of(told: str, word: str) -> bool:
    """Whether what was told is a word with slips in it: it has as many parts, each alike, of letters alone.

    `half paid`, `paid?` and `to submit` say something else than `paid` and `submitted`.
    """
    words, others = (re.split(r"[_\s-]+", each.strip().casefold()) for each in (told, word))
    if "".join(words) == "".join(others):
        return True
    if not all(map(str.isalpha, words)) or say_the_opposite("_".join(words), word):
        return False
    if len(words) == 1:
        words, others = words, ["".join(others)]
    return len(words) == len(others) and all(map(_has_a_slip_of, words, others))


def _has_a_slip_of(one: str, other: str) -> bool:
    """Whether a word is another with a slip; of short ones the ends tell: `payed`."""
    ends = (one[:1], one[-1:]) == (other[:1], other[-1:]) and abs(len(one) - len(other)) <= 1
    return _likeness(one, other) > (_ALIKE_BETWEEN if ends else _ALIKE)


def of_the_same_side(name: str) -> str:
    """The name with the words of this project for the two sides: `last_buyer_message_at` speaks of the client."""
    return "".join(SIDES.get(word, word) for word in re.split(r"([_.])", folded_word(name)))


def _words(name: str) -> Iterator[str]:
    return (word for word in re.split(r"[_.]", of_the_same_side(name)) if word)


def _taken_out(words: list[str]) -> int:
    """How many words of denial there were."""
    denials = [word for word in words if word in _DENIALS]
    for word in denials:
        words.remove(word)
    return len(denials)


def _are_a_pair(one: str, other: str) -> bool:
    return frozenset((one, other)) in _OPPOSITES or _denies(one, other) or _denies(other, one)


def _denies(one: str, other: str) -> bool:
    """Whether one word is the other with `un` or the like before it."""
    return any(
        one.startswith(prefix)
        and not other.startswith(prefix)
        and _likeness(one.removeprefix(prefix), other) > max(_ALIKE, _likeness(one, other))
        for prefix in _PREFIXES
    )


def _are_alike(one: str, other: str) -> bool:
    return one == other or _likeness(one, other) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
