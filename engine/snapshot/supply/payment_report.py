"""Upwork's payment reports: tables as downloaded, or answers of the API; see `FORMS` and `ANSWERS`."""

from __future__ import annotations

from typing import BinaryIO

from ..sources import opened
from ..spreadsheet import DayOrder
from .payment import Report
from .payment_answer import answered
from .payment_table import tabled


def read_report(
    name: str, stdin: BinaryIO | None = None, dates: DayOrder | None = None
) -> list[Report]:
    """What a file tells: one report, or one for each list of an answer.

    `dates` is used where days have two readings. Raises `InputError` for a file that is no report, or a
    row that cannot be read.
    """
    with opened(name, stdin) as source:
        if source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            return answered(source)
        return [tabled(source, dates)]
