"""A checked report as it is shown: what the options leave of it, and whether it fails the run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from .checking import Asked, Checked, Given, checked
from .ending import CORRECT_FIRST
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
    told: frozenset[str] | None
    """Ids of the contracts that pages for people tell of; None: all."""
    closing: frozenset[str]
    """Ids of the contracts that were named to be ended, as they are shown."""
    is_redacted: bool = False
    telling: Sequence[str] = ()
    """Rules that say what --redact hides."""
    gone: Sequence[Problem] = ()
    """About findings of the baseline that are there no more, where this is the only report of the run."""
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
    notes = rule_notes(shown, found.rules, found.packs)
    reported = dataclasses.replace(reported, notes=(*reported.notes, *notes))
    zone, about_zone = zone_for(settings, found.snapshot, is_redacted=key is not None)
    one = Judged(
        found=replace(found, warnings=(*found.warnings, *about_zone)),
        report=reported,
        hidden=hidden,
        failed=fails(shown),
        zone=zone,
        told=told,
        closing=found.closing,
    )
    if known is not None:
        one = _beside(known, one, str(settings[BASELINE]), asked.is_one_of_many)
    return one if key is None else _under_pseudonyms(one, shown, key)


def _beside(baseline: Baseline, one: Judged, file: str, is_one_of_many: bool) -> Judged:
    """What is left of the baseline, and what of it is gone."""
    met = frozenset(baseline.met(one.found.report))
    # What is not here may be in another report of the run.
    left = () if is_one_of_many else baseline.gone(met)
    return replace(
        one,
        report=noted(one.report, len(left)),
        gone=about_gone(left, file),
        baseline=baseline,
        met=met,
    )


def _under_pseudonyms(one: Judged, shown: Report, key: bytes) -> Judged:
    reported, telling = under_pseudonyms(one.report, one.found.snapshot, key)
    return replace(
        one,
        report=reported,
        telling=telling,
        is_redacted=True,
        told=renamed(one.told, shown, reported),
        closing=renamed(one.closing, shown, reported) or frozenset(),
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
    warn(warnings, CORRECT_FIRST)
