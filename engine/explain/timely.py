"""What time alone can change: time itself, the facts that move with it, and the comparisons with either."""

from __future__ import annotations

from collections.abc import Iterator

from ..policy.conditions import Age, Condition, FactKey, Leaf, Ref
from ..policy.walk import leaves, references
from ..units import Scope


class Timely:
    """What time can change: these facts, and the comparisons that are with time or with such a fact."""

    def __init__(self, facts: frozenset[FactKey]) -> None:
        self.facts = facts
        self._known: dict[int, tuple[Condition, list[tuple[Leaf, list[Ref]]]]] = {}

    def leaves(self, condition: Condition) -> list[tuple[Leaf, list[Ref]]]:
        """The comparisons of a condition that time can turn, and the facts that they name."""
        known = self._known.get(id(condition))
        if known is None:
            # The condition is kept beside the answer, so that its id stays its own.
            known = self._known[id(condition)] = (condition, list(self._found(condition)))
        return known[1]

    def _found(self, condition: Condition) -> Iterator[tuple[Leaf, list[Ref]]]:
        for leaf in leaves(condition):
            refs = list(references(leaf))
            if is_timely(leaf) or any(ref.key in self.facts for ref in refs):
                yield leaf, refs


def runs(key: FactKey) -> bool:
    """Whether a fact is time itself."""
    return key[0] is Scope.EXPORT and key[1] in ("as_of", "exported_at")


def is_timely(leaf: Leaf) -> bool:
    """Whether a comparison is with time, as far as it shows by itself."""
    if isinstance(leaf, Age):
        return True
    return any(runs(ref.key) for ref in references(leaf))
