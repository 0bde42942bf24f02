"""What packs have to say of an answer before it is given: which is likeliest by far, and which would be news.

Likeliest is what a pack takes for granted so surely that a closing may rest on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..policy.conditions import All, AnyOf, Certainly, Condition, Literal, Not
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
                    field = BY_PATH.get(ref.key)
                    if field is not None and field.scope is Scope.CONTRACT:
                        found[field.need] = _answer(field, reading.value.value)
    return found


def _answer(field: Field, value: object) -> Answer:
    """The value as a person would give it; None for one that no question tries."""
    if value == "none":
        return none_of(field)
    return value if isinstance(value, bool | int | str | tuple) else None


def deniable(packs: Iterable[Pack]) -> tuple[str, ...]:
    """The needs for fields that a pack fills in as implied unless something is certain: an answer may deny it."""
    found = (
        field.need
        for pack in packs
        for reading in pack.readings.values()
        if not reading.is_assumed and not reading.overrules and _holds_unless(reading.when)
        for ref in reading.refs
        if (field := BY_PATH.get(ref.key)) is not None
    )
    return tuple(dict.fromkeys(found))


def _holds_unless(condition: Condition) -> bool:
    match condition:
        case All(items) | AnyOf(items):
            return any(map(_holds_unless, items))
        case Not(Certainly()):
            return True
        case _:
            return False


def weights(answers: Sequence[Answer], usual: Answer) -> list[int]:
    """How likely each answer is, beside the others; `usual`: None where none is likelier than others."""
    return [
        TIMES * max(1, len(answers) - 1) if _is_same(answer, usual) else 1 for answer in answers
    ]


def _is_same(answer: Answer, usual: Answer) -> bool:
    return type(answer) is type(usual) and answer == usual
