"""Feedback that has a day, stars or a reply was given, also where its state is left out.

Said where a contract is read and not in a pack: a reading would make the stars a way to learn the state, and they
would be asked for before it.
"""

from __future__ import annotations

from ..units import Scope
from .convert import NONE_WORD
from .fields import NOT_UNDERSTOOD, POSITION
from .model import NONE, Record, Value

GIVEN = "given"

_AT = POSITION[Scope.CONTRACT]
_SIDES = ("feedback.from_client", "feedback.from_freelancer")
_STATES = tuple(
    (
        f"{side}.state",
        _AT[f"{side}.given_at"],
        tuple(
            _AT[path]
            for part in ("given_at", "score", "reply")
            if (path := f"{side}.{part}") in _AT
        ),
    )
    for side in _SIDES
)
_TELLS_NOTHING: tuple[Value, ...] = (None, NONE, NONE_WORD, 0)
"""Of feedback that was not given nothing else is there; no stars are often written as 0."""


def say_given(contract: Record) -> None:
    """The state of feedback of which something else is told."""
    for state, day, beside in _STATES:
        is_open = contract[_AT[state]] is None and contract[day] is not NONE
        is_told = is_open and any(contract[at] not in _TELLS_NOTHING for at in beside)
        if is_told and not _puzzles(contract, state):
            contract[_AT[state]] = GIVEN


def _puzzles(contract: Record, state: str) -> bool:
    """Whether the state is told in a word that nobody knows."""
    not_understood = contract[_AT[NOT_UNDERSTOOD]]
    return isinstance(not_understood, tuple) and state in not_understood
