"""What keys and headings that no field has mention all the same: `disputed`, `To do`, a note about a refund.

What they hold is not read. But what is mentioned is never taken for not being there: it counts as something
of which the source says what nobody understands. What stands below a heading is looked through as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..units import Scope
from .bad_value import Path
from .fields import NOT_UNDERSTOOD, POSITION, object_fields
from .model import NONE, Record
from .nesting import is_deep
from .spoken_of import (
    CLAIMS,
    HOURS,
    MOST_REMEMBERED,
    mentioned_by,
    named_by,
    says_nothing,
    words_of_name,
)

_NOTES_WORDS = (
    "note notes comment comments remark remarks problem problems issue issues info bemerkung "
    "bemerkungen notiz notizen kommentar kommentare anmerkung anmerkungen remarque remarques "
    "commentaire commentaires nota notas observaciones comentarios"
)
_NOTES = frozenset(_NOTES_WORDS.split())
"""What people call what they write down beside the rest."""
_ABOUT_WORK_WORDS = (
    "description brief scope deliverable deliverables service services gig category skill skills tag tags "
    "url link email beschreibung"
)
_ABOUT_WORK = frozenset(_ABOUT_WORK_WORDS.split())
"""Headings of what the work is, or where it is found: a website about refunds asks for none."""
_NOTED_AT = POSITION[Scope.CONTRACT][NOT_UNDERSTOOD]


def mentioned_beside(path: Path, key: str, value: object) -> tuple[str, ...]:
    """What a key mentions, which no field has; `path` leads to its object, from a contract."""
    if is_deep(value) or (path and path[0] not in (*CLAIMS, "milestones")):
        return ()
    if path and path[0] in CLAIMS:
        claim = str(path[0])
        return () if says_nothing(claim, value) else (claim,)
    return mentioned_in(key, value)


def mentioned_in(name: str, value: object) -> tuple[str, ...]:
    """What a key or heading mentions by its name, or what stands below by its words."""
    named = [each for each in named_by(name) if not says_nothing(each, value)]
    if isinstance(value, str) and not _is_about_work(name):
        named += mentioned_by(value)
    return tuple(dict.fromkeys(named)) if named else ()


@lru_cache(MOST_REMEMBERED)
def _is_about_work(name: str) -> bool:
    return not _ABOUT_WORK.isdisjoint(words_of_name(name))


def is_note(name: str) -> bool:
    """Whether a heading is what people call their notes."""
    return not _NOTES.isdisjoint(words_of_name(name))


def note_mention(contract: Record, matter: str, *, stands: bool) -> bool:
    """Keep that something is mentioned of which nothing is understood. True where the contract denies it.

    What denies a claim is forgotten if the mention `stands`, as that of a note does not; that there are no hours
    to log is forgotten in any case, since an end loses them. What else the contract tells stands.
    """
    at = POSITION[Scope.CONTRACT]
    positions = [at[field.path] for field in object_fields(matter)] or [at[matter]]
    stated = [contract[each] for each in positions]
    if matter == HOURS:
        is_denied = stated == [0]
    else:
        is_denied = stands and matter in CLAIMS and all(each in (NONE, "none") for each in stated)
    if is_denied:
        for each in positions:
            contract[each] = None
    if is_denied or all(value is None for value in stated):
        told = contract[_NOTED_AT]
        before = told if isinstance(told, tuple) else ()
        contract[_NOTED_AT] = tuple(dict.fromkeys((*before, stands_for(matter))))
    return is_denied


SAID_OF_A_CLAIM: Mapping[str, tuple[str, str]] = {
    "refund_request": ("refund_request.requested_by", "client"),
    "dispute": ("dispute.stage", "open"),
    "hold": ("hold.reason", "other"),
}
"""The field, and what is stated of it, where of a claim it is only said that there is one."""


def stands_for(matter: str) -> str:
    """The field that is named where nothing of a group is understood; "" for none in words. A field is its own."""
    fields = object_fields(matter)
    if not fields:
        return matter
    return next((field.path for field in reversed(fields) if field.choices), "")
