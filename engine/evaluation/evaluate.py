"""Evaluates a snapshot against policy packs: the one entry of the engine."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from ..garbage import uncollected
from ..policy.applied import Applied, apply_pack
from ..policy.conditions import Ref
from ..policy.pack import Pack
from ..processes import spread
from ..python.compute import FactProgram, compile_facts
from ..python.order import wanted
from ..python.rows import platform_of
from ..report.findings import (
    Report,
)
from ..report.verdicts import Standing
from ..snapshot.model import Contract, Snapshot
from ..snapshot.planned import with_planned
from ..units import Scope
from .batches import Batch, batches_of
from .batches import by_platform as by_platform_of
from .engines import Engine, is_for_python
from .in_slices import HUGE, SLICE, InSlices
from .options import Options as Options
from .pack_run import PackRun, batch_run, pack_run, run_for
from .part import Part, found_in, report_from
from .standings import account_results


def evaluate(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options | None = None
) -> Report:
    """All findings, undetermined rules and verdicts of a snapshot at an instant (UTC seconds).

    A large one is evaluated batch by batch. Raises `EngineFault` where two engines disagree.
    """
    options = options or Options()
    is_large = len(snapshot.contracts) >= options.batched_from
    if is_large and not options.with_facts and options.engine is not Engine.DURABLE:
        found = _in_batches(snapshot, packs, as_of, options)
        if found is not None:
            return found
    return evaluated(snapshot, packs, as_of, options)[0]


def _in_batches(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options
) -> Report | None:
    """The report, or None where the durable engine may have a say, which takes all rows at once."""
    snapshot = with_planned(snapshot, options.closing)
    by_platform = by_platform_of(snapshot)
    batching = Batching(snapshot, by_platform, packs, as_of, options)
    batches = list(batches_of(snapshot, options.batch))
    if not _is_for_python(options, by_platform, batching.programs, batches):
        return None
    whole, total = Part(), len(snapshot.contracts)
    with uncollected():
        for made in spread(batches, partial(batching.part, snapshot), options.jobs):
            whole.add(made)
            if options.progress is not None:
                options.progress(len(whole.results), total)
    counts = {platform: len(contracts) for platform, contracts in by_platform.items()}
    return batching.report(snapshot, counts, whole)


JUDGED_OF_BATCH = 2
"""Rows of each scope that the specification judges in every batch, beside one of a thousand."""


class Batching:
    """Packs over batches of contracts, each compiled once."""

    def __init__(
        self,
        snapshot: Snapshot,
        platforms: Collection[str],
        packs: Sequence[Pack],
        as_of: int,
        options: Options,
    ) -> None:
        """`snapshot`: what the batches are of; its contracts are not looked at."""
        exported_at = snapshot.exported_for(as_of)
        self.programs = [
            compile_facts(applied, wanted(applied))
            for applied in (
                apply_pack(pack, as_of, exported_at, snapshot.role, options.with_preview)
                for pack in packs
                if pack.platform in platforms
            )
        ]
        self._packs, self._as_of = packs, as_of
        self._options = replace(options, engine=Engine.PYTHON, progress=None)

    def is_stale(self, platform: str) -> bool:
        """Whether the export is so old that what it says of a platform's contracts may have changed."""
        applied = [program.layout.applied for program in self.programs]
        return any(item.is_stale for item in applied if item.pack.platform == platform)

    def part(self, snapshot: Snapshot, batch: Batch) -> Part:
        """What is found in a batch of the snapshot: of a huge one slice by slice, so that few rows are held."""
        return (self._sliced if len(batch.contracts) > HUGE else self._held)(snapshot, batch)

    def _sliced(self, snapshot: Snapshot, batch: Batch) -> Part:
        slices = [
            replace(snapshot, contracts=batch.contracts[start : start + SLICE])
            for start in range(0, len(batch.contracts), SLICE)
        ]
        found = self.in_slices(snapshot, {batch.platform: replace(batch, contracts=[])})
        found.gather(lambda: iter(slices))
        whole = Part()
        for number, some in enumerate(slices):
            whole.add(found.part(number, some))
        for around in found.parts_around():
            whole.add(around)
        found.release()
        return whole

    def _held(self, snapshot: Snapshot, batch: Batch) -> Part:
        """Its rows, which run in circles, are taken apart."""
        is_dated, is_strict = snapshot.known_until is not None, self._options.is_strict
        runs = [
            batch_run(program, batch, is_dated, is_strict)
            for program in self.programs
            if program.layout.applied.pack.platform == batch.platform
        ]
        found = found_in(snapshot, batch.contracts, runs, self._options, JUDGED_OF_BATCH)[2]
        for run in runs:
            run.states.release()
        return found

    def in_slices(self, snapshot: Snapshot, batches: Mapping[str, Batch]) -> InSlices:
        """The packs over accounts of the snapshot whose contracts come slice by slice; `batches`: by platform."""
        return InSlices(self.programs, batches, snapshot, self._options, JUDGED_OF_BATCH)

    def report(self, snapshot: Snapshot, counts: Mapping[str, int], whole: Part) -> Report:
        """What was found in batches of the snapshot, as its report; `counts`: contracts by platform."""
        applied = [program.layout.applied for program in self.programs]
        return report_from(
            snapshot, self._packs, self._as_of, Engine.PYTHON, counts, applied, whole
        )


