"""What is asked of the members of a group, and what of each goes into a fact over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ..policy.conditions import All, Condition, Not, Ref
from ..policy.definitions import (
    Aggregate,
    CountDistinct,
    GroupCount,
    GroupEnd,
    GroupSum,
    Rank,
    Share,
    Streak,
)


def conditions_of_member(definition: Aggregate) -> tuple[Condition, ...]:
    """What is asked of each member of a group."""
    match definition:
        case GroupCount() | GroupSum() | GroupEnd() | CountDistinct() | Rank():
            return (definition.where,)
        case Share():
            return (definition.of, All((definition.of, definition.where)))
        case Streak():
            return (
                All((definition.where, Not(definition.skip), definition.while_)),
                All((definition.where, Not(definition.skip), Not(definition.while_))),
            )
        case _:
            assert_never(definition)


def values_of_member(definition: Aggregate) -> Iterable[Ref]:
    """What of each member goes into the fact."""
    match definition:
        case GroupSum() | GroupEnd() | CountDistinct():
            return (definition.of,)
        case Streak():
            return (definition.newest,)
        case Rank():
            return tuple(ref for ref in definition.order if ref.unit.is_ordered)
        case GroupCount() | Share():
            return ()
        case _:
            assert_never(definition)
