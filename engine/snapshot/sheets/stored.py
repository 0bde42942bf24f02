"""Values that are stored with a type, as the cells of a table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .cells import Exact


def stored_text(value: object) -> str:
    """A value as a CSV would hold it; what has one reading only is marked as such."""
    match value:
        case str():
            return value
        case bool():
            return Exact(str(value).lower())
        case int() | float():
            return Exact(number_text(value))
        case datetime():
            at = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
            is_day = (at.hour, at.minute, at.second) == (0, 0, 0)
            return Exact(at.date().isoformat() if is_day else at.isoformat())
        case date():
            return Exact(value.isoformat())
        case time():
            return value.isoformat("seconds")
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return str(value)


def number_text(value: float | Decimal) -> str:
    """A number without an exponent; a float with the 15 digits that a spreadsheet keeps."""
    number = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
