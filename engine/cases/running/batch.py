"""Evaluates many cases of one instant at once.

Facts and rules are compiled once for a pack, a role and an instant. The rows of all cases are then
filled and matched together: rows of two cases are never linked, so each case comes out as if it
were alone, at a fraction of the cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from ...evaluation.collecting import Collected, collect, read_matches
from ...evaluation.engines import Engine
from ...evaluation.pack_run import PackRun, pack_run
from ...evaluation.standings import contract_results, standing_findings, standings_of
from ...evaluation.states import States, match_states
from ...meaning.layout import Layout, Row
from ...meaning.matching import Match
from ...policy.applied import Applied, apply_pack
from ...policy.conditions import Ref
from ...policy.pack import Effect
from ...python.compute import FactProgram, compile_facts
from ...python.order import wanted
from ...python.rows import RowSet, platform_of
from ...report.findings import ContractResult, Finding, Undetermined
from ...report.verdicts import Standing
from ...snapshot.model import Contract, Snapshot
from ...units import Scope
from ..model import Case, CaseFile, Step

Key = tuple[int, str, int, int, bool]
"""What cases must share to be evaluated together: pack (by identity), role, as-of, exported-at, strict."""


class Entry(Struct, frozen=True):
    """One step of one case, to be evaluated."""

    file: CaseFile
    case: Case
    step: Step


def entries_of(files: Iterable[CaseFile]) -> list[Entry]:
    """Every step of every case."""
    return [Entry(file, case, step) for file in files for case in file.cases for step in case.steps]


def grouped(entries: Iterable[Entry]) -> dict[Key, list[Entry]]:
    """The entries by what they must share."""
    groups: dict[Key, list[Entry]] = {}
    for entry in entries:
        step = entry.step
        key = (id(entry.file.pack), step.role, step.as_of, step.exported_at, step.is_strict)
        groups.setdefault(key, []).append(entry)
    return groups


def refs_of(applied: Applied, entries: Iterable[Entry]) -> list[Ref]:
    """What rules need, every fact of the pack, and the fields that its cases speak of."""
    refs = list(wanted(applied))
    refs += [fact.ref for fact in applied.pack.facts.values()]
    for entry in entries:
        if entry.file.pack is applied.pack:
            refs += [fact.ref for fact in entry.step.expectation.facts]
    return list(dict.fromkeys(refs))


class Part(Struct):
    """One case in a batch: its own rows, in every state of knowledge."""

    entry: Entry
    run: PackRun
    snapshot: Snapshot
    contracts: list[Contract]

    @property
    def states(self) -> States:
        """Its rows and what matched them."""
        return self.run.states

    @property
    def rows(self) -> RowSet:
        """Its rows, as far as they are known in the working state."""
        return self.states.working.rows

    @property
    def matches(self) -> list[Match]:
        """What matched, each in the state of knowledge in which it is read."""
        return [match for _, match in read_matches(self.states)]

    def rows_for(self, index: int) -> list[Row]:
        """The subjects of a rule, each in the state of knowledge in which the rule is read for it."""
        rule = self.states.applied.rules[index]
        state = self.states.careful if rule.action.lets_go else self.states.working
        scope = rule.rule.scope
        rows = [*state.rows.subjects[scope]]
        for state, match in read_matches(self.states):
            if match.rule == index:
                rows[match.row] = state.rows.subjects[scope][match.row]
        return rows


class Batch:
    """Cases of one pack, role and instant, with their facts; matched when asked."""

    def __init__(
        self,
        applied: Applied,
        entries: Sequence[Entry],
        refs: Sequence[Ref],
        places: Layout | None = None,
    ) -> None:
        self.applied = applied
        self.program: FactProgram = compile_facts(applied, refs, places)
        self.parts = [self.part(entry) for entry in entries]

    @property
    def subjects(self) -> dict[Scope, list[Row]]:
        """The rows of all cases that rules may speak of."""
        return {
            scope: [row for part in self.parts for row in part.rows.subjects[scope]]
            for scope in Scope
        }

    def part(self, entry: Entry) -> Part:
        """The rows of one case, filled."""
        given, step = entry.case.given, entry.step
        snapshot = Snapshot(
            contracts=list(given.contracts),
            accounts=list(given.accounts),
            as_of=step.as_of,
            exported_at=step.exported_at,
            platform=self.applied.pack.platform,
            role=step.role,
        )
        contracts = [
            contract
            for contract in given.contracts
            if platform_of(contract, snapshot) == self.applied.pack.platform
        ]
        run = pack_run(self.program, snapshot, contracts, step.is_strict)
        return Part(entry, run, snapshot, contracts)

    def outcome(self, part: Part) -> Outcome:
        """What came out for one case."""
        collected = Collected()
        collect(part.states, collected)
        return Outcome(self, part, collected)


class Outcome(Struct, dict=True):
    """What came out for one step of one case."""

    batch: Batch
    part: Part
    collected: Collected
    explains: bool = True
    """Whether differences say why; costs time, and needs the facts of every rule."""

    @property
    def applied(self) -> Applied:
        """The pack at the instant of the step."""
        return self.batch.applied

    @cached_property
    def findings(self) -> list[Finding]:
        """The findings that a report would show."""
        found = self.collected.findings
        if all(each.action.effect is not Effect.CLOSE for each in found):
            return list(found)  # no verdict has a say
        return standing_findings(self.collected, self.contracts().values())

    @property
    def undetermined(self) -> list[Undetermined]:
        """The rules that cannot be decided."""
        return self.collected.undetermined

    def contracts(self) -> dict[str, ContractResult]:
        """The verdicts, by contract."""
        return self._contracts

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """By contract what decides its verdict."""
        return standings_of(self.part.contracts, [self.part.run], self.collected)

    @cached_property
    def _contracts(self) -> dict[str, ContractResult]:
        part = self.part
        results = contract_results(part.snapshot, self.standings, [part.run], with_facts=False)
        return {result.id: result for result in results}


def evaluated(entries: Sequence[Entry], engine: Engine) -> tuple[list[Outcome], Engine]:
    """The outcomes in the order of the entries, and the engine that matched.

    Raises `EngineFault` where two engines disagree, `UsageError` where the engine is missing.
    """
    batches = []
    refs: dict[int, list[Ref]] = {}  # by the rules in force, which cases of a period share
    for group in grouped(entries).values():
        pack, step = group[0].file.pack, group[0].step
        applied = apply_pack(pack, step.as_of, step.exported_at, step.role)
        if id(applied.rules) not in refs:
            refs[id(applied.rules)] = refs_of(applied, entries)
        batches.append(Batch(applied, group, refs[id(applied.rules)]))
    used = match_states(engine, [[part.states for part in batch.parts] for batch in batches])
    outcomes: dict[int, Outcome] = {}
    for batch in batches:
        for part in batch.parts:
            outcomes[id(part.entry)] = batch.outcome(part)
    return [outcomes[id(entry)] for entry in entries], used


def with_rules(applied: Applied, indexes: Iterable[int]) -> Applied:
    """The applied pack with only some of its rules."""
    return replace(applied, rules=tuple(applied.rules[index] for index in indexes))
