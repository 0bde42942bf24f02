"""The trace, which explains, and the compiled matcher, which answers, come to the same outcome."""

from __future__ import annotations

import pytest

from closeout.engine.meaning.needs import Needs
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import trace
from closeout.engine.policy.applied import apply_pack
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match
from closeout.engine.python.order import wanted

from ..sizes import sizes
from ..worlds import AS_OF, world

WORLDS = sizes().trace_worlds


@pytest.mark.parametrize("batch", range(3))
def test_trace_and_matcher_agree_on_every_rule_and_subject(batch: int) -> None:
    compared = undecided = 0
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        made = world(seed)
        exported_at = made.snapshot.exported_at or AS_OF
        applied = apply_pack(made.pack, AS_OF, exported_at, made.snapshot.role)
        program, rows = filled(applied, made.snapshot, made.snapshot.contracts, wanted(applied))
        found = {
            (item.rule, item.row): item.is_certain
            for item in match(applied, program.layout, rows.subjects)
        }
        needs = Needs(program.layout)
        for index, rule in enumerate(applied.rules):
            for position, row in enumerate(rows.subjects[rule.rule.scope]):
                reader = Reader(program.layout, rule.rule.scope, row)
                outcome = trace(rule.condition, reader)
                certain = found.get((index, position))
                assert (outcome.certainly, outcome.possibly) == (
                    certain is True,
                    certain is not None,
                )
                needs.of_trace(outcome, reader)
                compared += 1
                undecided += not outcome.is_decided
    assert compared > 80 * WORLDS
    assert undecided > compared / 50
