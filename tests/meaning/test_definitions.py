"""Every derived fact of random worlds is what its definition says, read by the plain evaluator."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from closeout.engine.meaning.layout import slots_of
from closeout.engine.meaning.reading import Reader
from closeout.engine.policy.definitions import Definition

from ..filled import filled
from ..sizes import sizes
from ..worlds import Style, world
from .definitions import value_of

WORLDS = 60
STYLE = Style(contracts=10, facts=24, rules=4)


@pytest.mark.parametrize("batch", range(sizes().definition_batches))
def test_every_derived_fact_is_what_its_definition_says(batch: int) -> None:
    compared: Counter[type] = Counter()
    partly: Counter[type] = Counter()
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        made = world(seed, STYLE)
        job = filled(made, *(fact.ref for fact in made.pack.facts.values()))
        for key, definition in job.applied.facts.items():
            ref = made.pack.facts[key].ref
            column = job.layout.column(ref)
            for row in job.rows.rows[ref.scope]:
                reader = Reader(job.layout, ref.scope, row)
                expected = value_of(ref, definition, reader)
                assert tuple(row[column : column + slots_of(ref)]) == expected, (seed, ref.full)
                compared[type(definition)] += 1
                partly[type(definition)] += not reader.is_known(ref)
    assert set(compared) == set(get_args(Definition))
    assert min(compared.values()) > 10, compared
    assert sum(partly.values()) > sum(compared.values()) / 20
