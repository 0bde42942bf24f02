"""A condition as a tree: every comparison with its value, its operand and how it came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    Contains,
    Leaf,
    Literal,
    Newer,
    Not,
    Older,
    Ref,
    WithinNext,
)
from ..language.walk import references
from ..reference.reading import Reader
from ..reference.trace import Trace, trace
from .facts import note_of
from .model import Kind, Node, Origin
from .values import origin_of
from .words import leaf_words, listed_words, one_of

RULE_DEPTH = 1
"""Derived facts of a rule are opened once: named conditions show their own tree."""


def tree_of(condition: Condition, reader: Reader, depth: int = RULE_DEPTH) -> Node:
    """The tree of a condition for a row; `depth`: how often derived facts are opened."""
    return _node(trace(condition, reader), reader, depth)


def rule_tree(condition: Condition, required: int, reader: Reader) -> Node:
    """The tree of a rule's condition, of which the last parts are what its action requires."""
    found = trace(condition, reader)
    if not required:
        return _node(found, reader, RULE_DEPTH)
    own, demanded = found.parts[:-required], found.parts[-required:]
    parts = list(_flat(own, All, reader, RULE_DEPTH, False))
    parts += _flat(demanded, All, reader, RULE_DEPTH, True)
    return Node(Kind.ALL, condition, found.certainly, found.possibly, parts=tuple(parts))


def _node(found: Trace, reader: Reader, depth: int, required: bool = False) -> Node:
    condition = found.condition
    listed = one_of(condition)
    if listed is not None:
        ref, values = listed
        return _leaf(found, listed_words(ref, values), (ref,), None, reader, depth, required)
    match condition:
        case All() | AnyOf():
            parts = tuple(_flat(found.parts, type(condition), reader, depth, required))
            if len(parts) == 1:
                return parts[0]
            kind = Kind.ALL if isinstance(condition, All) else Kind.ANY
        case Not() | Certainly():
            parts = (_node(found.parts[0], reader, depth, required),)
            kind = Kind.NOT if isinstance(condition, Not) else Kind.CERTAINLY
        case _:
            refs = tuple(dict.fromkeys(references(condition)))
            origin = _origin(condition, reader)
            return _leaf(found, leaf_words(condition), refs, origin, reader, depth, required)
    return Node(kind, condition, found.certainly, found.possibly, "", parts, required)


def _flat(
    parts: Iterable[Trace], kind: type, reader: Reader, depth: int, required: bool
) -> Iterator[Node]:
    """The parts; those that are joined in the same way are taken apart."""
    for part in parts:
        if isinstance(part.condition, kind) and one_of(part.condition) is None:
            yield from _flat(part.parts, kind, reader, depth, required)
        else:
            yield _node(part, reader, depth, required)


def _leaf(
    found: Trace,
    text: str,
    refs: tuple[Ref, ...],
    origin: Origin | None,
    reader: Reader,
    depth: int,
    required: bool,
) -> Node:
    return Node(
        Kind.LEAF,
        found.condition,
        found.certainly,
        found.possibly,
        text,
        is_required=required,
        facts=tuple(note_of(ref, reader, depth) for ref in refs),
        origin=origin,
    )


def _origin(leaf: Leaf, reader: Reader) -> Origin | None:
    match leaf:
        case Compare() | Contains():
            operand: object = leaf.right
        case Older() | Newer() | WithinNext():
            operand = leaf.by
        case _:
            return None
    return origin_of(operand, reader.layout.applied) if isinstance(operand, Literal) else None


def leaves_of(node: Node) -> Iterator[Node]:
    """The comparisons of a tree, in written order."""
    if node.kind is Kind.LEAF:
        yield node
    for part in node.parts:
        yield from leaves_of(part)
