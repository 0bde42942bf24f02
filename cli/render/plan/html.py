"""The page of a report with its plan as a section of its own, before the board."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ....engine.planning.model import Planned
from .. import RenderOptions
from ..html import page_with
from ..urgency import contracts_by_urgency
from .calendar import Step, steps
from .groups import groups
from .words import (
    ADVICE,
    ALL_AT_ONCE,
    ROW_AT_WORST,
    at_once_lines,
    headline,
    horizon_lines,
    left_line,
    notes,
    open_lines,
    row_lines,
    subject_line,
)


class Line(Struct, frozen=True):
    """A step of the calendar; `number`: of the sheet of its contract, None where it has none."""

    number: int | None
    kind: str
    subject: str
    headline: str
    notes: tuple[str, ...]


class Section(Struct, frozen=True):
    """What the template of the plan is filled with."""

    open: tuple[str, ...]
    """What cannot be planned, or that there is nothing to plan."""
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with their sentences; those without any are left out."""
    ends: tuple[str, ...]


def render(planned: Planned, options: RenderOptions) -> str:
    """The page."""
    report = planned.report
    numbers = {one.id: place for place, one in enumerate(contracts_by_urgency(report), start=1)}
    section = Section(
        open=tuple(open_lines(planned)),
        groups=tuple(
            (group.heading, tuple(_line(step, planned, numbers) for step in group.steps))
            for group in groups(steps(planned), report)
        ),
        others=tuple((heading, texts) for heading, texts in _others(planned) if texts),
        ends=(*horizon_lines(planned), ADVICE),
    )
    return page_with(report, options, section)


def _line(step: Step, planned: Planned, numbers: dict[str, int]) -> Line:
    return Line(
        number=numbers.get(step.subject.contract or ""),
        kind=str(step.kind),
        subject=subject_line(step, planned.report),
        headline=headline(step, planned.report),
        notes=tuple(notes(step, planned)),
    )


def _others(planned: Planned) -> Iterator[tuple[str, tuple[str, ...]]]:
    left = (left_line(one, planned.report) for one in planned.plan.left)
    yield "Not in this plan", tuple(left)
    yield ROW_AT_WORST, tuple(row_lines(planned.plan))
    yield ALL_AT_ONCE, tuple(at_once_lines(planned))
