"""Where exactly something is not known: the places that a person would fill in."""

from __future__ import annotations

from typing import NamedTuple

from ..units import Scope
from .layout import ID, UP, Row


class Gap(NamedTuple):
    """A field of one record that is not known, and that something waits for."""

    contract: str | None
    """None: of an account or a client, or of any contract that could belong to them."""
    milestone: str | None
    need: str


def gap_at(scope: Scope, row: Row, need: str) -> Gap:
    """The gap in the record of a row."""
    match scope:
        case Scope.MILESTONE:
            return Gap(row[UP][ID], row[ID], need)
        case Scope.CONTRACT:
            return Gap(row[ID], None, need)
        case _:
            return Gap(None, None, need)
