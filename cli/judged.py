"""A checked report as it is shown: what the options leave of it, and whether it fails the run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from .checking import Asked, Checked, Given, checked
from .known_findings import about_gone, known_findings, marked, noted
from .outcome import Hidden, failing, fails, only, rule_notes, told_of, visible
from .redaction import renamed, under_pseudonyms
from .settings.keys import BASELINE, FAIL_ON, MIN_SEVERITY, UNDECIDED
from .time_zone import zone_for
from .warned import warn, warn_of_sentences, warn_without_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..engine.problems import Problem
    from ..engine.report.baseline import Baseline
    from ..engine.report.findings import Report
    from ..engine.snapshot.model import Snapshot
    from ..engine.zones import Zone
    from .progress import Progress
    from .settings.settings import Settings


class Judged(Struct, frozen=True):
    """A report and what it means."""

    found: Checked
    report: Report
    """As it is shown."""
    hidden: Hidden
    """The findings that are left out."""
    failed: bool
    zone: Zone
    """In which people are told instants."""
    gone: Sequence[Problem]
    """About findings of the baseline that are there no more, where this is the only report of the run."""
    telling: Sequence[str]
    """Rules that say what --redact hides."""
    is_redacted: bool
    told: frozenset[str] | None
    """Ids of the contracts that pages for people tell of; None: all."""
    closing: frozenset[str]
    """Ids of the contracts that were named to be ended, as they are shown."""
    baseline: Baseline | None = None
    met: frozenset[str] = frozenset()
    """The fingerprints of the findings of the baseline that are there still."""


def judged(
    asked: Asked,
    settings: Settings,
    key: bytes | None,
    progress: Progress | None = None,
    read: Given | None = None,
) -> Judged:
    """The judged report; `key` for pseudonyms. What is asked for may be `read` already. Raises `CloseoutError`
    for whatever cannot be used.
    """
    known = known_findings(settings)
    found = checked(asked, settings, progress, read)
    shown = only(found.report, found.rules)
    if known is not None:
        shown = marked(shown, known)
    shown = failing(shown, settings[FAIL_ON], settings[UNDECIDED], found.closing)
    reported, hidden = visible(shown, settings[MIN_SEVERITY])
    told = told_of(shown, found.rules, settings[MIN_SEVERITY], found.closing)
    closing = found.closing
    notes = rule_notes(shown, found.rules, found.packs)
    reported = dataclasses.replace(reported, notes=(*reported.notes, *notes))
    gone: Sequence[Problem] = ()
    met: frozenset[str] = frozenset()
    if known is not None:
        met = frozenset(known.met(found.report))
        # What is not here may be in another report of the run.
        left = () if asked.is_one_of_many else known.gone(met)
        reported = noted(reported, len(left))
        gone = about_gone(left, str(settings[BASELINE]))
    zone, about_zone = zone_for(settings, found.snapshot, is_redacted=key is not None)
    found = replace(found, warnings=(*found.warnings, *about_zone))
    telling: Sequence[str] = ()
    if key is not None:
        reported, telling = under_pseudonyms(reported, found.snapshot, key)
        told = renamed(told, shown, reported)
        closing = renamed(closing, shown, reported) or frozenset()
    return Judged(
        found,
        reported,
        hidden,
        fails(shown),
        zone,
        gone,
        telling,
        key is not None,
        told,
        closing,
        known,
        met,
    )


def tell(one: Judged) -> None:
    """What is odd about snapshot, waivers and baseline, on stderr."""
    found = one.found
    if one.is_redacted:
        warn_without_names([*found.snapshot.problems, *found.warnings, *one.gone])
    else:
        tell_problems(found.snapshot, found.warnings)
        warn(one.gone, "")
    if one.telling:
        warn_of_sentences(one.telling)


def tell_problems(snapshot: Snapshot, warnings: Sequence[Problem]) -> None:
    """What is odd about a snapshot, and what else is to be corrected, on stderr."""
    warn(snapshot.problems)
    warn(warnings, "correct these first")
