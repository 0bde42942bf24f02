"""Evaluates a snapshot against policy packs: the one entry of the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from .collecting import Collected, OnlyAssumed, Progress, closing_of, collect
from .meaning.layout import Row
from .meaning.reading import Reader
from .policy.applied import Applied, apply_pack
from .policy.conditions import Ref
from .policy.pack import Effect, Pack
from .policy.readings import Reading
from .python.compute import FactProgram, compile_facts
from .python.order import STATUS, wanted
from .python.rows import build_rows, platform_of
from .report.findings import (
    AccountResult,
    Age,
    Closing,
    ContractResult,
    Finding,
    Report,
    Shown,
    Verdict,
    by_contract,
)
from .report.results import finding_order, subject_of, undetermined_order
from .report.verdicts import ENDED, Judged, Standing, judge
from .selection import Engine
from .snapshot.fields import EXPORTED_AT, POSITION
from .snapshot.model import Contract, Snapshot
from .snapshot.planned import is_planned, with_planned
from .states import States, match_states, states_of
from .units import Scope

_STATUS = POSITION[Scope.CONTRACT]["status"]
_TITLE = POSITION[Scope.CONTRACT]["title"]
_CLIENT_NAME = POSITION[Scope.CONTRACT]["client.name"]
_CLIENT_ID = POSITION[Scope.CONTRACT]["client.id"]


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


@dataclass(slots=True)
class PackRun:
    """One pack over its platform's contracts, with all that came out."""

    applied: Applied
    states: States
    place_of: Mapping[str, int]
    """By id of a contract: its place among the rows of contracts."""
    is_fresh: bool
    """Whether the export is recent enough to end a contract by it."""

    def reader(self, contract: Contract) -> Reader:
        """The facts of a contract, as far as they are known in the working state."""
        return self.states.working.reader(Scope.CONTRACT, self.place_of[contract.id])


def pack_run(
    program: FactProgram,
    snapshot: Snapshot,
    contracts: Sequence[Contract],
    is_strict: bool,
) -> PackRun:
    """A pack's contracts, filled; to be matched."""
    applied = program.layout.applied
    states = states_of(
        program, lambda: build_rows(program.layout, snapshot, list(contracts)), is_strict
    )
    return PackRun(
        applied=applied,
        states=states,
        place_of={contract.id: place for place, contract in enumerate(contracts)},
        is_fresh=applied.may_end_by(snapshot.known_until is not None, is_strict),
    )


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
        accounts=_account_results(runs) if options.with_facts else (),
        notes=tuple(_notes(by_platform, packs)),
        age=_age(runs),
        readings=_named_readings(runs, findings, results),
    )
    return report, standings


def standing_findings(collected: Collected, results: Iterable[ContractResult]) -> list[Finding]:
    """What was found; what ends a contract stands under the verdict that it may be ended, and nowhere else."""
    closable = {result.id for result in results if result.verdict is Verdict.CLOSE}
    return [
        finding
        for finding in collected.findings
        if finding.action.effect is not Effect.CLOSE or finding.subject.contract in closable
    ]


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


def standings_of(
    contracts: Sequence[Contract], runs: Sequence[PackRun], collected: Collected
) -> dict[str, Standing]:
    """By contract what decides its verdict, from what was collected over all packs."""
    findings, undetermined = by_contract(collected.findings), by_contract(collected.undetermined)
    hindering = by_contract(collected.hindering)
    assumed: dict[str, list[OnlyAssumed]] = {}
    for entry in collected.only_assumed:
        assumed.setdefault(entry.contract, []).append(entry)
    found: dict[str, Standing] = {}
    for contract in contracts:
        id = contract.id
        mine = [item for item in runs if id in item.place_of]
        found[id] = Standing(
            status=_status(contract, mine),
            findings=findings.get(id, ()),
            undetermined=undetermined.get(id, ()),
            hindering=hindering.get(id, ()),
            closing=_closing(contract, mine) if is_planned(contract) else None,
            is_fresh=all(item.is_fresh for item in mine),
            is_stale=any(item.applied.is_stale for item in mine),
            assumed=partial(_assumed, assumed.get(id, ())),
            is_invalid=contract.is_invalid,
        )
    return found


def _assumed(
    items: Sequence[OnlyAssumed], effects: Collection[Effect], for_closing: bool
) -> set[str]:
    """What alone decides the rules of these effects; see `report.verdicts.Assumed`."""
    return {id for item in items if item.effect in effects for id in item.assumes(for_closing)}


