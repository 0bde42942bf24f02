"""Reads, evaluates and waives: what every command that reports findings does, in one place."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ..engine.checking.checked import report_of
from ..engine.checking.platforms import check_platforms
from ..engine.evaluation.engines import Engine
from ..engine.evaluation.evaluate import Options
from ..engine.language.load import load_packs
from ..engine.processes import cores
from ..engine.snapshot.read import read_in_place, read_snapshot, read_spooled
from ..engine.snapshot.spreadsheet import AS_THE_FILE_TELLS, Spreadsheet
from .as_of import as_of_for, check_age, latest_for
from .named import known_contracts, known_rules
from .output import refuse_inputs
from .own_fields import check_own_fields
from .settings.keys import ENGINE, MAX_WAIVER_DAYS, ON_INVALID, POLICIES, ROLE, STRICT, WAIVERS
from .text_file import read_text

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack
    from ..engine.problems import Problem
    from ..engine.report.findings import Report
    from ..engine.snapshot.model import Snapshot
    from ..engine.snapshot.parted import Parted
    from .progress import Progress
    from .settings.settings import Settings


class Asked(Struct, frozen=True):
    """What is to be checked, beside the settings."""

    files: Sequence[str]
    """As they were found."""
    now: int
    """What the clock says, in UTC seconds: it is asked once, so that reading and judging agree."""
    closing: Sequence[str] = ()
    rules: Sequence[str] = ()
    facts: bool = False
    outputs: Sequence[Path | None] = ()
    """Files that will be written: none of them may be one that is read."""
    supplements: Sequence[str] = ()
    """What was added by hand to the files."""
    spreadsheet: Spreadsheet = AS_THE_FILE_TELLS
    is_one_of_many: bool = False
    """Rules and contracts that are not known here may be so in another report of the run."""
    jobs: int | None = None
    """Processes; None: by the cores and the contracts."""
    loaded: dict[object, tuple[Pack, ...]] = field(default_factory=dict)
    """The packs of earlier reports of the run, by what names them."""


class Checked(Struct, frozen=True):
    """A report with its waivers applied, and what it was made of."""

    report: Report
    snapshot: Snapshot
    packs: tuple[Pack, ...]
    options: Options
    rules: frozenset[str]
    """The rules that alone are shown; none: all."""
    warnings: tuple[Problem, ...]
    """About supplements, the age of the snapshot and platforms without a policy; about waivers that did nothing
    where this is the only report of the run.
    """
    about_waivers: tuple[Problem, ...] = ()
    """The last of these where it is one of many: another report may use the waiver."""

    @property
    def closing(self) -> frozenset[str]:
        """The contracts that are to be ended."""
        return self.options.closing


class Given(Struct, frozen=True):
    """What is to be checked, read."""

    snapshot: Snapshot
    packs: tuple[Pack, ...]
    waivers: str | None
    """The text of the file."""
    warnings: tuple[Problem, ...]
    """About supplements and fields of a user's own."""
    spool: Parted | None = None
    """Holds the contracts, where they are too many for the snapshot."""


def given(
    asked: Asked, settings: Settings, progress: Progress | None = None, held: int | None = None
) -> Given:
    """What is to be checked; more rows than `held` lie in a spool. Raises `CloseoutError` for whatever cannot
    be used.
    """
    file = settings[WAIVERS]
    waivers = None if file is None else read_text(file)
    packs = _packs(asked, settings)
    _begin_reading(progress)
    latest, role = latest_for(settings, asked.now), settings[ROLE]
    if held is not None:
        snapshot, spool = read_spooled(asked.files, held, asked.spreadsheet, progress, latest, role)
    else:
        spool = None
        snapshot = read_snapshot(
            asked.files,
            stdin=sys.stdin.buffer,
            on_invalid=settings[ON_INVALID].value,
            spreadsheet=asked.spreadsheet,
            progress=progress,
            now=latest,
            role=role,
        )
    added = list(_supplemented(snapshot, asked, settings))
    added += check_own_fields(snapshot, packs)
    refuse_inputs(*asked.outputs)
    return Given(snapshot, packs, waivers, tuple(added), spool)


