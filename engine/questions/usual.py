"""The answer that is likeliest by far: what a pack takes for granted so surely that a closing may rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..policy.conditions import Literal
from ..policy.pack import Pack
from ..snapshot.fields import BY_PATH, Field
from ..units import Scope
from .slots import Answer, none_of

TIMES = 3
"""So many times likelier than all other answers together."""


def usual_answers(packs: Iterable[Pack]) -> Mapping[str, Answer]:
    """By the need for a field of a contract: what may be taken for granted of it."""
    found: dict[str, Answer] = {}
    for pack in packs:
        for reading in pack.readings.values():
            if reading.may_close and isinstance(reading.value, Literal):
                for ref in reading.refs:
                    field = BY_PATH.get((ref.scope, ref.name))
                    if field is not None and field.scope is Scope.CONTRACT:
                        found[field.need] = _answer(field, reading.value.value)
    return found


def _answer(field: Field, value: object) -> Answer:
    """The value as a person would give it; None for one that no question tries."""
    if value == "none":
        return none_of(field)
    return value if isinstance(value, bool | int | str | tuple) else None


def weights(answers: Sequence[Answer], usual: Answer) -> list[int]:
    """How likely each answer is, beside the others; `usual`: None where none is likelier than others."""
    return [
        TIMES * max(1, len(answers) - 1) if _is_same(answer, usual) else 1 for answer in answers
    ]


def _is_same(answer: Answer, usual: Answer) -> bool:
    return type(answer) is type(usual) and answer == usual
