"""What a contract's verdict would be, with other values in its place among the contracts around it.

The facts are compiled once and all rows filled once; for each variant only the rows of the contract, its
milestones, its client and its account are filled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..collecting import Collected, collect
from ..meaning.layout import FIRST, IS_COMPLETE, MEMBERS, RECORD, UP, Layout, Row
from ..meaning.needs import NoNeeds
from ..pack_run import PackRun
from ..policy.applied import apply_pack
from ..policy.pack import Pack, Severity
from ..policy.readings import Knowledge
from ..python.compute import FactProgram, compile_facts
from ..python.match import compile_rules, matched
from ..python.order import wanted
from ..python.rows import RowSet, build_rows, platform_of
from ..report.findings import ContractResult, Finding, Undetermined, Verdict
from ..report.results import Results
from ..snapshot.model import ID, Contract, Snapshot
from ..standings import contract_results, standing_findings, standings_of
from ..states import State, States
from ..units import Scope

Key = tuple[str, str, str | None]
"""A rule and what it is asked of: pack, rule, milestone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is found for one variant of a contract."""

    result: ContractResult
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]

    @property
    def open_errors(self) -> tuple[Undetermined, ...]:
        """The undetermined rules of severity error."""
        return tuple(item for item in self.undetermined if item.severity is Severity.ERROR)

    @property
    def is_decided(self) -> bool:
        """Whether the verdict can be told, and every rule of severity error."""
        return self.result.verdict is not Verdict.CANNOT_TELL and not self.open_errors


def key_of(item: Finding | Undetermined) -> Key:
    """The rule and the milestone that an item is about."""
    return (item.pack, item.rule, item.subject.milestone)


class Ground:
    """All contracts of a snapshot under the packs of their platforms, filled, to be asked one by one."""

    def __init__(
        self,
        snapshot: Snapshot,
        packs: Sequence[Pack],
        as_of: int,
        exported_at: int,
        is_strict: bool,
    ) -> None:
        self.snapshot = snapshot
        self.as_of, self.exported_at = as_of, exported_at
        self.is_strict = is_strict
        self._packs = packs
        self._runs: dict[str, list[_PackGround]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def runs(self, contract: Contract) -> list[_PackGround]:
        """The packs that speak of a contract, with all contracts of its platform."""
        platform = platform_of(contract, self.snapshot)
        if platform not in self._runs:
            contracts = [
                one
                for one in self.snapshot.contracts
                if platform_of(one, self.snapshot) == platform
            ]
            self._places[platform] = {one.id: place for place, one in enumerate(contracts)}
            self._runs[platform] = [
                _PackGround(self, pack, contracts)
                for pack in self._packs
                if pack.platform == platform
            ]
        return self._runs[platform]

    def is_stale(self, contract: Contract) -> bool:
        """Whether the export is so old that its states may have changed since."""
        return any(run.applied.is_stale for run in self.runs(contract))

    def outcome(self, variant: Contract, *, with_needs: bool = True) -> Outcome:
        """What is found for a contract with other values; the others stay as they are.

        Which fields undetermined rules wait for takes most of the time, and is looked for on demand.
        """
        found, runs = Collected(), []
        grounds = self.runs(variant)
        place = self._places[platform_of(variant, self.snapshot)][variant.id]
        for ground in grounds:
            states = ground.states(place, variant, with_needs)
            collect(states, found)
            runs.append(PackRun(ground.applied, states, {variant.id: 0}, ground.is_fresh))
        alone = replace(self.snapshot, contracts=[variant])
        standings = standings_of([variant], runs, found)
        result = next(iter(contract_results(alone, standings, runs, False)))
        return Outcome(result, tuple(standing_findings(found, [result])), tuple(found.undetermined))

    def settle(self, contract: Contract) -> None:
        """Leave the rows of a contract as it is, once its variants were asked."""
        grounds = self.runs(contract)
        place = self._places[platform_of(contract, self.snapshot)][contract.id]
        for ground in grounds:
            ground.states(place, contract, with_needs=False)


class _PackGround:
    def __init__(self, ground: Ground, pack: Pack, contracts: list[Contract]) -> None:
        snapshot = ground.snapshot
        self.applied = apply_pack(pack, ground.as_of, ground.exported_at, snapshot.role)
        self.program: FactProgram = compile_facts(self.applied, wanted(self.applied))
        self.steps = compile_rules(self.applied, self.program.layout)
        is_dated = snapshot.known_until is not None
        self.is_fresh = self.applied.may_end_by(is_dated, ground.is_strict)
        levels = _levels(self.applied.readings.values(), ground.is_strict)
        self.sets = {level: self._filled(snapshot, contracts, level) for level in levels}

    def _filled(self, snapshot: Snapshot, contracts: list[Contract], level: Knowledge) -> RowSet:
        rows = build_rows(self.program.layout, snapshot, contracts)
        self.program.fill(rows, level)
        return rows

    def states(self, place: int, variant: Contract, with_needs: bool) -> States:
        """The variant's rows in the place of the contract's, filled and matched.

        What the assumptions are is not asked, so that the strict state is not needed.
        """
        made = {
            level: self._state(rows, place, variant, level) for level, rows in self.sets.items()
        }
        for state in () if with_needs else made.values():
            state.results.needs = NoNeeds(self.program.layout)
        working = made[max(made)]
        careful = made.get(Knowledge.CAREFUL, working)
        return States(self.applied, working, careful, working)

    def _state(self, rows: RowSet, place: int, variant: Contract, level: Knowledge) -> State:
        row = rows.rows[Scope.CONTRACT][place]
        _put(row, variant, self.program.layout)
        mine: dict[Scope, list[Row]] = {
            Scope.MILESTONE: row[MEMBERS],
            Scope.CONTRACT: [row],
            Scope.CLIENT: [row[UP]],
            Scope.ACCOUNT: [row[UP][UP]],
            Scope.EXPORT: rows.rows[Scope.EXPORT],
        }
        subjects = {scope: list[Row]() for scope in Scope} | {
            scope: mine[scope]
            for scope in (Scope.MILESTONE, Scope.CONTRACT)
            if not variant.is_invalid
        }
        near = RowSet(mine, subjects, [variant])
        self.program.fill(near, level)
        state = State(near, Results(self.program.layout, subjects))
        state.matches = matched(self.steps, subjects)
        return state


def _levels(readings: Iterable[Sequence[object]], is_strict: bool) -> tuple[Knowledge, ...]:
    if is_strict:
        return (Knowledge.STRICT,)
    assumed = any(getattr(item, "is_assumed", False) for group in readings for item in group)
    return (Knowledge.CAREFUL, Knowledge.WORKING) if assumed else (Knowledge.STRICT,)


def _put(row: Row, variant: Contract, layout: Layout) -> None:
    """Let the row of a contract hold the values of a variant, its milestones included."""
    milestones = variant.milestones or []
    if variant.milestones is not None and len(milestones) != len(row[MEMBERS]):
        empty = [None] * (layout.width[Scope.MILESTONE] - FIRST)
        row[MEMBERS] = [
            [record, row, (), (), True, (), record[ID], *empty] for record in milestones
        ]
        row[IS_COMPLETE] = True
    elif variant.milestones is None and row[MEMBERS]:
        row[MEMBERS], row[IS_COMPLETE] = [], False
    elif variant.milestones is None:
        row[IS_COMPLETE] = False
    else:
        row[IS_COMPLETE] = True
    row[RECORD] = variant.values
    for member, record in zip(row[MEMBERS], milestones, strict=True):
        member[RECORD] = record
