"""The steps of a plan under the headings of a calendar: today, whenever you can, as long as it lasts, this week,
and so on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from ....engine.report.findings import Report
from ....engine.zones import Zone
from .calendar import Kind, Step

UNDATED = {
    Kind.DO: "Without a date, as soon as you can",
    Kind.WAIT: "Without a date, as long as it lasts",
}
LATER = "Later"
"""Beyond the years of the calendar."""


class Group(Struct, frozen=True):
    """Steps under one heading."""

    heading: str
    steps: tuple[Step, ...]


def groups(steps: Iterable[Step], report: Report) -> list[Group]:
    """The steps by local day and week, in their order; deeds and waits without a date stand after today's."""
    today = _date(report.zone, report.as_of)
    first = f"Today, {report.zone.day(report.as_of)}"
    found: dict[str, list[Step]] = {first: [], **{each: [] for each in UNDATED.values()}}
    for step in steps:
        if step.kind in UNDATED and step.due is None:
            found[UNDATED[step.kind]].append(step)
            continue
        # What is due at midnight belongs to the day before.
        at = step.at - 1 if step.due == step.at else step.at
        day = _date(report.zone, max(at, report.as_of))
        heading = first if day == today else _week(today, day)
        found.setdefault(heading, []).append(step)
    return [Group(heading, tuple(each)) for heading, each in found.items() if each]


def _date(zone: Zone, at: int) -> date | None:
    try:
        return date.fromisoformat(zone.day(at))
    except ValueError:
        return None


def _week(today: date | None, day: date | None) -> str:
    if today is None or day is None:
        return LATER
    monday, this = _monday(day), _monday(today)
    if monday == this:
        return f"This week, until {_sunday(this)}"
    if monday.toordinal() == this.toordinal() + 7:
        return f"Next week, {monday} to {_sunday(monday)}"
    return f"Week of {monday}"


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def _sunday(monday: date) -> str:
    try:
        return str(monday + timedelta(days=6))
    except OverflowError:
        return str(date.max)
