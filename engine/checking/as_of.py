"""The instant for which contracts are judged: where it comes from, and what is odd about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ..calendar import DAY
from ..problems import Level, Place, Problem
from ..report.findings import AsOfOrigin
from ..written import instant_text

if TYPE_CHECKING:
    from ..snapshot.model import Snapshot


class AsOf(Struct, frozen=True):
    """The instant, its origin, and what the clock says; UTC seconds."""

    instant: int
    origin: AsOfOrigin
    now: int


def chosen(given: int | None, snapshot: Snapshot, now: int, *, is_by_clock: bool = False) -> AsOf:
    """The instant that is given, else the snapshot's, else now; `is_by_clock`: now in any case.

    The snapshot is of now at the latest, where it does not say of when it is.
    """
    snapshot.read_at = now
    if is_by_clock:
        return AsOf(now, AsOfOrigin.CLOCK, now)
    if given is not None:
        return AsOf(given, AsOfOrigin.GIVEN, now)
    if snapshot.as_of is not None:
        return AsOf(snapshot.as_of, AsOfOrigin.SNAPSHOT, now)
    return AsOf(now, AsOfOrigin.CLOCK, now)


def about_other_instant(as_of: AsOf, snapshot: Snapshot, option: str) -> tuple[Problem, ...]:
    """A warning where the snapshot is judged at an earlier instant than it is of; or, where it does not say of
    when it is, at one that has not come.

    At a later one it is an old export, as the report says. `option`: what a person asks for the
    instant with.
    """
    known_until = snapshot.known_until
    if known_until is None and as_of.instant - as_of.now > DAY:
        message = f"it is {instant_text(as_of.now)} now, and what happens until then is not known"
        hint = "state `exported_at` in the export, if it tells what happens later"
        return (Problem(Place(option), message, hint, Level.WARNING),)
    if known_until is None or as_of.instant >= known_until:
        return ()
    later = instant_text(known_until)
    message = f"the snapshot is of {later}, which is later: what happened in between is in it"
    return (Problem(Place(option), message, "use an older export", Level.WARNING),)
