"""The shapes of definitions of facts, one row each: their keys, what these hold, what a definition becomes.

A shape is known by its keyword. The keys that a reader accepts and the schema for editors follow from
the rows; what a definition means is told by `closeout.engine.policy.definitions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct, field

from .definitions import (
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
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
    NotKnown,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
)


class Holds(Enum):
    """What stands behind a key of a definition."""

    MEMBERS_FACT = auto()
    """A list, a group, or a fact of the members of a group."""
    GROUP = auto()
    """A scope that has members here: `milestone`, `contract`."""
    WITHIN = auto()
    """A scope whose contracts are ranked."""
    OF_MEMBERS = auto()
    """A condition on the members."""
    CONDITION = auto()
    """A condition on what the fact is about."""
    NAME = auto()
    """A fact by its name."""
    NAMES = auto()
    """One or several."""
    INSTANT = auto()
    LENGTH = auto()
    LENGTHS = auto()
    DAY = auto()
    WEEKDAY = auto()
    VALUE = auto()
    VALUES = auto()
    """Literals, params or facts."""
    ROWS = auto()
    """The rows of a `case`."""
    STEPS = auto()
    """The steps of a `table`."""
    REASON = auto()


Keys = Mapping[str, Holds]


class Inner(Struct, frozen=True):
    """A mapping behind the keyword, with keys of its own."""

    required: Keys
    optional: Keys = field(default_factory=dict)


class Shape(Struct, frozen=True):
    """One shape of a definition."""

    word: str
    behind: Holds | Inner
    """What the keyword holds."""
    makes: Mapping[type, str]
    """The kinds of definitions that are made, each with an example in one line of YAML."""
    about: str
    """For the author in an editor."""
    required: Keys = field(default_factory=dict)
    optional: Keys = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, Holds]:
        """The keys beside the keyword."""
        return {**self.required, **self.optional}


_WHERE = {"where": Holds.OF_MEMBERS}
_OF_LIST = {"of": Holds.MEMBERS_FACT}

_ROWS = (
    Shape(
        "latest", Holds.MEMBERS_FACT,
        {
            ListEnd: "contract.x: {latest: close_requests}",
            GroupEnd: "contract.x: {latest: milestone.due_at, where: {state: funded}}",
        },
        "The latest entry of a list, or the latest instant of the members.", optional=_WHERE,
    ),
    Shape(
        "earliest", Holds.MEMBERS_FACT,
        {
            ListEnd: "contract.x: {earliest: close_requests}",
            GroupEnd: "contract.x: {earliest: milestone.due_at}",
        },
        "The earliest entry of a list, or the earliest instant of the members.", optional=_WHERE,
    ),
    Shape(
        "count", Holds.MEMBERS_FACT,
        {
            ListCount: "contract.x: {count: payments}",
            GroupCount: "contract.x: {count: milestone, where: {state: paid}}",
        },
        "How many entries a list has, or how many members there are.", optional=_WHERE,
    ),
    Shape(
        "sum", Holds.MEMBERS_FACT,
        {
            ListSum: "contract.x: {sum: payments}",
            GroupSum: "contract.x: {sum: milestone.escrow_amount}",
        },
        "The sum of payments, or of a fact of the members.", optional=_WHERE,
    ),
    Shape(
        "count_distinct", Holds.MEMBERS_FACT,
        {CountDistinct: "account.x: {count_distinct: contract.client.id}"},
        "How many different texts the members have.", optional=_WHERE,
    ),
    Shape(
        "share", Holds.GROUP,
        {Share: "account.x: {share: contract, where: {status: ended}, of: {type: fixed}}"},
        "Of the members that fulfil `of`, the part that fulfils `where` as well.",
        _WHERE, {"of": Holds.OF_MEMBERS},
    ),
    Shape(
        "streak", Holds.GROUP,
        {Streak: "account.x: {streak: contract, newest: ended_at, while: {status: ended}}"},
        "How many members in a row, from the newest, fulfil `while`.",
        {"newest": Holds.MEMBERS_FACT, "while": Holds.OF_MEMBERS},
        {**_WHERE, "skip": Holds.OF_MEMBERS, "by": Holds.NAME},
    ),
    Shape(
        "rank", Holds.WITHIN,
        {Rank: "contract.x: {rank: account, where: {status: active}, order: [due_at, id]}"},
        "The place of a contract among those of its client or account.",
        {"order": Holds.NAMES}, {"where": Holds.CONDITION},
    ),
    Shape(
        "count_periods", Inner({**_OF_LIST, "every": Holds.LENGTH}, {"since": Holds.NAME}),
        {CountPeriods: "contract.x: {count_periods: {of: payments, every: 1 month}}"},
        "In how many periods of a length a list has an entry.",
    ),
    Shape(
        "longest_gap", Inner(_OF_LIST, {"since": Holds.NAME, "to": Holds.NAME}),
        {LongestGap: "contract.x: {longest_gap: {of: payments, since: started_at}}"},
        "The longest time between two neighbouring entries of a list.",
    ),
    Shape(
        "later_of", Holds.VALUES, {EndOf: "contract.x: {later_of: [due_at, ended_at]}"},
        "The largest of several facts of one unit; `none` is passed over.",
    ),
    Shape(
        "earlier_of", Holds.VALUES, {EndOf: "contract.x: {earlier_of: [due_at, ended_at]}"},
        "The smallest of several facts of one unit; `none` is passed over.",
    ),
    Shape(
        "first_known", Holds.VALUES, {FirstKnown: "contract.x: {first_known: [ended_at, due_at]}"},
        "The first that is known and exists.",
    ),
    Shape(
        "difference", Holds.VALUES, {Difference: "contract.x: {difference: [budget, total_paid]}"},
        "The first less the second, never below 0; of two instants the time between them.",
    ),
    Shape(
        "at", Holds.INSTANT, {Moment: "contract.x: {at: ended_at, plus: 14 days, floor: day}"},
        "An instant made of another.",
        optional={
            "plus": Holds.LENGTHS, "minus": Holds.LENGTHS,
            "lasts": Holds.DAY, "floor": Holds.DAY, "next": Holds.WEEKDAY,
        },
    ),
    Shape(
        "case", Holds.ROWS,
        {Case: "contract.x: {case: [{when: {status: ended}, value: over}, {else: open}]}"},
        "The value of the first row whose `when` holds.",
    ),
    Shape(
        "table", Inner({"of": Holds.NAME, "steps": Holds.STEPS}),
        {Table: "contract.x: {table: {of: total_paid, steps: [{upto: 250 USD, value: 1}, {else: 2}]}}"},
        "The value of the first step that a fact does not exceed.",
    ),
    Shape(
        "fact", Holds.NAME, {Constant: "contract.x: {fact: ended_at}"},
        "Another fact under a new name.",
    ),
    Shape("value", Holds.VALUE, {Constant: "contract.x: {value: 3}"}, "The same everywhere."),
    Shape(
        "unknown", Holds.REASON,
        {NotKnown: "contract.x: [{until: 2030-01-01, unknown: Nobody says.}, {from: 2030-01-01, value: 3}]"},
        "Not known, with the reason in words.",
    ),
    Shape(
        "stated", Holds.NAME, {Stated: "contract.x: {stated: total_paid}"},
        "What the export itself says of a field, before anything is taken for granted.",
    ),
)  # fmt: skip

SHAPES = {row.word: row for row in _ROWS}
"""Keyword -> shape, in the order in which they are looked for."""