def contract_results(
    snapshot: Snapshot,
    standings: Mapping[str, Standing],
    runs: Sequence[PackRun],
    with_facts: bool,
) -> Iterable[ContractResult]:
    """The verdict of each contract of the snapshot that has a standing."""
    for contract in snapshot.contracts:
        if contract.id in standings:
            mine = [item for item in runs if contract.id in item.place_of]
            yield _contract_result(snapshot, contract, mine, standings[contract.id], with_facts)


def _status(contract: Contract, runs: Sequence[PackRun]) -> str | None:
    """As stated, or as it is taken to be in the working state."""
    stated = _text(contract.values[_STATUS])
    for item in runs:
        if stated is None:
            stated = _text(item.reader(contract).plain(STATUS))
    return stated


def _contract_result(
    snapshot: Snapshot,
    contract: Contract,
    runs: Sequence[PackRun],
    standing: Standing,
    with_facts: bool,
) -> ContractResult:
    values = contract.values
    judged = judge(standing)
    is_planned = standing.closing is not None and standing.status != ENDED
    to_be_closed = is_planned or judged.verdict is Verdict.CLOSE
    return ContractResult(
        id=contract.id,
        verdict=judged.verdict,
        title=_text(values[_TITLE]),
        client=_text(values[_CLIENT_NAME]) or _text(values[_CLIENT_ID]),
        status=standing.status,
        until=judged.until,
        end_reason=_end_reason(contract, runs) if to_be_closed else None,
        needs=_needs(judged, runs),
        assumes=_with_the_file(judged, snapshot, runs),
        is_invalid=contract.is_invalid,
        closing=standing.closing,
        place=contract.place,
        facts=_facts(contract, runs) if with_facts else {},
    )


def _needs(judged: Judged, runs: Sequence[PackRun]) -> tuple[str, ...]:
    """The fields that would decide; of an export that is too old nothing but a new one."""
    if judged.verdict is Verdict.CANNOT_TELL and any(item.applied.is_stale for item in runs):
        return (EXPORTED_AT,)
    return judged.needs


def _with_the_file(judged: Judged, snapshot: Snapshot, runs: Sequence[PackRun]) -> tuple[str, ...]:
    """What the verdict assumes; of a closing also that a file without an instant is as of now."""
    if judged.verdict is not Verdict.CLOSE or snapshot.known_until is not None:
        return judged.assumes
    of_the_file = {
        reading.id
        for item in runs
        for reading in item.applied.pack.readings.values()
        if reading.is_assumed and reading.scope is Scope.EXPORT
    }
    return tuple(sorted({*judged.assumes, *of_the_file}))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _closing(contract: Contract, runs: Sequence[PackRun]) -> Closing:
    """Whether what closing requires is certainly fulfilled in every pack, and what would tell."""
    found = [closing_of(item.states, item.place_of[contract.id]) for item in runs]
    known = [item for item in found if item is not None]
    for item in known:
        if not item.is_allowed:
            return item
    assumes = tuple(sorted({id for item in known for id in item.assumes}))
    return Closing(bool(known), assumes=assumes)


def _end_reason(contract: Contract, runs: Sequence[PackRun]) -> str | None:
    for item in runs:
        if item.applied.pack.end_reason is not None:
            return _text(item.reader(contract).exact(item.applied.pack.end_reason))
    return None


def _facts(contract: Contract, runs: Sequence[PackRun]) -> Mapping[str, Shown | None]:
    facts: dict[str, Shown | None] = {}
    for item in runs:
        _add_facts(facts, item, Scope.CONTRACT, item.reader(contract).row)
    return facts


def _add_facts(facts: dict[str, Shown | None], item: PackRun, scope: Scope, row: Row) -> None:
    """Facts by full name; where two packs define the same name, the later one says whose it is."""
    for (fact_scope, _), fact in item.applied.pack.facts.items():
        if fact_scope is scope:
            name = fact.ref.full
            name = f"{item.applied.pack.id}:{name}" if name in facts else name
            facts[name] = item.states.working.results.fact(fact.ref, row)


def _account_results(runs: Sequence[PackRun]) -> tuple[AccountResult, ...]:
    by_id: dict[str | None, dict[str, Shown | None]] = {}
    for item in runs:
        for row in item.states.working.rows.subjects[Scope.ACCOUNT]:
            id = subject_of(Scope.ACCOUNT, row).account
            _add_facts(by_id.setdefault(id, {}), item, Scope.ACCOUNT, row)
    return tuple(AccountResult(id, facts) for id, facts in by_id.items())


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
