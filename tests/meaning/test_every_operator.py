"""Each operator of the policy language is known wherever conditions are read, told, changed or decided.

Everything follows from the rows: an operator that some place forgets fails here by its name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from closeout.cli.render.explain_text import render
from closeout.engine.cases.boundaries.thresholds import turns
from closeout.engine.cases.coverage.two_valued import is_always_decided
from closeout.engine.cases.mutants.changes import of_condition
from closeout.engine.cases.running.why import deciding
from closeout.engine.durable.bank import availability
from closeout.engine.durable.engine import match as match_durable
from closeout.engine.explain.explain import explain_rule
from closeout.engine.language.load import load_packs
from closeout.engine.language.schema import policy_schema
from closeout.engine.language.slips import comparison_hint
from closeout.engine.meaning.needs import Needs
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import trace
from closeout.engine.meaning.words import condition_words, described, written
from closeout.engine.policy.conditions import Condition, Ref, Undecided
from closeout.engine.policy.operators import OPERATORS, Operator, Takes, words_of
from closeout.engine.policy.pack import Pack
from closeout.engine.policy.walk import leaves, operands, references
from closeout.engine.python.match import match
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.units import Unit

from .known_and_not import AS_OF, filled, four_contracts

EVERY = pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS)


@pytest.fixture
def portfolio(tmp_path: Path) -> Snapshot:
    return four_contracts(tmp_path)


def pack_that_asks(folder: Path, when: str) -> Pack:
    folder.mkdir()
    text = f"""
id: mine
actions: {{look: {{title: Have a look, effect: none}}}}
rules:
  - id: asked
    title: It is asked
    for: contract
    when: {{{when}}}
    then: {{action: look, severity: info, message: Look.}}
"""
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return load_packs([str(folder)])[0]


def asked(operator: Operator, folder: Path) -> tuple[Pack, Condition]:
    pack = pack_that_asks(folder / "asked", operator.example)
    return pack, pack.rules[0].when


@EVERY
def test_it_is_read_with_its_example(operator: Operator, tmp_path: Path) -> None:
    _, condition = asked(operator, tmp_path)
    assert re.search(rf"\{{{operator.word}: ", operator.example)
    assert {ref.unit for leaf in leaves(condition) for ref in references(leaf)} <= operator.units
    assert set(OPERATORS) >= {operator.confused_with} - {""}


@EVERY
def test_what_is_written_of_it_is_read_as_the_same(operator: Operator, tmp_path: Path) -> None:
    _, condition = asked(operator, tmp_path)
    assert described(condition) == written(condition)
    for number, leaf in enumerate(leaves(condition)):
        assert operator.word in written(leaf) or operator.words is None or operator.word == "eq"
        if any(
            isinstance(part, Ref) or part.unit is Unit.INSTANT for part in [*operands(leaf)][1:]
        ):
            continue  # facts by their names, and instants, are written for people
        again = pack_that_asks(tmp_path / str(number), written(leaf))
        assert again.rules[0].when == leaf


@pytest.mark.parametrize("unit", Unit)
def test_the_schema_lets_each_unit_be_asked_by_its_operators(unit: Unit) -> None:
    definitions: Any = policy_schema(load_packs(None))["$defs"]
    matcher = definitions[f"matcher_{unit}"]
    asked = next(part for part in (matcher, *matcher.get("anyOf", ())) if "properties" in part)
    assert set(asked["properties"]) == {
        word for word, operator in OPERATORS.items() if unit in operator.units
    }


@EVERY
def test_it_is_told_by_its_other_spellings(operator: Operator) -> None:
    for spelling in operator.spellings:
        assert spelling not in OPERATORS
        if operator.takes is not Takes.VALUES:
            assert f"`{{{operator.word}: x}}`" in comparison_hint(spelling, "x")


@EVERY
def test_it_is_explained_in_its_words(
    operator: Operator, tmp_path: Path, portfolio: Snapshot
) -> None:
    pack, condition = asked(operator, tmp_path)
    for contract in portfolio.contracts:
        found = explain_rule(portfolio, [pack], contract.id, "asked", AS_OF)
        assert "asked" in render(found)
    for leaf in leaves(condition):
        assert not isinstance(leaf, Undecided)
        said = words_of(leaf).holds.partition("{}")[0].strip()
        assert said in condition_words(leaf)


@EVERY
def test_a_failing_case_says_what_was_expected(
    operator: Operator, tmp_path: Path, portfolio: Snapshot
) -> None:
    pack, _ = asked(operator, tmp_path)
    wishes = set()
    applied, layout, rows = filled(pack, portfolio)
    (rule,) = applied.rules
    for row in rows.subjects[rule.rule.scope]:
        text = deciding(rule, Reader(layout, rule.rule.scope, row))
        if text:
            wishes.add(text)
            assert ", expected " in text
            assert not text.endswith("expected ")
    assert wishes


@EVERY
def test_it_is_changed_by_mutants(operator: Operator, tmp_path: Path) -> None:
    _, condition = asked(operator, tmp_path)
    changes = dict(of_condition(condition))
    assert changes
    if operator.confused_with:
        assert any(text.endswith(f" as {operator.confused_with}") for text in changes)
    for changed in changes.values():
        assert changed != condition


@EVERY
def test_the_specification_and_both_engines_decide_it_alike(
    operator: Operator, tmp_path: Path, portfolio: Snapshot
) -> None:
    pack, condition = asked(operator, tmp_path)
    applied, layout, rows = filled(pack, portfolio)
    (rule,) = applied.rules
    outcomes = []
    for row in rows.subjects[rule.rule.scope]:
        reader = Reader(layout, rule.rule.scope, row)
        outcome = trace(rule.condition, reader)
        outcomes.append((outcome.certainly, outcome.possibly))
        assert bool(Needs(layout).of_trace(outcome, reader)) != outcome.is_decided
        assert all(turn.rule == "asked" for turn in turns(rule, reader))
    found = {item.row: item.is_certain for item in match(applied, layout, rows.subjects)}
    assert outcomes == [
        (found.get(position) is True, position in found) for position in range(len(outcomes))
    ]
    always = is_always_decided(condition)
    undecided = set() if always else {(False, True)}
    assert set(outcomes) == {(True, True), (False, False)} | undecided
    if not availability():
        durable = match_durable(applied, layout, rows.subjects)
        assert {item.row: item.is_certain for item in durable} == found
