"""Answers to the first questions about a contract of which nothing is known yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..aliases import SIDES, known_word
from ..snapshot.bad_value import BadValueError
from ..snapshot.conform import HOURLY_TYPE
from ..snapshot.model import ROLES, Record
from ..snapshot.platforms import platform_of_text
from .said_milestones import blank_milestone, milestones_said
from .said_words import NO, NOTHING, UNKNOWN, YES, chosen, typed

LONGEST_TITLE = 200
FIXED = "fixed"

_HOURLY = re.compile(r"hourly|(?:paid |it's |its )?by the hour|per hour|hours?")
_FIXED = re.compile(r"(?:a )?fixed(?:[ -]price)?")
_SIDE_WORDS = "|".join(
    sorted((*ROLES, *(word.replace("_", " ") for word in SIDES)), key=len, reverse=True)
)
_SIDE_LAST = re.compile(
    r"(?:on )?(.*?)(?:^|[,;] ?| )(?:as |and )?((?:i am |i'm )?(?:the |an |a )?(?:"
    + _SIDE_WORDS
    + r"))"
)
_SIDE_FIRST = re.compile(
    r"((?:i am |i'm )?(?:the |an |a )?(?:" + _SIDE_WORDS + r"))(?:[,;] ?| )(?:on |at |in )?(.+)"
)
_BESIDE = re.compile(r" ?[()] ?")
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
    """A platform and a side, `upwork, freelancer`, `client on fiverr`, or one of them; None for what was not said.

    Raises `BadValueError`.
    """
    _, plain = typed(_BESIDE.sub(" ", text))
    if plain in UNKNOWN:
        return None, None
    if (match := _SIDE_LAST.fullmatch(plain)) is not None:
        return read_platform(match[1], platforms), read_role(match[2])
    if (match := _SIDE_FIRST.fullmatch(plain)) is not None:
        return read_platform(match[2], platforms), read_role(match[1])
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
    kind = kind_said(plain)
    if kind is not None:
        return kind, [] if kind == HOURLY_TYPE else None
    return FIXED, _at_least_one(milestones_said(plain))


def kind_said(plain: str) -> str | None:
    """`hourly` or `fixed`, where nothing else is said. `plain`: in small letters."""
    if _HOURLY.fullmatch(plain):
        return HOURLY_TYPE
    return FIXED if _FIXED.fullmatch(plain) else None


def read_milestones(text: str) -> list[Record] | None:
    """The milestones of a fixed price: `2`, `2 paid`, `paid 250; funded 300`.

    None where the person does not know. Raises `BadValueError` with what was expected.
    """
    _, plain = typed(text)
    return None if plain in UNKNOWN else _at_least_one(milestones_said(plain))


def _at_least_one(milestones: list[Record]) -> list[Record]:
    """A fixed price that is not divided is one milestone: none of them would tell that no money lies in escrow."""
    return milestones or [blank_milestone("1")]
