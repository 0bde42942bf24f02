"""Who belongs to a group: the members of a row that aggregates, needs and explanations speak of."""

from __future__ import annotations

from ..units import Scope
from .layout import CLIENTS, IS_COMPLETE, MAYBES, MEMBERS, UP, Row


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
