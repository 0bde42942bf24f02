"""What a person could say to decide what is open, for formats that people read."""

from __future__ import annotations

from ...engine.report.findings import Report
from ...engine.report.question import Question
from ...engine.zones import UTC, Zone
from .layout import LONG_TEXT, painted, plain, wrapped
from .page import FEW_QUESTIONS, LONGEST_ID, Page

MORE_TO_ASK = "and more: -v shows them, `closeout ask` asks them"
"""What stands below questions of which some are left out."""


def shown_questions(report: Report, is_verbose: bool) -> tuple[list[Question], bool]:
    """The questions to show, and whether some are left out."""
    if is_verbose:
        return list(report.questions), False
    return report.questions.first(FEW_QUESTIONS)


def question_lines(page: Page) -> list[str]:
    """One question a line, the most harmful first, and how to be asked them all."""
    questions, has_more = shown_questions(page.report, page.options.verbose)
    if not questions:
        return []
    lines = [painted("To decide", "strong", page.options.color)]
    for question in questions:
        lines += wrapped(question_line(question, page.report.zone), page.width, 2, 4)
    if has_more:
        lines += wrapped(MORE_TO_ASK, page.width, 2, 4)
    return lines


def question_line(question: Question, zone: Zone = UTC) -> str:
    """`R: Did you answer the refund request of 2026-03-08? (until 2026-03-15 00:00 UTC)`."""
    where = "" if question.contract is None else f"{plain(question.contract, LONGEST_ID)}: "
    until = "" if question.until is None else f" (until {zone.text(question.until)})"
    return f"{where}{plain(question.text, LONG_TEXT)}{until}"
