"""Who belongs to a group: the members of a row that aggregates, needs and explanations speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from ..policy.definitions import Aggregate, Rank
from ..units import Scope
from .bounds import Quantity
from .layout import CLIENTS, IS_COMPLETE, MAYBES, MEMBERS, UP, Row, enclosing

OF_A_CONTRACT = (Scope.MILESTONE, Scope.CONTRACT)
"""Scopes of which there may be more entities than are held."""


class Maybes:
    """Rows that may belong to a group, in parts that many groups share; each part keeps its identity, so
    that what it comes to is looked for once.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[list[Row]]) -> None:
        self.parts = [part for part in parts if part]

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


NOBODY = Maybes(())

Made = dict[object, Any]
"""What was made of a part of those who may belong, by the identity of the part."""


class Members(NamedTuple):
    """The rows of a group: those that certainly belong, and such that may belong."""

    sure: list[Row]
    maybe: Maybes
    is_complete: bool
    """False: there may be others, of which the export knows nothing."""

    def sharing(self, column: int, key: str | None) -> Members:
        """Those that share a text with the fact's own entity; without a text of its own nobody surely does."""
        unnamed = [row for row in self.sure if row[column] is None]
        strays = [row for row in self.maybe if row[column] in (None, key)]
        sure = [row for row in self.sure if key is not None and row[column] == key]
        return Members(sure, Maybes((unnamed, strays)), self.is_complete and key is not None)


def member_scope(definition: Aggregate) -> Scope:
    """What the members of a group are."""
    return Scope.CONTRACT if isinstance(definition, Rank) else definition.member


def gathers(scope: Scope, definition: object) -> bool:
    """Whether a fact of a scope is about other contracts than the one around its entity."""
    return isinstance(definition, Aggregate) and not (
        scope is Scope.CONTRACT and member_scope(definition) is Scope.MILESTONE
    )


def group_row(scope: Scope, definition: Aggregate, row: Row) -> tuple[Scope, Row]:
    """The row whose members a fact is about: that of the fact, or for siblings the enclosing one.

    `scope` and `row` are those of the fact.
    """
    if isinstance(definition, Rank):
        return definition.within, enclosing(row, scope, definition.within)
    if definition.member is Scope.CONTRACT and scope is Scope.CONTRACT:
        return Scope.ACCOUNT, enclosing(row, scope, Scope.ACCOUNT)
    return scope, row


def group_of(scope: Scope, definition: Aggregate, row: Row, made: Made | None = None) -> Members:
    """The group of a fact; `scope` and `row` are those of the fact. `made`: as for `members_of`."""
    around, group = group_row(scope, definition, row)
    member = member_scope(definition)
    if is_direct(around, member):
        return Members(group[MEMBERS], group[MAYBES] or NOBODY, bool(group[IS_COMPLETE]))
    return Members(*members_of(group, member, made))


def is_direct(scope: Scope, member: Scope) -> bool:
    """Whether the members are one link away: the milestones of a contract, the contracts of others."""
    return member is (Scope.MILESTONE if scope is Scope.CONTRACT else Scope.CONTRACT)


def members_of(row: Row, member: str, made: Made | None = None) -> tuple[list[Row], Maybes, bool]:
    """Members that are not one link away: the clients of an account, the milestones of a client or account.

    `made`: keeps the milestones of contracts that may belong to many groups.
    """
    made = {} if made is None else made
    if member == Scope.CLIENT:
        nameless = any(contract[UP][IS_COMPLETE] is False for contract in row[MEMBERS])
        return (row[CLIENTS], NOBODY, not nameless and not row[MAYBES] and row[IS_COMPLETE])
    sure = row[MEMBERS]
    maybe = [_milestones(part, made) for part in (row[MAYBES] or NOBODY).parts]
    return (
        [milestone for contract in sure for milestone in contract[MEMBERS]],
        Maybes(milestones for milestones, _ in maybe),
        row[IS_COMPLETE]
        and all(contract[IS_COMPLETE] for contract in sure)
        and all(is_complete for _, is_complete in maybe),
    )


def _milestones(contracts: list[Row], made: Made) -> tuple[list[Row], bool]:
    """The milestones of contracts, and whether there are no others."""
    key = ("milestones", id(contracts))
    if key not in made:
        found = [milestone for contract in contracts for milestone in contract[MEMBERS]]
        made[key] = found, all(contract[IS_COMPLETE] for contract in contracts)
    milestones: tuple[list[Row], bool] = made[key]
    return milestones


def sums_of(may: Callable[[list[Row]], Any], made: Made, maybes: Maybes) -> list[Any]:
    """What the parts of those who may belong come to, by a function of an aggregate."""
    found = []
    for part in maybes.parts:
        key = (may, id(part))
        if key not in made:
            made[key] = may(part)
        found.append(made[key])
    return found


def alike(maybes: Maybes, column: int, key: str, made: Made) -> Iterator[list[Row]]:
    """Of those who may belong, those who share a text or of whom it is not known, in parts."""
    for part in maybes.parts:
        by_text = made.get((column, id(part)))
        if by_text is None:
            by_text = made[column, id(part)] = {}
            for row in part:
                by_text.setdefault(row[column], []).append(row)
        yield by_text.get(None, [])
        yield by_text.get(key, [])


def by_key(
    aggregate: Callable[..., Any],
    may: Callable[[list[Row]], Any],
    done: Made,
    group: Row,
    key: str | None,
    column: int,
) -> Any:
    """The aggregate over those members of the group that share a text with the row."""
    if key is None:
        return _by_any_key(aggregate, may, done, group, column)
    if id(group) not in done:
        parts: dict[str | None, list[Row]] = {}
        for member in group[MEMBERS]:
            parts.setdefault(member[column], []).append(member)
        done[id(group)] = parts
    if (id(group), key) not in done:
        parts = done[id(group)]
        unnamed = parts.get(None, [])
        loose = alike(group[MAYBES], column, key, done) if group[MAYBES] else ()
        mays = sums_of(may, done, Maybes((unnamed, *loose)))
        done[id(group), key] = aggregate(parts.get(key, []), mays, group[IS_COMPLETE])
    return done[id(group), key]


_NOBODYS = ""
"""A text that no member has."""


def _by_any_key(
    aggregate: Callable[..., Any],
    may: Callable[[list[Row]], Any],
    done: Made,
    group: Row,
    column: int,
) -> Quantity:
    """The same where the row's own text is not known: no more than for whichever text it may have."""
    if (id(group), None) not in done:
        texts_of_members = {member[column] for member in group[MEMBERS]}
        parts = group[MAYBES].parts if group[MAYBES] else ()
        texts_of_members.update(row[column] for part in parts for row in part)
        texts_of_members -= {None}
        found = [
            by_key(aggregate, may, done, group, text, column)
            for text in sorted({*texts_of_members, _NOBODYS})
        ]
        done[id(group), None] = (0, max(each[1] for each in found), False)
    known: Quantity = done[id(group), None]
    return known
