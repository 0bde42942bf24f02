"""Answers to the first questions about a contract of which nothing is known yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..aliases import SIDES, known_word
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.conform import HOURLY_TYPE
from ..snapshot.model import ROLES, Record
from ..snapshot.platforms import platform_of_text
from .reading import NO, NOTHING, UNKNOWN, YES, blank_milestone, chosen, typed, with_state

MOST_MILESTONES = 40
"""More are not asked for one by one."""
LONGEST_TITLE = 200
FIXED = "fixed"

_HOURLY = re.compile(r"hourly|(?:paid |it's |its )?by the hour|per hour|hours?")
_FIXED = re.compile(r"(?:a )?fixed(?:[ -]price)?")
_COUNT = re.compile(
    r"(?:(?:a )?fixed(?:[ -]price)?[,:]? (?:in )?)?(?:all )?(\d{1,9}|one|a single)"
    r"(?: (?:milestones?|deliver(?:y|ies)))?(?:,? (?:all )?([a-z][a-z_ -]*))?"
)
_ONE_STATE = re.compile(
    r"(?:(?:1|one) )?((?:[a-z]+[ _-])*(?:paid|funded|submitted|back|cancell?ed)(?: [$€£]?\d[^;]*)?)"
)
_ONE = ("one", "a single")
_SIDE_WORDS = "|".join(
    sorted((*ROLES, *(word.replace("_", " ") for word in SIDES)), key=len, reverse=True)
)
_SIDE_LAST = re.compile(
    r"(?:on )?(.*?)(?:^|[,;] ?| )(?:as |and )?((?:i am |i'm )?(?:the |an |a )?(?:"
    + _SIDE_WORDS
    + r"))"
)
_ARTICLE = re.compile(r"(?:i am |i'm )?(?:the |an |a )?")


def read_title(text: str) -> str | None:
    """What a person calls a contract; None where they give it no name. Raises `BadValueError`."""
    said, plain = typed(text)
    if plain in UNKNOWN:
        return None
    if not said.isprintable():
        raise BadValueError("expected a name, found characters that cannot be printed")
    if len(said) > LONGEST_TITLE:
        raise BadValueError(f"expected a name of at most {LONGEST_TITLE} characters")
    return said


def read_platform(text: str, platforms: Sequence[str]) -> str | None:
    """One of the platforms; None where the person does not know. Raises `BadValueError`."""
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None
    known = platform_of_text(plain)
    return known if known in platforms else chosen(plain, platforms, {})


def read_place(text: str, platforms: Sequence[str]) -> tuple[str | None, str | None]:
    """A platform and a side, `upwork, freelancer`, or one of them; None for what was not said.

    Raises `BadValueError`.
    """
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None, None
    match = _SIDE_LAST.fullmatch(plain)
    if match is not None:
        return read_platform(match[1], platforms), read_role(match[2])
    platform, _, side = map(str.strip, re.sub(";", ",", plain).partition(","))
    return read_platform(platform, platforms), read_role(side) if side else None


def read_role(text: str) -> str | None:
    """On which side of the contract the person stands; None where they do not know.

    Raises `BadValueError`.
    """
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None
    side = plain[_end_of(_ARTICLE, plain) :]
    return known_word(side, ROLES) or chosen(side, ROLES, {})


def _end_of(pattern: re.Pattern[str], plain: str) -> int:
    match = pattern.match(plain)
    return 0 if match is None else match.end()


def is_refusal(text: str) -> bool:
    """Whether an offer is turned down: by a no, or by nothing at all."""
    _, plain = typed(text)
    return plain in UNKNOWN or plain in NO or plain in NOTHING


def is_agreement(text: str) -> bool:
    """Whether an offer is taken by a yes alone."""
    return typed(text)[1] in YES


Pay = tuple[str, list[Record] | None]
"""Fixed or hourly, and the milestones; None: how many there are was not said."""


def read_pay(text: str) -> Pay | None:
    """How a contract is paid: `hourly`, `fixed`, or its milestones: `2`, `2 paid`, `paid 250; funded 300`.

    None where the person does not know. Raises `BadValueError` with what was expected.
    """
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None
    if _HOURLY.fullmatch(plain):
        return HOURLY_TYPE, []
    if _FIXED.fullmatch(plain):
        return FIXED, None
    return FIXED, _milestones(plain)


def read_milestones(text: str) -> list[Record] | None:
    """The milestones of a contract: `2`, `2 paid`, `paid 250; funded 300`, `none`.

    None where the person does not know. Raises `BadValueError` with what was expected.
    """
    _, plain = typed(text)
    return None if plain in UNKNOWN else _milestones(plain)


def _milestones(plain: str) -> list[Record]:
    if plain in NOTHING:
        return []
    only = _ONE_STATE.fullmatch(plain)
    entries = plain.split(";") if only is None else [only[1]]
    if only is not None or len(entries) > 1:
        return [with_state(blank_milestone(str(n)), each) for n, each in enumerate(entries, 1)]
    match = _COUNT.fullmatch(plain)
    if match is None:
        raise BadValueError(
            f"expected how many milestones there are, found {found(plain)}", "write it like: 2"
        )
    count = 1 if match[1] in _ONE else int(match[1])
    if count > MOST_MILESTONES:
        raise BadValueError(
            f"expected {MOST_MILESTONES} milestones at most, found {found(match[1])}",
            "fill in a table instead: closeout template --new",
        )
    blank = [blank_milestone(str(number)) for number in range(1, count + 1)]
    state = match[2]
    return blank if state is None else [with_state(each, state) for each in blank]
