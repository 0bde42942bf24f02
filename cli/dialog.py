"""The talk on the terminal: what can be told so far, one question, one answer, and what that changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..engine.report.findings import Verdict
from ..engine.report.results import finding_order
from ..engine.snapshot.bad_value import BadValueError
from ..engine.written import instant_text
from .render.entries import LONGEST_ID
from .render.layout import LONG_TEXT, plain, wrapped
from .render.questions import question_line

if TYPE_CHECKING:
    from ..engine.questions.interview import Interview
    from ..engine.questions.probe import Outcome
    from ..engine.report.question import Question

WIDTH = 80
PROMPT = "> "


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def talk(interview: Interview) -> int:
    """Ask until nothing is left to ask; returns how many answers were given.

    Raises `EOFError` and `KeyboardInterrupt` as the terminal does; what was answered is kept.
    """
    count, before = 0, None
    while (question := interview.question()) is not None:
        if question.contract != before:
            _say(so_far(interview.outcome))
            before = question.contract
        if _answered(interview, question):
            count += 1
            _say(so_far(interview.outcome))
        sys.stdout.write("\n")
    return count


def _answered(interview: Interview, question: Question) -> bool:
    """Ask one question until the answer can be understood; False where it was passed over."""
    _say(question_line(question))
    _say(f"[{interview.expected}; Enter: I don't know]", 2)
    while True:
        try:
            return interview.answer(input(PROMPT))
        except BadValueError as refused:
            hint = f" ({refused.hint})" if refused.hint else ""
            _say(plain(f"{refused.message}{hint}", LONG_TEXT), 2)


def so_far(outcome: Outcome) -> str:
    """`R (Flyer): prepare. Answer the refund request, until 2026-03-15 00:00 UTC`."""
    result = outcome.result
    id, verdict = plain(result.id, LONGEST_ID), str(result.verdict).replace("-", " ")
    name = f"{id} ({plain(result.title)})" if result.title else id
    if result.verdict is Verdict.CANNOT_TELL or not outcome.findings:
        return f"{name}: {verdict}."
    first = min(outcome.findings, key=finding_order)
    until = "" if first.deadline is None else f", until {instant_text(first.deadline)}"
    return f"{name}: {verdict}. {plain(first.action.title)}{until}"


def _say(text: str, indent: int = 0) -> None:
    sys.stdout.write("\n".join(wrapped(text, WIDTH, indent)) + "\n")
