"""Definitions of derived facts in plain words."""

from __future__ import annotations

from typing import assert_never

from ..policy.conditions import AnyOf, Condition, Ref
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
    NextWeekday,
    NotKnown,
    Own,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
)
from ..units import Unit
from .words import condition_words, name_of, operand_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def definition_words(definition: Definition) -> str:
    """How a fact is made."""
    match definition:
        case Named(condition):
            return f"whether {condition_words(condition)}"
        case ListEnd(of, latest):
            return f"the {_end(latest)} of {name_of(of)}"
        case ListCount(of):
            return f"how many entries {name_of(of)} has"
        case ListSum(of):
            return f"the sum of the amounts of {name_of(of)}"
        case EndOf(operands, latest):
            return f"the {_end(latest)} of {', '.join(operand_words(item) for item in operands)}"
        case FirstKnown(operands):
            return f"the first that is known of {', '.join(name_of(item) for item in operands)}"
        case Difference(left, right):
            return f"{operand_words(left)} less {operand_words(right)}, not below 0"
        case Moment():
            return _moment(definition)
        case Case():
            return "the value of the first row that holds"
        case Table(of):
            return f"by a table on {name_of(of)}: {_steps(definition)}"
        case Constant(value):
            return operand_words(value)
        case NotKnown(reason):
            return f"not known: {reason}"
        case Own():
            return "a field of your own, stated under `custom`"
        case Stated(of):
            return f"what the export itself says of {name_of(of)}"
        case CountPeriods(of, every, since):
            start = f"since {name_of(since)}" if since is not None else "from the first entry on"
            entry = f"an entry{_above_zero(of)}"
            return (
                f"in how many periods of {operand_words(every)}, {start}, {name_of(of)} has {entry}"
            )
        case LongestGap(of, since, to):
            gap = f"the longest time between neighbouring entries{_above_zero(of)} of {name_of(of)}"
            ends = [f"{word} {name_of(end)}" for word, end in (("from", since), ("to", to)) if end]
            return f"{gap}, {' '.join(ends)}" if ends else gap
        case _:
            return _group(definition)


def _group(definition: Aggregate) -> str:
    match definition:
        case GroupCount(member, where):
            return f"how many {member}s there are{_where(where)}"
        case GroupSum(member, of, where):
            return f"the sum of {name_of(of)} over the {member}s{_where(where)}"
        case GroupEnd(member, of, where, latest):
            return f"the {_end(latest)} {name_of(of)} of the {member}s{_where(where)}"
        case CountDistinct(member, of, where):
            return f"how many different {name_of(of)} the {member}s have{_where(where)}"
        case Share(member, where, of):
            return f"the share of {member}s{_where(where)}, of those{_where(of) or ' there are'}"
        case Streak(member, by, where, newest, skip, while_):
            same = f" with the same {name_of(by)}" if by is not None else ""
            over = (
                f", passing over those where {condition_words(skip)}" if skip != AnyOf(()) else ""
            )
            return (
                f"how many {member}s{same} in a row, newest {name_of(newest)} first{_where(where)}"
                f"{over}, as long as {condition_words(while_)}"
            )
        case Rank(within, where, order):
            keys = ", ".join([*(name_of(ref) for ref in order if ref.name != "id"), "id"])
            return (
                f"the place among the contracts of the {within}{_where(where)}, in order of {keys}"
            )
        case _:
            assert_never(definition)


def _where(condition: Condition) -> str:
    text = condition_words(condition)
    return f" where {text}" if text else ""


def _above_zero(of: Ref) -> str:
    """Which entries of a list count: a refund is no payment."""
    return " above 0" if of.unit is Unit.PAYMENTS else ""


def _end(latest: bool) -> str:
    return "latest" if latest else "earliest"


def _moment(moment: Moment) -> str:
    text = operand_words(moment.at)
    for word, lengths in (("plus", moment.plus), ("minus", moment.minus)):
        for length in lengths:
            text += f" {word} {operand_words(length)}"
    if moment.lasts_day:
        text += ", until the end of a day without an hour"
    if moment.floor_day:
        text += ", at 00:00 UTC of that day"
    if moment.next is not None:
        text = f"the next {_weekday(moment.next)} after {text}"
    return text


def _weekday(next: NextWeekday) -> str:
    hour, minute = next.time // 3600, next.time % 3600 // 60
    return f"{WEEKDAYS[next.weekday]} {hour:02}:{minute:02} UTC"


def _steps(table: Table) -> str:
    rows = [
        f"up to {operand_words(step.upto)}: {operand_words(step.value)}" for step in table.steps
    ]
    return ", ".join([*rows, f"else {operand_words(table.otherwise)}"])
