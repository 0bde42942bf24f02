"""Feedback and answers of which a day or anything else is told were given, also where their state is left out.

Said where a contract is read and not in a pack: a reading would make the stars a way to learn the state, and they
would be asked for before it.
"""

from __future__ import annotations

from msgspec import Struct

from ..calendar import end_of_day
from ..units import Scope
from .convert import NONE_WORD
from .fields import NOT_UNDERSTOOD, POSITION
from .model import NONE, Record, Value

GIVEN = "given"

_AT = POSITION[Scope.CONTRACT]
_MARKS = _AT[NOT_UNDERSTOOD]
_TELLS_NOTHING: tuple[Value, ...] = (None, NONE, NONE_WORD, 0)
"""Of feedback that was not given nothing else is there; no stars are often written as 0."""


class Answer(Struct, frozen=True):
    """A state of which the day and other things may be told without it; the record's places of all of them."""

    path: str
    at: int
    day: int
    beside: tuple[int, ...]
    asked: int | None = None
    """When it was asked for, where that is told as well."""
    tells: str | None = GIVEN
    """What it is where they are told; None: an answer was given, and which one is not told."""


def _feedback(group: str) -> Answer:
    beside = [path for part in ("given_at", "score", "reply") if (path := f"{group}.{part}") in _AT]
    path = f"{group}.state"
    return Answer(path, _AT[path], _AT[f"{group}.given_at"], tuple(_AT[each] for each in beside))


def _response(group: str, asked: str, tells: str | None) -> Answer:
    path = f"{group}.response"
    day = _AT[f"{group}.responded_at"]
    return Answer(path, _AT[path], day, (day,), _AT[f"{group}.{asked}"], tells)


_ANSWERS = (
    _feedback("feedback.from_client"),
    _feedback("feedback.from_freelancer"),
    _response("dispute", "filed_at", GIVEN),
    _response("refund_request", "requested_at", None),
)


def say_given(contract: Record) -> None:
    """The state of feedback and of answers of which something else is told."""
    for each in _ANSWERS:
        is_open = contract[each.at] is None and contract[each.day] is not NONE
        is_told = is_open and any(contract[at] not in _TELLS_NOTHING for at in each.beside)
        if is_told and not _answers_something_else(contract, each):
            _say(contract, each)


def _answers_something_else(contract: Record, answer: Answer) -> bool:
    """Whether its day is over before it was asked for."""
    asked = None if answer.asked is None else contract[answer.asked]
    day = contract[answer.day]
    return isinstance(asked, int) and isinstance(day, int) and end_of_day(day) < asked


def _say(contract: Record, answer: Answer) -> None:
    marks = contract[_MARKS]
    told = marks if isinstance(marks, tuple) else ()
    if answer.path in told:  # in a word that nobody knows
        return
    if answer.tells is None:
        contract[_MARKS] = (*told, answer.path)
    else:
        contract[answer.at] = answer.tells
