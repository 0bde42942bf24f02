"""Holds a pack to its limits, file by file and part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized

from ..policy.pack import Pack
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .gather import fault
from .limits import ENTRIES, HOLIDAYS, LONGEST_SCALAR, MOST_VALUES, PARTS, PERIODS, STEPS


def check_counts(pack: Pack, head: Mapping) -> None:
    """Raise a fault if a pack, with all that it extends, has too many of one of its parts."""
    held: dict[str, Sized] = {
        "rules": pack.rules,
        "facts": pack.facts,
        "params": pack.params,
        "actions": pack.actions,
        "sources": pack.sources,
    }
    for what, entries in held.items():
        part = PARTS[what]
        if len(entries) > part.most:
            found = f"a pack has at most {part.most} {what}, not {len(entries)}"
            message = f"with what it extends, {found}"
            raise fault(head.get("extends") or head, message, part.remedy)


class Measure:
    """What the files of a pack hold together."""

    def __init__(self) -> None:
        self.values = 0
        self.counts = dict.fromkeys(PARTS, 0)

    def take(self, tree: Node | None) -> None:
        """Measure a file; raises a fault at the first place that is beyond a limit."""
        if isinstance(tree, Sequence):
            self._part("rules", tree)
        elif isinstance(tree, Mapping):
            for name, (_, value) in tree.entries.items():
                if name in PARTS:
                    self._part(name, value)
                else:
                    self._walk([(value, name)])
        elif tree is not None:
            self._walk([(tree, "")])

    def _part(self, name: str, node: Node) -> None:
        entries = _entries(node)
        self._count(name, entries)
        names = node.entries if isinstance(node, Mapping) else [""] * len(entries)
        self._walk(
            (entry, own if own == "holidays" else name)
            for own, entry in zip(names, entries, strict=True)
        )

    def _count(self, name: str, entries: list[Node]) -> None:
        part, before = PARTS[name], self.counts[name]
        self.counts[name] += len(entries)
        if self.counts[name] > part.most:
            message = f"a pack has at most {part.most} {name}; this is one more"
            raise fault(entries[part.most - before], message, part.remedy)

    def _walk(self, roots: Iterable[tuple[Node, str]]) -> None:
        """Measure what is below some nodes; each comes with the part that it is an entry of."""
        nodes = list(roots)
        while nodes:
            node, kind = nodes.pop()
            self.values += 1
            if self.values > MOST_VALUES:
                hint = "split it into packs, each for what it is about"
                raise fault(node, f"a pack has at most {MOST_VALUES} keys and values", hint)
            if isinstance(node, Scalar):
                _must_be_short(node)
                continue
            entries = _entries(node)
            part = _LISTS.get(kind, ENTRIES) if isinstance(node, Sequence) else ENTRIES
            if len(entries) > part.most:
                message = f"there are at most {part.most} entries here; this is one more"
                raise fault(entries[part.most], message, part.remedy)
            nodes.extend(_below(node, kind))
            if isinstance(node, Mapping):
                self.values += len(entries)


def _must_be_short(node: Scalar) -> None:
    if len(node.text) > LONGEST_SCALAR:
        message = f"a value has at most {LONGEST_SCALAR} characters, not {len(node.text)}"
        raise fault(node, message, "say it in fewer words")


def _entries(node: Node) -> list[Node]:
    """The entries of a list, the values of a mapping, or the one value."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Mapping):
        return [value for _, value in node.entries.values()]
    return [node]


_LISTS = {"params": PERIODS, "facts": PERIODS, "holidays": HOLIDAYS, "how": STEPS}
"""Limits of lists, by the part that a list is an entry of or by its key."""


def _below(node: Node, kind: str) -> Iterator[tuple[Node, str]]:
    if isinstance(node, Mapping):
        for name, (_, value) in node.entries.items():
            yield value, "holidays" if kind == "holidays" else name
    elif isinstance(node, Sequence):
        for item in node.items:
            yield item, ""
