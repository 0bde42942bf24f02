"""`--time-zone`: in which zone people are told instants; without it, in that of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.problems import Level, Place, Problem, did_you_mean
from ..engine.snapshot.fields import POSITION
from ..engine.units import Scope
from ..engine.written import ABSENT
from ..engine.zones import UTC, Zone, zone_names, zone_of
from .settings.keys import TIME_ZONE

if TYPE_CHECKING:
    from ..engine.snapshot.model import Snapshot
    from .settings.settings import Settings

_TIME_ZONE = POSITION[Scope.ACCOUNT]["time_zone"]


def zone_for(
    settings: Settings, snapshot: Snapshot, *, is_redacted: bool
) -> tuple[Zone, list[Problem]]:
    """The zone that is given, else the one of all accounts that name one, else UTC.

    A redacted report does not tell where the account is. Warns of a name that is no zone.
    """
    given = settings[TIME_ZONE]
    names = {record[_TIME_ZONE] for record in snapshot.accounts} - {None, ABSENT}
    if given is not None or is_redacted or len(names) != 1:
        return given or UTC, []
    name = str(names.pop())
    zone = zone_of(name)
    if zone is not None:
        return zone, []
    hint = did_you_mean(name, zone_names(), "write a name such as Europe/Berlin, or --time-zone")
    message = f"there is no time zone `{name[:60]}`: times are told in UTC"
    return UTC, [Problem(Place("account.time_zone"), message, hint, Level.WARNING)]
