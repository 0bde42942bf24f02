"""What trying values of params gives: the values that every renderer of it reads."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..policy.pack import Severity
from ..report.findings import ContractResult, Subject, Verdict


class Axis(Struct, frozen=True):
    """One param and the values that are tried of it."""

    param: str
    unit: str
    values: tuple[str, ...]
    """In words, from the first to the last."""
    numbers: tuple[float, ...]
    """For a chart: seconds, months or business days, units of money, counts, ratios."""
    currents: tuple[str, ...]
    """What each of the packs says at the instant of the run; "" where it says nothing then."""
    packs: tuple[str, ...]
    """The ids of the packs in which it is tried."""

    @property
    def current(self) -> str:
        """What all of the packs say; "" where they say nothing, or not the same."""
        return self.currents[0] if len({*self.currents}) == 1 else ""


class Point(Struct, frozen=True):
    """The counts at one value, or at one of each param."""

    at: tuple[int, ...]
    """The place of the value, for each axis."""
    verdicts: Mapping[Verdict, int]
    findings: Mapping[Severity, int]
    undetermined: int


class Flip(Struct, frozen=True):
    """A contract whose verdict is another one."""

    contract: ContractResult
    """As it is at the second of the two values."""
    before: Verdict
    after: Verdict


class Turn(Struct, frozen=True):
    """A rule that stands otherwise for one subject: `holds`, `undecided` or `silent`."""

    rule: str
    subject: Subject
    before: str
    after: str


class Change(Struct, frozen=True):
    """What differs between two neighbouring values of one axis."""

    axis: int
    before: tuple[int, ...]
    """The place of the first of the two values, for each axis."""
    after: tuple[int, ...]
    flips: tuple[Flip, ...]
    turns: tuple[Turn, ...]


class Sweep(Struct, frozen=True):
    """Counts at every value, and where something changes; instants in UTC seconds."""

    axes: tuple[Axis, ...]
    as_of: int
    contracts: int
    policies: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    """In the order of the values; the last axis goes round the fastest."""
    changes: tuple[Change, ...]
    """Only neighbours between which a verdict is another one, or a rule stands otherwise."""
