"""What the generated code says undecided rules wait for is what the specification says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.states import States, match_states, states_of
from closeout.engine.meaning.assumed import Assumed
from closeout.engine.meaning.needs import Needs
from closeout.engine.meaning.reading import Reader
from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.conditions import Condition
from closeout.engine.problems import EngineFault
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.needed import GeneratedAssumed, GeneratedNeeds
from closeout.engine.python.order import wanted
from closeout.engine.python.rows import build_rows
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import World, world
from .test_batches import STYLES


def states(made: World) -> States:
    """Every state of knowledge of a world, with generated code however few its contracts are."""
    snapshot = made.snapshot
    exported_at = made.as_of if snapshot.exported_at is None else snapshot.exported_at
    applied = apply_pack(made.pack, made.as_of, exported_at, snapshot.role)
    program = compile_facts(applied, wanted(applied))
    found = states_of(
        program,
        lambda _: build_rows(program.layout, snapshot, snapshot.contracts),
        generated_from=0,
    )
    match_states(Engine.PYTHON, [[found]])
    return found


def questions(found: States) -> Iterator[tuple[Condition, Scope, int]]:
    """Every rule of every subject, and the closing of every contract."""
    subjects = found.strict.rows.subjects
    for rule in found.applied.rules:
        for place in range(len(subjects[rule.rule.scope])):
            yield rule.condition, rule.rule.scope, place
    if found.applied.closing is not None:
        for place in range(len(subjects[Scope.CONTRACT])):
            yield found.applied.closing, Scope.CONTRACT, place


@pytest.mark.parametrize("batch", range(len(STYLES)))
def test_generated_code_and_specification_name_the_same_fields_and_assumptions(batch: int) -> None:
    waiting = resting = 0
    for seed in range(sizes().trace_worlds):
        found = states(world(seed, STYLES[batch]))
        for state in found.distinct:
            layout = state.results.layout
            generated, needs = state.results.needs, Needs(layout)
            assert isinstance(generated, GeneratedNeeds)
            for condition, scope, place in questions(found):
                reader = Reader(layout, scope, state.rows.subjects[scope][place])
                expected = needs.of_condition(condition, reader)
                assert generated.of_condition(condition, reader) == expected
                waiting += bool(expected)
            assert generated.gaps == needs.gaps
        for state, assumed in (
            (found.careful, found._of_careful),
            (found.working, found._of_working),
        ):
            if state is found.strict:
                continue
            assert isinstance(assumed, GeneratedAssumed)
            specified = Assumed(found.strict.results.layout, assumed.filled)
            for condition, scope, place in questions(found):
                row = found.strict.rows.subjects[scope][place]
                behind = specified.behind(condition, Reader(specified.layout, scope, row))
                assert found.assumed_in(state, condition, scope, row) == tuple(sorted(behind))
                resting += bool(behind)
    assert waiting > 30
    assert resting or not STYLES[batch].readings


def test_generated_code_that_names_another_field_is_found_out() -> None:
    found = states(world(0, STYLES[0]))
    needs = found.working.results.needs
    assert isinstance(needs, GeneratedNeeds)
    known = needs._functions.conditions
    known.update({id: lambda row, out: out.add("a field that is none") for id in known})
    (condition, scope, place) = next(iter(questions(found)))
    row = found.working.rows.subjects[scope][place]
    with pytest.raises(EngineFault, match="a field that is none"):
        needs.of_condition(condition, Reader(needs.layout, scope, row))
