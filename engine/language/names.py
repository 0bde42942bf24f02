"""Names of facts, resolved to scope and unit.

A bare name is looked for in the own scope first, then outward; `contract.status` names its scope.
A name that exists but cannot be seen from here is told apart from one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from ..policy.conditions import FactKey, Literal, Operand, Param, Ref
from ..policy.definitions import (
    Case,
    Constant,
    Definition,
    FactDefinition,
    NotKnown,
    Own,
    Rank,
    Share,
    Table,
)
from ..policy.pack import ParamDefinition
from ..policy.walk import references
from ..problems import nearest, suggestion
from ..units import SCOPES, Scope, Unit
from ..yaml_tree import Node, Scalar
from .gather import Fault, Gathered, fault
from .known import SNAPSHOT_FACTS, Known
from .reading import clipped, scalar_of
from .slips import arithmetic_hint, group_hint

SCOPE_OF: dict[str, Scope] = {str(scope): scope for scope in SCOPES}
"""Scopes by their names."""
_NOW = ("now", "today")
"""What people call the instant of the report."""


class Names:
    """Every fact and param that a pack may name. Facts of the pack itself are typed on demand."""

    def __init__(self) -> None:
        self.facts: dict[FactKey, Known] = dict(SNAPSHOT_FACTS)
        self.depths: dict[FactKey, int] = {}
        """Of derived facts: how many follow one another from the fields on."""
        self.params: dict[str, ParamDefinition] = {}
        self.failed_params: set[str] = set()
        """Params whose definition was refused: naming them is no further problem."""
        self.refused: set[str] = set()
        """Names of facts and fields under which nothing was taken up, also without what stands for a scope."""
        self.pending: dict[FactKey, Callable[[], Known]] = {}
        """Facts whose definition is not read yet; calling reads it."""

    def refuse(self, written: str) -> None:
        """Nothing could be taken up under this name: whoever names it is told of that alone."""
        self.refused |= {written, written.partition(".")[2] or written}

    def exists(self, key: FactKey) -> bool:
        """Whether there is such a fact, typed or not."""
        return key in self.facts or key in self.pending

    def known(self, key: FactKey) -> Known:
        """What is known of a fact that exists; raises a fault if its definition cannot be read."""
        found = self.facts.get(key)
        return found if found is not None else self.pending[key]()

    def take_up(self, fact: FactDefinition) -> None:
        """Make a fact that is read known; the facts that it names are known already."""
        key = fact.ref.key
        self.facts[key] = Known(
            fact.ref.unit,
            fact.about,
            self._choices(fact) if fact.ref.unit in (Unit.TEXT, Unit.TEXTS) else None,
            self._limits(fact),
            all(isinstance(period.definition, Rank) for period in fact.periods),
            fact.ref.unit is Unit.DURATION
            and any(self._is_hours(period.definition) for period in fact.periods),
        )
        self.depths[key] = self.depth_of(fact)

    def depth_of(self, fact: FactDefinition) -> int:
        """How many derived facts follow one another up to this one; 1 for one made of fields alone."""
        below = (self.depths.get(ref.key, 0) for ref in references(fact))
        return 1 + max(below, default=0)

    def _choices(self, fact: FactDefinition) -> frozenset[str] | None:
        """The words that a text fact can be, if all its values are written in the policy."""
        words: frozenset[str] = frozenset()
        for period in fact.periods:
            match period.definition:
                case Constant(constant):
                    values: tuple[Operand | None, ...] = (constant,)
                case Case(branches, otherwise):
                    values = (*(branch.value for branch in branches), otherwise)
                case Table():
                    steps = period.definition.steps
                    values = (*(step.value for step in steps), period.definition.otherwise)
                case NotKnown():
                    values = ()
                case Own(choices=choices):
                    return frozenset(choices) or None
                case _:
                    return None
            for value in values:
                found = self._words(value)
                if found is None:
                    return None
                words |= found
        return words

    def _words(self, value: Operand | None) -> frozenset[str] | None:
        if value is None:
            return frozenset()
        if isinstance(value, Literal):
            return frozenset({str(value.value)})
        if isinstance(value, Param):
            dated = self.params[value.name].values
            return frozenset(str(one.value.value) for one in dated)
        return self.facts[value.key].choices

    def _limits(self, fact: FactDefinition) -> tuple[int, int] | None:
        """Of a share, and of another name of a field; of one with dates as far as any of them has some."""
        for period in fact.periods:
            match period.definition:
                case Share():
                    return (0, 1)
                case Constant(Ref() as value) if self.facts[value.key].limits:
                    return self.facts[value.key].limits
        return None

    def _is_hours(self, definition: Definition) -> bool:
        """Whether a length of time is made of hours, or a field of a user's own, which is written in hours."""
        refs = [ref for ref in references(definition) if ref.unit is Unit.DURATION]
        return isinstance(definition, Own) or (
            bool(refs) and all(self.facts[ref.key].is_hours for ref in refs)
        )

    def of(self, scope: Scope) -> Iterator[str]:
        """The names of all facts of a scope."""
        for keys in (self.facts, self.pending):
            yield from (name for there, name in keys if there is scope)


@lru_cache(maxsize=5_000)
def _ref(scope: Scope, name: str, unit: Unit, written: str) -> Ref:
    """The same object wherever a fact is named in the same way: packs are stored, and read, with each once."""
    return Ref(scope, name, unit, written)


