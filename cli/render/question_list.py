"""The questions of a report alone: as lines, as JSON, and as a table to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from csv import writer
from io import StringIO
from typing import Any

from ...engine.report.findings import Report
from ...engine.report.question import Question
from ...engine.written import instant_json
from .csv import cell
from .json_shape import question_json
from .json_writing import document
from .layout import wrapped
from .questions import question_line
from .undated import instant_line

WIDTH = 80
"""Columns of a line."""
NONE_LEFT = "Nothing to ask: every contract can be told."
NO_ANSWER = "Nothing to ask that would tell:"


def questions_text(
    report: Report, questions: Iterable[Question], untold: Iterable[str] = ()
) -> str:
    """One question a line; then what no answer tells (`untold`), and the instant of the report."""
    asked = [question_line(question) for question in questions]
    left = list(untold)
    told = [*asked, *([NO_ANSWER, *left] if left else [])]
    lines = [line for text in told or [NONE_LEFT] for line in wrapped(text, WIDTH, 0, 2)]
    return "\n".join([*lines, instant_line(report)]) + "\n"


def questions_json(report: Report, questions: Iterable[Question]) -> str:
    """The questions as `check -f json` has them; the shape is `schemas/questions.schema.json`."""
    found: dict[str, Any] = {
        "version": 1,
        "as_of": instant_json(report.as_of),
        "as_of_origin": str(report.as_of_origin),
        "questions": (question_json(one) for one in questions),
    }
    return document(found)


COLUMNS = (
    *("contract", "milestone", "field", "question", "decides", "until", "answer"),
    *("as_of", "as_of_origin"),
)


def questions_csv(report: Report, questions: Iterable[Question]) -> str:
    """One question a row, with an empty column for the answer."""
    text = StringIO()
    rows = writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in questions:
        until = "" if one.until is None else instant_json(one.until)
        decides = "; ".join(one.decides)
        cells = (one.contract or "", one.milestone or "", one.field, one.text, decides, until, "")
        dated = (instant_json(report.as_of), str(report.as_of_origin))
        rows.writerow([cell(each) for each in (*cells, *dated)])
    return text.getvalue()


QUESTION_TABLES: Mapping[str, Callable[[Report, Iterable[Question]], str]] = {
    "json": questions_json,
    "csv": questions_csv,
}
