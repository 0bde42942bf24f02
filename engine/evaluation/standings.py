"""What was found over all packs, by contract: what decides its verdict, the verdict, and what is shown of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from ..meaning.layout import Row
from ..policy.pack import Effect
from ..python.order import ESCROW, STATUS
from ..report.findings import (
    AccountResult,
    Closing,
    ContractResult,
    Finding,
    Shown,
    Undetermined,
    Verdict,
    by_contract,
)
from ..report.subjects import subject_of
from ..report.unmet import NO_CLOSING
from ..report.verdicts import ENDED, Judged, Standing, judge, nothing_assumed, nothing_hinders
from ..snapshot.fields import EXPORTED_AT, POSITION
from ..snapshot.model import AT_ACCOUNT, AT_CLIENT, AT_CLIENT_NAME, AT_TITLE, Contract, Snapshot
from ..snapshot.planned import is_planned
from ..units import Scope
from .collecting import Collected, Hindrance, OnlyAssumed, closing_of
from .pack_run import PackRun

_STATUS = POSITION[Scope.CONTRACT]["status"]
_FREELANCER_NAME = POSITION[Scope.CONTRACT]["freelancer.name"]
_FREELANCER_ID = POSITION[Scope.CONTRACT]["freelancer.id"]


def standings_of(
    contracts: Sequence[Contract], runs: Sequence[PackRun], collected: Collected
) -> dict[str, Standing]:
    """By contract what decides its verdict, from what was collected over all packs."""
    findings, undetermined = by_contract(collected.findings), by_contract(collected.undetermined)
    hindering: dict[str, list[Hindrance]] = {}
    for each in collected.hindering:
        hindering.setdefault(each.contract, []).append(each)
    assumed: dict[str, list[OnlyAssumed]] = {}
    for entry in collected.only_assumed:
        assumed.setdefault(entry.contract, []).append(entry)
    nearly = by_contract(collected.nearly)
    packs = _Packs(contracts, runs)
    found: dict[str, Standing] = {}
    for contract in contracts:
        id = contract.id
        mine = packs.of(id)
        status = contract.values[_STATUS]
        found[id] = Standing(
            status if status.__class__ is str else _status(contract, mine.runs),
            findings.get(id, ()),
            undetermined.get(id, ()),
            partial(_made, hindering[id]) if id in hindering else nothing_hinders,
            _closing(contract, mine.runs) if is_planned(contract) else None,
            mine.is_fresh,
            mine.is_stale,
            partial(_assumed, assumed[id]) if id in assumed else nothing_assumed,
            contract.is_invalid,
            bool(mine.runs),
            nearly.get(id, ()),
        )
    return found


class _Judges(NamedTuple):
    """The packs that a contract is judged by, and what they say of the export."""

    runs: Sequence[PackRun]
    is_fresh: bool
    is_stale: bool


class _Packs:
    """Which packs contracts are judged by: mostly all of them by the same."""

    def __init__(self, contracts: Sequence[Contract], runs: Sequence[PackRun]) -> None:
        self._runs = runs
        self._known: dict[tuple[int, ...], _Judges] = {}
        is_same = all(len(run.place_of) == len(contracts) for run in runs)
        self._of_all = self._judges(tuple(range(len(runs)))) if is_same else None

    def of(self, id: str) -> _Judges:
        """Those of a contract."""
        return self._of_all or self._judges(
            tuple([number for number, run in enumerate(self._runs) if id in run.place_of])
        )

    def _judges(self, numbers: tuple[int, ...]) -> _Judges:
        known = self._known.get(numbers)
        if known is None:
            runs = [self._runs[number] for number in numbers]
            known = self._known[numbers] = _Judges(
                runs,
                all(run.is_fresh for run in runs),
                any(run.applied.is_stale for run in runs),
            )
        return known


def _made(items: Sequence[Hindrance]) -> list[Undetermined]:
    return [item.made() for item in items]


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
    *,
    is_brief: bool = False,
) -> Iterable[ContractResult]:
    """The verdict of each contract of the snapshot that has a standing. `is_brief`: without names and money."""
    packs = _Packs(snapshot.contracts, runs)
    for contract in snapshot.contracts:
        id = contract.id
        standing = standings.get(id)
        if standing is not None:
            mine = packs.of(id).runs
            result = _verdict(snapshot, contract, mine, standing)
            yield result if is_brief else _named(result, contract, mine, with_facts)


def _status(contract: Contract, runs: Sequence[PackRun]) -> str | None:
    """As stated, or as it is taken to be in the working state."""
    stated = _text(contract.values[_STATUS])
    for item in runs:
        if stated is None:
            stated = _text(item.reader(contract).plain(STATUS))
    return stated


def _verdict(
    snapshot: Snapshot, contract: Contract, runs: Sequence[PackRun], standing: Standing
) -> ContractResult:
    """The verdict alone."""
    judged = judge(standing)
    verdict, status, closing = judged.verdict, standing.status, standing.closing
    is_planned = closing is not None and status != ENDED
    return ContractResult(
        contract.id,
        verdict,
        None,
        None,
        status,
        judged.until,
        _end_reason(contract, runs) if is_planned or verdict is Verdict.CLOSE else None,
        _needs(judged, runs) if verdict is Verdict.CANNOT_TELL else judged.needs,
        assumes=_with_the_file(judged, snapshot, runs),
        is_invalid=standing.is_invalid,
        closing=closing,
        place=contract.place,
    )


def _named(
    result: ContractResult, contract: Contract, runs: Sequence[PackRun], with_facts: bool
) -> ContractResult:
    """The same with what people know a contract by."""
    values = contract.values
    return replace(
        result,
        title=_text(values[AT_TITLE]),
        client=_text(values[AT_CLIENT_NAME]) or _text(values[AT_CLIENT]),
        account=_text(values[AT_ACCOUNT]),
        escrow=_escrow(contract, runs),
        facts=_facts(contract, runs) if with_facts else {},
        freelancer=_text(values[_FREELANCER_NAME]) or _text(values[_FREELANCER_ID]),
    )


def _needs(judged: Judged, runs: Sequence[PackRun]) -> tuple[str, ...]:
    """The fields that would decide what cannot be told; of an export that is too old nothing but a new one."""
    return (EXPORTED_AT,) if any(item.applied.is_stale for item in runs) else judged.needs


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
    refused = [item for item in known if not item.is_allowed]
    if refused:
        return next((item for item in refused if item.unmet), refused[0])
    if not known:
        return Closing(False, unmet=(NO_CLOSING,))
    assumes = tuple(sorted({id for item in known for id in item.assumes}))
    return Closing(True, assumes=assumes)


def _escrow(contract: Contract, runs: Sequence[PackRun]) -> Shown | None:
    for item in runs:
        row = item.states.working.rows.rows[Scope.CONTRACT][item.place_of[contract.id]]
        return item.states.working.results.fact(ESCROW, row)
    return None


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


def account_results(runs: Sequence[PackRun]) -> tuple[AccountResult, ...]:
    """The accounts with the facts that packs have of them; of several packs together."""
    by_id: dict[str | None, dict[str, Shown | None]] = {}
    for item in runs:
        for row in item.states.working.rows.subjects[Scope.ACCOUNT]:
            id = subject_of(Scope.ACCOUNT, row).account
            _add_facts(by_id.setdefault(id, {}), item, Scope.ACCOUNT, row)
    return tuple(AccountResult(id, facts) for id, facts in by_id.items())


def standing_findings(collected: Collected, results: Iterable[ContractResult]) -> list[Finding]:
    """What was found; what ends a contract stands under the verdict that it may be ended, and nowhere else."""
    closable = {result.id for result in results if result.verdict is Verdict.CLOSE}
    return [
        finding
        for finding in collected.findings
        if finding.action.effect is not Effect.CLOSE or finding.subject.contract in closable
    ]
