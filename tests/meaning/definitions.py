"""What a definition says of one row, read from the definition itself: no program is made of it.

The facts that a definition names are taken from the row as they stand there; each of them is compared
in its turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from closeout.engine.meaning import bounds
from closeout.engine.meaning.bounds import NONE, UNCOUNTED, UNKNOWN, Bound, Quantity
from closeout.engine.meaning.layout import (
    CURRENCY,
    RECORD,
    has_own_currency,
)
from closeout.engine.meaning.occurrences import (
    Occurrences,
    count_periods,
    longest_gap,
    of_instants,
    of_payments,
    payments_end,
)
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import decision
from closeout.engine.policy.conditions import Literal, Operand, Ref, held
from closeout.engine.policy.definitions import (
    Aggregate,
    Case,
    Constant,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NotKnown,
    Own,
    Stated,
    Table,
    length_in,
    lengths_of,
)
from closeout.engine.policy.walk import references
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import CUSTOM, Absent
from closeout.engine.units import Money, Unit

from .group_definitions import Value, end_of, group_of, over_own_group, sum_over


def value_of(ref: Ref, definition: Definition, reader: Reader) -> Value:
    """What the definition of a fact gives for the row of the reader."""
    match definition:
        case Named(condition):
            certainly, possibly = decision(condition, reader)
            return (True if certainly else None if possibly else False,)
        case Case():
            return _case(ref, definition, reader)
        case Constant(value) if not value.unit.is_ordered:
            return (_text(value, reader),)
        case Table() if not _value(definition.otherwise).unit.is_ordered:
            return (_text_of_table(definition, reader),)
        case NotKnown() if not ref.unit.is_ordered:
            return (None,)
        case Stated(of) if not ref.unit.is_ordered:
            return (_stated(of, reader),)
        case GroupSum():
            return sum_over(ref, definition, group_of(ref, definition, reader))
    quantity = _quantity(ref, definition, reader)
    if has_own_currency(ref):
        return (*quantity, _shared_currency(definition, reader))
    return quantity


def _quantity(ref: Ref, definition: Definition, reader: Reader) -> Quantity:
    match definition:
        case NotKnown():
            return UNKNOWN
        case Stated(of):
            return _stated_quantity(of, reader)
        case Own():
            return _own_count(ref, reader)
        case Constant(value):
            return _operand(value, reader)
        case ListCount(of):
            return bounds.list_count(reader.plain(of))
        case ListSum(of):
            return bounds.payments_sum(reader.plain(of))
        case ListEnd(of, latest):
            end = payments_end if of.unit is Unit.PAYMENTS else bounds.list_end
            return end(reader.plain(of), latest)
        case CountPeriods(of, every, since):
            start = None if since is None else reader.quantity(since)
            holidays = reader.layout.applied.holidays
            return count_periods(_entries(of, reader), length_in(every), start, holidays)
        case LongestGap(of, since, to):
            ends = (None if end is None else reader.quantity(end) for end in (since, to))
            return longest_gap(_entries(of, reader), *ends)
        case EndOf(operands, latest):
            return end_of([_operand(operand, reader) for operand in operands], latest)
        case FirstKnown(operands):
            values = [reader.exact(operand) for operand in operands]
            known = [value for value in values if value not in (None, "none")]
            if known:
                return (known[0], known[0], False)
            return NONE if None not in values else UNKNOWN
        case Difference(left, right):
            return bounds.difference(_operand(left, reader), _operand(right, reader))
        case Moment():
            return _moment(definition, reader)
        case Table():
            return _table(definition, reader)
    assert isinstance(definition, Aggregate)
    return over_own_group(ref, definition, reader)


def _stated(of: Ref, reader: Reader) -> Any:
    """What the record says, of an export that is no older than the instant of judging."""
    return reader.row[RECORD][POSITION[of.scope][of.name]]


def _stated_quantity(of: Ref, reader: Reader) -> Quantity:
    value = _stated(of, reader)
    if value is not None:
        return NONE if value is Absent.NONE else (value, value, False)
    return (0, UNKNOWN[1], False) if of.unit is not Unit.INSTANT else UNKNOWN


def _own_count(ref: Ref, reader: Reader) -> Quantity:
    """A number of a user's own, where it is one."""
    for each in reader.row[RECORD][CUSTOM] or ():
        if each.name == ref.name and str(each.raw).isdigit():
            return (int(each.raw), int(each.raw), False)
    return (0, UNKNOWN[1], False)


