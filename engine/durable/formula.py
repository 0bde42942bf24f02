"""Two-valued formulas over columns, without negation, and their disjunctive normal form."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from ..meaning.layout import Instant
from ..problems import EngineFault
from .bank import Sign
from .columns import Column

MAX_TERMS = 2_000
"""Conjunctions that one rule may expand to."""

_MAX_PRODUCTS = 20 * MAX_TERMS
"""Conjunctions that may be looked at on the way."""


class TooManyTerms(EngineFault):
    """A rule is too large for this engine; the reference engine takes it."""


class Value(NamedTuple):
    """A number of the policy, on the scale of the column that it is compared with."""

    number: int | Fraction


class Time(NamedTuple):
    """An instant of the run, which is known when it begins; compared by order alone."""

    instant: Instant


class Word(NamedTuple):
    """A text of the policy; stands for its code."""

    text: str


Right = int | Value | Time | Word | Column
"""What a column is compared with: a code, a number or word of the policy, an instant, another column."""


class Atom(NamedTuple):
    """One comparison of a column."""

    column: Column
    sign: Sign
    right: Right


class And(Struct, frozen=True):
    """Every part holds; an empty one is true."""

    parts: tuple[Formula, ...]


class Or(Struct, frozen=True):
    """At least one part holds; an empty one is false."""

    parts: tuple[Formula, ...]


class Either(Struct, frozen=True):
    """A formula with its negation written out, which is shorter than what `negated` makes."""

    holds: Formula
    fails: Formula


Formula = Atom | And | Or | Either
TRUE = And(())
FALSE = Or(())

Term = frozenset[Atom]
"""A conjunction; the empty one is true."""

OPPOSITE = {
    Sign.LT: Sign.GTE,
    Sign.GTE: Sign.LT,
    Sign.GT: Sign.LTE,
    Sign.LTE: Sign.GT,
    Sign.EQ: Sign.NEQ,
    Sign.NEQ: Sign.EQ,
}


def negated(formula: Formula) -> Formula:
    """The formula that holds where this one does not."""
    if isinstance(formula, Atom):
        return formula._replace(sign=OPPOSITE[formula.sign])
    if isinstance(formula, Either):
        return Either(formula.fails, formula.holds)
    parts = tuple(negated(part) for part in formula.parts)
    return Or(parts) if isinstance(formula, And) else And(parts)


def terms(formula: Formula) -> list[Term]:
    """The conjunctions of which at least one holds exactly where the formula does.

    None of them contains another or contradicts itself openly. The order is that of the formula.
    Raises TooManyTerms beyond MAX_TERMS.
    """
    if isinstance(formula, Atom):
        return [frozenset((formula,))]
    if isinstance(formula, Either):
        return terms(formula.holds)
    expanded = [terms(part) for part in formula.parts]
    if isinstance(formula, Or):
        return _absorbed(term for alternatives in expanded for term in alternatives)
    product: list[Term] = [frozenset()]
    for alternatives in sorted(expanded, key=len):
        product = _product(product, alternatives)
    return product


def _product(one: list[Term], other: list[Term]) -> list[Term]:
    if len(one) * len(other) > _MAX_PRODUCTS:
        raise TooManyTerms(f"more than {MAX_TERMS:,} conjunctions")
    joined = (first | second for first in one for second in other)
    return _absorbed(term for term in joined if not _contradicts_itself(term))


def _absorbed(candidates: Iterable[Term]) -> list[Term]:
    """Without the terms that another one makes superfluous: a and b beside a."""
    position = {term: index for index, term in enumerate(dict.fromkeys(candidates))}
    if len(position) > _MAX_PRODUCTS:
        raise TooManyTerms(f"more than {MAX_TERMS:,} conjunctions")
    kept: list[Term] = []
    for term in sorted(position, key=len):
        if not any(other <= term for other in kept):
            kept.append(term)
            if len(kept) > MAX_TERMS:
                raise TooManyTerms(f"more than {MAX_TERMS:,} conjunctions")
    return sorted(kept, key=position.__getitem__)


def _contradicts_itself(term: Term) -> bool:
    """Two atoms of one column and one right side exclude each other, or two equalities differ."""
    equal: dict[Column, Right] = {}
    for atom in term:
        if atom._replace(sign=OPPOSITE[atom.sign]) in term:
            return True
        if atom.sign is Sign.EQ and equal.setdefault(atom.column, atom.right) != atom.right:
            return True
    return False
