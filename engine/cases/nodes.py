"""Trees of a test file, put together: defaults under what a case says, dotted keys unfolded.

Every piece keeps its own place, so that a problem in a default is told where it was written.
"""

from __future__ import annotations

from ..language.gather import fault
from ..problems import KEEP_ONE
from ..yaml_tree import Mapping, Node, Scalar, Sequence


def merged(over: Node, under: Node | None) -> Node:
    """`over` with what only `under` has; lists and single values replace each other whole."""
    if not (isinstance(over, Mapping) and isinstance(under, Mapping)):
        return over
    result = Mapping(over.source, over.line, over.column)
    result.entries = dict(under.entries)
    for name, (key, node) in over.entries.items():
        result.entries[name] = (key, merged(node, under.get(name)))
    return result


def unfolded(node: Node) -> Node:
    """The tree with `feedback.from_client.state: none` written as nested mappings."""
    if isinstance(node, Sequence):
        copy = Sequence(node.source, node.line, node.column)
        copy.items = [unfolded(item) for item in node.items]
        return copy
    if not isinstance(node, Mapping):
        return node
    result = Mapping(node.source, node.line, node.column)
    for name, (key, value) in node.entries.items():
        first, _, rest = name.partition(".")
        inner = unfolded(nested(rest, key, value) if rest else value)
        before = result.get(first)
        if before is not None and _overlap(inner, before):
            raise fault(key, f"`{name}` is stated twice", KEEP_ONE)
        result.entries[first] = (key, merged(inner, before))
    return result


def _overlap(one: Node, other: Node) -> bool:
    """Whether two trees give a value to the same key."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return True
    return any(
        _overlap(node, other.entries[name][1])
        for name, (_, node) in one.entries.items()
        if name in other.entries
    )


def nested(path: str, key: Scalar, value: Node) -> Mapping:
    """A mapping of one entry, that stands where `key` stands."""
    result = Mapping(key.source, key.line, key.column)
    result.entries[path] = (key, value)
    return result


def with_default(mapping: Mapping, name: str, text: str) -> Mapping:
    """The mapping with a value for a key that it lacks."""
    if mapping.get(name) is not None:
        return mapping
    result = Mapping(mapping.source, mapping.line, mapping.column)
    key = Scalar(mapping.source, mapping.line, mapping.column, name, True)
    value = Scalar(mapping.source, mapping.line, mapping.column, text, True)
    result.entries = {name: (key, value), **mapping.entries}
    return result


def without(mapping: Mapping, *names: str) -> Mapping:
    """The mapping without some keys."""
    result = Mapping(mapping.source, mapping.line, mapping.column)
    result.entries = {name: entry for name, entry in mapping.entries.items() if name not in names}
    return result


def mapping_at(node: Node) -> Mapping:
    """An empty mapping that stands where a node stands."""
    return Mapping(node.source, node.line, node.column)
