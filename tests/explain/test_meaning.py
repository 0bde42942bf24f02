"""Explanations are true: verdict steps, flips and members agree with what the engine decided."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter

import pytest

from closeout.cli.render.explain_json import render as as_json
from closeout.cli.render.explain_text import render as as_text
from closeout.engine.explain.explain import explain_fact, explain_rule, explain_verdict
from closeout.engine.explain.flips import EXACT, outcome_with
from closeout.engine.explain.model import Explanation, Kind, Node, Part
from closeout.engine.explain.outcome import Outcome
from closeout.engine.explain.tree import leaves_of
from closeout.engine.policy.conditions import Condition
from closeout.engine.policy.definitions import GroupCount, Streak
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import World, world

WORLDS = sizes().explained_worlds


def name_in(made: World, rng: random.Random, scope: Scope) -> str | None:
    """A random contract, with a milestone where one is asked for."""
    contract = rng.choice(made.snapshot.contracts)
    if scope is not Scope.MILESTONE:
        return contract.id
    if not contract.milestones:
        return None
    return f"{contract.id}/{rng.choice(contract.milestones)[0]}"


def check_printable(found: Explanation) -> None:
    text = as_text(found)
    assert all(line.isprintable() for line in text.split("\n"))
    if text.isascii():
        assert max(map(len, text.split("\n"))) <= 80
    assert json.loads(as_json(found))["version"] == 1


def test_the_first_step_that_holds_gives_the_verdict() -> None:
    verdicts = Counter[str]()
    for seed in range(WORLDS):
        made = world(seed)
        for contract in made.snapshot.contracts[:2]:
            found = explain_verdict(made.snapshot, [made.pack], contract.id, made.as_of)
            verdict = found.verdict
            assert verdict is not None
            assert verdict.steps[verdict.decided].verdict is verdict.result.verdict
            assert not any(step.holds for step in verdict.steps[: verdict.decided])
            check_printable(found)
            verdicts[verdict.result.verdict] += 1
    assert len(verdicts) >= 4


def rules_that_do_not_hold(seeds: range) -> list[Node]:
    trees = []
    for seed in seeds:
        made = world(seed)
        rng = random.Random(seed)
        for rule in made.pack.rules:
            name = name_in(made, rng, rule.scope)
            if name is None:
                continue
            found = explain_rule(made.snapshot, [made.pack], name, rule.id, made.as_of, horizon=0)
            explained = found.rule
            assert explained is not None
            check_printable(found)
            changes = {change.condition: change.to for change in explained.flips}
            if explained.outcome is Outcome.HOLDS:
                assert changes == {}
            elif changes:
                assert outcome_with(explained.tree, changes) == (True, True)
                assert_none_to_spare(explained.tree, changes)
                trees.append(explained.tree)
    return trees


def assert_none_to_spare(tree: Node, changes: dict[Condition, bool]) -> None:
    """No change asks for what is so already."""
    leaves = {leaf.condition: leaf for leaf in leaves_of(tree)}
    for condition, to in changes.items():
        leaf = leaves[condition]
        assert (leaf.certainly, leaf.possibly) != (to, to)


def test_the_changes_that_are_named_make_the_rule_hold() -> None:
    assert len(rules_that_do_not_hold(range(WORLDS))) > 4 * WORLDS


def without_bonds(tree: Node) -> int | None:
    """The fewest changes, were all comparisons free of each other."""
    leaves = list({leaf.condition: leaf for leaf in leaves_of(tree)}.values())
    for size in range(1, len(leaves) + 1):
        for chosen in itertools.combinations(leaves, size):
            for values in itertools.product((True, False), repeat=size):
                changes = {leaf.condition: to for leaf, to in zip(chosen, values, strict=True)}
                if outcome_with(tree, changes)[0]:
                    return size
    return None


def test_no_smaller_set_of_changes_would_do() -> None:
    compared = 0
    for seed in range(60, 90):
        made = world(seed)
        rng = random.Random(seed)
        for rule in made.pack.rules:
            name = name_in(made, rng, rule.scope)
            if name is None:
                continue
            found = explain_rule(
                made.snapshot, [made.pack], name, rule.id, made.as_of, horizon=0
            ).rule
            assert found is not None
            leaves = {leaf.condition for leaf in leaves_of(found.tree)}
            facts = [fact.value.name for leaf in leaves_of(found.tree) for fact in leaf.facts]
            is_free = len(facts) == len(set(facts))
            if found.flips and is_free and len(leaves) <= min(6, EXACT):
                assert len(found.flips) == without_bonds(found.tree)
                compared += 1
    assert compared > 80


def outcome_from_parts(node: Node) -> tuple[bool, bool]:
    parts = [outcome_from_parts(part) for part in node.parts]
    match node.kind:
        case Kind.LEAF:
            return node.certainly, node.possibly
        case Kind.ALL:
            return all(part[0] for part in parts), all(part[1] for part in parts)
        case Kind.ANY:
            return any(part[0] for part in parts), any(part[1] for part in parts)
        case Kind.NOT:
            return not parts[0][1], not parts[0][0]
        case Kind.CERTAINLY:
            return parts[0][0], parts[0][0]


def test_the_parts_of_a_tree_give_its_outcome() -> None:
    for tree in rules_that_do_not_hold(range(100, 110)):
        assert outcome_from_parts(tree) == (tree.certainly, tree.possibly)


@pytest.mark.parametrize("batch", range(2))
def test_the_members_that_are_counted_are_the_bounds_of_the_fact(batch: int) -> None:
    compared = Counter[str]()
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        made = world(seed)
        rng = random.Random(seed)
        for fact in made.pack.facts.values():
            name = name_in(made, rng, fact.ref.scope)
            if name is None:
                continue
            found = explain_fact(made.snapshot, [made.pack], name, fact.ref.full, made.as_of)
            assert found.fact is not None
            check_printable(found)
            note = found.fact.note
            definition = fact.periods[0].definition
            if not isinstance(definition, GroupCount | Streak):
                continue
            assert note.group is not None
            assert note.value.low is not None
            counted = note.group.count(Part.COUNTED)
            if note.group.is_complete:
                assert note.value.high is not None
                assert note.value.low.json == counted
                assert note.value.high.json == counted + note.group.count(Part.MAY_COUNT)
                compared[type(definition).__name__] += 1
    assert compared["GroupCount"] > WORLDS / 2
    assert compared["Streak"] > WORLDS / 5
