"""Evaluates a snapshot against policy packs: the one entry of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .collecting import Collected, Progress, collect
from .pack_run import PackRun, pack_run
from .policy.applied import Applied, apply_pack
from .policy.conditions import Ref
from .policy.pack import Pack
from .policy.readings import Reading
from .python.compute import compile_facts
from .python.order import wanted
from .python.rows import platform_of
from .report.findings import (
    Age,
    ContractResult,
    Finding,
    Report,
)
from .report.results import finding_order, undetermined_order
from .report.verdicts import Standing
from .selection import Engine
from .snapshot.model import Contract, Snapshot
from .snapshot.planned import with_planned
from .standings import account_results, contract_results, standing_findings, standings_of
from .states import match_states
from .units import Scope


@dataclass(frozen=True, slots=True)
class Options:
    """How to evaluate. `closing`: ids of contracts that are to be ended."""

    engine: Engine = Engine.AUTO
    closing: frozenset[str] = frozenset()
    with_facts: bool = False
    with_preview: bool = False
    is_strict: bool = False
    """Nothing is assumed."""
    progress: Progress | None = None


def evaluate(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options | None = None
) -> Report:
    """All findings, undetermined rules and verdicts of a snapshot at an instant (UTC seconds).

    Raises `EngineFault` where two engines disagree.
    """
    return evaluated(snapshot, packs, as_of, options or Options())[0]


def evaluated(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options
) -> tuple[Report, Mapping[str, Standing]]:
    """The report, and by contract what decided its verdict."""
    exported_at = as_of if snapshot.exported_at is None else snapshot.exported_at
    snapshot = with_planned(snapshot, options.closing)
    by_platform: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        by_platform.setdefault(platform_of(contract, snapshot), []).append(contract)
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
    engine = match_states(options.engine, [[item.states] for item in runs])
    collected = Collected()
    for item in runs:
        collect(item.states, collected, options.progress)
    standings = standings_of(snapshot.contracts, runs, collected)
    results = tuple(contract_results(snapshot, standings, runs, options.with_facts))
    findings = standing_findings(collected, results)
    findings.sort(key=finding_order)
    collected.undetermined.sort(key=undetermined_order)
    report = Report(
        as_of=as_of,
        exported_at=exported_at,
        engine=engine,
        role=snapshot.role,
        policies=_lineages(item.applied.pack for item in runs),
        contracts=results,
        findings=tuple(findings),
        undetermined=tuple(collected.undetermined),
        accounts=account_results(runs) if options.with_facts else (),
        notes=tuple(_notes(by_platform, packs)),
        age=_age(runs),
        readings=_named_readings(runs, findings, results),
        overrides=tuple(one for item in runs for one in item.applied.overrides),
        gaps=frozenset(gap for item in runs for gap in item.states.gaps),
    )
    return report, standings


def _named_readings(
    runs: Sequence[PackRun], findings: Iterable[Finding], results: Iterable[ContractResult]
) -> dict[str, Reading]:
    named = {id for finding in findings for id in finding.assumes}
    named |= {id for result in results for id in result.assumes}
    return {
        id: reading
        for item in runs
        for id, reading in item.applied.pack.readings.items()
        if id in named
    }


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


def _lineages(packs: Iterable[Pack]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(entry for pack in packs for entry in pack.lineage))


def _notes(
    by_platform: Mapping[str, Sequence[Contract]],
    packs: Sequence[Pack],
) -> Iterable[str]:
    known = {pack.platform for pack in packs}
    for platform, contracts in by_platform.items():
        if platform not in known:
            yield f"no policy pack covers platform {platform}: {len(contracts)} not checked"


def _age(runs: Sequence[PackRun]) -> Age:
    """What the export is too old for, by the pack that is the strictest."""
    if any(item.applied.is_stale for item in runs):
        return Age.STALE
    return Age.FRESH if all(item.applied.is_fresh_to_close for item in runs) else Age.OLD