def _case(ref: Ref, case: Case, reader: Reader) -> Value:
    """One of the values up to the first branch that surely holds."""
    values: list[Operand | None] = []
    for branch in case.branches:
        certainly, possibly = decision(branch.when, reader)
        if possibly:
            values.append(branch.value)
        if certainly:
            break
    else:
        values.append(case.otherwise)
    if not ref.unit.is_ordered:
        texts = {None if value is None else _text(value, reader) for value in values}
        return (texts.pop() if len(texts) == 1 else None,)
    quantity = bounds.either(
        [UNKNOWN if value is None else _operand(value, reader) for value in values]
    )
    if has_own_currency(ref):
        return (*quantity, _shared_currency(case, reader))
    return quantity


def _moment(moment: Moment, reader: Reader) -> Quantity:
    value = _operand(moment.at, reader)
    for length in lengths_of(moment):
        value = bounds.shifted(value, [length], reader.layout.applied.holidays)
    if moment.lasts_day:
        value = bounds.lasting(value)
    if moment.floor_day:
        value = bounds.floored(value)
    if moment.next is not None:
        value = bounds.to_weekday(value, moment.next.weekday, moment.next.time)
    return value


def _table(table: Table, reader: Reader) -> Quantity:
    of, limits = _asked(table, reader)
    results = [_value(value) for value in (*(step.value for step in table.steps), table.otherwise)]
    values: list[Quantity] = [(held(value), held(value), False) for value in results]
    if of[0] > of[1]:
        return NONE
    rows = [row for row in range(len(values)) if _may_fall_on(row, of, limits)]
    low, high, opt = bounds.either([values[row] for row in rows])
    return (low, high, opt or of[2])


def _text_of_table(table: Table, reader: Reader) -> object:
    of, limits = _asked(table, reader)
    results = [_value(value) for value in (*(step.value for step in table.steps), table.otherwise)]
    if of[0] > of[1]:
        return "none"
    texts = {results[row].value for row in range(len(results)) if _may_fall_on(row, of, limits)}
    return texts.pop() if len(texts) == 1 and not of[2] else None


def _may_fall_on(row: int, of: Quantity, limits: Sequence[Bound]) -> bool:
    """Above the limit before, and not above its own."""
    above = row == 0 or of[1] > limits[row - 1]
    return above and (row == len(limits) or of[0] <= limits[row])


def _asked(table: Table, reader: Reader) -> tuple[Quantity, list[Bound]]:
    """The fact of a table and its limits; an amount in another currency can be any."""
    limits = [_value(step.upto) for step in table.steps]
    of = reader.quantity(table.of)
    currencies = {limit.value.currency for limit in limits if isinstance(limit.value, Money)}
    for currency in currencies - {None}:
        if reader.currency(table.of) != currency and of[1] > 0:
            of = UNCOUNTED
    return of, [held(limit) for limit in limits]


# --- operands ------------------------------------------------------------------------------------


def _operand(operand: Operand, reader: Reader) -> Quantity:
    """A fact or a number; an amount in another currency than the contract's can be any."""
    match operand:
        case Literal(Money(cents, str(currency))) if cents and reader.plain(CURRENCY) != currency:
            return UNCOUNTED
    assert isinstance(operand, Ref | Literal)
    return reader.operand(operand)


def _text(operand: Operand, reader: Reader) -> object:
    return reader.plain(operand) if isinstance(operand, Ref) else _value(operand).value


def _value(operand: object) -> Literal:
    assert isinstance(operand, Literal)
    return operand


def _entries(of: Ref, reader: Reader) -> Occurrences:
    items = reader.plain(of)
    return of_payments(items) if of.unit is Unit.PAYMENTS else of_instants(items)


def _shared_currency(definition: Definition, reader: Reader) -> str | None:
    """The currency on which all amounts of a definition agree."""
    amounts: Iterable[Ref] = (ref for ref in references(definition) if ref.unit is Unit.MONEY)
    currencies = {reader.currency(ref) for ref in amounts}
    return currencies.pop() if len(currencies) == 1 else None
