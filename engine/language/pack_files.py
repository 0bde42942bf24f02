"""The files of a pack as one: what may stand in which of them, and their entries in order."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ..problems import Place
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .file_names import PACK_FILE
from .gather import Gathered, fault
from .reading import check_keys, clipped, list_of, mapping_of

READING_KEYS = ("implications", "assumptions")
CHANGES = (
    "params", "fields", "facts", "rules", "actions", "verdict", "severity", "disable", "settled", *READING_KEYS
)  # fmt: skip
"""Keys by which a pack says something of its own."""
PACK_KEYS = ("id", "version", "platform", "title", "extends", "docs", "sources", *CHANGES)
RULE_FILE_KEYS = ("rules", "fields", "facts", "sources", "params", "actions", *READING_KEYS)
"""Keys that may stand in any file of a pack; the others belong into pack.yaml."""

_IN_PACK_FILE = {
    key: f"`{key}` belongs into {PACK_FILE}" for key in PACK_KEYS if key not in RULE_FILE_KEYS
}


class PackFiles(Struct, frozen=True):
    """pack.yaml and the rule files beside it."""

    head: Mapping
    others: list[Node]
    gathered: Gathered

    def entries(self, key: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries of a mapping, of pack.yaml or, where they may hold it, of all files.

        A name that two files give is told.
        """
        seen: dict[str, Place] = {}
        for file in self.having(key):
            with self.gathered:
                entries = mapping_of(file.entries[key][1], f"`{key}`").entries
                for name, entry in entries.items():
                    if name in seen:
                        hint = f"first written in {seen[name]}"
                        message = f"`{clipped(name)}` stands twice under `{key}` of this pack"
                        self.gathered.add(entry[0], message, hint)
                        continue
                    seen[name] = entry[0].place
                    yield entry

    def having(self, key: str) -> Iterator[Mapping]:
        """The files that have a key, pack.yaml first."""
        others = self.others if key in RULE_FILE_KEYS else ()
        for file in (self.head, *others):
            if isinstance(file, Mapping) and key in file.entries:
                yield file

    def rule_nodes(self) -> Iterator[Node]:
        """The rules as they are written, of all files."""
        if (node := self.head.get("rules")) is not None:
            with self.gathered:
                _refuse_missing_dash(node)
                yield from list_of(node, "`rules`")
        for file in self.others:
            with self.gathered:
                if isinstance(file, Sequence):
                    yield from file.items
                    continue
                what = "a rule file"
                mapping = mapping_of(file, what, "a list of rules, or `rules:` and `facts:`")
                _refuse_missing_dash(mapping)
                check_keys(mapping, what, self.gathered, RULE_FILE_KEYS, (), _IN_PACK_FILE)
                if (node := mapping.get("rules")) is not None:
                    _refuse_missing_dash(node)
                    yield from list_of(node, "`rules`")


def _refuse_missing_dash(node: Node) -> None:
    """Raise one fault for a rule that is no entry of a list."""
    if isinstance(node, Mapping) and "id" in node.entries and {"for", "when"} & {*node.entries}:
        key, value = node.entries["id"]
        name = f" {clipped(value.text)}" if isinstance(value, Scalar) else ""
        hint = f"write `- id:{name}`, and indent the lines below it by two more spaces"
        raise fault(key, "a rule begins with a dash, since it is one of a list", hint)
