"""Who belongs to a group: the members of a row that aggregates, needs and explanations speak of."""

from __future__ import annotations

from typing import NamedTuple

from ..policy.definitions import Aggregate, Rank
from ..units import Scope
from .layout import CLIENTS, IS_COMPLETE, MAYBES, MEMBERS, UP, Row, enclosing


class Members(NamedTuple):
    """The rows of a group: those that certainly belong, and such that may belong."""

    sure: list[Row]
    maybe: list[Row]
    is_complete: bool
    """False: there may be others, of which the export knows nothing."""

    def sharing(self, column: int, key: str | None) -> Members:
        """Those that share a text with the fact's own entity; without a text of its own nobody surely does."""
        unnamed = [row for row in self.sure if row[column] is None]
        strays = [row for row in self.maybe if row[column] in (None, key)]
        sure = [row for row in self.sure if key is not None and row[column] == key]
        return Members(sure, [*unnamed, *strays], self.is_complete and key is not None)


def member_scope(definition: Aggregate) -> Scope:
    """What the members of a group are."""
    return Scope.CONTRACT if isinstance(definition, Rank) else definition.member


def group_row(scope: Scope, definition: Aggregate, row: Row) -> tuple[Scope, Row]:
    """The row whose members a fact is about: that of the fact, or for siblings the enclosing one.

    `scope` and `row` are those of the fact.
    """
    if isinstance(definition, Rank):
        return definition.within, enclosing(row, scope, definition.within)
    if definition.member is Scope.CONTRACT and scope is Scope.CONTRACT:
        return Scope.ACCOUNT, enclosing(row, scope, Scope.ACCOUNT)
    return scope, row


def group_of(scope: Scope, definition: Aggregate, row: Row) -> Members:
    """The group of a fact; `scope` and `row` are those of the fact."""
    around, group = group_row(scope, definition, row)
    member = member_scope(definition)
    if is_direct(around, member):
        return Members(group[MEMBERS], group[MAYBES], bool(group[IS_COMPLETE]))
    return Members(*members_of(group, member))


def is_direct(scope: Scope, member: Scope) -> bool:
    """Whether the members are one link away: the milestones of a contract, the contracts of others."""
    return member is (Scope.MILESTONE if scope is Scope.CONTRACT else Scope.CONTRACT)


def members_of(row: Row, member: str) -> tuple[list[Row], list[Row], bool]:
    """Members that are not one link away: the clients of an account, the milestones of a client or account."""
    if member == Scope.CLIENT:
        nameless = any(contract[UP][IS_COMPLETE] is False for contract in row[MEMBERS])
        return (row[CLIENTS], [], not nameless and not row[MAYBES] and row[IS_COMPLETE])
    sure, maybe = row[MEMBERS], row[MAYBES]
    return (
        [milestone for contract in sure for milestone in contract[MEMBERS]],
        [milestone for contract in maybe for milestone in contract[MEMBERS]],
        row[IS_COMPLETE] and all(contract[IS_COMPLETE] for contract in (*sure, *maybe)),
    )
