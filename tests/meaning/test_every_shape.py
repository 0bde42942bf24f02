"""Each shape of a definition is known wherever facts are read, told, changed or computed.

Everything follows from the rows: a shape that some place forgets fails here by its keyword.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from closeout.cli.render.explain_text import render
from closeout.engine.cases.mutants.changes import of_definition
from closeout.engine.durable.bank import availability
from closeout.engine.durable.engine import match as match_durable
from closeout.engine.explain.explain import explain_fact, explain_rule
from closeout.engine.language.definition_reader import READERS
from closeout.engine.language.load import load_packs
from closeout.engine.meaning.definition_words import definition_words
from closeout.engine.meaning.needs import Needs
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import trace
from closeout.engine.policy.conditions import Ref
from closeout.engine.policy.definitions import Definition, FactDefinition, Named, NotKnown, Own
from closeout.engine.policy.pack import Pack
from closeout.engine.policy.shapes import SHAPES
from closeout.engine.policy.walk import operands, parts
from closeout.engine.python.match import match
from closeout.engine.snapshot.model import Snapshot

from .known_and_not import AS_OF, filled, four_contracts

EXAMPLES = [
    pytest.param(kind, example, id=f"{word} makes {kind.__name__}")
    for word, shape in SHAPES.items()
    for kind, example in shape.makes.items()
]
NAMED = pytest.param(Named, "contract.x: {status: active}", id="no keyword makes Named")
EVERY = pytest.mark.parametrize(("kind", "example"), [*EXAMPLES, NAMED])


@pytest.fixture
def portfolio(tmp_path: Path) -> Snapshot:
    return four_contracts(tmp_path)


def pack_with(folder: Path, example: str) -> Pack:
    """A pack with the fact, and a rule that asks whether it is known."""
    folder = folder / "house"
    folder.mkdir()
    text = f"""
id: mine
actions: {{look: {{title: Have a look, effect: none}}}}
facts:
  {example}
rules:
  - id: asked
    title: It is asked
    for: contract
    when: {{{example.partition(":")[0]}: {{present: true}}}}
    then: {{action: look, severity: info, message: Look.}}
"""
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return load_packs([str(folder)])[0]


def fact_of(pack: Pack) -> FactDefinition:
    (fact,) = pack.facts.values()
    return fact


def test_every_kind_of_definition_has_a_shape() -> None:
    made = {kind for shape in SHAPES.values() for kind in shape.makes}
    assert made | {Named, Own} == set(get_args(Definition))  # the keywords of fields tell Own
    assert set(READERS) == set(SHAPES)


@EVERY
def test_its_example_is_read(kind: type, example: str, tmp_path: Path) -> None:
    definition = fact_of(pack_with(tmp_path, example)).periods[0].definition
    assert type(definition) is kind


@EVERY
def test_it_is_told_in_words_with_what_it_is_made_of(
    kind: type, example: str, tmp_path: Path
) -> None:
    definition = fact_of(pack_with(tmp_path, example)).periods[0].definition
    words = definition_words(definition)
    assert words
    assert kind.__name__ not in words
    named = [part for part in parts(definition) if isinstance(part, Ref)]
    assert all(ref in list(operands(definition)) for ref in named)
    assert all(ref.name.split(".")[-1] in words for ref in named[:1])


@EVERY
def test_it_is_changed_by_mutants(kind: type, example: str, tmp_path: Path) -> None:
    definition = fact_of(pack_with(tmp_path, example)).periods[0].definition
    for text, changed in of_definition(definition):
        assert text
        assert changed != definition
        assert isinstance(changed, Definition)


@EVERY
def test_it_is_explained(kind: type, example: str, tmp_path: Path, portfolio: Snapshot) -> None:
    pack = pack_with(tmp_path, example)
    fact = fact_of(pack)
    for contract in portfolio.contracts:
        found = explain_fact(portfolio, [pack], contract.id, "x", AS_OF)
        words = definition_words(fact.periods[0].definition)
        assert words[:20] in " ".join(render(found).split())
        assert render(explain_rule(portfolio, [pack], contract.id, "asked", AS_OF))


@EVERY
def test_the_specification_and_both_engines_know_it_alike(
    kind: type, example: str, tmp_path: Path, portfolio: Snapshot
) -> None:
    pack = pack_with(tmp_path, example)
    assert kind is NotKnown or known_in(pack, portfolio) | known_in(
        pack, four_contracts(tmp_path, "ABC")
    )


def known_in(pack: Pack, portfolio: Snapshot) -> set[int]:
    """The contracts of which the fact is known; by the specification and by both engines."""
    applied, layout, rows = filled(pack, portfolio)
    (rule,) = applied.rules
    fact, known = fact_of(pack).ref, set[int]()
    is_told_to_be_unknown = isinstance(applied.facts[fact.key], NotKnown)
    for position, row in enumerate(rows.subjects[rule.rule.scope]):
        reader = Reader(layout, rule.rule.scope, row)
        if trace(rule.condition, reader).certainly:
            known.add(position)
            assert reader.exact(fact) is not None
        else:
            assert Needs(layout).of_fact(fact, reader) or is_told_to_be_unknown
    found = match(applied, layout, rows.subjects)
    assert {item.row for item in found} == known
    if not availability():
        assert match_durable(applied, layout, rows.subjects) == found
    return known
