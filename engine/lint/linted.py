"""A pack as lint sees it: typed, with its texts, its entries and its test files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..calendar import holidays_of
from ..cases.reading.discover import Found
from ..language.entries import Entry, entries_in
from ..language.known import Known
from ..language.names import Names
from ..language.reading import RULE_ID
from ..policy.applied import Applied, is_in_force
from ..policy.conditions import Condition, FactKey, Param
from ..policy.pack import Pack, Rule
from ..policy.readings import Reading
from ..policy.walk import Walkable, params
from ..problems import Place
from ..yaml_tree import Mapping as MappingNode
from ..yaml_tree import Node, Scalar, read_tree
from ..yaml_tree import Sequence as SequenceNode
from .checks import CHECKS
from .model import LintFinding


@dataclass(frozen=True)
class Linted:
    """One pack that was loaded. Only what it says itself is judged, not what it inherits."""

    pack: Pack
    texts: Mapping[str, str]
    """Shown name -> text of its files."""
    tests: Sequence[Found]
    statements: str
    """The text of its table of statements; empty where there is none."""
    base: Pack | None
    """The pack that it extends."""
    as_of: int
    opened: dict[Condition, Condition] = field(default_factory=dict, compare=False, repr=False)
    """Conditions that were met, with the conditions behind their flags."""
    _by_date: dict[int, Applied] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def entries(self) -> dict[tuple[str, str], Entry]:
        """Its entries by kind and name, where each was written."""
        return {(entry.kind, entry.name): entry for entry in entries_in(self.texts)}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Its own rules."""
        return tuple(rule for rule in self.pack.rules if rule.pack == self.pack.id)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Its own implications and assumptions."""
        own = (item for item in self.pack.readings.values() if item.pack == self.pack.id)
        return tuple(
            item for item in own if self.base is None or self.base.readings.get(item.id) != item
        )

    @cached_property
    def test_words(self) -> frozenset[str]:
        """Every word with hyphens in its test files: ids of rules are among them."""
        return frozenset(word for file in self.tests for word in RULE_ID.findall(file.text))

    @cached_property
    def known(self) -> Mapping[FactKey, Known]:
        """What is known of every fact before anything is computed: the words that a text can be."""
        names = Names()
        names.params = dict(self.pack.params)
        for fact in self.pack.facts.values():
            names.take_up(fact)
        return names.facts

    def applied(self, as_of: int) -> Applied:
        """The params of the pack at a date, and the kinds of its facts; no rules."""
        if as_of not in self._by_date:
            params = {
                name: replace(dated.value, param=name)
                for name, definition in self.pack.params.items()
                for dated in definition.values
                if is_in_force(dated.start, dated.until, as_of)
            }
            facts = {
                key: fact.periods[0].definition
                for key, fact in self.pack.facts.items()
                if len(fact.periods) == 1
            }
            self._by_date[as_of] = Applied(
                self.pack, as_of, as_of, "", params, facts, (), None, holidays_of(())
            )
        return self._by_date[as_of]

    def turns(self, node: Walkable) -> list[int]:
        """The dates at which params that a node names change, and the date of the report."""
        named: set[Param] = set(params(node))
        dated = (value for one in named for value in self.pack.params[one.name].values)
        return sorted({self.as_of, *(value.start for value in dated if value.start is not None)})

    def is_own(self, kind: str, name: str) -> bool:
        """Whether the pack itself writes such an entry."""
        return self.base is None or (kind, name) in self.entries

    def place(self, kind: str, name: str) -> Place:
        """Where an entry was written; the first file where that is not known."""
        entry = self.entries.get((kind, name))
        return entry.place if entry else Place(next(iter(self.texts)), 1, 1)

    def named_in_head(self, key: str, *names: str) -> Place:
        """Where a pack's own file names one of these under a key; the first file where that is not known."""
        for label, text in self.texts.items():
            root = read_tree(text, label)
            part = root.get(key) if isinstance(root, MappingNode) else None
            nodes: list[Node] = []
            if isinstance(part, MappingNode):
                nodes += [node for node, _ in part.entries.values()]
            elif isinstance(part, SequenceNode):
                nodes += part.items
            elif part is not None:
                nodes.append(part)
            for node in nodes:
                if isinstance(node, Scalar) and node.text in names:
                    return node.place
        return Place(next(iter(self.texts)), 1, 1)

    def finding(
        self, check: str, kind: str, name: str, message: str, hint: str = "", *witness: str
    ) -> LintFinding:
        """A finding at the place of an entry."""
        place = self.place(kind, name)
        return LintFinding(CHECKS[check], place, message, hint, f"{kind} {name}", tuple(witness))
