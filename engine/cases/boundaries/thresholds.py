"""The thresholds of rules: ages, dates and amounts, also those behind the facts that a rule names, and in what
is taken for granted of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...calendar import add, negative
from ...meaning.groups import group_of
from ...meaning.layout import RECORD, Row, enclosing
from ...meaning.reading import Reader
from ...meaning.words import described
from ...policy.applied import AppliedRule
from ...policy.conditions import Age, Compare, Condition, Leaf, Literal, Op, Ref, WithinNext
from ...policy.definitions import Aggregate, Case, Definition, Named, Rank, length_in
from ...policy.walk import conditions_of, leaves, references
from ...snapshot.fields import BY_PATH, POSITION, object_fields, object_of
from ...units import Duration, Money, Scope, Unit

POSITIONS = {-1: "just before", 0: "at", 1: "just after"}
"""Where a case lies, in steps of a second, a cent, or the smallest amount of the field."""

STEP_OF_UNIT = {Unit.MONEY: 1, Unit.COUNT: 1, Unit.DURATION: 36}
"""Cents, one, seconds: hours are written with two decimals."""

AS_OF = (Scope.EXPORT, "as_of")


class Threshold(Struct, frozen=True):
    """A leaf that turns at some instant or amount."""

    owner: str
    """Where it is written: `rule escrow-at-stake`, `fact contract.client_silent`, `assumption no-dispute`."""
    leaf: str

    def __str__(self) -> str:
        return f"{self.owner}: `{self.leaf}`"


class Turn(Struct, frozen=True):
    """A threshold met in a case: the instant or amount at which it turns."""

    threshold: Threshold
    rule: str
    """The rule that meets it, perhaps through facts."""
    instant: int | None
    """As-of in UTC seconds; None for an amount."""
    amount: int | None = None
    ref: Ref | None = None
    row: Row | None = None
    value: int | None = None
    """The amount that the case has."""

    def position(self, as_of: int) -> int | None:
        """Where the case lies: -1, 0, 1; None: further away."""
        if self.instant is not None:
            distance = as_of - self.instant
            return distance if abs(distance) <= 1 else None
        assert self.ref is not None and self.amount is not None
        if self.value is None:
            return None
        distance, rest = divmod(self.value - self.amount, STEP_OF_UNIT[self.ref.unit])
        return distance if not rest and abs(distance) <= 1 else None


def turns(rule: AppliedRule, reader: Reader) -> Iterator[Turn]:
    """Every threshold that the rule meets for a row, also behind facts and readings; each once a row."""
    seen: set[tuple[int, Scope, str]] = set()
    yield from _of_condition(rule.rule.id, f"rule {rule.rule.id}", rule.condition, reader, seen)


def _of_condition(
    rule: str, owner: str, condition: Condition, reader: Reader, seen: set[tuple[int, Scope, str]]
) -> Iterator[Turn]:
    for leaf in leaves(condition):
        yield from _of_leaf(rule, owner, leaf, reader)
        for ref in references(leaf):
            row = enclosing(reader.row, reader.scope, ref.scope)
            key = (id(row), ref.scope, ref.name)
            if key in seen:
                continue
            seen.add(key)
            inner = Reader(reader.layout, ref.scope, row)
            definition = reader.layout.applied.facts.get(ref.key)
            if definition is not None:
                yield from _of_fact(rule, f"fact {ref.full}", definition, inner, seen)
            yield from _of_readings(rule, ref, inner, seen)


def _of_readings(
    rule: str, ref: Ref, reader: Reader, seen: set[tuple[int, Scope, str]]
) -> Iterator[Turn]:
    """What is taken for granted of a fact that the row does not state."""
    if _is_said(ref.scope, ref.name, reader.row):
        return
    group = object_of(ref.name) if ref.scope is Scope.CONTRACT else ""
    parts = [field.path for field in object_fields(group)] if group else []
    is_mentioned = any(_is_said(ref.scope, path, reader.row) for path in parts)
    for reading in reader.layout.applied.readings.get(ref.key, ()):
        if is_mentioned if reading.is_assumed else reading.mentioned and not is_mentioned:
            continue  # what is mentioned is never assumed away
        owner = f"{reading.word} {reading.id}"
        yield from _of_condition(rule, owner, reading.when, reader, seen)


def _is_said(scope: Scope, path: str, row: Row) -> bool:
    """Whether the snapshot states a fact; what is derived is never stated."""
    place = POSITION[scope].get(path) if scope in POSITION else None
    return place is not None and row[RECORD][place] is not None


def _of_fact(
    rule: str,
    owner: str,
    definition: Definition,
    reader: Reader,
    seen: set[tuple[int, Scope, str]],
) -> Iterator[Turn]:
    if isinstance(definition, Named | Case):
        for condition in conditions_of(definition):
            yield from _of_condition(rule, owner, condition, reader, seen)
    elif isinstance(definition, Rank) or reader.scope is Scope.CLIENT:
        return
    elif isinstance(definition, Aggregate):
        for row in group_of(reader.scope, definition, reader.row).sure:
            member = Reader(reader.layout, definition.member, row)
            for condition in conditions_of(definition):
                yield from _of_condition(rule, owner, condition, member, seen)


def _of_leaf(rule: str, owner: str, leaf: Leaf, reader: Reader) -> Iterator[Turn]:
    threshold = Threshold(owner, described(leaf))
    holidays = reader.layout.applied.holidays
    if isinstance(leaf, Age):
        instant = _instant(leaf.left, reader)
        if instant is not None:
            length = length_in(leaf.operand)
            length = negative(length) if isinstance(leaf, WithinNext) else length
            yield Turn(threshold, rule, add(instant, length, holidays))
    elif isinstance(leaf, Compare) and leaf.left.unit is Unit.INSTANT and leaf.op is not Op.EQ:
        sides = [leaf.left, leaf.operand]
        others = [side for side in sides if not _is_as_of(side)]
        if len(others) == 1 and isinstance(others[0], Ref):
            instant = _instant(others[0], reader)
            if instant is not None:
                yield Turn(threshold, rule, instant)
    elif isinstance(leaf, Compare) and isinstance(leaf.operand, Literal):
        yield from _amount(threshold, rule, leaf, leaf.operand, reader)


def _amount(
    threshold: Threshold, rule: str, leaf: Compare, literal: Literal, reader: Reader
) -> Iterator[Turn]:
    """An amount of the snapshot itself; counts of members are no amounts."""
    ref = leaf.left
    if ref.key not in BY_PATH or ref.unit not in STEP_OF_UNIT:
        return
    held = literal.value
    amount = held.cents if isinstance(held, Money) else held
    amount = amount.seconds if isinstance(amount, Duration) else amount
    if not isinstance(amount, int):
        return
    value = reader.exact(ref)
    row = enclosing(reader.row, reader.scope, ref.scope)
    known = value if isinstance(value, int) else None
    yield Turn(threshold, rule, None, amount, ref, row, known)


def _instant(ref: Ref, reader: Reader) -> int | None:
    value = reader.exact(ref)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_as_of(operand: object) -> bool:
    return isinstance(operand, Ref) and operand.key == AS_OF
