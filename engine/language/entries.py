"""The entries of policy files as they were written: each rule, reading, action, param, fact and source."""

from __future__ import annotations

import re
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
    "fields": "fact",
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


_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)


def entries_in(texts: Mapping[str, str]) -> Iterator[Entry]:
    """Every entry of policy files that can be loaded: shown name -> text."""
    for label, text in texts.items():
        root = read_tree(text, label, keys_may_be_alone=True)
        if isinstance(root, Sequence):
            yield from _listed("rule", root)
        elif isinstance(root, MappingNode):
            for key, kind in KINDS.items():
                yield from _under(kind, root.get(key))


def _under(kind: str, part: Node | None) -> Iterator[Entry]:
    if isinstance(part, Sequence):
        yield from _listed(kind, part)
    elif isinstance(part, MappingNode):
        entry = _inline_entry if _is_inline(part) else _entry
        for name, (node, _) in part.entries.items():
            yield entry(kind, name, node)


def _listed(kind: str, items: Sequence) -> Iterator[Entry]:
    entry = _inline_entry if _is_inline(items) else _entry
    for item in items.items:
        id = item.get("id") if isinstance(item, MappingNode) else None
        if isinstance(id, Scalar):
            yield entry(kind, id.text, item)


def _is_inline(part: Node) -> bool:
    """Whether a list or mapping was written in brackets or braces."""
    return part.source.lines[part.line - 1][part.column - 1] in "[{"


def _inline_entry(kind: str, name: str, first: Node) -> Entry:
    """What stands within brackets or braces, up to the comma or the end of these."""
    head, *below = first.source.lines[first.line - 1 :]
    text = "\n".join([head[first.column - 1 :], *below])
    written = text[: _end_within(text)].rstrip().split("\n")
    indent = len(head) - len(head.lstrip(" "))
    lines = (line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in written[1:])
    return Entry(kind, name, first.place, "\n".join([written[0], *lines]))


def _end_within(text: str) -> int:
    """Where the first comma or closing bracket is that belongs to what stands around the text."""
    depth = at = 0
    before = ","
    while at < len(text):
        sign = text[at]
        if sign in "'\"" and before in ",:[{" and (quoted := _QUOTED.match(text, at)):
            at = quoted.end()
            before = sign
            continue
        if sign == "#" and (at == 0 or text[at - 1].isspace()):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
            continue
        if not depth and sign in ",]}":
            return at
        depth += (sign in "[{") - (sign in "]}")
        if not sign.isspace():
            before = sign
        at += 1
    return at


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
