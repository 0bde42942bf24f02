"""The questions alone: as lines, as JSON, and as a table to fill in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from csv import writer
from io import StringIO
from typing import Any

from ...engine.policy.pack import Severity
from ...engine.report.findings import Report, Verdict
from ...engine.report.question import Question
from ...engine.written import instant_json
from .csv import cell
from .json_shape import question_json
from .json_writing import document
from .layout import wrapped
from .phrases import between_phrases
from .questions import question_line

NONE_LEFT = "Nothing to ask: every contract can be told."


def none_left(report: Report, wanted: Collection[str | None]) -> str:
    """What is said where there is nothing to ask: also of what no answer would decide.

    `wanted`: the contracts that are asked about; empty: all.
    """
    found: dict[str, None] = {}
    for contract in report.contracts:
        if contract.verdict is Verdict.CANNOT_TELL and (not wanted or contract.id in wanted):
            found |= dict.fromkeys(between_phrases(contract.needs))
    for one in report.undetermined:
        if one.severity is Severity.ERROR and (not wanted or one.subject.contract in wanted):
            found |= dict.fromkeys(between_phrases(one.needs))
    return (
        f"Nothing to ask that an answer would decide: {'; '.join(found)}." if found else NONE_LEFT
    )


def questions_text(questions: Iterable[Question], otherwise: str, width: int = 80) -> str:
    """One question a line; `otherwise`: what is said where there is none."""
    lines = [
        line for question in questions for line in wrapped(question_line(question), width, 0, 2)
    ]
    return "\n".join(lines or wrapped(otherwise, width, 0)) + "\n"


def questions_json(questions: Iterable[Question]) -> str:
    """The questions as `check -f json` has them."""
    found: dict[str, Any] = {"version": 1, "questions": (question_json(one) for one in questions)}
    return document(found)


COLUMNS = ("contract", "milestone", "field", "question", "decides", "until", "answer")


def questions_csv(questions: Iterable[Question]) -> str:
    """One question a row, with an empty column for the answer."""
    text = StringIO()
    rows = writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in questions:
        until = "" if one.until is None else instant_json(one.until)
        decides = "; ".join(one.decides)
        cells = (one.contract or "", one.milestone or "", one.field, one.text, decides, until, "")
        rows.writerow([cell(each) for each in cells])
    return text.getvalue()


DATA_FORMATS: Mapping[str, Callable[[Iterable[Question]], str]] = {
    "json": questions_json,
    "csv": questions_csv,
}
