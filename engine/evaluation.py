"""Evaluates a snapshot against policy packs: the one entry of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .meaning.layout import Row
from .meaning.matching import Match
from .meaning.reading import Reader
from .meaning.trace import trace
from .policy.applied import Applied, apply_pack
from .policy.conditions import Ref
from .policy.pack import Pack
from .python.compute import FactProgram, compile_facts
from .python.order import wanted
from .python.rows import RowSet, build_rows, platform_of
from .report.findings import (
    AccountResult,
    ContractResult,
    Finding,
    Report,
    Shown,
    Undetermined,
    Verdict,
)
from .report.results import Naming, Results, finding_order, undetermined_order
from .report.verdicts import Judged, judge
from .selection import Engine, Job, match_all
from .snapshot.fields import POSITION
from .snapshot.model import Contract, Snapshot
from .units import Scope

_STATUS = POSITION[Scope.CONTRACT]["status"]
_TITLE = POSITION[Scope.CONTRACT]["title"]
_CLIENT_NAME = POSITION[Scope.CONTRACT]["client.name"]
_CLIENT_ID = POSITION[Scope.CONTRACT]["client.id"]
_PLANNED = POSITION[Scope.CONTRACT]["closing_planned"]


Progress = Callable[[int, int | None], None]
"""Told how much is done, of how much (None: not known)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to evaluate. `closing`: ids of contracts that are to be ended."""

    engine: Engine = Engine.AUTO
    closing: frozenset[str] = frozenset()
    with_facts: bool = False
    with_preview: bool = False
    progress: Progress | None = None
    disguise: Naming | None = None
    """Other names for what is shown; what is found stays the same."""


@dataclass(slots=True)
class PackRun:
    """One pack over its platform's contracts."""

    applied: Applied
    program: FactProgram
    rows: RowSet
    results: Results
    end_reason: Ref | None = None
    by_contract: dict[str, Row] = field(default_factory=dict)


@dataclass(slots=True)
class Collected:
    findings: list[Finding] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)


def evaluate(
    snapshot: Snapshot, packs: Sequence[Pack], as_of: int, options: Options | None = None
) -> Report:
    """All findings, undetermined rules and verdicts of a snapshot at an instant (UTC seconds).

    Raises `EngineFault` where two engines disagree.
    """
    options = options or Options()
    exported_at = as_of if snapshot.exported_at is None else snapshot.exported_at
    contracts = [_planned(contract, options.closing) for contract in snapshot.contracts]
    by_platform: dict[str, list[Contract]] = {}
    for contract in contracts:
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
    jobs = [Job(item.applied, item.program.layout, item.rows.subjects) for item in runs]
    engine, matches = match_all(options.engine, jobs)
    collected = Collected()
    for item, found in zip(runs, matches, strict=True):
        _collect(item, found, collected, options.progress)
    collected.findings.sort(key=finding_order)
    collected.undetermined.sort(key=undetermined_order)
    return Report(
        as_of=as_of,
        exported_at=exported_at,
        engine=engine,
        role=snapshot.role,
        policies=_lineages(item.applied.pack for item in runs),
        contracts=tuple(contract_results(contracts, runs, collected, options)),
        findings=tuple(collected.findings),
        undetermined=tuple(collected.undetermined),
        accounts=_account_results(runs) if options.with_facts else (),
        notes=tuple(_notes(by_platform, packs, as_of, exported_at)),
    )


def _planned(contract: Contract, closing: frozenset[str]) -> Contract:
    """The contract, to be ended if it is named in `closing`."""
    if contract.id not in closing:
        return contract
    values = list(contract.values)
    values[_PLANNED] = True
    return Contract(values, contract.milestones, contract.place, contract.is_invalid)


def _prepare(
    applied: Applied, snapshot: Snapshot, contracts: list[Contract], options: Options
) -> PackRun:
    refs = list(wanted(applied))
    if options.with_facts:
        refs += _displayed(applied)
    program = compile_facts(applied, refs)
    rows = build_rows(program.layout, snapshot, contracts)
    program.fill(rows)
    return PackRun(
        applied=applied,
        program=program,
        rows=rows,
        results=Results(
            program.layout,
            rows.subjects,
            {item.id: item.place for item in contracts},
            options.disguise,
        ),
        end_reason=applied.pack.end_reason,
        by_contract=dict(
            zip((item.id for item in contracts), rows.rows[Scope.CONTRACT], strict=True)
        ),
    )


def _displayed(applied: Applied) -> list[Ref]:
    """The derived facts of contracts and accounts, for `--facts`."""
    return [
        fact.ref
        for (scope, _), fact in applied.pack.facts.items()
        if scope in (Scope.CONTRACT, Scope.ACCOUNT)
    ]


def _collect(
    item: PackRun, matches: Sequence[Match], into: Collected, progress: Progress | None
) -> None:
    for done, match in enumerate(matches):
        if progress is not None and done % 1000 == 0:
            progress(done, len(matches))
        if match.is_certain:
            into.findings.append(item.results.finding(match))
        else:
            into.undetermined.append(item.results.undetermined(match))


