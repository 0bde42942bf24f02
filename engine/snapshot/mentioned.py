"""Keys and headings that no field has, and that speak of a claim all the same: `disputed`, `Chargeback`, `Refund`.

What they hold is not read. But what is mentioned is never taken for not being there: the claim counts as one of
which the source says something that nobody understands. Notes are looked through for such words as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..units import Scope
from .bad_value import Path
from .fields import NOT_UNDERSTOOD, POSITION, object_fields
from .model import NONE, Record
from .nesting import is_deep

DISPUTE, REFUND, HOLD = CLAIMS = "dispute", "refund_request", "hold"

_BEGINNINGS: dict[str, str] = {
    **dict.fromkeys(("disput", "chargeback", "mediation", "arbitrat", "litig", "reklam"), DISPUTE),
    **dict.fromkeys(("streit", "complain", "réclamation", "reclamaci"), DISPUTE),
    **dict.fromkeys(("refund", "rückerstatt", "rückzahl", "erstattung"), REFUND),
    **dict.fromkeys(("rembours", "reembols", "rimbors", "cancellation", "cancelation"), REFUND),
    **dict.fromkeys(("suspend", "suspension"), HOLD),
}
"""How words begin that speak of a claim, in small letters."""
_TWO_WORDS: dict[tuple[str, str], str] = {
    ("charge", "back"): DISPUTE,
    ("money", "back"): REFUND,
    ("on", "hold"): HOLD,
}
_NOTES_WORDS = (
    "note notes comment comments remark remarks problem problems issue issues info bemerkung "
    "bemerkungen notiz notizen kommentar kommentare anmerkung anmerkungen remarque remarques "
    "commentaire commentaires nota notas observaciones comentarios"
)
_NOTES = frozenset(_NOTES_WORDS.split())
"""What people call what they write down beside the rest."""
_NOTHING_WORDS = (
    "none no n not never false 0 nothing null nil nein kein keine non aucun aucune nunca ninguno "
    "ninguna na"
)
_NOTHING = frozenset(_NOTHING_WORDS.split())
"""What says that there is none."""
_FILLING_WORDS = "a so far yet any is there has been unknown known tbd tba usd eur gbp"
_FILLING = _NOTHING | frozenset(_FILLING_WORDS.split())
"""Words that add nothing to one that says that there is none: none so far, n/a."""
_BEFORE = _NOTHING | frozenset(("without", "ohne", "sans", "sin", "nobody", "niemand"))
"""Words that deny what follows them."""
_DENIED_WITHIN = 2
"""How many words before the claim's own may deny it: no refund, not in dispute."""
_CLAUSES = re.compile(r"[.,;:!?()\[\]\n/|]+")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOTED_AT = POSITION[Scope.CONTRACT][NOT_UNDERSTOOD]
MOST_REMEMBERED = 10_000
"""Keys of which it is remembered what they speak of."""
_LONGEST_KEY = 200
"""Characters of a key that are looked at."""


def claims_beside(path: Path, key: str, value: object) -> tuple[str, ...]:
    """The claims that a key mentions, which no field has; `path` leads to its object, from a contract."""
    if is_deep(value) or (path and path[0] not in (*CLAIMS, "milestones")):
        return ()
    if path and path[0] in CLAIMS:
        return () if _says_nothing(value) else (str(path[0]),)
    return claims_in(key, value)


def claims_in(name: str, value: object) -> tuple[str, ...]:
    """The claims that a key or heading mentions by its name, or a note by its words."""
    if named := claims_named(name):
        return () if _says_nothing(value) else named
    if isinstance(value, str) and not _NOTES.isdisjoint(_words_of_name(name)):
        return tuple(dict.fromkeys(_claims_of_text(value)))
    return ()


@lru_cache(MOST_REMEMBERED)
def claims_named(name: str) -> tuple[str, ...]:
    """The claims that a key or heading itself is about, whatever it holds."""
    return tuple(dict.fromkeys(_claims_of(_words_of_name(name))))


def may_mention(name: str) -> bool:
    """Whether what stands under a key or heading, which no field has, can mention a claim."""
    words = _words_of_name(name)
    return any(_claims_of(words)) or not _NOTES.isdisjoint(words)


def note_mention(contract: Record, group: str, *, stands: bool) -> bool:
    """Keep that a claim is mentioned of which nothing is understood. True where the contract denies it.

    What denies it is forgotten if the mention `stands`, as that of a note does not; what the contract tells of it
    by its own fields stands in any case.
    """
    positions = [POSITION[Scope.CONTRACT][field.path] for field in object_fields(group)]
    stated = [contract[each] for each in positions]
    is_denied = stands and all(value is NONE or value == "none" for value in stated)
    if is_denied:
        for each in positions:
            contract[each] = None
    if is_denied or all(value is None for value in stated):
        told = contract[_NOTED_AT]
        field = stands_for(group)
        contract[_NOTED_AT] = (*told, field) if isinstance(told, tuple) else (field,)
    return is_denied


def _words_of_name(name: str) -> list[str]:
    return _words_of(_CAMEL.sub(" ", name[:_LONGEST_KEY]))


def _words_of(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def stands_for(group: str) -> str:
    """The field of a group that is named where nothing of it is understood; "" for none in words."""
    return next((field.path for field in reversed(object_fields(group)) if field.choices), "")


def _claims_of(words: list[str]) -> Iterator[str]:
    for index, word in enumerate(words):
        claim = _claim_at(words, index, word)
        if claim:
            yield claim


def _claim_at(words: list[str], index: int, word: str) -> str:
    following = words[index + 1] if index + 1 < len(words) else ""
    if claim := _TWO_WORDS.get((word, following)):
        return claim
    return next((claim for start, claim in _BEGINNINGS.items() if word.startswith(start)), "")


def _claims_of_text(text: str) -> Iterator[str]:
    """The claims that a note speaks of and does not deny."""
    for clause in _CLAUSES.split(text):
        words = _words_of(clause)
        for index, word in enumerate(words):
            claim = _claim_at(words, index, word)
            if claim and _BEFORE.isdisjoint(words[max(0, index - _DENIED_WITHIN) : index]):
                yield claim


def _says_nothing(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    if isinstance(value, str):
        return _denies(_words_of(value))
    return not value


def _denies(words: list[str]) -> bool:
    """Whether a cell says that there is none: no, none so far, no dispute, 0.00 USD, n/a; or nothing at all."""
    has_claim = any(_claims_of(words))
    rest = [word for index, word in enumerate(words) if not _claim_at(words, index, word)]
    is_empty = all(word in _FILLING or not word.strip("0") for word in rest)
    return is_empty and not (has_claim and _NOTHING.isdisjoint(rest))
