"""Derived facts as Python source: statements that fill the slots of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from ..calendar import DAY, FIRST, LAST
from ..meaning.layout import CURRENCY, has_own_currency
from ..meaning.own_fields import field_of
from ..policy.conditions import Literal, Operand, Param, Ref, held
from ..policy.definitions import (
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
from ..policy.walk import references
from ..units import Money, Unit
from .expressions import View, number, pair
from .loading import own_lines, stated_lines


class Names:
    """Objects that generated code refers to by name: exact numbers, lengths, holidays."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self._user, self._count = "", 0

    def begin(self, user: str) -> None:
        """What follows is named for a function, so that its text hangs on no other one."""
        self._user, self._count = user, 0

    def of(self, value: object) -> str:
        """A name for an object."""
        name = f"K{self._count}{self._user}"
        self.values[name] = value
        self._count += 1
        return name


def assignment(ref: Ref, definition: Definition, view: View, names: Names) -> list[str]:
    """Statements that compute one fact of the row `r`; not for groups."""
    target = _target(ref, view)
    if ref.unit is Unit.FLAG and isinstance(definition, Named):
        certainly, possibly = pair(definition.condition, view)
        if certainly == possibly:
            return [f"{target} = {certainly}"]
        return [f"{target} = (True if {certainly} else None) if {possibly} else False"]
    if isinstance(definition, Case):
        return _case(ref, definition, view)
    if isinstance(definition, Own):
        field = field_of(ref, definition)
        return own_lines(field, view.layout.column(ref), names.of(field))
    if isinstance(definition, Stated):
        return stated_lines(definition.of, view.layout, ref)
    if isinstance(definition, Moment) and _is_plain(definition):
        return _plain_moment(target, definition, view, names)
    return [f"{target} = {_value(ref, definition, view, names)}"]


def _target(ref: Ref, view: View) -> str:
    if has_own_currency(ref):
        return f"{view.slot(ref)}, {view.slot(ref, 1)}, {view.slot(ref, 2)}, {view.slot(ref, 3)}"
    if ref.unit.is_ordered:
        return f"{view.slot(ref)}, {view.slot(ref, 1)}, {view.slot(ref, 2)}"
    return view.slot(ref)


def unknown(ref: Ref) -> str:
    """Expression for a fact of which nothing is known."""
    if ref.unit.is_ordered:
        return "(-INF, INF, True, None)" if has_own_currency(ref) else "UNKNOWN"
    return "None"


def _value(ref: Ref, definition: Definition, view: View, names: Names) -> str:
    plain = _plain_value(definition, view, names)
    if plain is None:
        return unknown(ref)
    if has_own_currency(ref):
        return f"(*{plain}, {_shared_currency(definition, view)})"
    return plain


def _plain_value(definition: Definition, view: View, names: Names) -> str | None:
    match definition:
        case ListEnd(of, latest):
            of_payments = of.unit is Unit.PAYMENTS
            return f"{'payments_end' if of_payments else 'list_end'}({view.slot(of)}, {latest})"
        case ListCount(of):
            return f"list_count({view.slot(of)})"
        case ListSum(of):
            return f"payments_sum({view.slot(of)})"
        case EndOf(operands, latest):
            values = ", ".join(quantity(operand, view) for operand in operands)
            return f"{'later_of' if latest else 'earlier_of'}(({values},))"
        case FirstKnown(operands):
            values = ", ".join(quantity(operand, view) for operand in operands)
            return f"first_known(({values},))"
        case Difference(left, right):
            return f"difference({quantity(left, view)}, {quantity(right, view)})"
        case Moment():
            return _moment(definition, view, names)
        case CountPeriods():
            return _periods(definition, view, names)
        case LongestGap(of, since, to):
            return f"longest_gap({_entries(of, view)}, {_end(since, view)}, {_end(to, view)})"
        case Table():
            return _table(definition, view, names)
        case Constant(value):
            return text(value, view) if _is_text(value) else quantity(value, view)
        case NotKnown():
            return None
        case Named() | Case() | Stated() | Own():
            raise TypeError(f"a fact of several lines: {definition}")
        case GroupCount() | GroupSum() | GroupEnd() | CountDistinct() | Share() | Streak() | Rank():
            raise TypeError(f"a fact over a group: {definition}")
        case _:
            assert_never(definition)


def quantity(operand: Operand, view: View) -> str:
    """Expression for the (lo, hi, opt) of an ordered operand."""
    if isinstance(operand, Ref):
        slots = view.ordered(operand)
        return f"({slots.lo}, {slots.hi}, {slots.opt})"
    assert isinstance(operand, Literal)
    if operand.value == "none":
        return "NONE"
    value = number(operand)
    known = f"({value}, {value}, False)"
    if isinstance(operand.value, Money) and operand.value.currency and operand.value.cents:
        return (
            f"({known} if {view.slot(CURRENCY)} == {operand.value.currency!r} else (0, INF, False))"
        )
    return known


def _is_text(operand: Operand) -> bool:
    return not operand.unit.is_ordered


def text(operand: Operand, view: View) -> str:
    """Expression for a text or flag operand."""
    if isinstance(operand, Ref):
        return view.slot(operand)
    assert isinstance(operand, Literal)
    return repr(operand.value)


