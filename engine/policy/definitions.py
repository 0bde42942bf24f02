"""Definitions of derived facts, as typed immutable values.

A group is a set of members: the milestones of a contract, the contracts of a client or account,
or, for a fact of a contract, the contracts of its account (its siblings and itself).
"""

from __future__ import annotations

from msgspec import Struct

from ..calendar import negative
from ..units import Duration, Scope
from .conditions import Condition, Length, Literal, Operand, Param, Ref


class Named(Struct, frozen=True):
    """A named condition: a flag."""

    condition: Condition


class ListEnd(Struct, frozen=True):
    """Latest (or earliest) instant of a list field; `none` where the list is empty."""

    of: Ref
    latest: bool


class ListCount(Struct, frozen=True):
    """How many entries a list field has."""

    of: Ref


class ListSum(Struct, frozen=True):
    """Sum of the amounts of a payments field."""

    of: Ref


class GroupEnd(Struct, frozen=True):
    """Latest (or earliest) instant of a fact over a group; members with `none` are passed over."""

    member: Scope
    of: Ref
    where: Condition
    latest: bool


class GroupCount(Struct, frozen=True):
    """How many members of a group fulfil a condition."""

    member: Scope
    where: Condition


class GroupSum(Struct, frozen=True):
    """Sum of a fact over the members that fulfil a condition; 0 for none. Money of two currencies: not known."""

    member: Scope
    of: Ref
    where: Condition


class CountDistinct(Struct, frozen=True):
    """How many different values a text fact has over a group."""

    member: Scope
    of: Ref
    where: Condition


class Share(Struct, frozen=True):
    """Exact ratio: members that fulfil both conditions, of those that fulfil `of`; `none` for no members."""

    member: Scope
    where: Condition
    of: Condition


class Streak(Struct, frozen=True):
    """How many members in a row, from the newest, fulfil `while_`; `skip` passes over. Ties: id ascending.

    With `by`, only members that share this text with the entity count (facts of a contract alone).
    """

    member: Scope
    by: Ref | None
    where: Condition
    newest: Ref
    skip: Condition
    while_: Condition


class Rank(Struct, frozen=True):
    """1-based place of the contract among the siblings that fulfil `where`, ascending by `order`, then id.

    `none` for a contract that does not fulfil it. `within` is client or account. `none` sorts first.
    """

    within: Scope
    where: Condition
    order: tuple[Ref, ...]


class CountPeriods(Struct, frozen=True):
    """In how many periods of a length, counted from `since`, a list has an entry.

    Without `since` the earliest entry starts the first period. Of payments only those of more than 0 are
    entries.
    """

    of: Ref
    every: Length
    since: Ref | None


class LongestGap(Struct, frozen=True):
    """The longest time between two neighbouring entries of a list; `none` where there are fewer than two.

    `since` and `to` count as entries; what lies before the one or after the other is left out, and where
    `to` is before `since` there is `none`. Of payments only those of more than 0 are entries.
    """

    of: Ref
    since: Ref | None
    to: Ref | None


class EndOf(Struct, frozen=True):
    """The latest (or earliest) of several operands; `none` is passed over."""

    operands: tuple[Operand, ...]
    latest: bool


class FirstKnown(Struct, frozen=True):
    """The first operand that is known and exists; `none` if all are; else not known."""

    operands: tuple[Ref, ...]


class Difference(Struct, frozen=True):
    """Left less right, of one unit; not below 0."""

    left: Operand
    right: Operand


class NextWeekday(Struct, frozen=True):
    """The next such weekday and time of day in UTC, strictly after. Monday is 0; time in seconds."""

    weekday: int
    time: int


class Moment(Struct, frozen=True):
    """An instant made of another: add lengths one by one, then go to the end of a day that has no hour, then
    round down to the day, then go to a weekday.
    """

    at: Operand
    plus: tuple[Length, ...] = ()
    minus: tuple[Length, ...] = ()
    lasts_day: bool = False
    """00:00 UTC stands for a day without an hour, and for its last second here."""
    floor_day: bool = False
    next: NextWeekday | None = None


class Branch(Struct, frozen=True):
    """One row of a case: where the condition holds, this value."""

    when: Condition
    value: Operand


class Case(Struct, frozen=True):
    """The value of the first branch that holds. Not known while an undecided branch could give another value."""

    branches: tuple[Branch, ...]
    otherwise: Operand | None
    """None: not known where no branch holds."""


class Step(Struct, frozen=True):
    """Up to and including this bound, this value."""

    upto: Literal | Param
    value: Literal | Param


class Table(Struct, frozen=True):
    """The value of the first step that the fact does not exceed. `none` gives `none`."""

    of: Ref
    steps: tuple[Step, ...]
    otherwise: Literal | Param


class Constant(Struct, frozen=True):
    """The same value everywhere, or another fact under a new name."""

    value: Operand


class NotKnown(Struct, frozen=True):
    """No source tells; `reason` says so."""

    reason: str


class Stated(Struct, frozen=True):
    """What the export itself says of a field, before anything is implied or assumed."""

    of: Ref


class Own(Struct, frozen=True):
    """A field of a user's own, which the pack declares and a snapshot states under `custom`."""

    about: str
    question: str
    choices: tuple[str, ...] = ()
    """The words that a text, or the entries of a list of texts, can be; none: any."""


Aggregate = GroupCount | GroupSum | GroupEnd | CountDistinct | Share | Streak | Rank
"""A fact over a group."""

Definition = (
    Named
    | ListEnd
    | ListCount
    | ListSum
    | GroupEnd
    | GroupCount
    | GroupSum
    | CountDistinct
    | Share
    | Streak
    | Rank
    | CountPeriods
    | LongestGap
    | EndOf
    | FirstKnown
    | Difference
    | Moment
    | Case
    | Table
    | Constant
    | NotKnown
    | Stated
    | Own
)


class Period(Struct, frozen=True):
    """One entry of a dated fact, in force at from <= as_of < until (UTC seconds; None: open)."""

    start: int | None
    until: int | None
    definition: Definition


class FactDefinition(Struct, frozen=True):
    """A derived fact of a pack. An undated one has a single period without ends."""

    ref: Ref
    periods: tuple[Period, ...]
    pack: str
    about: str = ""
    sources: tuple[str, ...] = ()


def length_in(operand: Length) -> Duration:
    """The length that an operand stands for, once its param was looked up."""
    assert isinstance(operand, Literal) and isinstance(operand.value, Duration)
    return operand.value


def lengths_of(moment: Moment) -> list[Duration]:
    """What is added, in order; what is taken away is negative."""
    return [
        *(length_in(length) for length in moment.plus),
        *(negative(length_in(length)) for length in moment.minus),
    ]
