"""The day of a table, where a line above or below it says so: `Stand: 10.03.2026`, `Exported on 2026-03-10`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..bad_value import BadValueError, found
from .days import is_day, written_alone

_SAYS_WHEN = re.compile(
    r"\b(?:as of|as at|status (?:of|on)|exported(?: on| at)?|export(?: date| of)?|downloaded(?: on| at)?"
    r"|(?:last )?updated(?: on| at)?|stand(?: vom| am)?|exportiert(?: am)?|aktualisiert(?: am)?"
    r"|état au|mis à jour le|exporté le|situação em|atualizado em|actualizado el|al día de)\b[\s:]*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 200
"""Characters of a line that are looked at."""
MOST_ROWS = 5
"""Lines above the headings that are looked at."""


class Said(NamedTuple):
    """What a line says about the day of a table."""

    line: str
    day: str
    """As a snapshot writes it; "" where it cannot be read."""
    problem: str
    """Why it cannot be read."""


def said_of_all(cells: Sequence[str]) -> Said | None:
    """What a line that is no contract says about the day of a table; None where it says nothing of it."""
    line = " ".join(cell.strip() for cell in cells if cell.strip())[:_LONGEST]
    match = _SAYS_WHEN.search(line)
    rest = _day_in(match["rest"]) if match else ""
    if not rest:
        return None
    try:
        return Said(line, written_alone(rest), "")
    except BadValueError as refused:
        return Said(line, "", refused.message)


def _day_in(text: str) -> str:
    """The day with which a text begins, with its time if it has one; "" for none."""
    words = text.strip(" .,;()").split(" ")
    for count in range(min(len(words), 6), 0, -1):
        begun = " ".join(words[:count]).rstrip(".,;()")
        if is_day(begun):
            return begun
    return ""


def told(said: Said) -> tuple[str, str]:
    """How a line is understood, and what to do if it is not."""
    if said.day:
        return f"{found(said.line)} is read as the day of the table: exported_at {said.day}", ""
    message = f"{found(said.line)} says of which day the table is, and is not read: {said.problem}"
    return message, "write it like 2026-03-15, or as --exported-at"
