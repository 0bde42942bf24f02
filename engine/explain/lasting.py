"""What is so for reasons that time cannot turn: most members of a large group are left out for good."""

from __future__ import annotations

from collections.abc import Callable

from ..meaning.layout import enclosing
from ..meaning.reading import Reader
from ..meaning.trace import decision
from ..policy.conditions import All, AnyOf, Compare, Condition, Literal, Not, Op
from ..policy.definitions import Aggregate, Named, Share

Turning = Callable[[Condition], object]
"""Something true for a condition that time can turn."""


def is_left_out(definition: Aggregate, member: Reader, turning: Turning) -> bool:
    """Whether a member of the group does not count, whatever the time."""
    where = definition.of if isinstance(definition, Share) else definition.where
    return stays(where, False, member, turning)


def stays(condition: Condition, to: bool, reader: Reader, turning: Turning) -> bool:
    """Whether a condition certainly comes out as `to` by parts of it that time cannot turn."""
    if not turning(condition):
        certainly, possibly = decision(condition, reader)
        return certainly if to else not possibly
    match condition:
        case Not(item):
            return stays(item, not to, reader, turning)
        case All(items) | AnyOf(items):
            found = (stays(item, to, reader, turning) for item in items)
            return all(found) if isinstance(condition, All) is to else any(found)
        case Compare(left, Op.EQ, Literal(value)):
            definition = reader.layout.applied.facts.get(left.key)
            if isinstance(definition, Named):
                row = enclosing(reader.row, reader.scope, left.scope)
                own = Reader(reader.layout, left.scope, row)
                return stays(definition.condition, to is bool(value), own, turning)
    return False
