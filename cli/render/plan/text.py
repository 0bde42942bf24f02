"""A plan for a person with little time: what to answer, then what to do, week by week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....engine.planning.model import Planned
from ....engine.written import counted
from .. import RenderOptions
from ..age import age_sentence, as_of_words
from ..layout import LONG_TEXT, and_more, painted, plain, wrapped
from ..page import NARROWEST
from ..questions import MORE_TO_ASK, question_line, shown_questions
from .calendar import left_alone, steps
from .groups import Group, groups
from .words import (
    ADVICE,
    ALL_AT_ONCE,
    ROW_AT_WORST,
    at_once_lines,
    headline,
    horizon_lines,
    left_line,
    named,
    notes,
    open_lines,
    row_lines,
    subject_line,
)

MOST = 12
"""So many steps are told under a heading, unless all are asked for."""


def render(planned: Planned, options: RenderOptions) -> str:
    """The plan as lines of at most `options.width` columns."""
    return _Text(planned, options).text()


class _Text:
    def __init__(self, planned: Planned, options: RenderOptions) -> None:
        self.planned, self.options = planned, options
        self.report, self.plan = planned.report, planned.plan
        self.width = max(options.width, NARROWEST)

    def text(self) -> str:
        report = self.report
        total = counted(len(report.contracts), "contract")
        first = wrapped(f"Plan for {total} {as_of_words(report)}", self.width, 0)
        if age := age_sentence(report):
            first += wrapped(age, self.width, 0)
        calendar = groups(steps(self.planned), report)
        sections = [
            first,
            self._questions(),
            self._open(),
            *(self._group(group) for group in calendar),
            self._section("Not in this plan", self._left()),
            self._section("Do not end for now", self._alone()),
            self._section(ROW_AT_WORST, row_lines(self.plan)),
            self._section(ALL_AT_ONCE, at_once_lines(self.planned)),
            [
                line
                for text in (*self._notes(), *horizon_lines(self.planned), ADVICE)
                for line in self._wrapped(text, 0)
            ],
        ]
        return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"

    def _wrapped(self, text: str, indent: int) -> list[str]:
        return wrapped(text, self.width, indent, indent + 2 if indent else 0)

    def _heading(self, text: str) -> str:
        return painted(text, "strong", self.options.color)

    def _section(self, heading: str, texts: Iterable[str]) -> list[str]:
        found = list(texts)
        if not found:
            return []
        told = found if self.options.verbose else found[:MOST]
        lines = [
            self._heading(heading),
            *(line for text in told for line in self._wrapped(text, 2)),
        ]
        if len(told) < len(found):
            lines.append(f"  {and_more(len(found) - len(told))}")
        return lines

    def _questions(self) -> list[str]:
        questions, has_more = shown_questions(self.report, self.options.verbose)
        told = [question_line(one, self.report.zone) for one in questions]
        if has_more:
            told.append(MORE_TO_ASK)
        return self._section("Answer these first, then plan again", told)

    def _open(self) -> list[str]:
        return [line for text in open_lines(self.planned) for line in self._wrapped(text, 0)]

    def _group(self, group: Group) -> list[str]:
        told = group.steps if self.options.verbose else group.steps[:MOST]
        lines = [self._heading(group.heading)]
        for step in told:
            lines += wrapped(headline(step, self.report), self.width, 2, 4)
            lines += wrapped(subject_line(step, self.report), self.width, 4, 6)
            for note in notes(step, self.planned):
                lines += wrapped(note, self.width, 6, 8)
        if len(told) < len(group.steps):
            lines.append(f"  {and_more(len(group.steps) - len(told))}")
        return lines

    def _notes(self) -> Iterator[str]:
        return (f"Note: {plain(note, LONG_TEXT)}" for note in self.report.notes)

    def _left(self) -> Iterator[str]:
        return (left_line(one, self.report) for one in self.plan.left)

    def _alone(self) -> Iterator[str]:
        report = self.report
        for contract in left_alone(report):
            findings = report.by_contract.get(contract.id, ())
            reason = (
                f": {plain(findings[0].message)} [{plain(findings[0].rule)}]" if findings else ""
            )
            yield f"{named(contract, report.role)}{reason}"
