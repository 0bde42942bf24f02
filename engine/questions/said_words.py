"""Words that people say for those of the catalogue: yes and no, nothing, "I don't know", and one of a few."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..aliases import ALIASES, meant_instead
from ..problems import did_you_mean_word
from ..snapshot.bad_value import BadValueError, found, one_of
from ..snapshot.convert import NONE_WORD

UNKNOWN = frozenset(
    ("", "?", "-", "skip", "idk", "unknown", "not known", "not sure", "no idea")
) | {f"{who}{how} know" for who in ("i ", "") for how in ("don't", "dont", "do not")}
NOTHING = frozenset(("none", "no", "nope", "never", "nothing", "nobody", "not yet", "[]"))
YES = frozenset(("yes", "y", "true", "yep", "1"))
NO = frozenset(("no", "n", "false", "none", "nope", "0", "never", "not yet"))

WORDS: Mapping[str, str] = {
    **ALIASES,
    "approved": "paid",
    "open": "active",
    "closed": "ended",
    "refused": "disputed",
}
"""What people say for a word of the catalogue, where it is a choice of the field.

Whoever is asked sees the question, and what is made of the answer: more is taken than in a table."""


def typed(text: str) -> tuple[str, str]:
    """What was typed, with single blanks; and the same in small letters, without the end of a sentence."""
    said = " ".join(text.replace("\u2019", "'").split())
    return said, said.casefold().rstrip(".!")


def chosen(plain: str, choices: Sequence[str], words: Mapping[str, str] = WORDS) -> str:
    """One of a few words, by itself, by another word for it, or by its beginning.

    Raises `BadValueError` with all of them.
    """
    word = _joined_up(plain)
    known = {_joined_up(choice): choice for choice in choices}
    if word in known:
        return known[word]
    if words.get(word) in choices:
        return words[word]
    if NONE_WORD in choices and plain in NO:
        return NONE_WORD
    if "given" in choices and plain in YES:
        return "given"
    begun = [choice for name, choice in known.items() if name.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    hint = meant_instead(word, choices) or did_you_mean_word(word, choices)
    expected = one_of([choice.replace("_", " ") for choice in choices])
    raise BadValueError(f"expected {expected}, found {found(plain)}", hint)


def _joined_up(text: str) -> str:
    return re.sub(r"[ ._-]+", "_", text)
