"""What undecided conditions wait for, as Python source: one function a condition and one a fact.

The functions follow `meaning.needs` step by step, and `meaning.assumed` where assumptions are looked for
instead of fields. A function of a fact gives a frozen set, and remembers it by row; one of a condition or of a
group's member adds to the set `out`. What is rare is left to the methods of `meaning.needs`, called `needs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from ..meaning.currencies import compares_money, has_amounts
from ..meaning.layout import ESCROW_OF_MILESTONE, MEMBERS, Layout
from ..meaning.members import conditions_of_member, values_of_member
from ..meaning.needs import own_need
from ..meaning.said_again import to_be_said_again
from ..policy.conditions import All, AnyOf, Certainly, Condition, Not, Ref
from ..policy.definitions import (
    Aggregate,
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NotKnown,
    Own,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
)
from ..policy.walk import references
from ..snapshot.fields import BY_PATH
from ..units import Scope, Unit
from .definitions_code import Names
from .expressions import View, pair


class NeedsWriter:
    """Writes the functions of one layout; those of facts when they are first named."""

    def __init__(self, layout: Layout, *, of_assumptions: bool) -> None:
        self.layout = layout
        self.applied = layout.applied
        self.of_assumptions = of_assumptions
        self.names = Names()
        self.lines: list[str] = []
        self._facts: dict[tuple[Scope, str], str] = {}
        self._todo: list[Ref] = []
        self.members: dict[int, str] = {}
        """By the identity of an aggregate: the function of its members."""
        self.breaks: dict[int, str] = {}
        """By that of a streak: whether a member surely breaks it."""

    def condition(self, name: str, condition: Condition, scope: Scope) -> None:
        """A function `name(r, out)` for a condition of a scope."""
        body = list(self._undecided(condition, View(self.layout, scope, "r")))
        self._function(f"{name}(r, out)", body)
        self._finish()

    def fact(self, ref: Ref) -> str:
        """The name of the function `f(row)` of a fact."""
        key = ref.key
        if key not in self._facts:
            self._facts[key] = f"fact_{len(self._facts)}"
            self._todo.append(ref)
        return self._facts[key]

    @property
    def facts(self) -> dict[tuple[Scope, str], str]:
        """The functions of facts that were written."""
        return self._facts

    def _finish(self) -> None:
        while self._todo:
            self._write_fact(self._todo.pop())

    def _function(self, header: str, body: list[str]) -> None:
        self.lines += [f"def {header}:", *("    " + line for line in body or ["pass"])]

    def _write_fact(self, ref: Ref) -> None:
        name, view = self._facts[ref.key], View(self.layout, ref.scope, "r")
        definition = self.applied.facts.get(ref.key)
        if isinstance(definition, Aggregate):
            self._write_member(definition)
        self.lines.append(f"{known_by(name)} = {{}}")
        body = [
            f"if {_known(ref, view)}: return NOTHING",
            f"found = {known_by(name)}.get(id(r))",
            "if found is None:",
            "    out = set()",
            f"    search_{name}(r, out)",
            f"    found = {known_by(name)}[id(r)] = frozenset(out)",
            "return found",
        ]
        self._function(f"{name}(r)", body)
        self._function(f"search_{name}(r, out)", list(self._search(ref, definition, view)))

    def _search(self, ref: Ref, definition: Definition | None, view: View) -> Iterator[str]:
        if self.of_assumptions:
            yield f"own = needs.filled.get((id(r), {ref.name!r}))"
            yield "if own is not None:"
            yield "    out.add(own)"
            yield "    return"
        if definition is not None and not self.of_assumptions:
            yield from self._behind(ref, definition, view)
        elif not self.of_assumptions:
            yield f"out.update(needs.of_field({self.names.of(ref)}, r))"
        else:
            if definition is not None:
                # A function of its own, since what an implication waits for comes after it.
                name = f"behind_{self._facts[ref.key]}"
                self._function(f"{name}(r, out)", list(self._behind(ref, definition, view)))
                yield f"{name}(r, out)"
            elif ref.key == (Scope.CONTRACT, "escrow"):
                yield f"for m in r[{MEMBERS}]: out |= {self.fact(ESCROW_OF_MILESTONE)}(m)"
            yield from self._behind_readings(ref, view)

    def _behind_readings(self, ref: Ref, view: View) -> Iterator[str]:
        for reading in self.applied.readings.get(ref.key, ()):
            if not reading.is_assumed:
                yield from self._undecided(reading.when, view)
                for value in references(reading):
                    if value.key != ref.key:
                        yield self._of(value, view)

    def _of(self, ref: Ref, view: View) -> str:
        """Statement that adds what would make a fact known."""
        return f"out |= {self.fact(ref)}({view.row(ref.scope)})"

    def _undecided(self, condition: Condition, view: View) -> Iterator[str]:
        """Statements that add what an undecided condition waits for."""
        certainly, possibly = pair(condition, view)
        if certainly == possibly:
            return
        inner: list[str] = []
        if isinstance(condition, All | AnyOf):
            inner = [line for item in condition.items for line in self._undecided(item, view)]
        elif isinstance(condition, Not | Certainly):
            inner = list(self._undecided(condition.item, view))
        else:
            refs = list(dict.fromkeys(references(condition)))
            calls = [f"{self.fact(ref)}({view.row(ref.scope)})" for ref in refs]
            if compares_money(condition):
                amounts = f"{self.names.of(condition)}, {view.scope.name!r}, {view.variable}"
                inner = [f"out |= {' | '.join(calls)} or needs.between_amounts({amounts})"]
            else:
                inner = [f"out |= {call}" for call in calls]
        if inner:
            yield f"if {possibly} and not {certainly}:"
            yield from ("    " + line for line in inner)

    def _behind(self, ref: Ref, definition: Definition, view: View) -> Iterator[str]:
        match definition:
            case Named(condition):
                yield from self._undecided(condition, view)
            case Case():
                yield from self._case(definition, view)
            case FirstKnown(operands):
                yield from self._written(definition, view)
                for operand in operands:
                    assert isinstance(operand, Ref)
                    yield f"if {_exists(operand, view)}: return"
                    yield self._of(operand, view)
            case (
                GroupCount()
                | GroupSum()
                | GroupEnd()
                | CountDistinct()
                | Share()
                | Streak()
                | Rank()
            ):
                yield f"out.update(needs.of_group({self.names.of(ref)}, {self.names.of(definition)}, r))"
            case CountPeriods() | ListSum() | ListEnd() | LongestGap():
                of = definition.of
                if of.unit is Unit.PAYMENTS:
                    row = view.row(of.scope)
                    yield f"out.update(needs.of_payments({self.names.of(of)}, {row}, {view.slot(of)}))"
                yield from self._made_of(definition, view)
            case ListCount() | EndOf() | Difference() | Moment() | Table() | Constant():
                yield from self._made_of(definition, view)
                yield from self._written(definition, view)
            case NotKnown():
                return
            case Stated(of):
                yield from self._lacking(of, BY_PATH[of.key].need, view)
            case Own():
                yield from self._lacking(ref, own_need(ref), view)
            case _:
                assert_never(definition)

    def _lacking(self, field: Ref, need: str, view: View) -> Iterator[str]:
        """What a record does not say; nobody assumes what it says itself."""
        if not self.of_assumptions:
            row = view.row(field.scope)
            yield f"out.add(needs.lack({field.scope.name!r}, {row}, {need!r}))"

    def _made_of(self, definition: Definition, view: View) -> Iterator[str]:
        for other in dict.fromkeys(references(definition)):
            yield self._of(other, view)

    def _written(self, definition: Definition, view: View) -> Iterator[str]:
        if has_amounts(definition):
            named = f"{self.names.of(definition)}, {view.scope.name!r}, {view.variable}"
            yield f"out.update(needs.of_written({named}))"

    def _case(self, case: Case, view: View) -> Iterator[str]:
        yield from self._written(case, view)
        for branch in case.branches:
            certainly, possibly = pair(branch.when, view)
            yield from self._undecided(branch.when, view)
            if isinstance(branch.value, Ref):
                yield f"if {possibly}: {self._of(branch.value, view)}"
            yield f"if {certainly}: return"
        if isinstance(case.otherwise, Ref):
            yield self._of(case.otherwise, view)
        for of in to_be_said_again(self.applied, case):
            yield from self._lacking(of, BY_PATH[of.key].need, view)

    def _write_member(self, definition: Aggregate) -> None:
        """The function of a member that surely belongs to the group of an aggregate."""
        scope = Scope.CONTRACT if isinstance(definition, Rank) else definition.member
        view = View(self.layout, scope, "r")
        conditions = conditions_of_member(definition)
        body = [line for each in conditions for line in self._undecided(each, view)]
        possibly = " or ".join(pair(each, view).possibly for each in conditions)
        body.append(f"if not ({possibly}): return")
        for value in values_of_member(definition):
            body.append(self._of(value, view))
            if value.unit is Unit.MONEY:
                need = f"needs.lack({scope.name!r}, r, 'currency')"
                body.append(f"if {view.currency(value)} is None: out.add({need})")
        name = self.members[id(definition)] = f"member_{len(self.members)}"
        self.names.of(definition)  # so that its identity stays its own
        self._function(f"{name}(r, out)", body)
        if isinstance(definition, Streak):
            name = self.breaks[id(definition)] = f"breaks_{len(self.breaks)}"
            self._function(f"{name}(r)", [f"return {pair(conditions[1], view).certainly}"])


def known_by(name: str) -> str:
    """What a function of a fact remembers is called so."""
    return f"known_{name}"


def _known(ref: Ref, view: View) -> str:
    if not ref.unit.is_ordered:
        return f"{view.slot(ref)} is not None"
    lo, hi, opt = view.ordered(ref)
    return f"{lo} > {hi} or {lo} == {hi} and not {opt}"


def _exists(ref: Ref, view: View) -> str:
    """Known, and known not to be `none`."""
    if not ref.unit.is_ordered:
        return f"{view.slot(ref)} is not None and {view.slot(ref)} != 'none'"
    lo, hi, opt = view.ordered(ref)
    return f"{lo} == {hi} and not {opt}"
