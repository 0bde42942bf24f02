"""The talk on the terminal: what can be told so far, one question, one answer, and what that changes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from ..engine.policy.pack import Effect
from ..engine.report.findings import Verdict
from ..engine.report.order import finding_order
from ..engine.snapshot.bad_value import BadValueError
from ..engine.written import instant_text
from .render.layout import LONG_TEXT, columns, plain, wrapped
from .render.page import LONGEST_ID
from .render.questions import question_line
from .untold import untold_after

if TYPE_CHECKING:
    from ..engine.questions.interview import Interview
    from ..engine.questions.outcome import Outcome
    from ..engine.report.findings import Report
    from ..engine.report.question import Question

Answer = TypeVar("Answer")

WIDTH = 80
PROMPT = "> "
NOTHING_WRITTEN = "No answers, so nothing is written."
STOP = "q"
"""Typed as an answer, it ends the talk as Ctrl-D does."""
TO_BE_SURE = (
    "All else can be told, but some of it rests on what nobody said. To be sure, the most harmful first "
    "(q stops here):"
)
STILL_OPEN = (
    "That was all that decides. To be sure of what rests on what nobody said, the most harmful first "
    "(q stops here):"
)
"""The same where some contracts cannot be told after all that was asked."""


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def talk(interview: Interview, report: Report) -> int:
    """Ask until nothing is left to ask; returns how many answers were given. `report`: that of the export.

    Raises `EOFError` and `KeyboardInterrupt` as the terminal does; what was answered is kept.
    """
    count, before, is_to_be_sure = 0, None, False
    while (question := interview.question()) is not None:
        if interview.is_to_be_sure and not is_to_be_sure:
            say(f"{STILL_OPEN if interview.untold else TO_BE_SURE}\n")
            before, is_to_be_sure = None, True
        if question.contract != before:
            say(so_far(interview.outcome))
            before = question.contract
        if _answered(interview, question):
            count += 1
            say(so_far(interview.outcome))
        sys.stdout.write("\n")
    for contract, outcome in interview.untold:
        if why := untold_after(report, contract, outcome):
            say(f"{name_of(outcome)}: {why}.")
    return count


def _answered(interview: Interview, question: Question) -> bool:
    """Ask one question; False where it was passed over."""

    return put(question_line(question), interview.expected, interview.answer)


def put(question: str, expected: str, take: Callable[[str], Answer]) -> Answer:
    """Ask one question until the answer can be taken, and return what was made of it.

    `take` raises `BadValueError` for an answer that cannot be understood. Raises `EOFError` for `q`, as the
    terminal does where it ends.
    """
    say(question)
    say(f"[{expected}; Enter: I don't know]", 2)
    while True:
        text = input(PROMPT)
        if text.strip().lower() == STOP:
            raise EOFError
        try:
            return take(text)
        except BadValueError as refused:
            hint = f" ({refused.hint})" if refused.hint else ""
            say(plain(f"{refused.message}{hint}", LONG_TEXT), 2)


def so_far(outcome: Outcome) -> str:
    """`R (Flyer): prepare. Answer the refund request, until 2026-03-15 00:00 UTC`."""
    result, name = outcome.result, name_of(outcome)
    verdict = result.verdict.words
    if result.verdict is Verdict.CANNOT_TELL or not outcome.findings:
        return f"{name}: {verdict}."
    return f"{name}: {verdict}. {advice(outcome)}"


def name_of(outcome: Outcome) -> str:
    """`R (Flyer)`."""
    id, title = plain(outcome.result.id, LONGEST_ID), outcome.result.title
    return f"{id} ({plain(title)})" if title else id


SPOKEN: dict[Verdict, str] = {
    Verdict.DO_NOT_END: "no, do not end it.",
    Verdict.CANNOT_TELL: "that cannot be told yet.",
    Verdict.WAIT: "not yet, wait.",
    Verdict.PREPARE: "not yet, something comes first.",
    Verdict.KEEP_OPEN: "better keep it open.",
    Verdict.CLOSE: "yes, you may end it.",
    Verdict.NOTHING_TO_DO: "nothing is left to do.",
}
"""The answer to somebody who asks whether they may end a contract."""


_ADVICE_ITSELF = frozenset((Verdict.DO_NOT_END, Verdict.CLOSE))
"""Answers that say already what is to be done."""

_FIRST_CLAUSE = re.compile(r"[;.] |\.$")
"""Ends the part of a message that is worth a line."""


def spoken_so_far(outcome: Outcome) -> str:
    """`So far: no, do not end it. 250.00 USD lie in escrow`: on one line as much as it has room for in full."""
    line = f"So far: {SPOKEN[outcome.result.verdict]}"
    if outcome.result.verdict is not Verdict.DO_NOT_END or not outcome.findings:
        told = (advice(outcome), _deed(outcome)) if _has_advice(outcome) else ()
        return _in_one_line(line, told)
    blocks = (one for one in outcome.findings if one.action.effect is Effect.BLOCK)
    why = _FIRST_CLAUSE.split(min(blocks, key=finding_order).message)[0]
    return _in_one_line(line, [plain(why, LONG_TEXT)])


def _in_one_line(line: str, ends: Iterable[str]) -> str:
    """A line with the first of some ends that it has room for; nothing is cut."""
    return next((whole for end in ends if columns(whole := f"{line} {end}") <= WIDTH), line)


def spoken(outcome: Outcome, name: str) -> str:
    """`Logo: not yet, wait. Wait for approval, until 2026-03-15 00:00 UTC`."""
    line = f"{name}: {SPOKEN[outcome.result.verdict]}"
    if outcome.result.verdict in _ADVICE_ITSELF or not _has_advice(outcome):
        return line
    return f"{line} {advice(outcome)}"


def _has_advice(outcome: Outcome) -> bool:
    return outcome.result.verdict is not Verdict.CANNOT_TELL and bool(outcome.findings)


def _deed(outcome: Outcome) -> str:
    return plain(min(outcome.findings, key=finding_order).action.title, LONG_TEXT)


def advice(outcome: Outcome) -> str:
    """What comes first, and until when."""
    deadline = min(outcome.findings, key=finding_order).deadline
    until = "" if deadline is None else f", until {instant_text(deadline)}"
    return f"{_deed(outcome)}{until}"


def say(text: str, indent: int = 0) -> None:
    """Print a paragraph, wrapped."""
    sys.stdout.write("\n".join(wrapped(text, WIDTH, indent)) + "\n")
