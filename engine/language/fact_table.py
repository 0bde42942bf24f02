"""The derived facts of a pack, read in the order in which they depend on each other.

A fact is typed when it is first named. So that long chains of facts do not become deep recursion,
facts are first sorted by the names that occur in their definitions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from ..policy.conditions import FactKey, Ref
from ..policy.definitions import FactDefinition, Period
from ..problems import did_you_mean
from ..units import Scope, Unit
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .dated import EVER, PERIOD_KEYS, check_apart, span_of
from .definition_reader import RESERVED, definition
from .gather import Fault, Gathered, fault
from .known import SNAPSHOT_FACTS, Known
from .limits import DEEPEST_READING, LONGEST_CHAIN
from .names import SCOPE_OF, Names, View
from .param_reader import read_sources
from .reading import FACT_NAME, check_identifier, clipped, mapping_of, one_or_more, text_of
from .values import same_unit

EXTRA = ("about", "sources")


class FactTable:
    """Definitions that are still nodes, and those that are read."""

    def __init__(
        self, pack: str, names: Names, sources: Collection[str], gathered: Gathered
    ) -> None:
        self.pack = pack
        self.names = names
        self.sources = sources
        self.gathered = gathered
        self.read: dict[FactKey, FactDefinition] = {}
        self._nodes: dict[FactKey, tuple[Scalar, Node]] = {}
        self._open: list[FactKey] = []
        self._failed: set[FactKey] = set()

    def add(self, node: Node, inherited: Collection[FactKey]) -> None:
        """Take up the facts of a `facts:` mapping."""
        for name, (key, value) in mapping_of(node, "`facts`").entries.items():
            with self.gathered:
                try:
                    fact = self._new(name, key, inherited)
                except Fault:
                    self.names.refuse(name)
                    raise
                self._nodes[fact] = (key, value)
                self.names.pending[fact] = lambda fact=fact: self._define(fact)  # type: ignore[misc]

    def _new(self, name: str, key: Scalar, inherited: Collection[FactKey]) -> FactKey:
        fact = self._key(name, key)
        if fact in inherited:
            hint = "give it another name; what it was made from can be changed by params"
            raise fault(key, f"{name} is defined by the pack that this one extends", hint)
        if fact in self.names.facts:
            raise fault(key, f"{name} is a field of this pack", "choose another name")
        if fact in self._nodes:
            first = self._nodes[fact][0].place
            raise fault(key, f"{name} is defined twice", f"first defined in {first}")
        return fact

    def _key(self, name: str, key: Scalar) -> FactKey:
        prefix, dot, rest = name.partition(".")
        if dot and not rest:
            raise fault(key, f"`{clipped(name)}` names no fact", "e.g. `contract.days_left`")
        if not dot or prefix not in SCOPE_OF:
            hint = f"begin its name with a scope: `contract.{clipped(rest or name)}`"
            message = f"`{clipped(name)}` does not name a scope"
            raise fault(key, message, did_you_mean(prefix, SCOPE_OF, hint))
        check_identifier(key, rest, FACT_NAME, "the name of a fact")
        if rest in RESERVED or rest.split(".")[0] in RESERVED:
            raise fault(key, f"`{clipped(rest)}` is a word of the language", "choose another name")
        fact = (SCOPE_OF[prefix], rest)
        if fact in SNAPSHOT_FACTS:
            raise fault(key, f"{name} is a field of the snapshot", "choose another name")
        return fact

    def read_all(self) -> None:
        """Read every definition; those that are needed by others first."""
        for fact in self._sorted():
            if fact in self.names.pending:
                with self.gathered:
                    self._define(fact)

    def _define(self, fact: FactKey) -> Known:
        """Read one definition; called when the fact is named before its turn."""
        if fact in self._failed:
            raise Fault
        if fact in self._open or len(self._open) >= DEEPEST_READING:
            raise self._circle(fact)
        self._open.append(fact)
        try:
            found = self._definition(fact)
        except Fault:
            self._failed.add(fact)
            raise
        finally:
            self._open.pop()
        if self.names.depth_of(found) > LONGEST_CHAIN:
            self._failed.add(fact)
            message = f"a chain of facts has at most {LONGEST_CHAIN} links; this is one more"
            hint = "make it of fields, or of a fact that is nearer to them"
            raise fault(self._nodes[fact][0], message, hint)
        self.read[fact] = found
        self.names.take_up(found)
        del self.names.pending[fact]
        return self.names.facts[fact]

    def _circle(self, fact: FactKey) -> Fault:
        start = self._open.index(fact) if fact in self._open else 0
        ring = self._open[start:]
        self._failed |= {fact, *ring}
        if fact in self._open:
            order = list(self._nodes)
            first = min(range(len(ring)), key=lambda index: order.index(ring[index]))
            ring = ring[first:] + ring[:first]
            fact = ring[0]
        chain = [*ring, fact]
        path = " -> ".join(f"{scope}.{name}" for scope, name in chain)
        key = self._nodes[chain[0]][0]
        return fault(key, f"facts form a circle: {path}", "one of them must not name the next")

    def _definition(self, fact: FactKey) -> FactDefinition:
        scope, name = fact
        node = self._nodes[fact][1]
        article = "an" if scope in (Scope.ACCOUNT, Scope.EXPORT) else "a"
        view = View(self.names, scope, f"{article} {scope} fact", self.gathered)
        periods: list[Period] = []
        units: list[tuple[Node, Unit]] = []
        about = ""
        sources: tuple[str, ...] = ()
        before = self.gathered.faults
        spans = []
        for entry in self._entries(node):
            with self.gathered:
                span = EVER
                extra: tuple[str, ...] = EXTRA
                if isinstance(node, Sequence):
                    span = span_of(mapping_of(entry, "an entry of a dated fact"))
                    extra = (*EXTRA, *PERIOD_KEYS)
                spans.append((entry, span))
                body, unit = definition(entry, view, extra)
                periods.append(Period(*span, body))
                if unit is not None:
                    units.append((entry, unit))
                if isinstance(entry, Mapping):
                    about = about or self._about(entry)
                    sources = sources + self._sources(entry, sources)
        check_apart(spans, self.gathered)
        self.gathered.must_be_unchanged_since(before)
        if not units:
            message = f"{scope}.{name} has no value at any date"
            raise fault(node, message, "give it one, or remove it")
        ref = Ref(scope, name, same_unit(units, "the entries of a fact"), f"{scope}.{name}")
        return FactDefinition(ref, tuple(periods), self.pack, about, sources)

    def _entries(self, node: Node) -> list[Node]:
        return one_or_more(node, "a dated fact")

    def _about(self, entry: Mapping) -> str:
        about = entry.get("about")
        return text_of(about, "`about`") if about is not None else ""

    def _sources(self, entry: Mapping, before: tuple[str, ...]) -> tuple[str, ...]:
        node = entry.get("sources")
        if node is None:
            return ()
        found = read_sources(node, self.sources, self.gathered)
        return tuple(key for key in found if key not in before)

    def _sorted(self) -> Iterator[FactKey]:
        """Facts after those whose names occur in their definitions, as far as circles allow."""
        by_name: dict[str, list[FactKey]] = defaultdict(list)
        for scope, name in self._nodes:
            by_name[name].append((scope, name))
            by_name[f"{scope}.{name}"].append((scope, name))
        done: set[FactKey] = set()
        for root in self._nodes:
            stack: list[tuple[FactKey, Iterator[FactKey]]] = []
            if root not in done:
                done.add(root)
                stack.append((root, self._mentioned(root, by_name)))
            while stack:
                fact, others = stack[-1]
                following = next((other for other in others if other not in done), None)
                if following is None:
                    stack.pop()
                    yield fact
                else:
                    done.add(following)
                    stack.append((following, self._mentioned(following, by_name)))

    def _mentioned(self, fact: FactKey, by_name: dict[str, list[FactKey]]) -> Iterator[FactKey]:
        for word in _words(self._nodes[fact][1]):
            yield from by_name.get(word, ())


def _words(node: Node) -> Iterator[str]:
    """Every key and scalar below a node."""
    nodes = [node]
    while nodes:
        current = nodes.pop()
        if isinstance(current, Scalar):
            yield current.text
        elif isinstance(current, Sequence):
            nodes.extend(current.items)
        elif isinstance(current, Mapping):
            for name, (_, value) in current.entries.items():
                yield name
                nodes.append(value)
