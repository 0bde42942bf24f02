"""What a milestone is said not to have, although its state demands it: nobody knows then what is true of it."""

from __future__ import annotations

from ..units import Scope
from .fields import POSITION
from .model import NONE, Record

SUBMITTED_STATES = ("submitted", "changes_requested")
"""States of work that was handed in."""

DEMANDED = {"submissions": SUBMITTED_STATES, "changes_requested_at": ("changes_requested",)}
"""Fields of a milestone, and the states in which they are neither empty nor `none`."""

_AT = POSITION[Scope.MILESTONE]
_STATE = _AT["state"]


def is_denied(milestone: Record, path: str) -> bool:
    """Whether a field is said not to exist, and the state of the milestone demands it."""
    return (
        path in DEMANDED
        and milestone[_AT[path]] in ((), NONE)
        and milestone[_STATE] in DEMANDED[path]
    )


def denied(milestone: Record) -> list[str]:
    """The fields of a milestone that are said not to exist, and that its state demands."""
    return [path for path in DEMANDED if is_denied(milestone, path)]
