"""The trace, which explains, and the compiled matcher, which answers, come to the same outcome."""

from __future__ import annotations

import pytest

from closeout.engine.meaning.needs import Needs
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import decision, trace
from closeout.engine.python.match import match

from ..filled import filled
from ..sizes import sizes
from ..worlds import Style, world

WORLDS = sizes().trace_worlds
STYLES = (Style(), Style(ages=0.6, contracts=30), Style(ages=0.6, contracts=30))
"""Of a batch of worlds each."""


@pytest.mark.parametrize("batch", range(len(STYLES)))
def test_trace_and_matcher_agree_on_every_rule_and_subject(batch: int) -> None:
    compared = undecided = 0
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        applied, layout, subjects, _ = filled(world(seed, STYLES[batch]))
        found = {
            (item.rule, item.row): item.is_certain for item in match(applied, layout, subjects)
        }
        needs = Needs(layout)
        for index, rule in enumerate(applied.rules):
            for position, row in enumerate(subjects[rule.rule.scope]):
                reader = Reader(layout, rule.rule.scope, row)
                outcome = trace(rule.condition, reader)
                certain = found.get((index, position))
                assert (outcome.certainly, outcome.possibly) == (
                    certain is True,
                    certain is not None,
                )
                assert decision(rule.condition, reader) == (outcome.certainly, outcome.possibly)
                needs.of_trace(outcome, reader)
                compared += 1
                undecided += not outcome.is_decided
    assert compared > 80 * WORLDS
    assert undecided > compared / 50
