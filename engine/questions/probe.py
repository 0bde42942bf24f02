"""What a contract's verdict would be, with other values in its place among the contracts around it.

The facts are compiled once, and the rows of an account filled once; for each variant only the rows of the
contract, its milestones, its client and its account are filled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from msgspec.structs import replace

from ..evaluation.collecting import Collected, collect
from ..evaluation.pack_run import PackRun
from ..evaluation.standings import contract_results, standing_findings, standings_of
from ..evaluation.states import State, States
from ..meaning.layout import MEMBERS, Row
from ..meaning.matching import Match
from ..meaning.needs import Needs
from ..meaning.no_needs import NoNeeds
from ..meaning.own_fields import by_need
from ..meaning.reading import Reader
from ..policy.applied import apply_pack
from ..policy.pack import Effect, Pack
from ..policy.readings import Knowledge
from ..python.compute import FactProgram, compile_facts
from ..python.match import compile_rules, matched
from ..python.needed import GeneratedNeeds
from ..python.order import wanted
from ..python.rows import RowSet, build_rows, platform_of
from ..report.findings import Finding
from ..report.forms import Form
from ..report.results import Results
from ..report.shown import Shown
from ..report.subjects import subject_of
from ..snapshot.fields import POSITION
from ..snapshot.misplaced import told_until
from ..snapshot.model import AT_ACCOUNT, ID, Contract, Record, Snapshot, Value
from ..units import Scope
from .accounts import some_accounts
from .outcome import Outcome
from .retold import Retold
from .usual import usual_answers

_MEMBER = POSITION[Scope.CONTRACT]["member_id"]
FEW_MEMBERS = 3
ASKED_OF_SPECIFICATION = 8
"""So often the specification tells what is waited for; code for it is made in the same time, and is faster."""
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
        asks_for_accounts: bool = True,
    ) -> None:
        """`asks_for_accounts`: at the terminal; not in a report, which is the same whatever is held."""
        self.snapshot = snapshot
        self.as_of, self.exported_at = as_of, exported_at
        self.latest = told_until(as_of, exported_at)
        """The latest that what has happened may be dated."""
        self.is_strict = is_strict
        self._packs = packs
        self.own = by_need(packs)
        """The fields that the packs declare, by need."""
        self.usual = usual_answers(packs)
        self._programs: dict[str, list[PackProgram]] = {}
        self._runs: dict[_Account, list[PackGround]] = {}
        self._asks_for_accounts = asks_for_accounts
        self._moved: dict[object, list[PackGround]] = {}
        """By platform and the contracts that are of another account: the packs with them there."""
        self._settled: dict[str, Contract] = {}
        """By id: contracts as they were left, where that is otherwise than in the snapshot."""

    @cached_property
    def _by_account(self) -> dict[_Account, list[Contract]]:
        found: dict[_Account, list[Contract]] = {}
        for one in self._as_left():
            found.setdefault(self._account_of(one), []).append(one)
        return found

    def _as_left(self) -> Iterable[Contract]:
        """The contracts, of which some belong to the account that an answer named."""
        for one in self.snapshot.contracts:
            left = self._settled.get(one.id, one)
            yield left if left.values[AT_ACCOUNT] != one.values[AT_ACCOUNT] else one

    def _of_platform(self, platform: str) -> list[Contract]:
        return [one for one in self._as_left() if self._account_of(one)[0] == platform]

    def _account_of(self, contract: Contract) -> _Account:
        return (platform_of(contract, self.snapshot), contract.values[AT_ACCOUNT])

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

    def _runs_of(self, told: Sequence[Contract]) -> list[list[PackGround]]:
        """The same for each of some contracts, of which some may be of another account than they were left in."""
        moved = {one.id: one for one in told if self._is_moved(one)}
        if not moved:
            return [self.runs(one) for one in told]
        platform = platform_of(told[0], self.snapshot)
        key = (platform, *sorted((id, str(one.values[AT_ACCOUNT])) for id, one in moved.items()))
        if key not in self._moved:
            contracts = [moved.get(one.id, one) for one in self._of_platform(platform)]
            programs = self.programs(told[0])
            self._moved[key] = [_filled(each, self.snapshot, contracts) for each in programs]
        return [self._moved[key] for _ in told]

    def _is_moved(self, told: Contract) -> bool:
        left = self.contract(told.id)
        return left is not None and left.values[AT_ACCOUNT] != told.values[AT_ACCOUNT]

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

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that a contract may belong to, where that is asked."""
        return some_accounts(self.snapshot) if self._asks_for_accounts else ()

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
        found, runs = Collected(), []
        all_told = (variant, *others.values())
        near = list(zip(self._runs_of(all_told), all_told, strict=True))
        for place, ground in enumerate(near[0][0]):
            told = [(grounds[place], each) for grounds, each in near if place < len(grounds)]
            states = ground.states(told, with_needs)
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
        is_new = contract != self.contract(contract.id)
        is_moved = self._is_moved(contract)
        self._settled[contract.id] = contract
        if is_moved:
            self._regroup()
            return
        for ground in self.runs(contract):
            ground.settle(contract, is_new)

    def _regroup(self) -> None:
        """Group the contracts anew by their accounts: what was left of others is told to the new rows."""
        self._runs.clear()
        self._moved.clear()
        self.__dict__.pop("_by_account", None)
        for one in self._settled.values():
            for ground in self.runs(one):
                ground.settle(one, True)


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
        self._asked = 0
        self._needs: dict[Knowledge, GeneratedNeeds] = {}

    def needs(self, level: Knowledge) -> Needs:
        """Looks for what undecided rules wait for, in rows that are otherwise the next time."""
        self._asked += 1
        if self._asked <= ASKED_OF_SPECIFICATION:
            return Needs(self.facts.layout)
        if level not in self._needs:
            self._needs[level] = GeneratedNeeds(self.facts.needs)
        self._needs[level].renew()
        return self._needs[level]

    def retold(self) -> dict[Knowledge, Retold]:
        """For rows that are filled, in every state of knowledge that is asked."""
        return {level: Retold(self.facts, level) for level in self.levels}


