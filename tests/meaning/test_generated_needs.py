"""What the generated code says undecided rules wait for is what the specification says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from closeout.engine.calendar import DAY
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
from closeout.engine.records import record_with
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


def waited_for(found: States) -> int:
    """How many of the questions wait for a field; generated code and specification name the same ones."""
    count = 0
    for state in found.distinct:
        layout = state.results.layout
        generated, needs = state.results.needs, Needs(layout)
        assert isinstance(generated, GeneratedNeeds)
        for condition, scope, place in questions(found):
            reader = Reader(layout, scope, state.rows.subjects[scope][place])
            expected = needs.of_condition(condition, reader)
            assert generated.of_condition(condition, reader) == expected
            count += bool(expected)
        assert generated.gaps == needs.gaps
    return count


@pytest.mark.parametrize("batch", range(len(STYLES)))
def test_generated_code_and_specification_name_the_same_fields_and_assumptions(batch: int) -> None:
    waiting = resting = 0
    for seed in range(sizes().trace_worlds):
        found = states(world(seed, STYLES[batch]))
        waiting += waited_for(found)
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


def test_code_that_was_written_for_another_instant_asks_at_its_own() -> None:
    counts = set[tuple[int, int]]()
    for seed in range(6):
        made = world(seed, STYLES[0])
        undated = record_with(made.snapshot, exported_at=None)
        first = replace(made, snapshot=undated)
        later = replace(first, as_of=made.as_of + 40 * DAY)
        programs = [states(each).needs.of_fields for each in (first, later)]
        assert programs[0].source is programs[1].source
        counts.add((waited_for(states(first)), waited_for(states(later))))
    assert any(first != later for first, later in counts)


def test_what_is_renewed_asks_as_if_it_was_never_asked() -> None:
    found = states(world(0, STYLES[0]))
    needs = found.working.results.needs
    assert isinstance(needs, GeneratedNeeds)
    assert waited_for(found)
    asked = [known for known in needs._functions.known.values() if known]
    assert asked and needs.gaps
    needs.renew()
    assert not any(asked) and not needs.gaps
    assert waited_for(found)


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
