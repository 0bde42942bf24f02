"""How a condition comes out: in words, from the pair (certainly, possibly)."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """One of three: the pair that is certain but not possible does not occur."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not known"


def outcome_of(certainly: bool, possibly: bool) -> Outcome:
    """The word for a pair."""
    if certainly:
        return Outcome.HOLDS
    return Outcome.OPEN if possibly else Outcome.FAILS
