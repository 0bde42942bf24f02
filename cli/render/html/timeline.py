"""The instants of a report on one axis: deadlines, the windows up to them, waits and events.

A place on the axis is a share of its width in percent, so that the page can stretch it. The axis
begins and ends with a week. What lies beyond its ends is marked there and told with its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from ....engine.report.findings import ContractResult, Finding, Report
from ....engine.written import DAY, date_text
from ..phrases import action_phrase
from ..urgency import dated

WEEK = 7 * DAY
MONDAY = 4 * DAY
"""The first Monday of the Unix epoch."""
WEEKS_BACK = 2
WEEKS_AHEAD = 12
FEWEST_WEEKS_AHEAD = 4


class Sort(StrEnum):
    """What an instant is; the style sheet draws each by a shape of its own."""

    DEADLINE = "deadline"
    SAFE_BY = "safe"
    EVENT = "event"
    WAIT = "wait"


class Moment(Struct, frozen=True):
    """An instant that something happens at or is due by, UTC seconds."""

    at: int
    sort: Sort
    what: str
    severity: str = "info"

    def told(self, report: Report) -> str:
        """`2026-03-12 15:30 UTC, in 2 days: deadline: Answer the dispute`."""
        return f"{dated(self.at, report)}: {self.what}"


class Axis(Struct, frozen=True):
    """The stretch of time that is drawn, UTC seconds; it begins and ends at a Monday, 00:00 UTC."""

    start: int
    end: int
    as_of: int

    @classmethod
    def over(cls, instants: Iterable[int], as_of: int) -> Axis:
        """As much as the instants need, a few weeks at least and some months at most."""
        here = _week(as_of)
        inside = [
            at for at in instants if here - WEEKS_BACK * WEEK <= at < here + WEEKS_AHEAD * WEEK
        ]
        first = min((here, *map(_week, inside)))
        last = max((here + FEWEST_WEEKS_AHEAD * WEEK, *(_week(at) + WEEK for at in inside)))
        return cls(first, last, as_of)

    def place(self, at: int) -> str:
        """Where an instant lies, in percent of the width."""
        share = 100 * (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{share:.2f}%"

    def side(self, at: int) -> str:
        """`before` or `after` the axis, or nothing where the instant lies on it."""
        if at < self.start:
            return "before"
        return "after" if at > self.end else ""

    @property
    def weeks(self) -> list[tuple[str, str]]:
        """Place and day of each Monday."""
        return [(self.place(at), date_text(at)[5:]) for at in range(self.start, self.end, WEEK)]

    @property
    def days(self) -> list[tuple[str, str]]:
        """Place and day of each other day."""
        return [
            (self.place(at), date_text(at)[5:])
            for at in range(self.start, self.end, DAY)
            if at % WEEK != MONDAY % WEEK
        ]

    @property
    def now(self) -> str:
        """Where as-of lies."""
        return self.place(self.as_of)

    @property
    def told(self) -> str:
        """`2026-03-02 to 2026-04-13`."""
        return f"{date_text(self.start)} to {date_text(self.end)}"

    @property
    def style(self) -> str:
        """What the style sheet has to know of the axis."""
        return f"--weeks:{(self.end - self.start) // WEEK}"


def _week(at: int) -> int:
    """The Monday before an instant, or itself."""
    return at - (at - MONDAY) % WEEK


class Mark(Struct, frozen=True):
    """What is drawn for an instant: where, in which shape, and the words that belong to it."""

    at: str
    sort: Sort
    severity: str
    side: str
    words: str


class Window(Struct, frozen=True):
    """A bar from as-of to a deadline that lies ahead; what is left after the last safe moment is pale."""

    start: str
    width: str
    pale_start: str
    pale_width: str
    severity: str
    words: str


class Row(Struct, frozen=True):
    """The instants of one contract, client or account."""

    number: int
    """That of its sheet."""
    name: str
    title: str
    upcoming: str
    """The next instant in words, or the last one where all are over."""
    windows: tuple[Window, ...]
    marks: tuple[Mark, ...]


class Timeline(Struct, frozen=True):
    """The axis and its rows, the one with the nearest instant first."""

    axis: Axis
    rows: tuple[Row, ...]


def moments(
    report: Report, contract: ContractResult | None, findings: Iterable[Finding]
) -> list[Moment]:
    """Every instant of a contract or of something else that has findings, in the order of time."""
    found: dict[tuple[int, Sort, str], Moment] = {}
    for one in _moments(report, contract, findings):
        found.setdefault((one.at, one.sort, one.what), one)
    return sorted(found.values(), key=lambda one: (one.at, one.sort, one.what))


def _moments(
    report: Report, contract: ContractResult | None, findings: Iterable[Finding]
) -> Iterator[Moment]:
    for finding in findings:
        action, severity = action_phrase(report, finding), str(finding.severity)
        deadline, safe_by = finding.deadline, finding.safe_by
        if deadline is not None:
            yield Moment(deadline, Sort.DEADLINE, f"deadline: {action}", severity)
        if safe_by is not None and safe_by != deadline:
            yield Moment(safe_by, Sort.SAFE_BY, f"safe until then: {action}", severity)
        for name, at in finding.events.items():
            if at is not None and at != deadline:
                yield Moment(at, Sort.EVENT, event_words(name), severity)
    if contract is not None and contract.until is not None:
        yield Moment(contract.until, Sort.WAIT, "the wait ends: export again")


def event_words(name: str) -> str:
    """`funds available` for `funds_available_at`."""
    return name.removesuffix("_at").replace("_", " ")


def row(report: Report, axis: Axis, number: int, name: str, title: str, found: list[Moment]) -> Row:
    """The row of a contract with at least one instant."""
    ahead = [one for one in found if one.at >= axis.as_of]
    nearest = (ahead or found[::-1])[0]
    return Row(
        number=number,
        name=name,
        title=title,
        upcoming=nearest.told(report),
        windows=tuple(_windows(report, axis, found)),
        marks=tuple(
            Mark(
                axis.place(one.at),
                one.sort,
                one.severity,
                axis.side(one.at),
                f"{report.zone.text(one.at)}: {one.what}",
            )
            for one in found
        ),
    )


def _windows(report: Report, axis: Axis, found: list[Moment]) -> Iterator[Window]:
    safe = {one.what.partition(": ")[2]: one.at for one in found if one.sort is Sort.SAFE_BY}
    for one in found:
        if one.sort is not Sort.DEADLINE or one.at <= axis.as_of:
            continue
        action = one.what.partition(": ")[2]
        turn = min(one.at, max(axis.as_of, safe.get(action, one.at)))
        yield Window(
            axis.now,
            _width(axis, axis.as_of, turn),
            axis.place(turn),
            _width(axis, turn, one.at),
            one.severity,
            f"open until {report.zone.text(one.at)}: {action}",
        )


def _width(axis: Axis, start: int, end: int) -> str:
    length = min(end, axis.end) - min(start, axis.end)
    return f"{100 * length / (axis.end - axis.start):.2f}%"


def nearness(as_of: int, found: list[Moment]) -> tuple[int, int]:
    """Sorts rows: what lies ahead by how near it is, then what is over, the latest first."""
    ahead = min((one.at for one in found if one.at >= as_of), default=None)
    return (0, ahead) if ahead is not None else (1, -max(one.at for one in found))
