"""Accounts with more contracts than are to be held, evaluated slice by slice; held is what others read of each.

What clients and accounts come to hangs on all of their contracts. These are read in as many rounds as the facts of
the packs have stages, and then once more to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..meaning.groups import OF_A_CONTRACT
from ..meaning.layout import Row
from ..policy.applied import Applied
from ..policy.readings import Knowledge
from ..python.compute import FactProgram
from ..python.folding import Assumptions, FoldingRows
from ..python.needed import GeneratedAssumed, GeneratedNeeds
from ..python.rows import RowSet
from ..python.stages import AROUND
from ..report.places import Places
from ..report.results import Results
from ..snapshot.model import Contract, Snapshot
from ..units import Scope
from .batches import Batch, by_platform
from .options import Options
from .pack_run import PackRun
from .part import Part, found_in
from .states import State, States

Rows = Mapping[Scope, list[Row]]

AROUND_AT_ONCE = 2_000
"""Clients and accounts that are told together."""
SLICE = 2_000
"""Contracts of such an account that are taken up together."""
HUGE = 10_000
"""Contracts of one account from which on it is not held: so many take 50 MiB."""


class InSlices:
    """Packs over some accounts, whose contracts are read by slices as often as asked."""

    def __init__(
        self,
        programs: Iterable[FactProgram],
        batches: Mapping[str, Batch],
        snapshot: Snapshot,
        options: Options,
        judged: int,
    ) -> None:
        """`batches`: by platform what is around the contracts, and no contract. `judged`: as for `found_in`."""
        self._snapshot = snapshot
        self._options, self._judged = options, judged
        is_dated = snapshot.known_until is not None
        self._packs = [
            _Pack(
                program, batches[program.layout.applied.pack.platform], is_dated, options.is_strict
            )
            for program in programs
            if program.layout.applied.pack.platform in batches
        ]

    def gather(self, slices: Callable[[], Iterator[Snapshot]]) -> None:
        """Read all contracts, the same in every round, until all that is around them is known."""
        for stage in range(max((pack.last for pack in self._packs), default=0)):
            packs = [pack for pack in self._packs if stage < pack.last]
            for number, snapshot in enumerate(slices()):
                found = by_platform(snapshot)
                for pack in packs:
                    pack.leave(pack.visit(stage, number, found.get(pack.platform, [])))
            for pack in packs:
                pack.gather(stage)

    def part(self, number: int, snapshot: Snapshot) -> Part:
        """What is found for the contracts of a slice, by its number."""
        found = by_platform(snapshot)
        runs: list[PackRun] = []
        visits: list[tuple[_Pack, Visit]] = []
        for pack in self._packs:
            contracts = found.get(pack.platform, [])
            visits.append((pack, pack.visit(pack.last, number, contracts)))
            runs.append(pack.run(visits[-1][1], contracts))
        part = self._found(snapshot.contracts, runs)
        for pack, visit in visits:
            pack.leave(visit)
        return part

    def parts_around(self) -> Iterator[Part]:
        """What is found for clients and accounts."""
        for pack in self._packs:
            for visit in pack.visits_around():
                yield self._found([], [pack.run(visit)])

    def _found(self, contracts: Sequence[Contract], runs: Sequence[PackRun]) -> Part:
        return found_in(self._snapshot, contracts, runs, self._options, self._judged)[2]

    def release(self) -> None:
        """Nobody asks any more."""
        for pack in self._packs:
            pack.release()


Visit = dict[Knowledge, RowSet]
"""The rows of the same entities in every state of knowledge, in the same order."""


class _Pack:
    """One pack in its states of knowledge."""

    def __init__(self, program: FactProgram, batch: Batch, is_dated: bool, is_strict: bool) -> None:
        self._program, self._batch = program, batch
        applied = self._applied = program.layout.applied
        self._starts = [0]
        """By number of a slice: how many contracts came before it."""
        self._is_fresh = applied.may_end_by(is_dated, is_strict)
        self._sets = {
            each: FoldingRows(program, each, batch.accounts, batch.has_accounts)
            for each in _knowledge(applied, is_strict)
        }
        self._needs = {each: GeneratedNeeds(program.needs) for each in self._sets}
        self._places = {each: Places(program.layout) for each in self._sets}
        self._filled: dict[Knowledge, Assumptions] = {each: {} for each in self._sets}
        """What was assumed, by the rows of the strict state."""
        self._passing: list[tuple[Knowledge, tuple[int, str]]] = []
        """What of that is of contracts that are visited, and goes with them."""
        self._assumed = {
            each: GeneratedAssumed(program.needs, filled) for each, filled in self._filled.items()
        }

    @property
    def last(self) -> int:
        """The stage in which contracts are told."""
        return self._sets[Knowledge.STRICT].last

    @property
    def platform(self) -> str:
        """That it is for."""
        return self._batch.platform

    def visit(self, stage: int, number: int, contracts: list[Contract]) -> Visit:
        """The rows of the contracts of a slice, filled as far as a stage goes."""
        start = self._starts[number]
        if stage == 0:
            self._starts.append(start + len(contracts))
        visit = {each: rows.visited(stage, start, contracts) for each, rows in self._sets.items()}
        strict = visit[Knowledge.STRICT].rows
        for each, rows in visit.items():
            self._note(each, OF_A_CONTRACT, rows.assumed, rows.rows, strict)
        return visit

    def _note(
        self,
        state: Knowledge,
        scopes: Sequence[Scope],
        assumed: Assumptions,
        own: Rows,
        strict: Rows,
    ) -> None:
        """Note what was assumed of rows, by their twins in the strict state."""
        if not assumed:
            return
        twins = {
            id(row): (id(twin), scope)
            for scope in scopes
            for row, twin in zip(own[scope], strict[scope], strict=True)
        }
        rows, filled = self._sets[state], self._filled[state]
        for (row, name), reading in assumed.items():
            twin, scope = twins[row]
            filled[twin, name] = reading
            if scope in OF_A_CONTRACT and not rows.lasts(scope, name):
                self._passing.append((state, (twin, name)))

    def leave(self, visit: Visit) -> None:
        """Others come: of these contracts nothing is kept but what is read for others."""
        for state, key in self._passing:
            self._filled[state].pop(key, None)
        self._passing.clear()
        for each, rows in visit.items():
            self._sets[each].fold(rows)
            self._needs[each].forget()
            self._needs[each].gaps.clear()
            self._assumed[each].forget()

    def gather(self, stage: int) -> None:
        """All contracts were visited in a stage: fill what is around them."""
        for rows in self._sets.values():
            if stage == 0:
                rows.receive(self._batch.guests)
            rows.gather(stage)
        if stage == self.last - 1:
            strict = self._sets[Knowledge.STRICT]
            for each, rows in self._sets.items():
                self._note(each, AROUND, rows.around_assumed, rows.around, strict.around)
                of_guests = rows.guests.rows, strict.guests.rows
                self._note(each, OF_A_CONTRACT, rows.guests.assumed, *of_guests)
            self._passing.clear()  # guests stay

    def run(self, visit: Visit, contracts: Sequence[Contract] = ()) -> PackRun:
        """Rows that hold everything, to be matched."""
        return PackRun(
            self._applied,
            self._states(visit),
            {contract.id: place for place, contract in enumerate(contracts)},
            self._is_fresh,
        )

    def _states(self, visit: Visit) -> States:
        found = {each: State(rows, self._results(each, rows)) for each, rows in visit.items()}
        strict = found[Knowledge.STRICT]
        working = found.get(Knowledge.WORKING, strict)
        careful = found.get(Knowledge.CAREFUL, working)
        assumed = {id(state): self._assumed[each] for each, state in found.items()}
        return States(self._applied, strict, careful, working, self._program.needs, assumed)

    def _results(self, state: Knowledge, rows: RowSet) -> Results:
        results = Results(self._program.layout, rows.subjects)
        results.needs, results.places = self._needs[state], self._places[state]
        return results

    def visits_around(self) -> Iterator[Visit]:
        """Clients and accounts, some at once; no contracts."""
        around = {each: rows.around_subjects() for each, rows in self._sets.items()}
        for scope in AROUND:
            for start in range(0, len(around[Knowledge.STRICT][scope]), AROUND_AT_ONCE):
                yield {
                    each: RowSet(
                        rows.around, _only(scope, around[each][scope][start:][:AROUND_AT_ONCE])
                    )
                    for each, rows in self._sets.items()
                }

    def release(self) -> None:
        """Take the rows apart."""
        for each, rows in self._sets.items():
            rows.release()
            self._needs[each].release()
            self._assumed[each].release()


def _only(scope: Scope, rows: list[Row]) -> dict[Scope, list[Row]]:
    return {each: rows if each is scope else [] for each in Scope}


def _knowledge(applied: Applied, is_strict: bool) -> Iterator[Knowledge]:
    """The states of knowledge that may differ, whatever the contracts."""
    yield Knowledge.STRICT
    assumed = [each for found in applied.readings.values() for each in found if each.is_assumed]
    if not assumed or is_strict:
        return
    if not all(reading.may_close for reading in assumed):
        yield Knowledge.CAREFUL
    yield Knowledge.WORKING
