"""How many milestones a made-up contract needs, and by which groups of a condition each is counted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from ..policy.definitions import GroupCount, GroupSum
from ..snapshot.model import Value

MOST_MEMBERS = 20
"""Milestones that one contract is given for a group."""


class Counted(Enum):
    """How milestones are made up for groups, in the order of trying."""

    SHARED = "shared"
    """Each is counted by as many groups as it can."""
    ONCE = "once"
    """Each is counted by one group, and by no other."""
    NOT = "not"
    """None is made up: others may be counted."""


def size_of(definition: GroupCount | GroupSum, held: Value) -> int:
    """So many milestones come to a number: as many for a count, one for a sum."""
    if not isinstance(held, int) or held <= 0:
        return 0
    return min(held, MOST_MEMBERS) if isinstance(definition, GroupCount) else 1


def counted_by(sizes: Sequence[int], how: Counted) -> list[list[int]]:
    """For each member the groups that count it, by their place."""
    if how is Counted.NOT:
        return []
    if how is Counted.ONCE:
        return [[index] for index, size in enumerate(sizes) for _ in range(size)]
    most = max(sizes, default=0)
    return [[index for index, size in enumerate(sizes) if at < size] for at in range(most)]