def _shared_currency(definition: Definition, view: View) -> str:
    """The currency on which all amounts that make up a fact of a client or account agree."""
    amounts = [ref for ref in references(definition) if ref.unit is Unit.MONEY]
    if not amounts:
        return "None"
    return "same_text((" + ", ".join(view.currency(ref) for ref in amounts) + ",))"


def _case(ref: Ref, case: Case, view: View) -> list[str]:
    """The value of the first branch that holds; all that may come out where it is not known which does.

    Mostly one is: `x` is the last value, `found` holds those before it.
    """
    plain = text if not ref.unit.is_ordered else quantity
    lines = ["found = None", "while True:"]
    for branch in case.branches:
        certainly, possibly = pair(branch.when, view)
        lines += [f"    if {possibly}:", f"        x = {plain(branch.value, view)}"]
        if certainly == possibly:
            lines.append("        break")
            continue
        lines += [
            f"        if {certainly}: break",
            "        if found is None: found = [x]",
            "        else: found.append(x)",
        ]
    if case.otherwise is None:
        lines.append(f"    x = {'UNKNOWN' if ref.unit.is_ordered else 'None'}")
    else:
        lines.append(f"    x = {plain(case.otherwise, view)}")
    joined = "either" if ref.unit.is_ordered else "same_text"
    lines += ["    break", f"if found is not None: x = {joined}((*found, x))"]
    result = "x"
    if has_own_currency(ref):
        result = f"(*x, {_shared_currency(case, view)})"
    return [*lines, f"{_target(ref, view)} = {result}"]


def _is_plain(moment: Moment) -> bool:
    """Only whole seconds are added to a fact, or taken from it, and then perhaps the day ends: the common case."""
    lengths = (*moment.plus, *moment.minus)
    return (
        isinstance(moment.at, Ref)
        and not (moment.plus and moment.minus)
        and not moment.floor_day
        and moment.next is None
        and all(length_in(length).is_fixed for length in lengths)
    )


def _plain_moment(target: str, moment: Moment, view: View, names: Names) -> list[str]:
    """A known instant is reckoned without calls."""
    assert isinstance(moment.at, Ref)
    slots = view.ordered(moment.at)
    seconds = sum(length_in(length).seconds for length in moment.plus)
    seconds -= sum(length_in(length).seconds for length in moment.minus)
    if moment.lasts_day:
        return [
            f"lo, hi = {slots.lo}, {slots.hi}",
            f"if lo == hi and {FIRST} <= lo + {seconds} <= {LAST}:",
            f"    lo += {seconds}",
            f"    hi = lo = lo if lo % {DAY} else lo + {DAY - 1}",
            f"elif lo <= hi and (lo > -INF or hi < INF): lo, hi, x = {_moment(moment, view, names)}",
            f"{target} = lo, hi, {slots.opt}",
        ]
    return [
        f"lo, hi = {slots.lo} + {seconds}, {slots.hi} + {seconds}",
        f"if not {FIRST} <= lo <= hi <= {LAST}: lo, hi = known_part(lo, hi)",
        f"{target} = lo, hi, {slots.opt}",
    ]


def _moment(moment: Moment, view: View, names: Names) -> str:
    result = quantity(moment.at, view)
    lengths = lengths_of(moment)
    if lengths:
        holidays = names.of(view.layout.applied.holidays)
        result = f"shifted({result}, {names.of(lengths)}, {holidays})"
    if moment.lasts_day:
        result = f"lasting({result})"
    if moment.floor_day:
        result = f"floored({result})"
    if moment.next is not None:
        result = f"to_weekday({result}, {moment.next.weekday}, {moment.next.time})"
    return result


def _periods(definition: CountPeriods, view: View, names: Names) -> str:
    items, since = _entries(definition.of, view), _end(definition.since, view)
    every = names.of(length_in(definition.every))
    return f"count_periods({items}, {every}, {since}, {names.of(view.layout.applied.holidays)})"


def _entries(of: Ref, view: View) -> str:
    reader = "of_payments" if of.unit is Unit.PAYMENTS else "of_instants"
    return f"{reader}({view.slot(of)})"


def _end(instant: Ref | None, view: View) -> str:
    return "None" if instant is None else quantity(instant, view)


def _table(definition: Table, view: View, names: Names) -> str:
    limits = names.of([held(_literal(step.upto)) for step in definition.steps])
    values = [*(step.value for step in definition.steps), definition.otherwise]
    of = quantity(definition.of, view)
    currency = _currency_of_limits(definition)
    if currency:
        own = view.currency(definition.of)
        of = f"({of} if {own} == {currency!r} or {view.slot(definition.of, 1)} <= 0 else UNCOUNTED)"
    if _is_text(values[0]):
        return (
            f"table_text({of}, {limits}, {names.of([_literal(value).value for value in values])})"
        )
    results = [(held(_literal(value)), held(_literal(value)), False) for value in values]
    return f"table({of}, {limits}, {names.of(results)})"


def _literal(operand: Literal | Param) -> Literal:
    assert isinstance(operand, Literal)
    return operand


def _currency_of_limits(definition: Table) -> str | None:
    currencies: Sequence[str | None] = [
        step.upto.value.currency
        for step in definition.steps
        if isinstance(step.upto, Literal) and isinstance(step.upto.value, Money)
    ]
    return next((currency for currency in currencies if currency), None)
