"""Small changes of conditions, moments and definitions: one at a time, as slips of the pen are.

Each is a short text and the changed node. No change names a fact that was not named before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, assert_never

from msgspec.structs import replace

from ...meaning.words import described, name_of, written_literal, written_operand
from ...policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Comparison,
    Condition,
    Literal,
    Not,
    Param,
    Undecided,
)
from ...policy.definitions import (
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
)
from ...policy.operators import OPERATORS, operator_of
from ...records import field_names, is_record, record_with
from ...units import Duration, Money, Unit

Change = tuple[str, Any]


def of_condition(condition: Condition) -> Iterator[Change]:
    """Left out, negated, with another operator, with another number."""
    match condition:
        case All(items) | AnyOf(items):
            kind = type(condition)
            for index, item in enumerate(items):
                rest = (*items[:index], *items[index + 1 :])
                if rest:
                    yield f"without `{described(item)}`", kind(rest)
                for text, changed in of_condition(item):
                    yield text, kind((*items[:index], changed, *items[index + 1 :]))
        case Not(item):
            yield f"`{described(item)}` without not", item
            for text, changed in of_condition(item):
                # A leaf that is negated once more is the same as one without its not.
                if changed != Not(item):
                    yield text, Not(changed)
        case Certainly(item):
            yield f"`{described(item)}` without certainly", item
            for text, changed in of_condition(item):
                yield text, Certainly(changed)
        case Undecided():
            return
        case _:
            yield f"not `{described(condition)}`", Not(condition)
            yield from _another_operator(condition)
            yield from _numbers(condition, described(condition), _step_of(condition))


def _another_operator(leaf: Comparison) -> Iterator[Change]:
    """The same operand behind the operator that is easily written instead."""
    other = OPERATORS.get(operator_of(leaf).confused_with)
    if other is not None and leaf.operand is not None:
        yield f"`{described(leaf)}` as {other.word}", other.make(leaf.left, (leaf.operand,))


def of_definition(definition: Definition) -> Iterator[Change]:
    """Changes of a derived fact."""
    match definition:
        case Named(condition):
            for text, changed in of_condition(condition):
                yield text, Named(changed)
            return
        case Moment():
            yield from of_moment(definition)
            return
        case Case():
            yield from _of_case(definition)
            return
        case Table():
            yield from _of_table(definition)
            return
        case ListEnd() | GroupEnd() | EndOf():
            yield "earliest and latest exchanged", replace(definition, latest=not definition.latest)
        case Difference(left, right):
            yield "the two sides exchanged", Difference(right, left)
        case CountPeriods() | LongestGap():
            for end in ("since", "to"):
                named = getattr(definition, end, None)
                if named is not None:
                    changed = changed_in(definition, end, None)
                    yield f"without {end} {name_of(named)}", changed
        case Streak():
            if definition.by is not None:
                yield f"without by {name_of(definition.by)}", replace(definition, by=None)
        case Rank(order=order):
            for index, ref in enumerate(order if len(order) > 1 else ()):
                left_over = (*order[:index], *order[index + 1 :])
                changed = replace(definition, order=left_over)
                yield f"without {name_of(ref)} in the order", changed
        case ListCount() | ListSum() | GroupCount() | GroupSum() | CountDistinct() | Share():
            pass
        case FirstKnown() | Constant() | NotKnown() | Stated() | Own():
            pass
        case _:
            assert_never(definition)
    if isinstance(definition, EndOf | FirstKnown) and len(definition.operands) > 1:
        operands = definition.operands
        for index, operand in enumerate(operands):
            rest = (*operands[:index], *operands[index + 1 :])
            yield f"without {written_operand(operand)}", changed_in(definition, "operands", rest)
    for part in ("where", "of", "skip", "while_"):
        inner: Any = getattr(definition, part, None)
        if _is_condition(inner):
            for text, changed in _of_part(inner):
                yield f"{part.rstrip('_')}: {text}", changed_in(definition, part, changed)
    yield from _numbers(definition, "")


def of_moment(moment: Moment) -> Iterator[Change]:
    """A length, a rounding or the weekday left out; a written length changed."""
    for part in ("plus", "minus"):
        lengths = getattr(moment, part)
        for index, length in enumerate(lengths):
            rest = (*lengths[:index], *lengths[index + 1 :])
            yield f"without {part} {written_operand(length)}", changed_in(moment, part, rest)
            for text, changed in _numbers(length, written_operand(length)):
                several = (*lengths[:index], changed, *lengths[index + 1 :])
                yield text, changed_in(moment, part, several)
    if moment.lasts_day:
        yield "without lasts: day", replace(moment, lasts_day=False)
    if moment.floor_day:
        yield "without floor: day", replace(moment, floor_day=False)
    if moment.next is not None:
        later = replace(moment.next, time=(moment.next.time + 1) % 86_400)
        yield "next: one second later", replace(moment, next=later)
        day = replace(moment.next, weekday=(moment.next.weekday + 1) % 7)
        yield "next: one weekday later", replace(moment, next=day)


def changed_in(node: Any, name: str, value: object) -> Any:
    """The node with another value for one of its fields."""
    return record_with(node, **{name: value})


HUNDREDTH = 36
"""Seconds of the smallest length that a field of the snapshot can have: hours have two decimals."""


def _step_of(condition: Condition) -> int:
    """By how much a number in the condition is changed."""
    is_length = isinstance(condition, Compare) and condition.left.unit is Unit.DURATION
    return HUNDREDTH if is_length else 1


def of_literal(literal: Literal, step: int = 1) -> Iterator[tuple[str, Literal]]:
    """One unit more and one less: a second, a cent, one; a month or business day where it is one."""
    for sign in (step, -step):
        value = _shifted(literal.value, literal.unit, sign)
        if value is not None:
            changed = dataclasses.replace(literal, value=value)
            yield f"{written_literal(literal)} as {written_literal(changed)}", changed


def _shifted(value: object, unit: Unit, sign: int) -> Any:
    match value:
        case bool():
            return None
        case Money(cents, currency):
            # Zero fits every currency, one cent does not.
            return None if currency is None else Money(cents + sign, currency)
        case Duration(seconds, months, business_days):
            if business_days:
                return replace(value, business_days=max(0, business_days + sign))
            if months:
                return replace(value, months=max(0, months + sign))
            return None if seconds + sign < 0 else replace(value, seconds=seconds + sign)
        case int() if unit is Unit.RATIO:
            return value + Fraction(sign, 100)
        case int():
            return None if value + sign < 0 else value + sign
        case Fraction():
            return value + Fraction(sign, 100)
    return None


def _is_condition(value: object) -> bool:
    """A condition that says something; an operand is none."""
    return is_record(value) and not hasattr(value, "unit") and value != All(())


def _of_part(condition: Condition) -> Iterator[Change]:
    """The changes of a group's condition; it may also be left out."""
    yield f"without `{described(condition)}`", All(())
    yield from of_condition(condition)


