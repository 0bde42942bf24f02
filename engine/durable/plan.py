"""From the rules of one scope to banks: every conjunction one engine rule, at most 60 a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from ..meaning.layout import Layout
from ..policy.applied import Applied
from ..units import Scope
from .bank import MAX_FIELDS, MAX_RULES, Check
from .columns import Column
from .compile import Compiler
from .encode import Encoding
from .formula import Atom, Right, Term, TooManyTerms, terms


class EngineRule(NamedTuple):
    """A conjunction: where it holds, the rule holds (certainly), or it may hold."""

    rule: int
    """Index into the applied rules."""
    is_certain: bool
    term: Term


class BankPlan(Struct, frozen=True, dict=True):
    """One bank, whatever the time: the columns of its facts and its rules, in order."""

    columns: tuple[Column, ...]
    rules: tuple[EngineRule, ...]

    def fields(self) -> list[str]:
        """The names of the columns."""
        return [f"c{place}" for place in range(len(self.columns))]

    @cached_property
    def meaning(self) -> dict[str, tuple[int, bool]]:
        """Name of an engine rule -> the rule and whether it holds certainly."""
        return {f"r{place}": (rule.rule, rule.is_certain) for place, rule in enumerate(self.rules)}

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """What its rules check, each once: what many of them check comes first and is shared."""
        place = {column: index for index, column in enumerate(self.columns)}
        uses = Counter(atom for rule in self.rules for atom in rule.term)

        def order(atom: Atom) -> tuple[int, int, str, str]:
            right = place[atom.right] if isinstance(atom.right, Column) else atom.right
            return -uses[atom], place[atom.column], atom.sign.value, repr(right)

        return tuple(sorted(uses, key=order))

    @cached_property
    def _checked(self) -> list[list[int]]:
        """Of each rule, the places of its atoms."""
        place = {atom: index for index, atom in enumerate(self.atoms)}
        return [sorted(place[atom] for atom in rule.term) for rule in self.rules]

    def numbers(self, encoding: Encoding) -> tuple[int, ...]:
        """The numbers that its rules hold in an encoding: with equal ones they are the same rules."""
        return tuple(encoding.number(right, column) for right, column in self._compared)

    @cached_property
    def _compared(self) -> list[tuple[Right, Column]]:
        """What columns are compared with, other columns left out, and which."""
        compared = {(atom.right, atom.column): None for atom in self.atoms}
        return [pair for pair in compared if not isinstance(pair[0], Column)]

    def checks(self, encoding: Encoding) -> dict[str, list[Check]]:
        """The checks of every engine rule."""
        names = {column: f"c{place}" for place, column in enumerate(self.columns)}
        written = [_check(atom, names, encoding) for atom in self.atoms]
        return {
            f"r{index}": [written[place] for place in places]
            for index, places in enumerate(self._checked)
        }


def engine_rules(applied: Applied, layout: Layout, scope: Scope) -> list[EngineRule]:
    """The conjunctions of all rules of a scope: first those that decide, then those that do not.

    Raises TooManyTerms, naming the rule.
    """
    compiler = Compiler(layout, scope)
    found: list[EngineRule] = []
    for index, item in enumerate(applied.rules):
        if item.rule.scope is not scope:
            continue
        pair = compiler.pair(item.condition)
        try:
            certain, possible = terms(pair.certainly), terms(pair.possibly)
        except TooManyTerms as limit:
            raise TooManyTerms(
                f'rule "{item.rule.id}" is too large for durable_rules: {limit}; '
                "use --engine python"
            ) from None
        found.extend(EngineRule(index, True, term) for term in certain)
        found.extend(
            EngineRule(index, False, term)
            for term in possible
            if not any(sure <= term for sure in certain)
        )
    return sorted(found, key=lambda rule: not rule.is_certain)


def banks(rules: Sequence[EngineRule]) -> Iterator[BankPlan]:
    """The engine rules in banks, in order. Raises TooManyTerms for too many columns in one."""
    columns: dict[Column, None] = {}
    chosen: list[EngineRule] = []
    for rule in rules:
        own = dict.fromkeys(columns_of(rule.term))
        if len(own) > MAX_FIELDS:
            raise TooManyTerms(
                f"a rule reads {len(own)} columns; durable_rules takes {MAX_FIELDS}; "
                "use --engine python"
            )
        merged = columns | own
        if chosen and (len(chosen) == MAX_RULES or len(merged) > MAX_FIELDS):
            yield BankPlan(tuple(columns), tuple(chosen))
            merged, chosen = own, []
        columns = merged
        chosen.append(rule)
    if chosen:
        yield BankPlan(tuple(columns), tuple(chosen))


def columns_of(atoms: Iterable[Atom]) -> Iterator[Column]:
    """Every column that the atoms read, in a stable order."""
    for atom in sorted(atoms, key=repr):
        yield atom.column
        if isinstance(atom.right, Column):
            yield atom.right


def _check(atom: Atom, names: Mapping[Column, str], encoding: Encoding) -> Check:
    right = (
        names[atom.right]
        if isinstance(atom.right, Column)
        else encoding.number(atom.right, atom.column)
    )
    return Check(names[atom.column], atom.sign, right)
