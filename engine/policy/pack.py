"""A policy pack as the loader gives it: typed, immutable, dated values still unresolved."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from ..problems import Place
from ..units import Scope, Unit
from .basis import Basis as Basis
from .conditions import Condition, Literal, Param, Ref
from .definitions import FactDefinition, Moment
from .readings import Reading
from .severity import RANK as RANK
from .severity import SEVERITIES as SEVERITIES
from .severity import Severity as Severity


class Effect(StrEnum):
    """What an action means for ending the contract."""

    BLOCK = "block"
    WAIT = "wait"
    PREPARE = "prepare"
    KEEP = "keep"
    CLOSE = "close"
    NONE = "none"


class Source(Struct, frozen=True):
    """Where a fact was read."""

    id: str
    title: str
    url: str = ""
    retrieved: str = ""
    review_by: str = ""
    quote: str = ""


class Requirement(Struct, frozen=True):
    """A condition on the contract that binds every rule that uses the action, for these roles."""

    roles: frozenset[str]
    condition: Condition


class Action(Struct, frozen=True):
    """Something to do, and its effect on the verdict."""

    id: str
    title: str
    effect: Effect
    who: str = "owner"
    how: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    ends_by_other: bool = False
    """Once it is done, the other side ends the contract and leaves feedback in the same step."""

    @property
    def lets_go(self) -> bool:
        """Whether it is read in the careful state of knowledge: it ends the contract, or says that it may be."""
        return self.effect is Effect.CLOSE or bool(self.requires)


class DatedValue(Struct, frozen=True):
    """A parameter's value, in force at start <= as_of < until (UTC seconds; None: open)."""

    start: int | None
    until: int | None
    value: Literal


@dataclass(frozen=True, slots=True)
class ParamDefinition:
    """A named value of a pack."""

    name: str
    unit: Unit
    values: tuple[DatedValue, ...]
    basis: Basis
    sources: tuple[str, ...] = ()
    label: str = ""
    """What is counted: `contracts`. For display."""
    renamed_from: tuple[str, ...] = ()
    pack: str = dataclasses.field(default="", compare=False)
    """The pack that states the values."""
    replaces: ParamDefinition | None = dataclasses.field(default=None, compare=False, repr=False)
    """What the pack that was extended states."""


DATE = "date"
FIRST = "first"
LAST = "last"
ENDS = (FIRST, LAST)
"""Formats of a fact that ranks: the contract that has the first or the last place."""


class Placeholder(Struct, frozen=True):
    """A hole in a message: a fact, a param, or one of the finding's own instants."""

    what: Ref | Param | str
    """A str is `deadline` or `safe_by`."""
    format: str = ""
    """`date` shows an instant by its day, `first` and `last` a contract by its place; empty: by unit."""


class Clause(Struct, frozen=True):
    """A part of a message that is left out where a hole is not known, or is a safe instant that has passed."""

    pieces: tuple[str | Placeholder, ...]


Message = tuple[str | Placeholder | Clause, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """When this holds for an entity of the scope, then recommend that."""

    id: str
    pack: str
    """The pack that the rule was written in; part of the fingerprint."""
    title: str
    scope: Scope
    roles: frozenset[str]
    start: int | None
    until: int | None
    when: Condition
    action: str
    severity: Severity
    message: Message
    basis: Basis
    deadline: Moment | None = None
    safe_by: Moment | None = None
    events: tuple[tuple[str, Moment], ...] = ()
    sources: tuple[str, ...] = ()
    why: str = ""
    is_preview: bool = False
    only_informs: bool = False
    """Its findings have no effect on the verdict, whatever its action has."""
    page: str = ""
    """Where it is described; empty where its pack has no pages."""
    renamed_from: tuple[str, ...] = ()
    place: Place | None = dataclasses.field(default=None, compare=False)


class Pack(Struct, frozen=True):
    """A pack with everything that it inherits. Rules in the order of the files and of the text."""

    id: str
    version: str
    platform: str
    title: str
    lineage: tuple[tuple[str, str], ...]
    """(id, version) of this pack and of those it extends, the pack itself first."""
    params: Mapping[str, ParamDefinition]
    facts: Mapping[tuple[Scope, str], FactDefinition]
    """Each stands after those that it names."""
    actions: Mapping[str, Action]
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]
    end_reason: Ref | None = None
    settled: Mapping[str, Ref] = field(default_factory=dict)
    """Contract field with pending states, or object such as `dispute` -> from when on it cannot change."""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """What it takes for granted, by id; in the order in which it is asked."""
    disabled: Mapping[str, str] = field(default_factory=dict)
    """Rules of the packs that it extends that are switched off, by id: the id of the pack that does so."""

    def settled_by(self, key: tuple[Scope, str]) -> Ref | None:
        """From when on what is told of a fact of a contract stays, by itself or with its object."""
        scope, name = key
        if scope is not Scope.CONTRACT or not self.settled:
            return None
        return self.settled.get(name) or self.settled.get(name.partition(".")[0])

    def action_of(self, rule: Rule) -> Action:
        """What a rule recommends, with the effect that its findings have."""
        action = self.actions[rule.action]
        return replace(action, effect=Effect.NONE) if rule.only_informs else action
