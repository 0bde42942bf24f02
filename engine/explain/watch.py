"""What time can change: every comparison behind a condition, as numbers that run against each other.

A comparison with time turns where one bound overtakes another. `Watch` walks a condition and all
facts behind it at one instant and notes these pairs. As long as none of them crosses, no comparison
turns; so the next crossing is the next instant at which anything can change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import assert_never

from ..calendar import DAY, add, add_to_bounds, end_of_day, floor_day, next_weekday
from ..meaning.bounds import Bound, Quantity
from ..meaning.layout import Layout, enclosing
from ..meaning.occurrences import Occurrences, of_instants, of_payments, ways
from ..meaning.reading import Reader
from ..meaning.trace import Trace, trace
from ..policy.applied import Applied
from ..policy.conditions import (
    Age,
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    FactKey,
    IsNone,
    Leaf,
    Literal,
    Newer,
    Not,
    Older,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
    held,
)
from ..policy.definitions import (
    Aggregate,
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NotKnown,
    Own,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
    length_in,
    lengths_of,
)
from ..policy.walk import conditions_of, parts
from ..python.order import settled_by
from ..units import Duration, Unit
from .groups import group_of
from .lasting import is_left_out
from .timely import Timely, runs

Pair = tuple[Bound, Bound, int]
"""Two bounds, and by how much the first gains on the second each second while facts stand still."""


class Watch:
    """The comparisons behind a condition at one instant, in an order that does not depend on values."""

    def __init__(self, layout: Layout, timely: Timely) -> None:
        self.layout = layout
        self.applied: Applied = layout.applied
        self.timely = timely
        self.pairs: list[Pair] = []
        self.steps: list[tuple[Bound, Bound]] = []
        """(value, distance): if the value moves, it has a jump behind it when it has gone so far."""
        self.keys: list[list[Bound]] = []
        """Sort keys of a group, each of which may overtake each."""
        self._seen: set[tuple[int, FactKey]] = set()

    def outcome(self, condition: Condition, reader: Reader) -> None:
        """Note what decides a condition, if time can turn it at all."""
        if self.timely.leaves(condition):
            self.reason(trace(condition, reader), reader)

    def reason(self, node: Trace, reader: Reader) -> None:
        """Note what decides a traced condition: it cannot turn before something of this crosses.

        Where one part decides the whole, it alone is looked at: of several, the one that time can
        turn in the fewest places.
        """
        match node.condition:
            case All() if not node.possibly:
                deciding = [part for part in node.parts if not part.possibly]
            case AnyOf() if node.certainly:
                deciding = [part for part in node.parts if part.certainly]
            case All() | AnyOf() | Not() | Certainly():
                for part in node.parts:
                    self.reason(part, reader)
                return
            case _:
                for leaf, refs in self.timely.leaves(node.condition):
                    self._leaf(leaf, refs, reader)
                return
        self.reason(min(deciding, key=self._turns), reader)

    def _turns(self, node: Trace) -> int:
        return len(self.timely.leaves(node.condition))

    def _leaf(self, leaf: Leaf, refs: Sequence[Ref], reader: Reader) -> None:
        for ref in refs:
            self.fact(ref, reader)
        match leaf:
            case Compare(left, _, right) if left.unit.is_ordered:
                slope = _runs(left) - _runs(right)
                self._against(reader.quantity(left), reader.operand(right), slope)
            case Older() | Newer() | WithinNext():
                self._age(leaf, reader)
            case Present(left) if left.unit.is_ordered:
                low, high, _ = reader.quantity(left)
                self.pairs.append((low, high, 0))
            case Compare() | Present() | IsNone() | TextMatch() | Undecided():
                return
            case _:
                assert_never(leaf)

    def _against(self, left: Quantity, right: Quantity, slope: int) -> None:
        self.pairs += [(one, other, slope) for one in left[:2] for other in right[:2]]

    def _age(self, leaf: Age, reader: Reader) -> None:
        length = length_in(leaf.operand)
        low, high, _ = reader.quantity(leaf.left)
        now = self.applied.as_of
        runs = 1 - _runs(leaf.left)
        if isinstance(leaf, WithinNext):
            self._calendar(now, (length,))
            end = add(now, length, self.applied.holidays)
            self._against((low, high, False), (now, end, False), -runs)
            return
        for bound in (low, high):
            self._calendar(bound, (length,))
        least, most = add_to_bounds(low, high, length, self.applied.holidays)  # type: ignore[arg-type]
        self.pairs += [(least, now, -runs), (most, now, -runs)]

    def fact(self, ref: Ref, reader: Reader) -> None:
        """Note what a fact depends on; each fact of each row once."""
        key = ref.key
        if key not in self.timely.facts or runs(key):
            return
        row = enclosing(reader.row, reader.scope, ref.scope)
        if (id(row), key) in self._seen:
            return
        self._seen.add((id(row), key))
        own = Reader(self.layout, ref.scope, row)
        definition = self.applied.facts.get(key)
        if definition is None:
            self._field(ref, own)
        elif isinstance(definition, Aggregate):
            self._group(ref, definition, own)
        else:
            self._definition(definition, own)

    def _field(self, ref: Ref, reader: Reader) -> None:
        """A field of an old export: what grows follows as-of, what is pending waits for its end."""
        settled = settled_by(self.applied, ref)
        now = (self.applied.as_of, self.applied.exported_at, False)
        if settled is not None:
            self.fact(settled, reader)
            self._against(reader.quantity(settled), now, -1)
        if ref.unit.is_ordered:
            self._against(reader.quantity(ref), now, -1)

    def _group(self, ref: Ref, definition: Aggregate, reader: Reader) -> None:
        found = group_of(ref, definition, reader).members
        members = [
            member for member in found if not is_left_out(definition, member, self.timely.leaves)
        ]
        operands = [part for part in parts(definition) if isinstance(part, Ref)]
        if isinstance(definition, Streak) and definition.by is not None:
            self.fact(definition.by, reader)
        for member in members:
            for condition in conditions_of(definition):
                self.outcome(condition, member)
            for operand in operands:
                self.fact(operand, member)
        for key in _keys(definition):
            ends = [end for member in members for end in member.quantity(key)[:2]]
            self.keys.append(ends)

    def _definition(self, definition: Definition, reader: Reader) -> None:
        for part in parts(definition):
            if isinstance(part, Ref):
                self.fact(part, reader)
            elif not isinstance(part, Literal):
                self.outcome(part, reader)  # type: ignore[arg-type]
        match definition:
            case Moment():
                at = reader.operand(definition.at)
                for bound in at[:2]:
                    self._moment(bound, definition)
            case EndOf(operands) | FirstKnown(operands):
                values = [reader.operand(operand) for operand in operands]
                self.keys.append([end for value in values for end in value[:2]])
            case Difference(left, right):
                self._against(reader.operand(left), reader.operand(right), 0)
            case Table():
                self.keys.append([*reader.quantity(definition.of)[:2], *_limits(definition)])
            case CountPeriods():
                self._periods(definition, reader)
            case LongestGap():
                self._gaps(definition, reader)
            case Named() | ListEnd() | ListCount() | ListSum() | Case() | Constant():
                return
            case NotKnown() | Stated() | Own():
                return
            case (
                GroupCount()
                | GroupSum()
                | GroupEnd()
                | CountDistinct()
                | Share()
                | Streak()
                | Rank()
            ):
                raise TypeError(f"a fact over a group: {definition}")
            case _:
                assert_never(definition)

    def _moment(self, bound: Bound, moment: Moment) -> None:
        """The jumps of a moment whose start moves: ends of days, and its weekday."""
        if math.isinf(bound):
            return
        lengths = lengths_of(moment)
        value = self._calendar(bound, lengths)
        if moment.lasts_day:
            left = floor_day(int(value)) + DAY - value
            self.steps += [(value, left), (value, left + 1), (value, 1)]
            value = end_of_day(int(value))
        if moment.floor_day:
            self.steps.append((value, floor_day(int(value)) + DAY - value))
            value = floor_day(int(value))
        if moment.next is not None:
            target = next_weekday(int(value), moment.next.weekday, moment.next.time)
            self.steps.append((value, target - value))

    def _calendar(self, bound: Bound, lengths: Iterable[Duration]) -> Bound:
        """The bound some lengths later. Months and business days depend on the day: a jump at its end."""
        for length in lengths:
            if math.isinf(bound):
                return bound
            if not length.is_fixed:
                self.steps.append((bound, floor_day(int(bound)) + DAY - bound))
            bound = add(int(bound), length, self.applied.holidays)
        return bound

    def _periods(self, definition: CountPeriods, reader: Reader) -> None:
        """Entries change their period where the start of the count passes a whole number of periods."""
        if definition.since is None:
            return
        items = _entries(definition.of, reader)
        length = length_in(definition.every)
        for since in reader.quantity(definition.since)[:2]:
            if not math.isinf(since):
                self.steps.append((since, floor_day(int(since)) + DAY - since))
                self.steps += [(since, _distance(since, item, length)) for item in items.possible]

    def _gaps(self, definition: LongestGap, reader: Reader) -> None:
        """Where the ends of a list move, they pass its entries, and one gap outgrows the others."""
        items = _entries(definition.of, reader)
        ends = [
            None if end is None else reader.quantity(end)
            for end in (definition.since, definition.to)
        ]
        found = list(ways(items, *ends))
        self.keys.append([*items.possible, *(at for end in ends if end for at in end[:2])])
        self.keys += [list(side) for gaps in found for side in (gaps.least, gaps.most)]
        self.keys.append([gaps.longest[side] for side in (0, 1) for gaps in found])


def _entries(of: Ref, reader: Reader) -> Occurrences:
    items = reader.plain(of)
    return of_payments(items) if of.unit is Unit.PAYMENTS else of_instants(items)


def _distance(since: Bound, item: Bound, length: Duration) -> Bound:
    """How far the start may go before the entry falls into another period; for fixed lengths exact."""
    seconds = length.seconds or DAY
    return (item - since) % seconds + 1 if length.is_fixed else DAY


def _keys(definition: Aggregate) -> Sequence[Ref]:
    match definition:
        case Streak():
            return (definition.newest,)
        case Rank():
            return tuple(ref for ref in definition.order if ref.unit.is_ordered)
        case GroupEnd():
            return (definition.of,)
        case GroupCount() | GroupSum() | CountDistinct() | Share():
            return ()
        case _:
            assert_never(definition)


def _limits(table: Table) -> list[Bound]:
    return [held(step.upto) for step in table.steps if isinstance(step.upto, Literal)]


def _runs(operand: object) -> int:
    """1 for as-of and for the end of the export, which run with time."""
    return int(isinstance(operand, Ref) and runs(operand.key))
