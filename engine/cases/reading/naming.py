"""Which cases speak of a rule or a fact, told from the text of the test files alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...problems import CloseoutError, InputError, Place
from ...yaml_tree import Mapping, Node, Scalar, read_tree
from ...yaml_tree import Sequence as ListNode
from .discover import test_files


class NamedCase(Struct, frozen=True):
    """A case by its name and place."""

    name: str
    place: Place


def cases_naming(word: str, paths: Sequence[str]) -> list[NamedCase]:
    """The cases below the paths in which the word stands alone, as a key or a value.

    Files that cannot be read are passed over: `closeout test` tells what is wrong with them.
    """
    try:
        files = test_files(paths)
    except InputError:
        return []
    return [
        case for file in files if word in file.text for case in _cases(word, file.label, file.text)
    ]


def _cases(word: str, label: str, text: str) -> Iterator[NamedCase]:
    try:
        root = read_tree(text, label)
    except CloseoutError:
        return
    cases = root.get("cases") if isinstance(root, Mapping) else None
    for node in cases.items if isinstance(cases, ListNode) else ():
        name = node.get("name") if isinstance(node, Mapping) else None
        if isinstance(name, Scalar) and word in _words(node):
            yield NamedCase(name.text, node.place)


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _words(item)
    elif isinstance(node, Mapping):
        for key, (_, value) in node.entries.items():
            yield key
            yield from _words(value)
