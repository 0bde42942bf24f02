"""Packs that differ from another one in a few edits, as somebody might have made them."""

from __future__ import annotations

import random

from closeout.engine.cases.mutants.mutants import mutants_of
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.policy.pack import Pack
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.variants.edits import edits_between, with_edits

from ..worlds import Style, World, world

OPTIONS = Options(engine=Engine.PYTHON)


def edited(pack: Pack, rng: random.Random, many: int) -> Pack:
    """The pack with so many random changes, each of another rule, fact, param, action or reading."""
    found = pack
    for mutant in rng.sample(list(mutants_of(pack)), many):
        found = with_edits(found, mutant.pack, edits_between(pack, mutant.pack)) or found
    return found


def report_of(snapshot: Snapshot, pack: Pack, as_of: int) -> Report:
    """Everything that is found, evaluated as a whole."""
    return evaluate(snapshot, [pack], as_of, OPTIONS)


def a_world(seed: int) -> World:
    """A small random world; every other one takes something for granted."""
    return world(seed, Style(contracts=10, rules=10, facts=10, readings=4 * (seed % 2)))
