"""The instant for which a run decides: where it comes from, and whether it is recent enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engine.calendar import DAY, add
from ..engine.findings import AsOfOrigin
from ..engine.problems import Level, Place, Problem, UsageError
from ..engine.show import instant_text, length_text
from . import clock

if TYPE_CHECKING:
    from ..engine.snapshot.model import Snapshot
    from ..engine.units import Duration
    from .settings import Settings


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant (UTC seconds), its origin, and what is odd about the age of the snapshot."""

    instant: int
    origin: AsOfOrigin
    warnings: tuple[Problem, ...] = ()


def as_of_for(settings: Settings, snapshot: Snapshot) -> AsOf:
    """The instant that is given, else the snapshot's, else now.

    Raises `UsageError` where today's is required and it is more than a day from the clock.
    """
    now = clock.now()
    if settings.as_of is not None:
        instant, origin = settings.as_of, AsOfOrigin.GIVEN
    elif snapshot.as_of is not None:
        instant, origin = snapshot.as_of, AsOfOrigin.SNAPSHOT
    else:
        instant, origin = now, AsOfOrigin.CLOCK
    if settings.requires_today:
        _check_today(instant, origin, now)
    longest = settings.max_snapshot_age
    age = None if longest is None else _age_warning(snapshot, longest, max(instant, now))
    return AsOf(instant, origin, (age,) if age else ())


_ORIGINS = {AsOfOrigin.GIVEN: "was given", AsOfOrigin.SNAPSHOT: "comes from the snapshot"}


def _check_today(instant: int, origin: AsOfOrigin, now: int) -> None:
    if abs(now - instant) <= DAY:
        return
    side = "before" if instant < now else "after"
    raise UsageError.at(
        Place("--require-as-of"),
        f"the as-of instant {instant_text(instant)} lies more than a day {side} the clock, "
        f"{instant_text(now)}",
        f"it {_ORIGINS[origin]}: export anew, or check without --require-as-of",
    )


def _age_warning(snapshot: Snapshot, longest: Duration, now: int) -> Problem | None:
    place = Place("--max-snapshot-age")
    exported_at = snapshot.as_of if snapshot.exported_at is None else snapshot.exported_at
    if exported_at is None:
        message = "the snapshot does not say when it was exported"
        return Problem(place, message, "state `exported_at` in it", Level.WARNING)
    if add(exported_at, longest) >= now:
        return None
    message = f"the snapshot of {instant_text(exported_at)} is older than {length_text(longest)}"
    return Problem(place, message, "export anew", Level.WARNING)
