"""Definitions of derived facts, as typed immutable values.

A group is a set of members: the milestones of a contract, the contracts of a client or account,
or, for a fact of a contract, the contracts of its account (its siblings and itself).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..calendar import negative
from ..units import Duration, Scope
from .conditions import Condition, Length, Literal, Operand, Param, Ref


@dataclass(frozen=True, slots=True)
class Named:
    """A named condition: a flag."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class ListEnd:
    """Latest (or earliest) instant of a list field; `none` where the list is empty."""

    of: Ref
    latest: bool


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many entries a list field has."""

    of: Ref


@dataclass(frozen=True, slots=True)
class ListSum:
    """Sum of the amounts of a payments field."""

    of: Ref


@dataclass(frozen=True, slots=True)
class GroupEnd:
    """Latest (or earliest) instant of a fact over a group; members with `none` are passed over."""

    member: Scope
    of: Ref
    where: Condition
    latest: bool


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many members of a group fulfil a condition."""

    member: Scope
    where: Condition


@dataclass(frozen=True, slots=True)
class GroupSum:
    """Sum of a fact over the members that fulfil a condition; 0 for none. Money of two currencies: not known."""

    member: Scope
    of: Ref
    where: Condition


@dataclass(frozen=True, slots=True)
class CountDistinct:
    """How many different values a text fact has over a group."""

    member: Scope
    of: Ref
    where: Condition


@dataclass(frozen=True, slots=True)
class Share:
    """Exact ratio: members that fulfil both conditions, of those that fulfil `of`; `none` for no members."""

    member: Scope
    where: Condition
    of: Condition


@dataclass(frozen=True, slots=True)
class Streak:
    """How many members in a row, from the newest, fulfil `while_`; `skip` passes over. Ties: id ascending.

    With `by`, only members that share this text with the entity count (facts of a contract alone).
    """

    member: Scope
    by: Ref | None
    where: Condition
    newest: Ref
    skip: Condition
    while_: Condition


@dataclass(frozen=True, slots=True)
class Rank:
    """1-based place of the contract among the siblings that fulfil `where`, ascending by `order`, then id.

    `none` for a contract that does not fulfil it. `within` is client or account. `none` sorts first.
    """

    within: Scope
    where: Condition
    order: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class CountPeriods:
    """In how many periods of a length, counted from `since`, a list has an entry.

    Without `since` the earliest entry starts the first period. Of payments only those of more than 0 are
    entries.
    """

    of: Ref
    every: Length
    since: Ref | None


@dataclass(frozen=True, slots=True)
class LongestGap:
    """The longest time between two neighbouring entries of a list; `none` where there are fewer than two.

    `since` and `to` count as entries; what lies before the one or after the other is left out, and where
    `to` is before `since` there is `none`. Of payments only those of more than 0 are entries.
    """

    of: Ref
    since: Ref | None
    to: Ref | None


@dataclass(frozen=True, slots=True)
class EndOf:
    """The latest (or earliest) of several operands; `none` is passed over."""

    operands: tuple[Operand, ...]
    latest: bool


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first operand that is known and exists; `none` if all are; else not known."""

    operands: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Left less right, of one unit; not below 0."""

    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class NextWeekday:
    """The next such weekday and time of day in UTC, strictly after. Monday is 0; time in seconds."""

    weekday: int
    time: int


@dataclass(frozen=True, slots=True)
class Moment:
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


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of a case: where the condition holds, this value."""

    when: Condition
    value: Operand


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch that holds. Not known while an undecided branch could give another value."""

    branches: tuple[Branch, ...]
    otherwise: Operand | None
    """None: not known where no branch holds."""


@dataclass(frozen=True, slots=True)
class Step:
    """Up to and including this bound, this value."""

    upto: Literal | Param
    value: Literal | Param


@dataclass(frozen=True, slots=True)
class Table:
    """The value of the first step that the fact does not exceed. `none` gives `none`."""

    of: Ref
    steps: tuple[Step, ...]
    otherwise: Literal | Param


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value everywhere, or another fact under a new name."""

    value: Operand


@dataclass(frozen=True, slots=True)
class NotKnown:
    """No source tells; `reason` says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What the export itself says of a field, before anything is implied or assumed."""

    of: Ref


@dataclass(frozen=True, slots=True)
class Own:
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


@dataclass(frozen=True, slots=True)
class Period:
    """One entry of a dated fact, in force at from <= as_of < until (UTC seconds; None: open)."""

    start: int | None
    until: int | None
    definition: Definition


@dataclass(frozen=True, slots=True)
class FactDefinition:
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
