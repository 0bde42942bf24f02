"""What a contract's verdict would be, with other values in its place among the contracts around it.

The facts are compiled once, and the rows of an account filled once; for each variant only the rows of the
contract, its milestones, its client and its account are filled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from msgspec.structs import replace

from ..collecting import Collected, collect
from ..meaning.layout import FIRST, IS_COMPLETE, MEMBERS, RECORD, UP, Layout, Row
from ..meaning.matching import Match
from ..meaning.no_needs import NoNeeds
from ..meaning.own_fields import by_need
from ..meaning.reading import Reader
from ..pack_run import PackRun
from ..policy.applied import apply_pack
from ..policy.pack import Effect, Pack
from ..policy.readings import Knowledge
from ..python.compute import FactProgram, compile_facts
from ..python.match import compile_rules, matched
from ..python.order import wanted
from ..python.rows import RowSet, build_rows, platform_of
from ..report.findings import Finding
from ..report.forms import Form
from ..report.results import Results
from ..report.shown import Shown
from ..report.subjects import subject_of
from ..snapshot.fields import POSITION
from ..snapshot.model import ID, Contract, Record, Snapshot, Value
from ..standings import contract_results, standing_findings, standings_of
from ..states import State, States
from ..units import Scope
from .outcome import Outcome
from .usual import usual_answers

_ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]
_MEMBER = POSITION[Scope.CONTRACT]["member_id"]
FEW_MEMBERS = 3
SOMEBODY = ("a member", "another member")
"""Ids of members that nobody has told yet."""
_Account = tuple[str, Value]
"""Platform and id of an account; None: not known."""

NO_OTHERS: Mapping[str, Contract] = {}


class _Brief(Results):
    """Findings without evidence, sources and most words: what is asked next hangs on none of them.

    What keeps a contract from being ended has its words, since who is asked hears it at once.
    """

    def finding(
        self, match: Match, assumes: tuple[str, ...] = (), form: Form | None = None
    ) -> Finding:
        """Which rule holds for what, and until when."""
        common = self.teller(match).common
        applied, row = common.applied, self.rows[common.scope][match.row]
        reader = Reader(self.layout, common.scope, row)
        deadline, safe_by = reader.moment(applied.deadline), None
        told: tuple[str | Shown, ...] = ()
        if applied.action.effect is Effect.BLOCK:
            safe_by = reader.moment(applied.safe_by)
            told = common.told(reader, {"deadline": deadline, "safe_by": safe_by}, self.places)
        subject = subject_of(common.scope, reader.row)
        return common.finding(subject, told, deadline, safe_by, assumes)


class Ground:
    """The contracts of a snapshot under the packs of their platforms, to be asked one by one.

    Those of one account are filled when the first of them is asked about, since no other bears on it; all
    together, where the account of some is not known.
    """

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
        self.own = by_need(packs)
        """The fields that the packs declare, by need."""
        self.usual = usual_answers(packs)
        self._programs: dict[str, list[PackProgram]] = {}
        self._runs: dict[_Account, list[PackGround]] = {}
        self._settled: dict[str, Contract] = {}
        """By id: contracts as they were left, where that is otherwise than in the snapshot."""
        self._placed: dict[str, Contract] = {}
        """By id: contracts that stand otherwise in the rows for a while."""

    @cached_property
    def _by_account(self) -> dict[_Account, list[Contract]]:
        found: dict[_Account, list[Contract]] = {}
        for one in self.snapshot.contracts:
            found.setdefault(self._account_of(one), []).append(one)
        return found

    def _of_platform(self, platform: str) -> list[Contract]:
        return [one for one in self.snapshot.contracts if self._account_of(one)[0] == platform]

    def _account_of(self, contract: Contract) -> _Account:
        return (platform_of(contract, self.snapshot), contract.values[_ACCOUNT])

    def programs(self, contract: Contract) -> list[PackProgram]:
        """The packs that speak of a contract."""
        platform = platform_of(contract, self.snapshot)
        if platform not in self._programs:
            packs = [pack for pack in self._packs if pack.platform == platform]
            self._programs[platform] = [PackProgram(self, pack) for pack in packs]
        return self._programs[platform]

    def runs(self, contract: Contract) -> list[PackGround]:
        """The packs that speak of a contract, with the contracts that bear on it."""
        account = self._account_of(contract)
        astray = (account[0], None)
        if astray in self._by_account:
            account = astray  # who may belong to every account would be filled for each
        if account not in self._runs:
            near = self.snapshot
            if account == astray:
                contracts = self._of_platform(account[0])
            else:
                contracts = self._by_account[account]
                near = replace(near, accounts=_near(near.accounts, account[1]))
            programs = self.programs(contract)
            self._runs[account] = [_filled(program, near, contracts) for program in programs]
        return self._runs[account]

    def is_stale(self, contract: Contract) -> bool:
        """Whether the export is so old that its states may have changed since."""
        return any(program.applied.is_stale for program in self.programs(contract))

    @cached_property
    def _by_id(self) -> dict[str, Contract]:
        return {contract.id: contract for contract in self.snapshot.contracts}

    @cached_property
    def members(self) -> tuple[str, ...]:
        """A few of those who work for an agency, as far as they are known, and somebody else."""
        known = (one.values[_MEMBER] for one in self.snapshot.contracts)
        found = dict.fromkeys(each for each in known if isinstance(each, str))
        return (*islice(found, FEW_MEMBERS), *SOMEBODY[: max(1, 2 - len(found))])

    def contract(self, id: str) -> Contract | None:
        """A contract as it was left; None: there is none of that id."""
        return self._settled.get(id) or self._by_id.get(id)

    def outcome(
        self,
        variant: Contract,
        others: Mapping[str, Contract] = NO_OTHERS,
        *,
        with_needs: bool = True,
    ) -> Outcome:
        """What is found for a contract with other values; the others stay as they are, but for `others`, by id.

        Which fields undetermined rules wait for takes most of the time, and is looked for on demand.
        """
        self._place(others)
        found, runs = Collected(), []
        grounds = self.runs(variant)
        for ground in grounds:
            states = ground.states(variant, with_needs)
            collect(states, found)
            runs.append(PackRun(ground.applied, states, {variant.id: 0}, ground.is_fresh))
        alone = replace(self.snapshot, contracts=[variant])
        standings = standings_of([variant], runs, found)
        result = next(iter(contract_results(alone, standings, runs, False)))
        return Outcome(
            result,
            tuple(standing_findings(found, [result])),
            tuple(found.undetermined),
            frozenset(gap for run in runs for gap in run.states.gaps),
        )

    def settle(self, contract: Contract) -> None:
        """Leave the rows of a contract as it is, once its variants were asked."""
        self._place(NO_OTHERS)
        self._settled[contract.id] = contract
        self._put(contract)

    def _place(self, others: Mapping[str, Contract]) -> None:
        """Let the rows of some contracts hold other values, and those of all others what they were left with."""
        if not others and not self._placed:
            return
        for id in self._placed:
            contract = None if id in others else self.contract(id)
            if contract is not None:
                self._put(contract)
        for contract in others.values():
            self._put(contract)
        self._placed = dict(others)

    def _put(self, contract: Contract) -> None:
        for ground in self.runs(contract):
            ground.states(contract, with_needs=False)


def _near(accounts: list[Record], id: Value) -> list[Record]:
    """The account of that id. Where it is none of the export's, another keeps that there are accounts."""
    return [record for record in accounts if record[ID] == id] or accounts[:1]


