"""Rows as the numbers of a fact, by generated code.

The generated source holds whole numbers and names of its own making alone; words of policies and
snapshots reach it as values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from ..compiled import compiled
from ..meaning.layout import UP, Instant, Row
from ..policy.conditions import TextOp
from ..problems import EngineFault
from .columns import INFINITE, LIMIT, NOWHERE, UNKNOWN, Bounds, Column, Measure, Scale, Slot
from .formula import Right, Time, Value, Word

INFINITY = float("inf")

_TEXT_TESTS = {
    TextOp.CONTAINS: "{text} in {slot}",
    TextOp.STARTS_WITH: "{slot}.startswith({text})",
    TextOp.ENDS_WITH: "{slot}.endswith({text})",
}
"""Of a known text or list of texts: no text itself reaches the engine."""

Encode = Callable[[Row, int], tuple[int, ...]]
"""The values of a row, in the order of the columns, with instants counted from the one that is given."""


class Codes(dict[str | bool, int]):
    """Codes of texts and flags, given out as they are met; false is 0 and true is 1."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        super().__init__({False: 0, True: 1})
        for word in words:
            self[word]

    def __missing__(self, word: str) -> int:
        self[word] = code = len(self)
        return code


class Ranks(Struct, frozen=True):
    """Places of the numbers of one scale, for numbers that are too large or no whole numbers."""

    of_lo: Mapping[Any, int]
    of_hi: Mapping[Any, int]

    @classmethod
    def among(cls, numbers: Iterable[int | Fraction]) -> Ranks:
        """The ranks of all numbers of a scale, those of the policy included."""
        places: dict[Any, int] = {number: place for place, number in enumerate(sorted(numbers))}
        return cls(
            {**places, -INFINITY: -INFINITE, INFINITY: NOWHERE},
            {**places, INFINITY: INFINITE, -INFINITY: -NOWHERE},
        )


def needs_ranks(numbers: set[Any]) -> bool:
    """Whether some number of a scale cannot be carried as it is. Infinities do not count.

    Raises EngineFault for what is no exact number.
    """
    kinds = {type(number) for number in numbers}
    finite = numbers - {INFINITY, -INFINITY} if float in kinds else numbers
    kinds = {type(number) for number in finite} if float in kinds else kinds
    if not kinds <= {int, Fraction}:
        raise EngineFault(f"rows hold inexact numbers: {sorted(map(str, kinds))}")
    return bool(finite) and (Fraction in kinds or min(finite) < -LIMIT or max(finite) > LIMIT)


class Encoding(Struct, frozen=True):
    """How numbers, instants and words of one run become whole numbers."""

    at: Callable[[Instant], int]
    """When an instant is, in UTC seconds."""
    ranks: Mapping[Scale, Ranks] = field(default_factory=dict)
    """Of the scales that need them."""
    codes: Codes = field(default_factory=Codes)
    origin: int = 0
    """Where instants are counted from, in UTC seconds, unless they have ranks."""

    def number(self, right: Right, column: Column) -> int:
        """What the column is compared with, as the number that a rule holds."""
        match right:
            case Value() | Time():
                number = self.exact(right)
                assert isinstance(column.source, Bounds)
                scale = column.source.scale
                ranks = self.ranks.get(scale)
                if ranks:
                    return ranks.of_lo[number]
                return int(number) - (self.origin if scale is Scale.INSTANT else 0)
            case Word(text):
                return self.codes[text]
            case int():
                return right
            case _:
                raise EngineFault(f"{right} is no number")

    def exact(self, right: Value | Time) -> int | Fraction:
        """The number itself, as rows hold it."""
        return right.number if isinstance(right, Value) else self.at(right.instant)

    def encoder(self, columns: Sequence[Column]) -> Encode:
        """A function that reads these columns from a row; the origin is told with each."""
        source, names = _Source(self).written(columns)
        exec(compiled(source, "<durable encoder>"), names)  # noqa: S102 - see the module
        encode: Encode = names["encode"]
        return encode


