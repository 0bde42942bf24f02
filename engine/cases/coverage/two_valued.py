"""Conditions that are always decided, whatever the export does not say."""

from __future__ import annotations

from ...policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Condition,
    Not,
    Part,
    Present,
    Ref,
    Undecided,
)
from ...policy.walk import references
from ...units import Scope

DEFAULTED = {(Scope.CONTRACT, "closing_planned")}
"""Fields that are known in every snapshot."""


def is_always_decided(condition: Condition, known: frozenset[Ref] = frozenset()) -> bool:
    """Whether the condition is true or false in every snapshot; `known`: facts asked to be present.

    `{present: true, gt: 0}` is: where the fact is not known, its first part is false.
    """
    match condition:
        case Certainly() | Present():
            return True
        case Not(item):
            return is_always_decided(item, known)
        case All(items):
            known |= {item.left for item in items if isinstance(item, Present)}
            return all(is_always_decided(item, known) for item in items)
        case AnyOf(items):
            return all(is_always_decided(item, known) for item in items)
        case Undecided():
            return False
        case _:
            left, operand = condition.left, condition.operand
            if left.scope is Scope.EXPORT:  # its role, platform and instants are always known
                return all(ref.scope is Scope.EXPORT for ref in references(condition))
            is_known = left in known or left.key in DEFAULTED
            return is_known and not isinstance(operand, Ref | Part)
