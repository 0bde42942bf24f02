"""The instant for which a run decides: where it comes from, and whether it is recent enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.calendar import DAY, add
from ..engine.checking.as_of import AsOf, about_other_instant, chosen
from ..engine.problems import Level, Place, Problem, UsageError
from ..engine.report.findings import AsOfOrigin
from ..engine.written import instant_text, length_text
from .settings.keys import AS_OF, MAX_SNAPSHOT_AGE, REQUIRE_AS_OF

if TYPE_CHECKING:
    from ..engine.snapshot.model import Snapshot
    from ..engine.units import Duration
    from .settings.settings import Settings


def as_of_for(settings: Settings, snapshot: Snapshot, now: int) -> AsOf:
    """The instant that is given, else the snapshot's, else now; by the clock in any case where so is asked.

    `now`: what the clock said when the run began, in UTC seconds.
    """
    given = settings[AS_OF]
    if given is None or isinstance(given, int):
        return chosen(given, snapshot, now)
    return chosen(None, snapshot, now, is_by_clock=True)


def own_instant_for(settings: Settings, snapshot: Snapshot, now: int) -> int:
    """The instant at which an export is judged beside another one, in UTC seconds: the one that is given, else its
    own, up to which it knows what happened; now where it states none.
    """
    as_of = as_of_for(settings, snapshot, now).instant
    if settings[AS_OF] is not None or snapshot.as_of is not None or snapshot.exported_at is None:
        return as_of
    return min(snapshot.exported_at, as_of)


def latest_for(settings: Settings, now: int) -> int:
    """Nothing that has happened can be later, in UTC seconds: now, or the later instant that is judged for."""
    given = settings[AS_OF]
    return max(given, now) if isinstance(given, int) else now


def check_age(as_of: AsOf, settings: Settings, snapshot: Snapshot) -> tuple[Problem, ...]:
    """What is odd about the age of the snapshot.

    Raises `UsageError` where today's instant is required and this is more than a day from the clock.
    """
    if settings[REQUIRE_AS_OF]:
        _check_today(as_of.instant, as_of.origin, as_of.now)
    longest = settings[MAX_SNAPSHOT_AGE]
    found = about_other_instant(as_of, snapshot, "--as-of")
    if longest is None:
        return found
    too_old = _age_warning(snapshot, longest, max(as_of.instant, as_of.now))
    return found if too_old is None else (*found, too_old)


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
