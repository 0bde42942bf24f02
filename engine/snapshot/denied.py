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
_STATE, _ESCROW = _AT["state"], _AT["escrow_amount"]
UNFUNDED = "not_funded"


def is_state_denied(milestone: Record) -> bool:
    """Whether a milestone is called not funded, and money of it is told to lie in escrow."""
    held = milestone[_ESCROW]
    return milestone[_STATE] == UNFUNDED and type(held) is int and held > 0


def is_denied(milestone: Record, path: str) -> bool:
    """Whether a field cannot be as it is said: the state demands it, or the money demands another state."""
    if path == "state":
        return is_state_denied(milestone)
    return (
        path in DEMANDED
        and milestone[_AT[path]] in ((), NONE)
        and milestone[_STATE] in DEMANDED[path]
    )


def denied(milestone: Record) -> list[str]:
    """The fields of a milestone that cannot be as they are said."""
    return [path for path in ("state", *DEMANDED) if is_denied(milestone, path)]