class PackProgram:
    """A pack at the instant of the report, compiled; `levels` are the states of knowledge that are asked."""

    def __init__(self, ground: Ground, pack: Pack) -> None:
        snapshot = ground.snapshot
        self.applied = apply_pack(pack, ground.as_of, ground.exported_at, snapshot.role)
        self.facts: FactProgram = compile_facts(self.applied, wanted(self.applied))
        self.steps = compile_rules(self.applied, self.facts.layout)
        is_dated = snapshot.known_until is not None
        self.is_fresh = self.applied.may_end_by(is_dated, ground.is_strict)
        self.levels = _levels(self.applied.readings.values(), ground.is_strict)


def _filled(program: PackProgram, snapshot: Snapshot, contracts: list[Contract]) -> PackGround:
    """A pack over some contracts of a snapshot, all of them held."""
    sets = {}
    for level in program.levels:
        sets[level] = build_rows(program.facts.layout, snapshot, contracts)
        program.facts.fill(sets[level], level)
    return PackGround(program, [contract.id for contract in contracts], sets)


class PackGround:
    """A pack over contracts of an account: their rows by state of knowledge, filled, and linked to all others."""

    def __init__(
        self, program: PackProgram, ids: Iterable[str], sets: Mapping[Knowledge, RowSet]
    ) -> None:
        """`ids`: of the contracts, in the order of their rows."""
        self.applied, self.is_fresh = program.applied, program.is_fresh
        self.program, self.steps = program.facts, program.steps
        self.place_of = {id: place for place, id in enumerate(ids)}
        self.sets = sets

    def states(self, variant: Contract, with_needs: bool) -> States:
        """The variant's rows in the place of the contract's, filled and matched.

        What the assumptions are is not asked, so that the strict state is not needed.
        """
        place = self.place_of[variant.id]
        made = {
            level: self._state(rows, place, variant, level) for level, rows in self.sets.items()
        }
        for state in () if with_needs else made.values():
            state.results.needs = NoNeeds(self.program.layout)
        working = made[max(made)]
        careful = made.get(Knowledge.CAREFUL, working)
        return States(self.applied, working, careful, working)

    def _fill(self, near: RowSet, level: Knowledge) -> None:
        """Fill the rows of a contract anew, and those around it."""
        self.program.fill(near, level)

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
        self._fill(near, level)
        state = State(near, _Brief(self.program.layout, subjects))
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