def _of_case(case: Case) -> Iterator[Change]:
    branches = case.branches
    for index, branch in enumerate(branches):
        rest = (*branches[:index], *branches[index + 1 :])
        if rest or case.otherwise is not None:
            yield f"without the row `{described(branch.when)}`", replace(case, branches=rest)
        for text, changed in of_condition(branch.when):
            several = (*branches[:index], replace(branch, when=changed), *branches[index + 1 :])
            yield f"row {index + 1}: {text}", replace(case, branches=several)
    if case.otherwise is not None:
        yield "without else", replace(case, otherwise=None)


def _of_table(table: Table) -> Iterator[Change]:
    for index, step in enumerate(table.steps):
        rest = (*table.steps[:index], *table.steps[index + 1 :])
        yield f"without the step up to {written_operand(step.upto)}", replace(table, steps=rest)
        for part in ("upto", "value"):
            for text, changed in _numbers(getattr(step, part), ""):
                new = changed_in(step, part, changed)
                several = (*table.steps[:index], new, *table.steps[index + 1 :])
                yield f"step {index + 1}, {part}: {text}", replace(table, steps=several)
    for text, changed in _numbers(table.otherwise, ""):
        yield f"else: {text}", replace(table, otherwise=changed)


def _numbers(node: Any, within: str, step: int = 1) -> Iterator[Change]:
    """The node with one of its written numbers changed."""
    if isinstance(node, Literal):
        yield from of_literal(node)
        return
    if isinstance(node, Param) or not is_record(node):
        return
    for name in field_names(type(node)):
        value = getattr(node, name)
        if isinstance(value, Literal):
            for text, changed in of_literal(value, step):
                about = f"`{within}`: {text}" if within else text
                yield about, changed_in(node, name, changed)
