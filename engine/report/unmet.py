"""What ending a contract requires and is certainly not so: in words, with the values."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning.reading import Reader
from ..meaning.trace import decision
from ..meaning.words import condition_words, name_of
from ..policy.conditions import All, Condition, Ref
from ..policy.walk import references
from ..units import Unit
from .findings import Shown, Unmet
from .results import Results

NO_CLOSING: Unmet = ("a policy says how it is ended",)
"""Where no pack in use has an action that ends a contract."""


def unmet(condition: Condition, reader: Reader, results: Results) -> tuple[Unmet, ...]:
    """The parts of a condition that certainly do not hold; none where all of it may."""
    return tuple(
        (condition_words(part), *_values(part, reader, results))
        for part in _joined(condition)
        if not decision(part, reader)[1]
    )


def _joined(condition: Condition) -> Iterator[Condition]:
    """What has to hold, one beside the other."""
    if not isinstance(condition, All):
        yield condition
        return
    for item in condition.items:
        yield from _joined(item)


def _values(part: Condition, reader: Reader, results: Results) -> Iterator[str | Shown]:
    """` (escrow: 150.00 USD)`; nothing of flags, which the words tell, and of what is not known."""
    said = " ("
    for ref in dict.fromkeys(references(part)):
        value = _told(ref, reader, results)
        if value is not None:
            yield f"{said}{name_of(ref)}: "
            yield value
            said = ", "
    if said != " (":
        yield ")"


def _told(ref: Ref, reader: Reader, results: Results) -> Shown | None:
    return None if ref.unit is Unit.FLAG else results.fact(ref, reader.row)