def _is_for_python(
    options: Options,
    by_platform: Mapping[str, Sequence[Contract]],
    programs: Sequence[FactProgram],
    batches: Sequence[Batch],
) -> bool:
    """Whether there are surely too many rows for the durable engine, by the states of the first batches."""
    if options.engine is Engine.PYTHON:
        return True
    states = 1
    for program in programs:
        platform = program.layout.applied.pack.platform
        first = next(batch for batch in batches if batch.platform == platform)
        states = max(
            states, len(batch_run(program, first, True, options.is_strict).states.distinct)
        )
    rows = sum(
        not contract.is_invalid and 1 + len(contract.milestones or ())
        for program in programs
        for contract in by_platform[program.layout.applied.pack.platform]
    )
    return is_for_python(options.engine, rows * states)


def evaluated(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options
) -> tuple[Report, Mapping[str, Standing]]:
    """The report, and by contract what decided its verdict."""
    exported_at = snapshot.exported_for(as_of)
    snapshot = with_planned(snapshot, options.closing)
    by_platform = by_platform_of(snapshot)
    runs = [
        _prepare(
            apply_pack(pack, as_of, exported_at, snapshot.role, options.with_preview),
            snapshot,
            by_platform[pack.platform],
            options,
        )
        for pack in packs
        if pack.platform in by_platform
    ]
    engine, standings, whole = found_in(snapshot, snapshot.contracts, runs, options)
    applied = [item.applied for item in runs]
    counts = {platform: len(contracts) for platform, contracts in by_platform.items()}
    report = report_from(snapshot, packs, as_of, engine, counts, applied, whole)
    if options.with_facts:
        report = dataclasses.replace(report, accounts=account_results(runs))
    return report, standings


def evaluated_for(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, id: str, options: Options
) -> tuple[Report, Standing]:
    """The report of one contract of the snapshot, in which the others only bear on it; and what decided its
    verdict.
    """
    exported_at = snapshot.exported_for(as_of)
    by_platform = by_platform_of(snapshot)
    contract = next(each for each in snapshot.contracts if each.id == id)
    platform = platform_of(contract, snapshot)
    applied = [
        apply_pack(pack, as_of, exported_at, snapshot.role)
        for pack in packs
        if pack.platform in by_platform
    ]
    runs = [
        run_for(
            compile_facts(item, wanted(item)),
            snapshot,
            by_platform[platform],
            id,
            options.is_strict,
        )
        for item in applied
        if item.pack.platform == platform
    ]
    engine, standings, whole = found_in(snapshot, [contract], runs, options)
    counts = {platform: len(contracts) for platform, contracts in by_platform.items()}
    report = report_from(snapshot, packs, as_of, engine, counts, applied, whole)
    return report, standings[id]


def _prepare(
    applied: Applied, snapshot: Snapshot, contracts: list[Contract], options: Options
) -> PackRun:
    refs = list(wanted(applied))
    if options.with_facts:
        refs += _displayed(applied)
    return pack_run(compile_facts(applied, refs), snapshot, contracts, options.is_strict)


def _displayed(applied: Applied) -> list[Ref]:
    """The derived facts of contracts and accounts, for `--facts`."""
    return [
        fact.ref
        for (scope, _), fact in applied.pack.facts.items()
        if scope in (Scope.CONTRACT, Scope.ACCOUNT)
    ]
