"""What is found in some contracts of a snapshot, and the report that several of these make together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ..meaning.gaps import Gap
from ..policy.applied import Applied
from ..policy.kinds import no_pack_for
from ..policy.overrides import bases_of_readings, resting_on
from ..policy.pack import Pack
from ..policy.readings import Reading
from ..report.findings import Age, ContractResult, Finding, Report, Undetermined
from ..report.order import finding_order, undetermined_order
from ..report.verdicts import Standing
from ..snapshot.given_role import role_notes
from ..snapshot.model import Contract, Snapshot
from .collecting import Collected, collect
from .engines import JUDGED, Engine
from .options import Options
from .pack_run import PackRun
from .standings import contract_results, standing_findings, standings_of
from .states import match_states


class Part(Struct):
    """What was found in some batches."""

    results: dict[str, ContractResult] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)
    gaps: set[Gap] = field(default_factory=set)

    def add(self, other: Part) -> None:
        """Take what was found in another."""
        self.results |= other.results
        self.findings += other.findings
        self.undetermined += other.undetermined
        self.gaps |= other.gaps


def found_in(
    snapshot: Snapshot,
    contracts: Sequence[Contract],
    runs: Sequence[PackRun],
    options: Options,
    judged: int = JUDGED,
) -> tuple[Engine, Mapping[str, Standing], Part]:
    """What is found for some contracts of the snapshot, by the engine that is used; and by contract what
    decided its verdict.
    """
    engine = match_states(options.engine, [[item.states] for item in runs], judged)
    collected = Collected()
    for item in runs:
        collect(item.states, collected, options.progress, options.form)
    standings = standings_of(contracts, runs, collected)
    alone = replace(snapshot, contracts=list(contracts))
    results = tuple(
        contract_results(alone, standings, runs, options.with_facts, is_brief=options.is_brief)
    )
    part = Part(
        {result.id: result for result in results},
        standing_findings(collected, results),
        collected.undetermined,
        {gap for item in runs for gap in item.states.gaps},
    )
    return engine, standings, part


def report_from(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    as_of: int,
    engine: Engine,
    counts: Mapping[str, int],
    applied: Sequence[Applied],
    whole: Part,
) -> Report:
    """The report that parts make together; `counts`: contracts by platform, also those without a pack."""
    in_order = (whole.results.get(contract.id) for contract in snapshot.contracts)
    results = tuple(result for result in in_order if result is not None)
    return Report(
        as_of=as_of,
        exported_at=snapshot.exported_for(as_of),
        engine=engine,
        role=snapshot.role,
        role_is_assumed=snapshot.role_is_assumed,
        policies=_lineages(item.pack for item in applied),
        contracts=results,
        findings=tuple(sorted(whole.findings, key=finding_order)),
        undetermined=tuple(sorted(whole.undetermined, key=undetermined_order)),
        notes=tuple(_notes(snapshot, counts, packs)),
        age=_age(applied),
        readings=_named_readings(applied, whole.findings, results),
        overrides=tuple(one for item in applied for one in item.overrides),
        resting_on={
            id: used
            for item in applied
            for id, used in resting_on(item.pack, item.overrides).items()
        },
        gaps=frozenset(whole.gaps),
    )


def _named_readings(
    applied: Sequence[Applied], findings: Iterable[Finding], results: Iterable[ContractResult]
) -> dict[str, Reading]:
    named = {id for finding in findings for id in finding.assumes}
    named |= {id for result in results for id in result.assumes}
    found = {}
    for item in applied:
        bases = bases_of_readings(item.pack, item.overrides)
        for id, reading in item.pack.readings.items():
            if id in named:
                found[id] = dataclasses.replace(reading, basis=bases.get(id, reading.basis))
    return found


def _lineages(packs: Iterable[Pack]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(entry for pack in packs for entry in pack.lineage))


def _notes(
    snapshot: Snapshot,
    counts: Mapping[str, int],
    packs: Sequence[Pack],
) -> Iterable[str]:
    if counts:
        yield from role_notes(snapshot)
    known = {pack.platform for pack in packs}
    for platform, count in counts.items():
        if platform not in known:
            yield f"{no_pack_for(platform)}: {count} not checked"


def _age(applied: Sequence[Applied]) -> Age:
    """What the export is too old for, by the pack that is the strictest."""
    if any(item.is_stale for item in applied):
        return Age.STALE
    return Age.FRESH if all(item.is_fresh_to_close for item in applied) else Age.OLD
