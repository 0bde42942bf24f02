"""The ways to fulfil a condition: each a list of comparisons that together make it hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ..policy.conditions import All, AnyOf, Certainly, Condition, Leaf, Not
from ..policy.walk import leaves

Demand = tuple[Leaf, bool]
"""A comparison, and whether it is to hold."""
MOST_WAYS = 5
"""Ways to fulfil a condition that are tried."""
MOST_COMPARISONS = 2_000
"""Of what comes to more of them no way is tried: facts that name others twice double at every link."""


def ways(condition: Condition) -> Iterator[list[Demand]]:
    """A few ways to fulfil an opened condition; none for one that is too long."""
    if next(islice(leaves(condition), MOST_COMPARISONS, None), None) is not None:
        return
    yield from islice(_ways(condition, True), MOST_WAYS)


def _ways(node: Condition, wanted: bool) -> Iterator[list[Demand]]:
    match node:
        case Not(item):
            yield from _ways(item, not wanted)
        case Certainly(item):
            yield from _ways(item, wanted)
        case All(items) | AnyOf(items):
            if isinstance(node, All) is wanted:
                yield from _together(items, wanted)
            else:
                for item in items:
                    yield from _ways(item, wanted)
        case _:
            yield [(node, wanted)]


def _together(items: Sequence[Condition], wanted: bool) -> Iterator[list[Demand]]:
    if not items:
        yield []
        return
    for first in _ways(items[0], wanted):
        for rest in _together(items[1:], wanted):
            yield [*first, *rest]
