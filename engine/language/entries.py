"""The entries of policy files as they were written: each rule, reading, action, param, fact and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from ..problems import Place
from ..yaml_tree import Mapping as MappingNode
from ..yaml_tree import Node, Scalar, Sequence, read_tree

KINDS = {
    "rules": "rule",
    "implications": "implication",
    "assumptions": "assumption",
    "actions": "action",
    "params": "param",
    "facts": "fact",
    "sources": "source",
}
"""Key of a policy file -> what stands below it."""


class Entry(Struct, frozen=True):
    """One of them, in one file."""

    kind: str
    name: str
    place: Place
    text: str
    """Its lines, without the indentation of the first."""


def entries_in(texts: Mapping[str, str]) -> Iterator[Entry]:
    """Every entry of policy files that can be loaded: shown name -> text."""
    for label, text in texts.items():
        root = read_tree(text, label)
        if isinstance(root, Sequence):
            yield from _listed("rule", root)
        if isinstance(root, MappingNode):
            for key, kind in KINDS.items():
                part = root.get(key)
                if isinstance(part, Sequence):
                    yield from _listed(kind, part)
                elif isinstance(part, MappingNode):
                    for name, (node, _) in part.entries.items():
                        yield _entry(kind, name, node)


def _listed(kind: str, items: Sequence) -> Iterator[Entry]:
    for item in items.items:
        id = item.get("id") if isinstance(item, MappingNode) else None
        if isinstance(id, Scalar):
            yield _entry(kind, id.text, item)


def _entry(kind: str, name: str, first: Node) -> Entry:
    """All lines from the first node on that are indented as far; YAML ends an entry in the same way."""
    lines = first.source.lines
    indent = first.column - 1
    last = first.line
    for number in range(first.line + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= indent - (kind == "rule"):
            break
        if line.strip() and not line.lstrip().startswith("#"):
            last = number
    text = "\n".join(line[indent:] for line in lines[first.line - 1 : last])
    return Entry(kind, name, first.place, text)
