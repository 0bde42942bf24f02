"""The format `ics` (RFC 5545): the deadlines of the findings, for a calendar.

Each deadline is an event with an alarm a day before, and so is `safe_by` where it is earlier; both
in UTC. The UID comes from the finding's fingerprint, and the time stamp and sequence number from
as-of: importing a later report moves the events instead of doubling them. Written by the library
`icalendar`, which is loaded only for this format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ...engine.problems import Place, UsageError
from ...engine.report.findings import Finding, Report
from ...engine.written import counted
from . import RenderOptions
from .layout import plain
from .phrases import about_phrase, action_phrase, as_of_phrase, finding_phrase, link
from .words import subject_phrase

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event, Timezone

PRODUCT = "-//closeout//deadlines 1//EN"
ALARM = timedelta(days=-1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAMES = {"deadline": "Deadline", "safe-by": "Last safe moment"}


def render(report: Report, options: RenderOptions) -> str:
    """The calendar; lines end in CR LF. Raises `UsageError` without the library `icalendar`."""
    calendar = new_calendar("Deadlines of contracts")
    outside = add_deadlines(calendar, report, report.findings)
    return written(calendar, f"Found by closeout as of {as_of_phrase(report)}.", outside)


def add_deadlines(calendar: Calendar, report: Report, findings: Iterable[Finding]) -> int:
    """An event for each deadline of findings; how many have no place in a calendar."""
    outside = 0
    for finding in findings:
        title = about_phrase(report, finding)
        for name, seconds in _instants(finding):
            moment = moment_of(seconds)
            if moment is None:
                outside += 1
            else:
                calendar.add_component(_event(report, finding, name, moment, title))
    return outside


def new_calendar(name: str) -> Calendar:
    """An empty calendar. Raises `UsageError` without the library `icalendar`."""
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise UsageError.at(
            Place("--format"),
            "the format ics needs the library icalendar, which is not installed",
            "install it beside closeout: pip install icalendar; it is the extra `calendar`",
        ) from error
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def written(calendar: Calendar, about: str, outside: int) -> str:
    """The text of a calendar; `outside`: how many dates it has no room for."""
    if not calendar.subcomponents:
        calendar.add_component(_utc())
    if outside:
        about += f" {counted(outside, 'date')} beyond the year 9999 left out."
    calendar.add("x-wr-caldesc", about)
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


def _utc() -> Timezone:
    """A calendar must hold something: where there is no deadline, the time zone of all of them."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    standard.add("tzname", "UTC")
    zone.add_component(standard)
    return zone


def _instants(finding: Finding) -> Iterator[tuple[str, int]]:
    safe_by, deadline = finding.safe_by, finding.deadline
    if safe_by is not None and (deadline is None or safe_by < deadline):
        yield "safe-by", safe_by
    if deadline is not None:
        yield "deadline", deadline


def moment_of(seconds: int) -> datetime | None:
    """None where the calendar of Python ends."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _event(report: Report, finding: Finding, name: str, moment: datetime, title: str) -> Event:
    summary = f"{action_phrase(report, finding)}: {subject_phrase(finding.subject)}"
    if finding.waived is not None:
        summary = f"(waived) {summary}"
    event = new_event(report, f"{finding.fingerprint}-{name}@closeout", summary)
    event.add("dtstart", moment)
    event.add("description", "\n".join(_description(report, finding, name, title)))
    event.add("categories", ["closeout", str(finding.severity)])
    for source in finding.sources:
        if link(source):
            event.add("url", link(source))
            break
    event.add_component(alarm_before(summary))
    return event


def new_event(report: Report, uid: str, summary: str) -> Event:
    """An event without a date; one of the same uid in a later report takes its place."""
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", moment_of(report.as_of))
    event.add("sequence", max(0, report.as_of // 60))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def alarm_before(summary: str) -> Alarm:
    """A reminder a day before."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", ALARM)
    alarm.add("description", summary)
    return alarm


def _description(report: Report, finding: Finding, name: str, title: str) -> Iterator[str]:
    if title:
        yield title
    yield f"{NAMES[name]}, {finding.severity}, rule {plain(finding.rule)}"
    yield finding_phrase(report, finding)
    for number, step in enumerate(finding.action.how, start=1):
        yield f"{number}. {plain(step)}"
    for source in finding.sources:
        yield f"Source: {plain(source.title)} {link(source)}".rstrip()
