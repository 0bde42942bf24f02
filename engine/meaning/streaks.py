"""How long a streak is where it is not known of every member whether it counts, breaks, or belongs at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from .bounds import UNCOUNTED, Bound, Quantity


class Link(NamedTuple):
    """One member of a streak's group. The newest instant in lo..hi."""

    counts: bool
    may_count: bool
    breaks: bool
    may_break: bool
    lo: Bound
    hi: Bound
    id: str


class LooseLinks(NamedTuple):
    """Members that only may belong to a streak's group, as far as they bear on it."""

    may_break: tuple[Bound, str] | None
    """The newest that may break."""
    may_count: Sequence[tuple[Bound, str]]
    """Those that may count, the newest first."""


def loose_links(links: Sequence[Link]) -> LooseLinks:
    """What members that only may belong come to, for every group that they may belong to."""
    return LooseLinks(
        min(((-link.hi, link.id) for link in links if link.may_break), default=None),
        sorted((-link.hi, link.id) for link in links if link.may_count),
    )


def streak(links: Sequence[Link], is_complete: bool, others: Sequence[LooseLinks] = ()) -> Quantity:
    """How many members count before the first that breaks, from the newest.

    A member surely counts if it is surely newer than everything that may break; it may count
    if nothing that surely breaks is surely newer. For equal instants the smaller id is first.
    `others` only may belong.
    """
    if not is_complete:
        return UNCOUNTED
    breaking = [(-link.hi, link.id) for link in links if link.may_break]
    breaking += [other.may_break for other in others if other.may_break is not None]
    may_break = min(breaking, default=None)
    breaks = min(((-link.lo, link.id) for link in links if link.breaks), default=None)
    low = sum(
        1
        for link in links
        if link.counts and (may_break is None or (-link.lo, link.id) < may_break)
    )
    high = sum(
        1 for link in links if link.may_count and (breaks is None or (-link.hi, link.id) < breaks)
    )
    for other in others:
        keys = other.may_count
        high += len(keys) if breaks is None else bisect_left(keys, breaks)
    return (low, high, False)