class View(Struct, frozen=True):
    """What can be named at one place of a policy."""

    names: Names
    scope: Scope
    speaker: str
    """Who speaks, for errors: "a contract rule"."""
    gathered: Gathered

    def of_member(self, scope: Scope) -> View:
        """The view of a condition on the members of a group."""
        return replace(self, scope=scope, speaker=f"a condition on {scope}s")

    def ref(self, node: Node, what: str = "the name of a fact") -> Ref:
        """The fact that a node names."""
        scalar = scalar_of(node, what)
        return self.named(scalar.text, scalar)

    def named(self, written: str, node: Node) -> Ref:
        """The fact of a name; raises a fault at the node if there is none to be seen."""
        key = self.find(written)
        if key is None:
            raise Fault if written in self.names.refused else self._not_visible(written, node)
        return _ref(key[0], key[1], self.names.known(key).unit, written)

    def find(self, written: str) -> FactKey | None:
        """Scope and name of a fact that can be seen from here."""
        for scope in self.scope.visible:
            if self.names.exists((scope, written)):
                return scope, written
        key = self._prefixed(written)
        return key if key and self.scope.sees(key[0]) else None

    def unit_of(self, written: str) -> Unit | None:
        """That of a fact that can be seen from here; None for none."""
        key = self.find(written)
        return None if key is None else self.names.known(key).unit

    def is_a_name(self, written: str) -> bool:
        """Whether there is such a fact anywhere, to be seen from here or not."""
        return self._prefixed(written) is not None or any(
            self.names.exists((scope, written)) for scope in SCOPES
        )

    def fact_with(self, word: str) -> str:
        """The nearest fact that can be a word: `status` for `ended`; "" for none, or a word that is a fact."""
        if self.find(word) is None:
            for scope in self.scope.visible:
                for (there, name), known in self.names.facts.items():
                    if there is scope and known.choices and word in known.choices:
                        return name
        return ""

    def known(self, ref: Ref) -> Known:
        """What is known of a fact that was found."""
        return self.names.known(ref.key)

    def param(self, node: Scalar) -> Param:
        """The param that `$name` names."""
        name = node.text.removeprefix("$")
        definition = self.names.params.get(name)
        if definition is not None:
            return Param(name, definition.unit)
        if name in self.names.failed_params:
            raise Fault
        match = nearest(name, self.names.params)
        hint = suggestion(f"${match}") if match else "define it under `params:` in pack.yaml"
        if self.find(name) is not None:
            hint = f"it is a fact: to compare with it write `{{fact: {name}}}`"
        if name[:1].isdigit():
            hint = f"money is written with its currency: `{clipped(name)} USD`"
        raise fault(node, f"there is no param `${clipped(name)}`", hint)

    def candidates(self) -> Iterator[str]:
        """Every name that can be used here, with and without its scope."""
        for scope in self.scope.visible:
            for name in self.names.of(scope):
                yield name
                yield f"{scope}.{name}"

    def _prefixed(self, written: str) -> FactKey | None:
        prefix, dot, rest = written.partition(".")
        if not dot or prefix not in SCOPE_OF:
            return None
        key = (SCOPE_OF[prefix], rest)
        return key if self.names.exists(key) else None

    def _not_visible(self, written: str, node: Node) -> Fault:
        hidden = self._prefixed(written)
        if hidden is None:
            inner = [scope for scope in reversed(SCOPES) if not self.scope.sees(scope)]
            keys = ((scope, written) for scope in inner)
            hidden = next((key for key in keys if self.names.exists(key)), None)
        if hidden is not None:
            scope, name = hidden
            return fault(
                node,
                f"{self.speaker} cannot see {scope}.{name}",
                f"count or sum it over the {scope}s" if self.scope is not Scope.EXPORT else "",
            )
        if of_scope := self._of_a_scope(written):
            return fault(node, f"there is no fact `{clipped(written)}`", of_scope)
        is_difference = all(self.find(side) for side in written.split("-"))
        reckoned = written.replace("-", " - ") if is_difference else written
        if arithmetic := arithmetic_hint(reckoned, self.scope):
            message = f"there is no arithmetic here: `{clipped(written)}`"
            return fault(node, message, arithmetic)
        if parts := self._parts(written):
            message = f"`{clipped(written)}` is a group, not a fact"
            return fault(node, message, group_hint(parts, self._first_instant(parts)))
        return fault(node, f"there is no fact `{clipped(written)}`", self._nearest(written))

    def _of_a_scope(self, written: str) -> str:
        """For a scope that stands as a fact, `milestones: {state: funded}`: how its facts are asked."""
        name = written.removesuffix("s")
        scope = SCOPE_OF.get(name)
        if scope is None or scope is Scope.EXPORT:
            return ""
        if not self.scope.sees(scope):
            return f"count or sum it over the {name}s: `{{count: {name}, where: {{...}}}}` under `facts:`"
        facts = [*self.names.of(scope)]
        example = next((each for each in ("name", "status", "state") if each in facts), facts[0])
        return f"name one of its facts, such as `{name}.{example}`"

    def _parts(self, written: str) -> list[str]:
        """The facts of the group that a name means: those of `dispute`."""
        if written in SCOPE_OF:
            return []
        return [name for name in self.candidates() if name.startswith(f"{written}.")]

    def _first_instant(self, names: list[str]) -> str:
        """The first name of an instant, or else the first."""
        for name in names:
            key = self.find(name)
            if key in self.names.facts and self.names.facts[key].unit is Unit.INSTANT:
                return name
        return names[0]

    def _nearest(self, written: str) -> str:
        if written in _NOW:
            return "the instant of the report is `as_of`"
        candidates = list(self.candidates())
        match = nearest(written, candidates)
        if match:
            return suggestion(match)
        last = nearest(written, (name.rpartition(".")[2] for name in candidates))
        found = [name for name in candidates if name.rpartition(".")[2] == last]
        if last and found:
            return suggestion(found[0])
        return f"{self.speaker} sees the facts of {_and(self.scope.visible)}"


def _and(scopes: tuple[Scope, ...]) -> str:
    words = [str(scope) for scope in scopes]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
