"""The shape of the documents that a person writes, judged by the schemas in `schemas/`.

A document is seen as its texts: a scalar of YAML is the text that was written, whether it looks
like a number or not, and a plain empty one is null; what a text means is for the reader to say.
`jsonschema` judges, and is loaded by the first document. Nothing is ever fetched.

A schema says in its own words what is wrong; editors pass over these keywords:

`x-name`   what a thing is called, "a waiver"; without it, it is called by its key
`x-says`   by keyword, what to say where that keyword fails; `{value}`, `{kind}` and `{key}` are filled
`x-hint`   by keyword, what to do about it
`x-keys`   by name of a key, what to do where it is missing or does not belong there
`x-value`  the text is read, and refused where it must be, by code that knows more than a pattern
"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Place, Problem
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .judge import errors_of
from .told import Path, PlaceOf, told


class Shape:
    """What is wrong with the shape of a tree of YAML, and which of its parts are sound."""

    def __init__(self, root: Node, schema: str, part: str = "") -> None:
        """Judge a tree by a schema, or by a part that the schema defines under `$defs`."""
        self._unsound: set[int] = set()
        self.problems: list[Problem] = []
        """In the order of the file."""
        for path, problem in mistakes(plain(root), schema, place_in(root), part):
            self.problems.append(problem)
            self._unsound.update(id(node) for node in _nodes(root, path))

    def is_sound(self, node: Node) -> bool:
        """Whether neither the part nor anything below it has a mistake."""
        return id(node) not in self._unsound

    def sound_entries(self, node: Node) -> dict[str, Node]:
        """The values of a mapping in which nothing is wrong; none of what is no mapping."""
        entries = node.entries if isinstance(node, Mapping) else {}
        return {name: value for name, (_, value) in entries.items() if self.is_sound(value)}


def plain(node: Node) -> object:
    """A tree as a schema sees it: mappings, lists, texts, and null where nothing was written."""
    if isinstance(node, Scalar):
        return None if node.is_empty else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {name: plain(value) for name, (_, value) in node.entries.items()}


def mistakes(
    document: object, schema: str, place: PlaceOf, part: str = "", most: int | None = None
) -> list[tuple[Path, Problem]]:
    """Each mistake of shape with the path of the part that it makes unusable, by line and column.

    After `most` errors of the schema the rest is not told.
    """
    found = dict.fromkeys(told(errors_of(document, schema, part, most), place))
    return sorted(found, key=lambda item: (item[1].place.line, item[1].place.column))


def _nodes(root: Node, path: Path) -> Iterator[Node]:
    """The nodes from the root to the end of a path."""
    node: Node | None = root
    yield root
    for step in path:
        if isinstance(node, Mapping):
            node = node.get(str(step))
        elif isinstance(node, Sequence):
            node = node.items[int(step)]
        if node is not None:
            yield node


def place_in(root: Node) -> PlaceOf:
    """Where the parts of a tree stand."""

    def place(path: Path, at_key: bool) -> Place:
        *_, owner, node = (root, *_nodes(root, path))
        if at_key and path and isinstance(owner, Mapping):
            return owner.entries[str(path[-1])][0].place
        return node.place

    return place
