"""At which lengths, amounts and numbers of a pack the meaning of a field may turn.

A field is followed through the facts that are made of it to every comparison; what stands there, and the
lengths that are added on the way, are the places where another value could lead to another outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from ..kept import Kept
from ..policy.applied import Applied
from ..policy.conditions import Condition, FactKey, Literal, Operand, Ref
from ..policy.definitions import Definition, Moment
from ..policy.walk import conditions_of, leaves, named_in, operands
from ..units import Duration, Money


class _Bit(Struct, frozen=True):
    """A comparison or a computation: the facts in it, and the values written beside them."""

    facts: frozenset[FactKey]
    values: tuple[object, ...]


class Thresholds:
    """The thresholds of an applied pack, by field; looked for once a field."""

    def __init__(self, applied: Applied) -> None:
        self._bits = list(_bits(applied))
        self._made_of: dict[FactKey, set[FactKey]] = {}
        for key, definition in applied.facts.items():
            self._note(key, named_in(definition))
        for key, readings in applied.readings.items():
            for reading in readings:
                self._note(key, named_in(reading))
        self._found: dict[FactKey, tuple[object, ...]] = {}

    def _note(self, key: FactKey, refs: Iterable[Ref]) -> None:
        for ref in refs:
            self._made_of.setdefault(ref.key, set()).add(key)

    def knows(self, key: FactKey) -> bool:
        """Whether a rule, a fact or a reading of the pack names a field."""
        return key in self._made_of or any(key in bit.facts for bit in self._bits)

    def lengths(self, key: FactKey) -> list[Duration]:
        """The lengths that meet a field."""
        return [value for value in self._values(key) if isinstance(value, Duration)]

    def cents(self, key: FactKey) -> list[int]:
        """The amounts that meet a field."""
        return [value.cents for value in self._values(key) if isinstance(value, Money)]

    def numbers(self, key: FactKey) -> list[int | Fraction]:
        """The counts and ratios that meet a field."""
        found = self._values(key)
        return [
            each for each in found if isinstance(each, int | Fraction) and type(each) is not bool
        ]

    def _values(self, key: FactKey) -> tuple[object, ...]:
        if key not in self._found:
            near = self._influenced(key)
            values = (value for bit in self._bits if bit.facts & near for value in bit.values)
            self._found[key] = tuple(dict.fromkeys(values))
        return self._found[key]

    def _influenced(self, key: FactKey) -> set[FactKey]:
        """The field and every fact that is made of it."""
        found, todo = {key}, [key]
        while todo:
            for other in self._made_of.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found


KEPT = 16
"""Applied packs of which the thresholds are kept: a talk asks for the same ones before every question."""

_KEPT: Kept[Thresholds] = Kept(KEPT)


def thresholds_of(applied: Applied) -> Thresholds:
    """Those of an applied pack: the same object wherever its rules and facts are the same ones."""
    parts = (applied.rules, applied.closing, applied.facts, applied.readings)
    return _KEPT.of(parts, None, lambda: Thresholds(applied))


def _bits(applied: Applied) -> Iterator[_Bit]:
    for rule in applied.rules:
        yield from _of_condition(rule.condition)
    if applied.closing is not None:
        yield from _of_condition(applied.closing)
    for definition in applied.facts.values():
        yield from _of_definition(definition)
    for readings in applied.readings.values():
        for reading in readings:
            yield from _of_condition(reading.when)


def _of_condition(condition: Condition) -> Iterator[_Bit]:
    for leaf in leaves(condition):
        yield _bit(operands(leaf))


def _of_definition(definition: Definition) -> Iterator[_Bit]:
    if isinstance(definition, Moment):
        yield _bit(operands(definition))
        return
    conditions = list(conditions_of(definition))
    for condition in conditions:
        yield from _of_condition(condition)
    if not conditions:
        yield _bit(operands(definition))


def _bit(found: Iterable[Operand]) -> _Bit:
    operands = list(found)
    return _Bit(
        frozenset(each.key for each in operands if isinstance(each, Ref)),
        tuple(each.value for each in operands if isinstance(each, Literal)),
    )
