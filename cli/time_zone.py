"""`--time-zone`: in which zone people are told instants; without it, in that of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.checking.account_zone import account_zone
from ..engine.zones import UTC, Zone
from .settings.keys import TIME_ZONE

if TYPE_CHECKING:
    from ..engine.problems import Problem
    from ..engine.snapshot.model import Snapshot
    from .settings.settings import Settings


def zone_for(
    settings: Settings, snapshot: Snapshot, *, is_redacted: bool
) -> tuple[Zone, list[Problem]]:
    """The zone that is given, else the one of all accounts that name one, else UTC.

    A redacted report does not tell where the account is. Warns of a name that is no zone.
    """
    given = settings[TIME_ZONE]
    if given is not None or is_redacted:
        return given or UTC, []
    return account_zone(snapshot, "--time-zone")
