"""Why a value of a snapshot is not taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..problems import Level

if TYPE_CHECKING:
    from .beside import Said

Path = tuple[str | int, ...]
"""Keys and list positions that lead to a value, from a contract, an account or the header."""


class BadValueError(ValueError):
    """A value that does not fit its field: what was expected, and what to do about it.

    With `Level.WARNING` the value counts as not known, or as `meant`, and the rest is used.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        level: Level = Level.ERROR,
        meant: str | tuple[str, ...] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.level = level
        self.meant = meant
        """What is read instead; None: nothing is."""
        self.beside: Said | None = None
        """What the word says of the contract beside what is read of it."""
        self.path: Path = ()
        """Leads from the field to the entry of its list that does not fit."""

    def within(self, *keys: str | int) -> BadValueError:
        """The same, told of an entry of a list."""
        self.path = (*keys, *self.path)
        return self


def one_of(words: Sequence[str]) -> str:
    """`none, yes or a day`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


SHOWN_LENGTH = 40
"""Longest piece of a value that a message repeats, in characters."""


def found(value: object) -> str:
    """The value as a message names it: texts in quotes, long ones cut, containers by their kind."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 4 * SHOWN_LENGTH:
        return "a number of more than 40 digits"
    text = str(value)
    if len(text) > SHOWN_LENGTH:
        text = text[: SHOWN_LENGTH - 3] + "..."
    return f'"{text}"' if isinstance(value, str) else text
