"""Instants between the program, which counts UTC seconds, and Python's `datetime`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine.zones import Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = "now"


def moment(seconds: int | None, zone: Zone) -> datetime | None:
    """The instant in a zone; None for none, and for one that `datetime` cannot hold."""
    if seconds is None:
        return None
    try:
        return (EPOCH + timedelta(seconds=seconds)).astimezone(zone.info or UTC)
    except OverflowError:
        return None


def is_now(as_of: object) -> bool:
    """Whether the clock decides, whatever the data says of itself."""
    return isinstance(as_of, str) and as_of == NOW


def seconds_of(as_of: object, option: str) -> int:
    """The UTC seconds of an instant that a program names. Raises `UsageError`."""
    from .engine.problems import Place, UsageError
    from .engine.snapshot.bad_value import BadValueError
    from .engine.snapshot.instants import parse_instant
    from .engine.written import instant_json

    if isinstance(as_of, datetime) and as_of.utcoffset() is not None:
        as_of = instant_json((as_of - EPOCH) // timedelta(seconds=1))
    elif isinstance(as_of, datetime):
        message = f"{as_of} has no time zone"
        raise UsageError.at(Place(option), message, "write tzinfo=UTC")
    if not isinstance(as_of, str):
        message = f"expected a datetime or a text, found {type(as_of).__name__}"
        raise UsageError.at(Place(option), message, 'such as "2026-03-15T09:00:00Z"')
    try:
        return parse_instant(as_of)
    except BadValueError as refused:
        raise UsageError.at(Place(option), refused.message, refused.hint) from None
