"""A snapshot as one YAML document. Scalars stay text until the field types them."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import InputError, Place
from ...yaml_tree import Mapping, Node, Scalar, Sequence, YamlFault, read_tree
from ..bad_value import Path, found
from ..conform import CONTRACTS
from ..pieces import Piece
from ..sources import MEBIBYTE, Source, error

IS_STREAMED = False

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that mean "not known"."""

MOST_BYTES = 8 * MEBIBYTE
"""Largest document. People write YAML by hand, and its pieces take thirty times their text."""

SHAPE = "a snapshot has the keys version and contracts"


class YamlOrigin:
    """A node of a document and everything in it."""

    __slots__ = ("_node",)

    def __init__(self, node: Node) -> None:
        self._node = node

    def start(self) -> Place:
        """Where the node begins, without the quoted line."""
        node = self._node
        return Place(node.source.file, node.line, node.column)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the node that a path leads to, or of its key."""
        node = self._node
        for depth, step in enumerate(path):
            if isinstance(node, Mapping) and step in node.entries:
                key, value = node.entries[str(step)]
                node = key if at_key and depth == len(path) - 1 else value
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                break
        return node.place


def read(source: Source) -> Iterator[Piece]:
    """The header and the contracts of a document. Raises `InputError`."""
    try:
        root = read_tree(source.text(MOST_BYTES), source.name)
    except YamlFault as fault:
        raise InputError(fault.problems) from None
    if root is None:
        raise error(source.place, "the document is empty", SHAPE)
    origin = YamlOrigin(root)
    if not isinstance(root, Mapping):
        raise error(root.place, f"expected a mapping, found {found(raw_of(root))}", SHAPE)
    contracts = root.get(CONTRACTS)
    if contracts is None:
        raise error(root.place, "the key contracts is missing", SHAPE)
    if not isinstance(contracts, Sequence):
        message = f"expected a list of contracts, found {found(raw_of(contracts))}"
        raise error(contracts.place, message)
    if root.get("version") is None:
        raise error(root.place, "the key version is missing", "write version: 1")
    for index, node in enumerate(contracts.items):
        label = f"{CONTRACTS}[{index}]"
        yield Piece(raw_of(node), YamlOrigin(node), label, is_textual=True)
    header = {key: raw_of(node) for key, (_, node) in root.entries.items() if key != CONTRACTS}
    yield Piece(header, origin, is_header=True, is_textual=True)


def raw_of(node: Node) -> object:
    """The node as objects, lists, texts and null. Its depth is bounded by the reading."""
    if isinstance(node, Scalar):
        return None if node.is_plain and node.text in NULLS else node.text
    if isinstance(node, Sequence):
        return [raw_of(each) for each in node.items]
    if isinstance(node, Mapping):
        return {key: raw_of(each) for key, (_, each) in node.entries.items()}
    return None
