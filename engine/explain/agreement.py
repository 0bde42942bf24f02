"""Which outcomes comparisons of one fact can have together: those of some value of the fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from ..calendar import DAY, FIRST, LAST, Holidays, add, negative
from ..meaning.bounds import NONE, Bound, Quantity, shifted
from ..meaning.reading import Reader
from ..meaning.trace import compared
from ..policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    IsNone,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Part,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
    held,
)
from ..units import Duration, Unit
from .model import Node

Vector = dict[Condition, bool]
"""The outcomes of all comparisons of a fact for one value of it."""
OTHER = "\x00other\x00"
"""Stands for every word that no comparison names."""


class Agreement:
    """Groups comparisons by their fact and lists the outcomes that are possible together."""

    def __init__(self, leaves: Mapping[Condition, Node], reader: Reader) -> None:
        self.leaves = leaves
        self.applied = reader.layout.applied
        groups: dict[object, list[Condition]] = {}
        for condition in leaves:
            key = _subject(condition)
            if key is not None:
                groups.setdefault(key, []).append(condition)
        self.groups = [(items, self._vectors(items)) for items in groups.values() if len(items) > 1]

    def is_possible(self, choice: Mapping[Condition, bool]) -> bool:
        """Whether every fact has a value that gives the chosen outcomes and keeps the decided others."""
        for items, vectors in self.groups:
            if any(item in choice for item in items):
                wanted = {item: self._wanted(item, choice) for item in items}
                if not any(_fits(vector, wanted) for vector in vectors):
                    return False
        return True

    def completed(self, choice: Mapping[Condition, bool]) -> dict[Condition, bool] | None:
        """The choice with the fewest further changes that make it possible; None where it is not."""
        found = dict(choice)
        for items, vectors in self.groups:
            if not any(item in choice for item in items):
                continue
            chosen = {item: choice.get(item) for item in items}
            fitting = [vector for vector in vectors if _fits(vector, chosen)]
            if not fitting:
                return None
            changes = [self._changes(vector, choice) for vector in fitting]
            fewest: Vector = min(changes, key=len)
            found.update(fewest)
        return found

    def _wanted(self, item: Condition, choice: Mapping[Condition, bool]) -> bool | None:
        if item in choice:
            return choice[item]
        leaf = self.leaves[item]
        return leaf.certainly if leaf.certainly == leaf.possibly else None

    def _changes(self, vector: Vector, choice: Mapping[Condition, bool]) -> Vector:
        """What of a vector is neither chosen nor so already."""
        return {
            item: to
            for item, to in vector.items()
            if item in choice or self._wanted(item, {}) not in (to, None)
        }

    def _vectors(self, items: list[Condition]) -> list[Vector]:
        """Of every value that makes a difference, and of a value that is not known."""
        asked: Vector = {item: False for item in items if isinstance(item, Present)}
        return [*self._of_values(items), *([asked] if asked else [])]

    def _of_values(self, items: list[Condition]) -> list[Vector]:
        left = _left(items[0])
        if isinstance(left, Ref) and left.unit.is_ordered:
            bounds = sorted({bound for item in items for bound in self._bounds(item)})
            near = sorted({bound + step for bound in bounds for step in (-1, 0, 1)}) or [0]
            values: list[Quantity] = [NONE, *((bound, bound, False) for bound in near)]
            return [{item: self._ordered(item, value) for item in items} for value in values]
        words = sorted({word for item in items for word in _words(item)}, key=str)
        if left is not None and left.unit is not Unit.FLAG:
            words.append(OTHER)
        if any(isinstance(item, TextMatch) for item in items):
            words += [f"{one}{OTHER}{other}" for one in words for other in words]
        return [{item: _says(item, word) for item in items} for word in words]

    def _bounds(self, item: Condition) -> Iterable[Bound]:
        now, holidays = self.applied.as_of, self.applied.holidays
        match item:
            case AnyOf(parts):
                return [bound for part in parts for bound in self._bounds(part)]
            case Compare(_, _, Literal() as right):
                return [held(right)]
            case Compare():
                return [0]
            case Older(_, Literal(Duration() as by)) | Newer(_, Literal(Duration() as by)):
                return _turns(now, by, holidays)
            case WithinNext(_, Literal(Duration() as by)):
                return [now, add(now, by, holidays)]
            case IsNone() | Present() | TextMatch() | Undecided() | All() | Not() | Certainly():
                return []
            case Older() | Newer() | WithinNext():
                raise TypeError(f"a length that is not known: {item}")
            case _:
                assert_never(item)

    def _ordered(self, item: Condition, value: Quantity) -> bool:
        match item:
            case AnyOf(parts):
                return any(self._ordered(part, value) for part in parts)
            case IsNone():
                return value[0] > value[1]
            case Present():
                return True
            case Compare(_, op, right):
                bound = held(right) if isinstance(right, Literal) else 0
                return compared(value, op, (bound, bound, False))[0]
            case Older() | Newer():
                assert isinstance(item.operand, Literal)
                now, by = self.applied.as_of, item.operand.value
                assert isinstance(by, Duration)
                ended = shifted(value, (by,), self.applied.holidays)
                op = Op.LTE if isinstance(item, Older) else Op.GT
                return compared(ended, op, (now, now, False))[0]
            case WithinNext():
                low, high = self._bounds(item)
                return low < value[0] <= high and value[0] <= value[1]
            case TextMatch() | Undecided() | All() | Not() | Certainly():
                raise TypeError(f"no comparison of a quantity: {item}")
            case _:
                assert_never(item)


def _turns(now: int, by: Duration, holidays: Holidays) -> list[int]:
    """The instants around which a length later comes to lie before or after now.

    There is one, where the length is fixed. Several days may end on the same one otherwise: up to now's
    time of day each of them ends before now, and after it behind it.
    """
    if by.is_fixed:
        return [now - by.seconds]
    today, time = divmod(now, DAY)

    def ends_before(day: int, end: int) -> bool:
        return add(day * DAY, by, holidays) // DAY < end

    guess = add(now, negative(by), holidays) // DAY
    first, behind = (_first_day(guess, end, ends_before) for end in (today, today + 1))
    return [day * DAY + at for day in range(first, behind + 1) for at in (0, time)]


def _first_day(guess: int, end: int, ends_before: Callable[[int, int], bool]) -> int:
    """The first day that does not end before another day; days end in their order. Not beyond the ends of time."""
    while guess * DAY <= LAST and ends_before(guess, end):
        guess += 1
    while guess * DAY >= FIRST and not ends_before(guess - 1, end):
        guess -= 1
    return guess


def _fits(vector: Vector, wanted: Mapping[Condition, bool | None]) -> bool:
    return all(to is None or vector.get(item) is to for item, to in wanted.items())


def _left(item: Condition) -> Ref | None:
    if isinstance(item, AnyOf):
        return _left(item.items[0])
    return getattr(item, "left", None)


def _subject(item: Condition) -> object:
    """What a comparison asks about: a fact, or a fact against another."""
    if isinstance(item, Undecided):
        return None
    if isinstance(item, TextMatch) and item.left.unit.is_list:
        return None
    if isinstance(item, Compare) and isinstance(item.operand, Ref | Part):
        return (item.left, item.operand)
    return _left(item)


def _words(item: Condition) -> Iterable[object]:
    if isinstance(item, AnyOf):
        return [word for part in item.items for word in _words(part)]
    if isinstance(item, TextMatch) and isinstance(item.operand, Literal):
        return [item.operand.value]
    if isinstance(item, Compare) and isinstance(item.operand, Literal):
        return [
            item.operand.value,
            *((not item.operand.value,) if isinstance(item.operand.value, bool) else ()),
        ]
    return []


def _says(item: Condition, word: object) -> bool:
    if isinstance(item, AnyOf):
        return any(_says(part, word) for part in item.items)
    if isinstance(item, TextMatch) and isinstance(item.operand, Literal):
        return item.op.holds(str(word), str(item.operand.value))
    if isinstance(item, Compare) and isinstance(item.operand, Literal):
        return item.operand.value == word
    return isinstance(item, Present)
