"""Instants as the people of a place read them: their day, their time, and the name of the zone.

Every instant has one local time, and the name tells the two apart that a clock shows twice. Beyond the
years of Python's calendar, and where no zone is named, times are those of UTC.
"""

from __future__ import annotations

from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from .written import DAY, date_text, instant_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC_ZONE)


class Zone(Struct, frozen=True):
    """A time zone by its IANA name; without a name: UTC."""

    info: ZoneInfo | None = None

    def text(self, seconds: int) -> str:
        """`2026-03-15 10:00 CET` for an instant in UTC seconds; seconds only where there are any."""
        local = self._local(seconds)
        if local is None:
            return instant_text(seconds)
        form = "seconds" if local.second else "minutes"
        return f"{local.replace(tzinfo=None).isoformat(' ', form)} {_name(local)}"

    def day(self, seconds: int) -> str:
        """The local day of an instant: `2026-03-15`."""
        local = self._local(seconds)
        return date_text(seconds) if local is None else local.date().isoformat()

    def end(self, seconds: int) -> str:
        """As `text`; `the end of 2026-03-14 CET` for the midnight after it."""
        local = self._local(seconds)
        if local is None:
            is_midnight, name = not seconds % DAY, "UTC"
        else:
            is_midnight, name = (local.hour, local.minute, local.second) == (0, 0, 0), _name(local)
        return f"the end of {self.day(seconds - 1)} {name}" if is_midnight else self.text(seconds)

    def _local(self, seconds: int) -> datetime | None:
        if self.info is None:
            return None
        try:
            return (EPOCH + timedelta(seconds=seconds)).astimezone(self.info)
        except OverflowError:
            return None


def _name(local: datetime) -> str:
    """`CET`; `UTC+03` where a zone has no name but its distance."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name


UTC = Zone()


def zone_of(name: str) -> Zone | None:
    """The zone of an IANA name; None where there is no such zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return UTC if name == "UTC" else Zone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_names() -> list[str]:
    """The names of all zones that this machine knows."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())