def _lineages(packs: Iterable[Pack]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(entry for pack in packs for entry in pack.lineage))


def contract_results(
    contracts: Sequence[Contract],
    runs: Sequence[PackRun],
    collected: Collected,
    options: Options,
) -> Iterable[ContractResult]:
    findings: dict[str, list[Finding]] = {}
    for finding in collected.findings:
        if finding.subject.contract is not None:
            findings.setdefault(finding.subject.contract, []).append(finding)
    undetermined: dict[str, list[Undetermined]] = {}
    for item in collected.undetermined:
        if item.subject.contract is not None:
            undetermined.setdefault(item.subject.contract, []).append(item)
    for contract in contracts:
        mine = [item for item in runs if contract.id in item.by_contract]
        name = _named("id", contract.id, options) or contract.id
        yield _contract_result(
            contract, mine, findings.get(name, []), undetermined.get(name, []), options
        )


def _named(path: str, text: str | None, options: Options) -> str | None:
    """The text of a contract's field, under its other name where there is one."""
    return text if options.disguise is None else options.disguise.field(path, text)


def _contract_result(
    contract: Contract,
    runs: Sequence[PackRun],
    findings: list[Finding],
    undetermined: list[Undetermined],
    options: Options,
) -> ContractResult:
    values = contract.values
    status = values[_STATUS]
    planned = values[_PLANNED] is True
    allowed, needs = _closing(contract, runs) if planned else (False, frozenset[str]())
    judged = judge(
        status if isinstance(status, str) else None, findings, undetermined, planned, allowed, needs
    )
    if contract.is_invalid:
        judged = Judged(Verdict.CANNOT_TELL, None, ())
    to_be_closed = (planned and status != "ended") or judged.verdict is Verdict.CLOSE
    return ContractResult(
        id=_named("id", contract.id, options) or contract.id,
        verdict=judged.verdict,
        title=_named("title", _text(values[_TITLE]), options),
        client=_named("client.name", _text(values[_CLIENT_NAME]), options)
        or _named("client.id", _text(values[_CLIENT_ID]), options),
        status=_text(status),
        until=judged.until,
        end_reason=_end_reason(contract, runs) if to_be_closed else None,
        needs=judged.needs,
        is_invalid=contract.is_invalid,
        closing_planned=planned,
        place=contract.place
        if options.disguise is None
        else options.disguise.place(contract.place),
        facts=_facts(contract, runs) if options.with_facts else {},
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _closing(contract: Contract, runs: Sequence[PackRun]) -> tuple[bool, frozenset[str]]:
    """Whether what closing requires is certainly fulfilled in every pack, and what would tell."""
    allowed, needs = False, frozenset[str]()
    for item in runs:
        if item.applied.closing is None:
            continue
        reader = Reader(item.program.layout, Scope.CONTRACT, item.by_contract[contract.id])
        outcome = trace(item.applied.closing, reader)
        if not outcome.certainly:
            return False, item.results.needs.of_trace(outcome, reader)
        allowed = True
    return allowed, needs


def _end_reason(contract: Contract, runs: Sequence[PackRun]) -> str | None:
    for item in runs:
        if item.end_reason is not None:
            row = item.by_contract[contract.id]
            reason = Reader(item.program.layout, Scope.CONTRACT, row).exact(item.end_reason)
            return _text(reason)
    return None


def _facts(contract: Contract, runs: Sequence[PackRun]) -> Mapping[str, Shown | None]:
    facts: dict[str, Shown | None] = {}
    for item in runs:
        _add_facts(facts, item, Scope.CONTRACT, item.by_contract[contract.id])
    return facts


def _add_facts(facts: dict[str, Shown | None], item: PackRun, scope: Scope, row: Row) -> None:
    """Facts by full name; where two packs define the same name, the later one says whose it is."""
    for (fact_scope, _), fact in item.applied.pack.facts.items():
        if fact_scope is scope:
            name = fact.ref.full
            name = f"{item.applied.pack.id}:{name}" if name in facts else name
            facts[name] = item.results.fact(fact.ref, row)


def _account_results(runs: Sequence[PackRun]) -> tuple[AccountResult, ...]:
    by_id: dict[str | None, dict[str, Shown | None]] = {}
    for item in runs:
        for row in item.rows.subjects[Scope.ACCOUNT]:
            id = item.results.account_id(row)
            _add_facts(by_id.setdefault(id, {}), item, Scope.ACCOUNT, row)
    return tuple(AccountResult(id, facts) for id, facts in by_id.items())


def _notes(
    by_platform: Mapping[str, Sequence[Contract]],
    packs: Sequence[Pack],
    as_of: int,
    exported_at: int,
) -> Iterable[str]:
    known = {pack.platform for pack in packs}
    for platform, contracts in by_platform.items():
        if platform not in known:
            yield f"no policy pack covers platform {platform}: {len(contracts)} not checked"
    if exported_at < as_of:
        yield (
            "the export is older than the as-of instant; states that may have changed since "
            "are treated as not known"
        )