def given_in_place(asked: Asked, settings: Settings, held: int, progress: Progress) -> Given | None:
    """The same of files whose contracts, more than `held`, stay where they lie; None where they are to be read
    in their order. No waivers and no supplements.
    """
    packs = _packs(asked, settings)
    _begin_reading(progress)
    latest = latest_for(settings, asked.now)
    role = settings[ROLE]
    found = read_in_place(asked.files, held, asked.spreadsheet, progress, latest, role)
    if found is None:
        return None
    snapshot, lying = found
    added = check_own_fields(snapshot, packs)
    refuse_inputs(*asked.outputs)
    return Given(snapshot, packs, None, tuple(added), lying)


def _supplemented(snapshot: Snapshot, asked: Asked, settings: Settings) -> Iterator[Problem]:
    if asked.supplements:
        from ..engine.snapshot.misplaced import told_until
        from ..engine.snapshot.supply.supplement import merge_supplement

        as_of = as_of_for(settings, snapshot, asked.now).instant
        latest = told_until(as_of, snapshot.exported_for(as_of))
        for name in asked.supplements:
            yield from merge_supplement(snapshot, name, sys.stdin.buffer, asked.spreadsheet, latest)


def _begin_reading(progress: Progress | None) -> None:
    if progress is not None:
        progress.phase("reading")


def checked(
    asked: Asked, settings: Settings, progress: Progress | None = None, read: Given | None = None
) -> Checked:
    """The checked files, which may be `read` already. Raises `CloseoutError` for whatever cannot be used."""
    read = read or given(asked, settings, progress)
    snapshot, packs = read.snapshot, read.packs
    rules, closing = frozenset(asked.rules), frozenset(asked.closing)
    if asked.is_one_of_many:
        closing &= {contract.id for contract in snapshot.contracts}
    else:
        rules, closing = known_rules(rules, packs), known_contracts(closing, snapshot)
    options = options_for(asked, settings, closing, len(snapshot.contracts), progress)
    as_of = as_of_for(settings, snapshot, asked.now)
    about_age = check_age(as_of, settings, snapshot)
    if progress is not None:
        progress.phase("judging")
    report = report_of(snapshot, packs, as_of, options)
    report, about_waivers = _waived(report, snapshot, packs, settings, read.waivers)
    about_platforms = check_platforms(snapshot, packs)
    warnings = (*read.warnings, *about_age, *about_platforms)
    if asked.is_one_of_many:
        return Checked(report, snapshot, packs, options, rules, warnings, about_waivers)
    return Checked(report, snapshot, packs, options, rules, (*warnings, *about_waivers))


def options_for(
    asked: Asked,
    settings: Settings,
    closing: frozenset[str],
    count: int,
    progress: Progress | None,
) -> Options:
    """How so many contracts are evaluated."""
    return Options(
        engine=Engine(settings[ENGINE].value),
        closing=closing,
        with_facts=asked.facts,
        is_strict=settings[STRICT],
        progress=progress,
        jobs=_jobs(asked, count),
    )


JOBS_FROM = 5_000
"""Contracts from which on several processes are worth their start."""


def _jobs(asked: Asked, count: int) -> int:
    if asked.jobs is not None:
        return asked.jobs
    return cores() if count >= JOBS_FROM else 1


def _packs(asked: Asked, settings: Settings) -> tuple[Pack, ...]:
    named = settings[POLICIES]
    if named not in asked.loaded:
        asked.loaded[named] = load_packs(named)
    return asked.loaded[named]


def _waived(
    report: Report,
    snapshot: Snapshot,
    packs: tuple[Pack, ...],
    settings: Settings,
    text: str | None,
) -> tuple[Report, tuple[Problem, ...]]:
    if text is None:
        return report, ()
    from ..engine.report.waivers.apply import apply_waivers
    from ..engine.report.waivers.reader import read_waivers

    shipped = frozenset(rule.id for pack in load_packs(None) for rule in pack.rules)
    waivers = read_waivers(
        text, str(settings[WAIVERS]), packs, report.as_of, settings[MAX_WAIVER_DAYS], shipped
    )
    return apply_waivers(report, snapshot, waivers)
