"""Random worlds applied, compiled and filled: what matchers and the specification are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from closeout.engine.evaluation.states import states_of
from closeout.engine.meaning.layout import Layout
from closeout.engine.meaning.matching import Rows
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.conditions import Ref
from closeout.engine.python import compute
from closeout.engine.python.order import wanted
from closeout.engine.python.rows import RowSet, build_rows

from .worlds import World


class Filled(NamedTuple):
    """One pack over its rows."""

    applied: Applied
    layout: Layout
    subjects: Rows
    rows: RowSet


def filled(made: World, *more: Ref) -> Filled:
    """The facts that the rules of a world need, and some more, computed for every row."""
    snapshot = made.snapshot
    exported_at = made.as_of if snapshot.exported_at is None else snapshot.exported_at
    applied = apply_pack(made.pack, made.as_of, exported_at, snapshot.role)
    program, rows = compute.filled(applied, snapshot, snapshot.contracts, [*wanted(applied), *more])
    return Filled(applied, program.layout, rows.subjects, rows)


def all_states(made: World) -> Iterator[Filled]:
    """The same for every state of knowledge that differs."""
    snapshot = made.snapshot
    exported_at = made.as_of if snapshot.exported_at is None else snapshot.exported_at
    applied = apply_pack(made.pack, made.as_of, exported_at, snapshot.role)
    program = compute.compile_facts(applied, wanted(applied))
    states = states_of(program, lambda _: build_rows(program.layout, snapshot, snapshot.contracts))
    for state in states.distinct:
        yield Filled(applied, program.layout, state.rows.subjects, state.rows)
