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
from .python.compute import Filled, filled
from .python.order import wanted
from .python.rows import platform_of
from .report.findings import (
    AccountResult,
    Closing,
    ContractResult,
    Finding,
    Report,
    Shown,
    Undetermined,
    Verdict,
    by_contract,
)
from .report.results import Results, finding_order, subject_of, undetermined_order
from .report.verdicts import ENDED, Standing, judge
from .selection import Engine, Job, match_all
from .snapshot.fields import POSITION
from .snapshot.model import Contract, Snapshot
from .snapshot.planned import is_planned, with_planned
from .units import Scope

_STATUS = POSITION[Scope.CONTRACT]["status"]
_TITLE = POSITION[Scope.CONTRACT]["title"]
_CLIENT_NAME = POSITION[Scope.CONTRACT]["client.name"]
_CLIENT_ID = POSITION[Scope.CONTRACT]["client.id"]


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


@dataclass(slots=True)
class PackRun:
    """One pack over its platform's contracts."""

    applied: Applied
    filled: Filled
    results: Results
    row_of: Mapping[str, Row]
    """By id of the contract."""

    def reader(self, contract: Contract) -> Reader:
        """The facts of a contract."""
        return Reader(self.filled.layout, Scope.CONTRACT, self.row_of[contract.id])


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
    jobs = [Job(item.applied, item.filled.layout, item.filled.rows.subjects) for item in runs]
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
        contracts=tuple(contract_results(snapshot.contracts, runs, collected, options.with_facts)),
        findings=tuple(collected.findings),
        undetermined=tuple(collected.undetermined),
        accounts=_account_results(runs) if options.with_facts else (),
        notes=tuple(_notes(by_platform, packs, as_of, exported_at)),
    )


def _prepare(
    applied: Applied, snapshot: Snapshot, contracts: list[Contract], options: Options
) -> PackRun:
    refs = list(wanted(applied))
    if options.with_facts:
        refs += _displayed(applied)
    made = filled(applied, snapshot, contracts, refs)
    rows = made.rows.rows[Scope.CONTRACT]
    return PackRun(
        applied=applied,
        filled=made,
        results=Results(made.layout, made.rows.subjects),
        row_of=dict(zip((item.id for item in contracts), rows, strict=True)),
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
    with_facts: bool,
) -> Iterable[ContractResult]:
    findings, undetermined = by_contract(collected.findings), by_contract(collected.undetermined)
    for contract in contracts:
        mine = [item for item in runs if contract.id in item.row_of]
        standing = Standing(
            status=_text(contract.values[_STATUS]),
            findings=findings.get(contract.id, ()),
            undetermined=undetermined.get(contract.id, ()),
            closing=_closing(contract, mine) if is_planned(contract) else None,
            is_invalid=contract.is_invalid,
        )
        yield _contract_result(contract, mine, standing, with_facts)


def _contract_result(
    contract: Contract, runs: Sequence[PackRun], standing: Standing, with_facts: bool
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
        needs=judged.needs,
        is_invalid=contract.is_invalid,
        closing=standing.closing,
        place=contract.place,
        facts=_facts(contract, runs) if with_facts else {},
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _closing(contract: Contract, runs: Sequence[PackRun]) -> Closing:
    """Whether what closing requires is certainly fulfilled in every pack, and what would tell."""
    is_allowed = False
    for item in runs:
        if item.applied.closing is None:
            continue
        reader = item.reader(contract)
        outcome = trace(item.applied.closing, reader)
        if not outcome.certainly:
            return Closing(False, item.results.needs.of_trace(outcome, reader))
        is_allowed = True
    return Closing(is_allowed)


def _end_reason(contract: Contract, runs: Sequence[PackRun]) -> str | None:
    for item in runs:
        if item.applied.pack.end_reason is not None:
            return _text(item.reader(contract).exact(item.applied.pack.end_reason))
    return None


def _facts(contract: Contract, runs: Sequence[PackRun]) -> Mapping[str, Shown | None]:
    facts: dict[str, Shown | None] = {}
    for item in runs:
        _add_facts(facts, item, Scope.CONTRACT, item.row_of[contract.id])
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
        for row in item.filled.rows.subjects[Scope.ACCOUNT]:
            id = subject_of(Scope.ACCOUNT, row).account
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
