"""A plan for a calendar (RFC 5545): the deadlines as `check -f ics` has them, and a day for each ending.

An ending is an event of a whole day, of the reader's zone: the first one on which it can be ended at any
hour. The deadlines are instants. Importing the plan of a later export moves the events instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ....engine.planning.model import Ending, Planned
from ....engine.report.findings import Finding
from ....engine.written import counted
from ....engine.zones import Zone
from .. import RenderOptions
from ..ics import add_deadlines, new_calendar, new_event, written
from ..layout import plain
from ..phrases import as_of_phrase
from .calendar import Step, steps
from .words import ADVICE, headline, notes, subject_line

if TYPE_CHECKING:
    from icalendar import Event


def render(planned: Planned, options: RenderOptions) -> str:
    """The calendar; lines end in CR LF. Raises `UsageError` without the library `icalendar`."""
    report = planned.report
    calendar = new_calendar("Plan for contracts")
    found = steps(planned)
    outside = add_deadlines(calendar, report, _dated(found))
    for step in found:
        if step.ending is not None:
            event = _event(planned, step, step.ending, options)
            outside += event is None
            if event is not None:
                calendar.add_component(event)
    about = f"Planned by closeout as of {as_of_phrase(report)}. {ADVICE}"
    questions = sum(1 for _ in report.questions)
    if questions:
        about = f"{counted(questions, 'question')} to answer first: closeout ask. {about}"
    return written(calendar, about, outside)


def _dated(found: list[Step]) -> Iterator[Finding]:
    """The deeds and waits with a date, each once."""
    for step in found:
        if step.ending is None and step.between is None and step.due is not None:
            yield from step.rules


def _event(planned: Planned, step: Step, ending: Ending, options: RenderOptions) -> Event | None:
    """The day on which a contract can be ended; None beyond the years of the calendar."""
    report = planned.report
    try:
        day = _first_day(ending.at, report.as_of, options.zone)
    except (ValueError, OverflowError):
        return None
    summary = f"End contract {plain(ending.contract)}"
    event = new_event(report, f"{_key(ending)}-plan@closeout", summary)
    event.add("dtstart", day)
    event.add("categories", ["closeout", "plan"])
    told = [subject_line(step, report), headline(step, report), *notes(step, planned)]
    event.add("description", "\n".join(told))
    return event


def _first_day(at: int, as_of: int, zone: Zone) -> date:
    """The first whole day from an instant on; of what can be ended at once, today."""
    if at <= as_of + 1:
        return date.fromisoformat(zone.day(at))
    return date.fromisoformat(zone.day(at - 1)) + timedelta(days=1)


def _key(ending: Ending) -> str:
    """Stays the same for a contract from plan to plan."""
    from hashlib import sha256

    return sha256(ending.contract.encode("utf-8", "surrogatepass")).hexdigest()[:16]
