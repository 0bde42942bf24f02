"""Reads `statements.yaml`: every mistake with its line, as in a policy file."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents.shape import Shape
from ..language.gather import Gathered
from ..language.reading import text_of
from ..language.source_reader import read_source
from ..policy.pack import Pack, Source
from ..problems import Place, PolicyError, Problem
from ..yaml_tree import Mapping, Node, YamlFault, read_tree
from ..yaml_tree import Sequence as ListNode
from .check import check_statements
from .model import Group, Name, Statement, Statements
from .statement_reader import EXAMPLE, read_statement


def read_statements(text: str, file: str, pack: Pack) -> Statements:
    """The statements of a file, checked against the pack that it stands beside.

    Raises `PolicyError` with all problems: among them a name that the pack does not have, and a
    rule or reading of the pack that no statement names.
    """
    gathered = Gathered()
    try:
        root = read_tree(text, file)
    except YamlFault as broken:
        raise PolicyError(broken.problems) from None
    if root is None:
        hint = f"write `statements:` and below it {EXAMPLE}"
        raise PolicyError([Problem(Place(file, 1, 1), "the file is empty", hint)])
    shape = Shape(root, "statements")
    gathered.take(shape.problems)
    top = root if isinstance(root, Mapping) else Mapping(root.source, root.line, root.column)
    statements = _Reader(file, gathered, shape).statements(top)
    check_statements(statements, pack, gathered)
    gathered.raise_any()
    return statements


class _Reader:
    """Reads what is sound in shape."""

    def __init__(self, file: str, gathered: Gathered, shape: Shape) -> None:
        self.file = file
        self.gathered = gathered
        self.shape = shape

    def statements(self, root: Mapping) -> Statements:
        """The whole file."""
        sources = self._sources(root.get("sources"))
        return Statements(
            file=self.file,
            groups=tuple(self._groups(root.get("statements"))),
            sources={key.text: source for key, source in sources},
            source_keys=tuple(key for key, _ in sources),
        )

    def _sources(self, node: Node | None) -> list[tuple[Name, Source]]:
        found: list[tuple[Name, Source]] = []
        for key, value in node.entries.values() if isinstance(node, Mapping) else ():
            source = Source(key.text, title="")
            with self.gathered:
                if self.shape.is_sound(value):
                    source = read_source(key, value, self.gathered)
            found.append((Name(key.text, key.place), source))
        return found

    def _groups(self, node: Node | None) -> Iterator[Group]:
        """The groups of a list, or the one without a heading that a mapping is."""
        if isinstance(node, Mapping):
            yield Group(None, tuple(self._entries(node)))
        for item in node.items if isinstance(node, ListNode) else ():
            if isinstance(item, Mapping):
                yield Group(self._heading(item), tuple(self._entries(item.get("statements"))))

    def _heading(self, group: Mapping) -> Name | None:
        node = self.shape.sound_entries(group).get("group")
        if node is not None:
            with self.gathered:
                return Name(text_of(node, "the heading of a group"), node.place)
        return None

    def _entries(self, node: Node | None) -> Iterator[Statement]:
        for key, value in node.entries.values() if isinstance(node, Mapping) else ():
            with self.gathered:
                yield read_statement(key, value, self.gathered, self.shape)
