"""What a person says about a table where its file leaves it open."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class DayOrder(StrEnum):
    """In which order the day and the month of a date stand."""

    DMY = "dmy"
    MDY = "mdy"

    @property
    def other(self) -> DayOrder:
        """The order that it is not."""
        return DayOrder.MDY if self is DayOrder.DMY else DayOrder.DMY

    def named(self, mark: str) -> str:
        """`day.month.year`, with the mark that stands between."""
        first = ("day", "month") if self is DayOrder.DMY else ("month", "day")
        return mark.join((*first, "year"))


class Encoding(StrEnum):
    """How the bytes of a text file are characters."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    LATIN_1 = "latin-1"
    WINDOWS_1252 = "windows-1252"


class Spreadsheet(Struct, frozen=True):
    """How tables are to be read; None and "": as the file itself tells."""

    encoding: Encoding | None = None
    sheet: str = ""
    """Name of the sheet of a workbook; "": the first."""
    dates: DayOrder | None = None
    """The order of days such as 1/2/2026."""


AS_THE_FILE_TELLS = Spreadsheet()
