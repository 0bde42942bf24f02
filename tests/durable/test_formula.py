"""Formulas: the disjunctive normal form means the same, and stays within its limits."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeout.engine.durable.bank import Sign
from closeout.engine.durable.columns import Column, Measure, Slot
from closeout.engine.durable.formula import (
    FALSE,
    MAX_TERMS,
    TRUE,
    And,
    Atom,
    Either,
    Formula,
    Or,
    TooManyTerms,
    negated,
    terms,
)

COLUMNS = [Column(Measure.CODE, Slot(0, at)) for at in range(3)]


def atom(column: int, sign: Sign = Sign.EQ, right: int = 1) -> Atom:
    """A comparison of one of the columns."""
    return Atom(COLUMNS[column], sign, right)


def holds(formula: Formula, values: tuple[int, ...]) -> bool:
    """Whether a formula holds where the columns have these values."""
    match formula:
        case Atom(column, sign, int(right)):
            left = values[COLUMNS.index(column)]
            return {
                Sign.LT: left < right,
                Sign.LTE: left <= right,
                Sign.GT: left > right,
                Sign.GTE: left >= right,
                Sign.EQ: left == right,
                Sign.NEQ: left != right,
            }[sign]
        case And(parts):
            return all(holds(part, values) for part in parts)
        case Or(parts):
            return any(holds(part, values) for part in parts)
        case Either(inner, _):
            return holds(inner, values)
    raise AssertionError(formula)


ATOMS = st.builds(atom, st.integers(0, 2), st.sampled_from(list(Sign)), st.integers(0, 2))
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(lambda formula: Either(formula, negated(formula))),
    ),
    max_leaves=10,
)
ALL_VALUES = list(product(range(3), repeat=3))


@settings(deadline=None)
@given(FORMULAS)
def test_the_terms_hold_where_the_formula_does(formula: Formula) -> None:
    expanded = terms(formula)
    for values in ALL_VALUES:
        found = any(all(holds(atom, values) for atom in term) for term in expanded)
        assert found == holds(formula, values)


@settings(deadline=None)
@given(FORMULAS)
def test_the_negation_holds_where_the_formula_does_not(formula: Formula) -> None:
    opposite = negated(formula)
    assert all(holds(opposite, values) != holds(formula, values) for values in ALL_VALUES)
    assert negated(opposite) == formula


@settings(deadline=None)
@given(FORMULAS)
def test_no_term_makes_another_superfluous(formula: Formula) -> None:
    expanded = terms(formula)
    for one, other in product(expanded, repeat=2):
        assert one is other or not one <= other


def test_true_and_false() -> None:
    assert terms(TRUE) == [frozenset()]
    assert terms(FALSE) == []
    assert terms(Or((atom(0), TRUE))) == [frozenset()]
    assert terms(And((atom(0), FALSE))) == []


def test_what_contradicts_itself_is_left_out() -> None:
    both = And((Or((atom(0, right=1), atom(0, right=2))), Or((atom(0, right=2), atom(1)))))
    assert terms(both) == [
        frozenset({atom(0, right=1), atom(1)}),
        frozenset({atom(0, right=2)}),
    ]
    assert terms(And((atom(0, Sign.LT, 5), atom(0, Sign.GTE, 5)))) == []


def alternatives(place: int, count: int) -> Formula:
    """So many alternatives over a column of their own."""
    column = Column(Measure.CODE, Slot(0, place))
    return Or(tuple(Atom(column, Sign.EQ, code) for code in range(count)))


def test_as_many_terms_as_allowed() -> None:
    formula = And((alternatives(0, 40), alternatives(1, MAX_TERMS // 40)))
    assert len(terms(formula)) == MAX_TERMS


@pytest.mark.parametrize(
    "formula",
    [
        alternatives(0, MAX_TERMS + 1),
        And((alternatives(0, 40), alternatives(1, MAX_TERMS // 40 + 1))),
        And(tuple(alternatives(place, 8) for place in range(30))),
        Or(tuple(And((alternatives(place, 30), alternatives(99, 30))) for place in range(30))),
    ],
)
def test_more_terms_than_allowed_are_refused_at_once(formula: Formula) -> None:
    with pytest.raises(TooManyTerms):
        terms(formula)
