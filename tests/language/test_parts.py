"""Parts of facts in conditions: what they are read as, and how they are written again."""

from __future__ import annotations

from fractions import Fraction

import pytest

from closeout.engine.meaning.words import leaf_words, written
from closeout.engine.policy.applied import substituted
from closeout.engine.policy.conditions import Compare, Condition, Literal, Param, Part, Ref
from closeout.engine.units import Scope, Unit

from .conftest import Load

BUDGET = Ref(Scope.CONTRACT, "budget", Unit.MONEY)


def asked(load: Load, matcher: str) -> Condition:
    pack = load(
        rules=f"""
- id: asked
  title: It is asked
  for: contract
  when: {{total_paid: {{lt: {matcher}}}}}
  then: {{action: look, severity: info, message: Look.}}
"""
    )
    return substituted(pack.rules[0].when, {"share": Literal(Fraction(3, 10), Unit.RATIO, "share")})


@pytest.mark.parametrize(
    ("matcher", "factor", "again"),
    [
        ("50% of budget", Fraction(1, 2), "50% of budget"),
        ("0.5 of budget", Fraction(1, 2), "50% of budget"),
        ("2 of budget", Fraction(2), "200% of budget"),
        ("33.333333333% of contract.budget", Fraction(33333333333, 10**11), None),
        ("{fact: budget, times: 0.3}", Fraction(3, 10), "30% of budget"),
        ("{fact: budget, times: 30%}", Fraction(3, 10), "30% of budget"),
        ("{fact: budget, times: $share}", Fraction(3, 10), "$share of budget"),
        ("$share of budget", Fraction(3, 10), "$share of budget"),
    ],
)
def test_a_part_is_read_exactly(
    matcher: str, factor: Fraction, again: str | None, load: Load
) -> None:
    found = asked(load, matcher)
    assert isinstance(found, Compare) and isinstance(found.operand, Part)
    assert found.operand.of == BUDGET
    assert found.operand.factor == factor
    assert written(found) == f"total_paid: {{lt: {again or matcher}}}"


def test_a_part_is_told_by_its_value(load: Load) -> None:
    found = asked(load, "$share of budget")
    assert isinstance(found, Compare)
    assert leaf_words(found) == "total_paid is less than 30% of budget"
    told = leaf_words(Compare(found.left, found.op, Part(BUDGET, Param("share", Unit.RATIO))))
    assert told == "total_paid is less than $share of contract.budget"


def test_a_text_is_no_part_of_anything(load: Load) -> None:
    pack = load(
        rules="""
- id: asked
  title: It is asked
  for: contract
  when: {title: 50% of budget}
  then: {action: look, severity: info, message: Look.}
"""
    )
    (leaf,) = [pack.rules[0].when]
    assert isinstance(leaf, Compare)
    assert leaf.operand == Literal("50% of budget", Unit.TEXT)
