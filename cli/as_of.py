"""The instant for which a run decides: where it comes from, and whether it is recent enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engine.calendar import DAY, add
from ..engine.problems import Level, Place, Problem, UsageError
from ..engine.report.findings import AsOfOrigin
from ..engine.written import instant_text, length_text
from . import clock
from .settings.keys import AS_OF, MAX_SNAPSHOT_AGE, REQUIRE_AS_OF

if TYPE_CHECKING:
    from ..engine.snapshot.model import Snapshot
    from ..engine.units import Duration
    from .settings.settings import Settings


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant, its origin, and what the clock says; UTC seconds."""

    instant: int
    origin: AsOfOrigin
    now: int


def as_of_for(settings: Settings, snapshot: Snapshot) -> AsOf:
    """The instant that is given, else the snapshot's, else now; `now`: by the clock in any case."""
    now = clock.now()
    given = settings[AS_OF]
    if isinstance(given, int):
        return AsOf(given, AsOfOrigin.GIVEN, now)
    if given is None and snapshot.as_of is not None:
        return AsOf(snapshot.as_of, AsOfOrigin.SNAPSHOT, now)
    return AsOf(now, AsOfOrigin.CLOCK, now)


def check_age(as_of: AsOf, settings: Settings, snapshot: Snapshot) -> tuple[Problem, ...]:
    """What is odd about the age of the snapshot.

    Raises `UsageError` where today's instant is required and this is more than a day from the clock.
    """
    if settings[REQUIRE_AS_OF]:
        _check_today(as_of.instant, as_of.origin, as_of.now)
    longest = settings[MAX_SNAPSHOT_AGE]
    found = [_moved_warning(as_of, snapshot)]
    if longest is not None:
        found.append(_age_warning(snapshot, longest, max(as_of.instant, as_of.now)))
    return tuple(warning for warning in found if warning is not None)


def _moved_warning(as_of: AsOf, snapshot: Snapshot) -> Problem | None:
    """Without `exported_at` a snapshot counts as exported at the instant that is asked for."""
    own, known_until = snapshot.as_of, snapshot.known_until
    if known_until is not None and as_of.instant < known_until:
        later = instant_text(known_until)
        message = f"the snapshot is of {later}, which is later: what happened in between is in it"
        return Problem(Place("--as-of"), message, "use an older export", Level.WARNING)
    if own is None or snapshot.exported_at is not None or as_of.instant == own:
        return None
    message = f"the snapshot is of {instant_text(own)} and is read as if nothing had changed since"
    hint = "state `exported_at` in it, and what may have changed counts as not known"
    return Problem(Place("--as-of"), message, hint, Level.WARNING)


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
    exported_at = snapshot.known_until
    if exported_at is None:
        message = "the snapshot does not say when it was exported"
        return Problem(place, message, "state `exported_at` in it", Level.WARNING)
    if add(exported_at, longest) >= now:
        return None
    message = f"the snapshot of {instant_text(exported_at)} is older than {length_text(longest)}"
    return Problem(place, message, "export anew", Level.WARNING)