def _filled(program: PackProgram, snapshot: Snapshot, contracts: list[Contract]) -> PackGround:
    """A pack over some contracts of a snapshot, all of them held."""
    sets = {}
    for level in program.levels:
        sets[level] = build_rows(program.facts.layout, snapshot, contracts)
        program.facts.fill(sets[level], level)
    return PackGround(program, [contract.id for contract in contracts], sets, program.retold())


class PackGround:
    """A pack over contracts of an account: their rows by state of knowledge, filled, and linked to all others."""

    def __init__(
        self,
        program: PackProgram,
        ids: Iterable[str],
        sets: Mapping[Knowledge, RowSet],
        retold: Mapping[Knowledge, Retold],
    ) -> None:
        """`ids`: of the contracts, in the order of their rows. `retold`: for these rows and all linked to them."""
        self.applied, self.is_fresh = program.applied, program.is_fresh
        self._program = program
        self._place_of = {id: place for place, id in enumerate(ids)}
        self._sets, self._retold = sets, retold

    def states(self, told: Sequence[tuple[PackGround, Contract]], with_needs: bool) -> States:
        """What holds of a contract that is told otherwise, and others beside it, each with its own ground.

        What the assumptions are is not asked, so that the strict state is not needed.
        """
        near = [(ground, each) for ground, each in told if ground._retold is self._retold]
        made = {level: self._state(level, near) for level in self._sets}
        for level, state in made.items():
            state.results.needs = (
                self._program.needs(level) if with_needs else NoNeeds(self._program.facts.layout)
            )
        working = made[max(made)]
        careful = made.get(Knowledge.CAREFUL, working)
        return States(self.applied, working, careful, working)

    def _state(self, level: Knowledge, told: Sequence[tuple[PackGround, Contract]]) -> State:
        rows = self._retold[level].tell([(near._row(level, each), each) for near, each in told])
        variant, row = told[0][1], rows.rows[Scope.CONTRACT][0]
        mine = {} if variant.is_invalid else {Scope.CONTRACT: [row], Scope.MILESTONE: row[MEMBERS]}
        rows.subjects = subjects = {scope: mine.get(scope, []) for scope in Scope}
        rows.contracts = [each for _, each in told]
        state = State(rows, _Brief(self._program.facts.layout, subjects))
        state.matches = matched(self._program.steps, subjects)
        return state

    def _row(self, level: Knowledge, contract: Contract) -> Row:
        return self._sets[level].rows[Scope.CONTRACT][self._place_of[contract.id]]

    def settle(self, contract: Contract, is_new: bool) -> None:
        """A contract stays as it is told, which is otherwise than before where it is new."""
        for level, retold in self._retold.items():
            retold.forget()
            if is_new:
                retold.settle(self._row(level, contract), contract)
            else:
                retold.restore()


def _levels(readings: Iterable[Sequence[object]], is_strict: bool) -> tuple[Knowledge, ...]:
    if is_strict:
        return (Knowledge.STRICT,)
    assumed = any(getattr(item, "is_assumed", False) for group in readings for item in group)
    return (Knowledge.CAREFUL, Knowledge.WORKING) if assumed else (Knowledge.STRICT,)