class _Source:
    """Writes the source of one encoder."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._names: dict[str, Any] = {"codes": encoding.codes, "inf": INFINITY}
        self._constants: dict[int, str] = {}
        self._lines: list[str] = []
        self._known: dict[object, str] = {}
        self._depth = 0

    def written(self, columns: Sequence[Column]) -> tuple[str, dict[str, Any]]:
        """The source, and the values that its names stand for."""
        values = "".join(f"{self._value(column)}, " for column in columns)
        body = "".join(f"    {line}\n" for line in [*self._lines, f"return ({values})"])
        return f"def encode(row0, origin):\n{body}", self._names

    def _constant(self, value: object) -> str:
        name = self._constants.setdefault(id(value), f"k{len(self._constants)}")
        self._names[name] = value
        return name

    def _variable(self, key: object, expression: str) -> str:
        """The name of a local that holds the expression; one per key."""
        if key not in self._known:
            self._known[key] = name = f"x{len(self._known)}"
            self._lines.append(f"{name} = {expression}")
        return self._known[key]

    def _slot(self, slot: Slot) -> str:
        while self._depth < slot.hops:
            self._lines.append(f"row{self._depth + 1} = row{self._depth}[{UP}]")
            self._depth += 1
        return self._variable(slot, f"row{slot.hops}[{slot.at}]")

    def _value(self, column: Column) -> str:
        if isinstance(column.source, Bounds):
            return self._bound(column.measure, column.source)
        slot = self._slot(column.source)
        match column.measure:
            case Measure.CODE:
                return f"({UNKNOWN} if {slot} is None else codes[{slot}])"
            case Measure.LAST_CODE:
                return f"({INFINITE} if {slot} is None else codes[{slot}])"
            case Measure.AMONG:
                words = self._constant(column.words)
                return f"({UNKNOWN} if {slot} is None else 1 if {slot} in {words} else 0)"
            case Measure.MATCHES if column.asks is not None:
                (word,) = column.words
                holds = _TEXT_TESTS[column.asks].format(slot=slot, text=self._constant(word))
                return f"({UNKNOWN} if {slot} is None else 1 if {holds} else 0)"
            case Measure.KNOWN:
                return f"(0 if {slot} is None else 1)"
            case other:
                raise EngineFault(f"a text has no {other}")

    def _bound(self, measure: Measure, bounds: Bounds) -> str:
        optional = self._slot(bounds.optional)
        lo, hi = self._ends(bounds)
        match measure:
            case Measure.LO:
                return self._lo(bounds, lo)
            case Measure.HI:
                return self._hi(bounds, hi)
            case Measure.LO_SURE:
                return f"({-INFINITE} if {optional} else {self._lo(bounds, lo)})"
            case Measure.HI_SURE:
                return f"({INFINITE} if {optional} else {self._hi(bounds, hi)})"
            case Measure.EXACT:
                known = f"{self._lo(bounds, lo)} if {lo} == {hi} and not {optional}"
                return f"({known} else {-NOWHERE} if {lo} > {hi} else {NOWHERE})"
            case Measure.OPTIONAL:
                return f"(1 if {optional} else 0)"
            case other:
                raise EngineFault(f"an ordered fact has no {other}")

    def _ends(self, bounds: Bounds) -> tuple[str, str]:
        """Locals with the bounds; wide open where the currency is not the one that is asked for."""
        lo, hi = (self._times(self._slot(slot), bounds.times) for slot in (bounds.lo, bounds.hi))
        if bounds.currency is None:
            return lo, hi
        currency = self._slot(bounds.currency)
        if isinstance(bounds.equals, Slot):
            other = self._slot(bounds.equals)
            foreign = f"({currency} is None or {currency} != {other})"
        else:
            # Nothing is nothing in every currency.
            foreign = f"{currency} != {self._constant(bounds.equals)} and not {lo} == 0 == {hi}"
        differs = self._variable((bounds, "differs"), f"{lo} <= {hi} and {foreign}")
        return (
            self._variable((bounds, "lo"), f"-inf if {differs} else {lo}"),
            self._variable((bounds, "hi"), f"inf if {differs} else {hi}"),
        )

    def _times(self, slot: str, times: int) -> str:
        return slot if times == 1 else self._variable((slot, times), f"{slot} * {times}")

    def _lo(self, bounds: Bounds, lo: str) -> str:
        ranks = self._encoding.ranks.get(bounds.scale)
        if ranks:
            return self._variable((lo, "code"), f"{self._constant(ranks.of_lo)}[{lo}]")
        plain = f"{_counted(lo, bounds)} if {-LIMIT} <= {lo} <= {LIMIT} else"
        return self._variable((lo, "code"), f"{plain} {-INFINITE} if {lo} < 0 else {NOWHERE}")

    def _hi(self, bounds: Bounds, hi: str) -> str:
        ranks = self._encoding.ranks.get(bounds.scale)
        if ranks:
            return self._variable((hi, "code"), f"{self._constant(ranks.of_hi)}[{hi}]")
        plain = f"{_counted(hi, bounds)} if {-LIMIT} <= {hi} <= {LIMIT} else"
        return self._variable((hi, "code"), f"{plain} {-NOWHERE} if {hi} < 0 else {INFINITE}")


def _counted(number: str, bounds: Bounds) -> str:
    return f"{number} - origin" if bounds.scale is Scale.INSTANT else number
