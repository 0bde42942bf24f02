"""One pack over its platform's contracts: what each row holds, where a contract stands, how old the export is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from ..meaning.reading import Reader
from ..policy.applied import Applied
from ..policy.readings import Knowledge
from ..python.compute import FactProgram
from ..python.needed import GENERATED_FROM
from ..python.rows import RowSet, build_rows, rows_of, with_subject
from ..snapshot.model import Contract, Snapshot
from ..units import Scope
from .batches import Batch
from .states import States, states_of

MORE_THAN_ANY = 1 << 62
"""Contracts; what is asked for one alone is not worth writing code for."""


class PackRun(Struct):
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
    tells_assumed: bool = True,
) -> PackRun:
    """A pack's contracts, filled; to be matched. `tells_assumed`: see `states_of`."""
    listed = list(contracts)
    return _run(
        program,
        lambda _: build_rows(program.layout, snapshot, listed),
        listed,
        snapshot.known_until is not None,
        is_strict,
        tells_assumed,
        GENERATED_FROM,
    )


def run_for(
    program: FactProgram,
    snapshot: Snapshot,
    contracts: Sequence[Contract],
    id: str,
    is_strict: bool,
) -> PackRun:
    """A pack's contracts, filled; to be matched for one of them alone."""
    listed = list(contracts)
    place = next(place for place, contract in enumerate(listed) if contract.id == id)
    return _run(
        program,
        lambda _: with_subject(build_rows(program.layout, snapshot, listed), place),
        listed,
        snapshot.known_until is not None,
        is_strict,
        True,
        MORE_THAN_ANY,
    )


def batch_run(program: FactProgram, batch: Batch, is_dated: bool, is_strict: bool) -> PackRun:
    """A pack over one of many batches, filled; to be matched. `is_dated`: the export knows its instant."""
    return _run(
        program,
        lambda _: rows_of(
            program.layout, batch.contracts, batch.accounts, batch.has_accounts, batch.guests
        ),
        batch.contracts,
        is_dated,
        is_strict,
        True,
        0,
    )


def _run(
    program: FactProgram,
    build: Callable[[Knowledge], RowSet],
    contracts: Sequence[Contract],
    is_dated: bool,
    is_strict: bool,
    tells_assumed: bool,
    generated_from: int,
) -> PackRun:
    applied = program.layout.applied
    return PackRun(
        applied=applied,
        states=states_of(program, build, is_strict, tells_assumed, generated_from),
        place_of={contract.id: place for place, contract in enumerate(contracts)},
        is_fresh=applied.may_end_by(is_dated, is_strict),
    )
