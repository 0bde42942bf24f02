"""Which few comparisons would have to come out the other way for a condition to hold.

Comparisons are taken as free, but not against each other: the same one is the same everywhere, and
two that ask about one fact must be possible for one value of it (`state` is not two words at once).
The set is the smallest for up to `EXACT` comparisons; for more, the best of the ways that lead there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from ..meaning.reading import Reader
from ..policy.conditions import Compare, Condition, Literal, Not
from .agreement import Agreement
from .model import Change, Kind, Node
from .tree import leaves_of

EXACT = 12
"""Most different comparisons for which every subset is tried."""
WAYS = 12
"""Most ways that are kept of each part of a larger condition."""

Choice = dict[Condition, bool]
"""Comparisons that are decided anew, and how."""


def flips(tree: Node, reader: Reader) -> tuple[Change, ...]:
    """A small set of changes after which the tree certainly holds; empty where it holds or none is found."""
    if tree.certainly:
        return ()
    leaves = {leaf.condition: leaf for leaf in leaves_of(tree)}
    agreement = Agreement(leaves, reader)
    found = _by_ways(tree, agreement)
    if len(leaves) <= EXACT:
        found = (
            _smallest(tree, leaves, agreement, len(found) if found else len(leaves) + 1) or found
        )
    if not found:
        return ()
    return tuple(
        Change(leaf.text, found[condition], condition, _inner(leaf, found[condition], reader))
        for condition, leaf in leaves.items()
        if condition in found
    )


def _inner(leaf: Node, to: bool, reader: Reader) -> tuple[Change, ...]:
    """For a named condition: what would make it come out so."""
    tree = leaf.facts[0].tree if len(leaf.facts) == 1 else None
    if tree is None or not isinstance(leaf.condition, Compare):
        return ()
    assert isinstance(leaf.condition.operand, Literal)
    if bool(leaf.condition.operand.value) is not to:
        tree = Node(
            Kind.NOT, Not(tree.condition), not tree.possibly, not tree.certainly, "", (tree,)
        )
    return flips(tree, reader)


def outcome_with(tree: Node, choice: Mapping[Condition, bool]) -> tuple[bool, bool]:
    """(certainly, possibly) of a tree in which some comparisons are decided anew."""
    if tree.kind is Kind.LEAF:
        chosen = choice.get(tree.condition)
        return (tree.certainly, tree.possibly) if chosen is None else (chosen, chosen)
    parts = [outcome_with(part, choice) for part in tree.parts]
    match tree.kind:
        case Kind.ALL:
            return all(part[0] for part in parts), all(part[1] for part in parts)
        case Kind.ANY:
            return any(part[0] for part in parts), any(part[1] for part in parts)
        case Kind.NOT:
            return not parts[0][1], not parts[0][0]
        case _:
            return parts[0][0], parts[0][0]


def _smallest(
    tree: Node, leaves: Mapping[Condition, Node], agreement: Agreement, below: int
) -> Choice | None:
    """The first of the smallest choices with fewer than `below` changes."""
    for size in range(1, below):
        for chosen in itertools.combinations(leaves, size):
            for choice in _choices(chosen, leaves):
                if outcome_with(tree, choice)[0] and agreement.is_possible(choice):
                    return choice
    return None


def _choices(chosen: tuple[Condition, ...], leaves: Mapping[Condition, Node]) -> Iterator[Choice]:
    """Every comparison turned; one that is not known, both ways."""
    options = [
        (not leaf.certainly,) if leaf.certainly == leaf.possibly else (True, False)
        for leaf in (leaves[condition] for condition in chosen)
    ]
    for values in itertools.product(*options):
        yield dict(zip(chosen, values, strict=True))


def _by_ways(tree: Node, agreement: Agreement) -> Choice | None:
    """The shortest way that is possible, with what it brings along for other comparisons of its facts."""
    best: Choice | None = None
    for way in _ways(tree, True, True):
        choice = agreement.completed(way)
        if choice is not None and outcome_with(tree, choice)[0]:
            best = choice if best is None or len(choice) < len(best) else best
    return best


def _ways(node: Node, to: bool, is_certain: bool) -> list[Choice]:
    """Choices that make a node true (or false), certainly or at least possibly; shortest first."""
    if node.kind is Kind.LEAF:
        done = _is(node, to, is_certain)
        return [{} if done else {node.condition: to}]
    if node.kind is Kind.NOT:
        return _ways(node.parts[0], not to, is_certain)
    if node.kind is Kind.CERTAINLY:
        return _ways(node.parts[0], to, to)
    if (node.kind is Kind.ALL) is to:
        return _together([_ways(part, to, is_certain) for part in node.parts])
    found = [way for part in node.parts for way in _ways(part, to, is_certain)]
    return _shortest(found)


def _is(node: Node, to: bool, is_certain: bool) -> bool:
    if to:
        return node.certainly if is_certain else node.possibly
    return not (node.possibly if is_certain else node.certainly)


def _together(parts: Iterable[list[Choice]]) -> list[Choice]:
    """One way of each part, joined; such that turn one comparison both ways are no way."""
    found: list[Choice] = [{}]
    for ways in parts:
        joined = []
        for one, other in itertools.product(found, ways):
            if all(one.get(condition, to) == to for condition, to in other.items()):
                joined.append({**one, **other})
        found = _shortest(joined)
    return found


def _shortest(ways: list[Choice]) -> list[Choice]:
    return sorted(ways, key=len)[:WAYS]
