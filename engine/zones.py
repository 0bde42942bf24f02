"""Instants as the people of a place read them: their day, their time, and the name of the zone.

Every instant has one local time, and the name tells the two apart that a clock shows twice. Beyond the
years of Python's calendar, and where no zone is named, times are those of UTC.
"""

from __future__ import annotations

import re
from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from .problems import suggestion
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
        if not self._is_midnight(seconds):
            return self.text(seconds)
        local = self._local(seconds)
        return f"the end of {self.day(seconds - 1)} {'UTC' if local is None else _name(local)}"

    def start(self, seconds: int) -> str:
        """As `text`; `2026-03-15` for the midnight before it."""
        return self.day(seconds) if self._is_midnight(seconds) else self.text(seconds)

    def _is_midnight(self, seconds: int) -> bool:
        local = self._local(seconds)
        if local is None:
            return not seconds % DAY
        return (local.hour, local.minute, local.second) == (0, 0, 0)

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


def zone_hint(name: str, otherwise: str) -> str:
    """What to write instead of a name that is no zone.

    A place that is spelled alike is named, and no abbreviation or distance: those that are spelled alike are
    the zones of other parts of the world.
    """
    alike = name.upper() if name.upper() in ("UTC", "GMT") else _place_like(name)
    if alike:
        return suggestion(alike)
    if _DISTANCE.fullmatch(name):
        return f"a distance from UTC is no zone, since clocks change: {otherwise}"
    if _ABBREVIATION.fullmatch(name):
        return f"an abbreviation is no zone: {otherwise}"
    return otherwise


def _place_like(name: str) -> str | None:
    """The zone whose city or country is nearly the same; a city that is only a little alike may be anywhere."""
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    cities = {
        _city(zone): zone
        for zone in sorted(available_timezones())
        if not zone.isupper() and not zone.startswith(_NO_PLACES)
    }
    found = get_close_matches(_city(name), cities, n=1, cutoff=0.8)
    return cities[found[0]] if found else None


def _city(name: str) -> str:
    return name.rpartition("/")[2].casefold().replace(" ", "_")


_NO_PLACES = ("Etc/", "GMT", "posix", "right", "SystemV/")
_DISTANCE = re.compile(r"(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?", re.ASCII | re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Za-z]{1,5}")
