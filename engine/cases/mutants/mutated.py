"""A mutant applied: what it makes of a pack at an instant, and which facts and rules it asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec.structs import replace

from ...meaning.layout import Layout
from ...meaning.matching import Match, Rows
from ...policy.applied import (
    Applied,
    AppliedRule,
    applied_rule,
    closing_of,
    definition_at,
    is_in_force,
    period_of,
    readings_at,
)
from ...policy.conditions import Literal
from ...policy.pack import Pack
from ...python.match import Step, compile_rules, matched
from ...units import Scope
from ...variants.touched import Reach
from ..running.batch import Batch, Part, with_rules
from .mutants import Mutant, Name
from .redefined import Readers, ReadsOfRules, Redefined
from .renewed import Renewal
from .unchanged import Change

_NO_READINGS = ("rule", "fact", "action")
"""Kinds of change that leave the readings as they are."""


class Mutated:
    """A mutant, applied: once for all instants at which neither the pack nor the mutant changes."""

    def __init__(
        self, mutant: Mutant, affected: frozenset[Name], named_by: frozenset[Name]
    ) -> None:
        """`affected`: what the mutant can change, however far away; `named_by`: what names what it changes."""
        self.mutant = mutant
        self._named_by = named_by
        self.rules = frozenset(name for kind, name in affected if kind == "rule")
        self._applied: dict[tuple[int, int], tuple[Applied, Applied]] = {}
        self._changes: dict[int, Change] = {}
        self._renewals: dict[tuple[int, bool, int], Renewal] = {}
        self._chosen: dict[int, tuple[list[int], Applied]] = {}

    def at(self, base: Applied) -> Applied:
        """The mutated pack as it is where the pack itself is `base`."""
        key = (id(base.rules), period_of(self.mutant.pack, base.as_of))
        if key not in self._applied:
            self._applied[key] = (base, _changed(base, self.mutant, self._named_by))
        _, made = self._applied[key]
        return replace(made, as_of=base.as_of, exported_at=base.exported_at)

    def renewal(self, base: Batch, applied: Applied, reach: Reach) -> Renewal:
        """What is to be computed anew where `applied` stands for the pack of a batch; `reach`: of that pack."""
        key = (id(applied.rules), applied.is_stale, id(base.program.layout.refs))
        if key not in self._renewals:
            self._renewals[key] = Renewal(base, applied, reach)
        return self._renewals[key]

    def change(
        self,
        base: Applied,
        applied: Applied,
        renewal: Renewal,
        readers: Readers,
        reads: ReadsOfRules,
    ) -> Change:
        """What cases may ask of it in a period of the pack; `readers`: of that pack."""
        if id(renewal) not in self._changes:
            kind, name = self.mutant.touched
            redefined = Redefined(readers, applied, name if kind == "param" else "", reads)
            layout = renewal.known if renewal.is_all_known else renewal.whole.layout
            self._changes[id(renewal)] = Change.of(
                base, applied, self.rules, renewal.refs, redefined, layout
            )
        return self._changes[id(renewal)]

    def matcher(self, applied: Applied, layout: Layout) -> Matcher:
        """Matches the rules in question at an instant."""
        if id(applied.rules) not in self._chosen:
            found = [at for at, item in enumerate(applied.rules) if item.rule.id in self.rules]
            self._chosen[id(applied.rules)] = (found, with_rules(applied, found))
        return Matcher(*self._chosen[id(applied.rules)], layout)


class Matcher:
    """Matches some rules of a pack."""

    def __init__(self, indexes: Sequence[int], chosen: Applied, layout: Layout) -> None:
        self._indexes = indexes
        self._chosen = chosen
        self._layout = layout

    @cached_property
    def _steps(self) -> Mapping[Scope, Step]:
        return compile_rules(self._chosen, self._layout)

    def part(self, part: Part) -> None:
        """Match a case; other rules keep no match."""
        for state in part.states.distinct:
            matches = matched(self._steps, state.rows.subjects)
            state.matches = [each._replace(rule=self._indexes[each.rule]) for each in matches]

    def rows(self, rows: Rows) -> list[tuple[str, Match]]:
        """The matches of rows, each with the id of its rule."""
        rules = self._chosen.rules
        return [(rules[each.rule].rule.id, each) for each in matched(self._steps, rows)]


def _changed(base: Applied, mutant: Mutant, anew: frozenset[Name]) -> Applied:
    """The applied pack with only what the mutant touches, and what names that, applied anew."""
    pack, as_of = mutant.pack, base.as_of
    kind, name = mutant.touched
    params: Mapping[str, Literal] = base.params
    if kind == "param":
        params = {key: value for key, value in params.items() if key != name}
        for dated in pack.params[name].values:
            if is_in_force(dated.start, dated.until, as_of):
                params = {**params, name: dataclasses.replace(dated.value, param=name)}
    facts = dict(base.facts)
    if kind in ("param", "fact"):
        for key, fact in pack.facts.items():
            if ("fact", fact.ref.full) in anew:
                facts[key] = definition_at(fact, params, as_of)
    return replace(
        base,
        pack=pack,
        params=params,
        facts=facts,
        rules=tuple(_rules(base, pack, params, anew)),
        closing=closing_of(pack, params, base.role),
        readings=base.readings if kind in _NO_READINGS else readings_at(pack, params, base.role),
    )


def _rules(
    base: Applied, pack: Pack, params: Mapping[str, Literal], anew: frozenset[Name]
) -> Iterator[AppliedRule]:
    by_id = {applied.rule.id: applied for applied in base.rules}
    for rule in pack.rules:
        if ("rule", rule.id) not in anew:
            if rule.id in by_id:
                yield by_id[rule.id]
        elif (
            base.role in rule.roles
            and is_in_force(rule.start, rule.until, base.as_of)
            and not rule.is_preview
        ):
            yield applied_rule(rule, pack, params, base.role)
