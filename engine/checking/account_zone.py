"""The time zone of an account, in which people are told instants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problems import Level, Place, Problem
from ..snapshot.fields import POSITION
from ..units import Scope
from ..written import ABSENT
from ..zones import UTC, Zone, zone_hint, zone_of

if TYPE_CHECKING:
    from ..snapshot.model import Snapshot

_TIME_ZONE = POSITION[Scope.ACCOUNT]["time_zone"]


def account_zone(snapshot: Snapshot, remedy: str) -> tuple[Zone, list[Problem]]:
    """The zone of all accounts that name one, else UTC. Warns of a name that is no zone.

    `remedy`: what else a person can do about that.
    """
    names = {record[_TIME_ZONE] for record in snapshot.accounts} - {None, ABSENT}
    if len(names) != 1:
        return UTC, []
    name = str(names.pop())
    zone = zone_of(name)
    if zone is not None:
        return zone, []
    hint = zone_hint(name, f"write a name such as Europe/Berlin, or {remedy}")
    message = f"there is no time zone `{name[:60]}`: times are told in UTC"
    return UTC, [Problem(Place("account.time_zone"), message, hint, Level.WARNING)]
