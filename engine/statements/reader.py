"""Reads `statements.yaml`: every mistake with its line, as in a policy file."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.gather import Gathered, fault
from ..language.reading import check_keys, mapping_of, one_or_more, text_of
from ..language.source_reader import read_source
from ..policy.pack import Pack, Source
from ..problems import Place, PolicyError, Problem
from ..yaml_tree import Mapping, Node, YamlFault, read_tree
from ..yaml_tree import Sequence as ListNode
from .check import check_statements
from .model import Group, Name, Statement, Statements
from .statement_reader import EXAMPLE, read_statement

FILE_KEYS = ("statements", "sources")
GROUP_KEYS = ("group", "statements")

_WHAT = "a file of statements"


def read_statements(text: str, file: str, pack: Pack) -> Statements:
    """The statements of a file, checked against the pack that it stands beside.

    Raises `PolicyError` with all problems: among them a name that the pack does not have, and a
    rule of the pack that no statement names.
    """
    gathered = Gathered()
    try:
        root = read_tree(text, file)
    except YamlFault as broken:
        raise PolicyError(broken.problems) from None
    if root is None:
        hint = f"write `statements:` and below it {EXAMPLE}"
        raise PolicyError([Problem(Place(file, 1, 1), "the file is empty", hint)])
    with gathered:
        statements = _statements(root, file, gathered)
        check_statements(statements, pack, gathered)
    gathered.raise_any()
    return statements


def _statements(root: Node, file: str, gathered: Gathered) -> Statements:
    top = mapping_of(root, _WHAT, "write `statements:`")
    check_keys(top, _WHAT, gathered, FILE_KEYS, ("statements",))
    sources = _sources(top.get("sources"), gathered)
    return Statements(
        file=file,
        groups=tuple(_groups(top.entries["statements"][1], gathered)),
        sources={key.text: source for key, source in sources},
        source_keys=tuple(key for key, _ in sources),
    )


def _sources(node: Node | None, gathered: Gathered) -> list[tuple[Name, Source]]:
    found: list[tuple[Name, Source]] = []
    if node is not None:
        with gathered:
            for key, value in mapping_of(node, "`sources`").entries.values():
                with gathered:
                    source = read_source(key, value, gathered)
                    found.append((Name(key.text, key.place), source))
    return found


def _groups(node: Node, gathered: Gathered) -> Iterator[Group]:
    """The groups of a list, or the one without a heading that a mapping is."""
    if isinstance(node, ListNode):
        for item in one_or_more(node, "`statements`"):
            with gathered:
                yield _group(item, gathered)
    else:
        mapping = mapping_of(node, "`statements`", f"each like {EXAMPLE}, or a list of groups")
        yield Group(None, tuple(_entries(mapping, gathered)))


def _group(node: Node, gathered: Gathered) -> Group:
    entry = mapping_of(node, "a group", "`- {group: ..., statements: {...}}`")
    check_keys(entry, "a group", gathered, GROUP_KEYS, GROUP_KEYS)
    heading = entry.entries["group"][1]
    below = mapping_of(entry.entries["statements"][1], "`statements` of a group", EXAMPLE)
    name = Name(text_of(heading, "the heading of a group"), heading.place)
    return Group(name, tuple(_entries(below, gathered)))


def _entries(mapping: Mapping, gathered: Gathered) -> Iterator[Statement]:
    if not mapping.entries:
        raise fault(mapping, "there are no statements here", EXAMPLE)
    for key, node in mapping.entries.values():
        with gathered:
            yield read_statement(key, node, gathered)
