"""YAML text as a tree of nodes that know where they stand.

Every scalar stays the text that was written: YAML 1.1 reads `12:00` as 720, `off` as false and
`0123` as 83, so typing is left to whoever knows what a value means. Duplicate keys, anchors,
aliases, tags, a second document, numbers that a comma tears and keys without a value in braces are
refused, and nesting is bounded while the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from .problems import KEEP_ONE, CloseoutError, Place, Problem
from .source_text import SourceText
from .torn_numbers import torn_number
from .yaml_complaints import NOT_YAML, complaint, place_of, run_together

MAX_DEPTH = 100
"""Deepest nesting of mappings and lists."""

_NOT_ALLOWED = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that YAML does not allow unescaped."""


class Node:
    """A piece of a document; `line` and `column` count from 1."""

    __slots__ = ("column", "line", "source")

    def __init__(self, source: SourceText, line: int, column: int) -> None:
        self.source = source
        self.line = line
        self.column = column

    @property
    def place(self) -> Place:
        """Where the node starts."""
        return self.source.place(self.line, self.column)


class Scalar(Node):
    """A piece of text; `is_plain` where it was written without quotes."""

    __slots__ = ("is_plain", "text")

    def __init__(
        self, source: SourceText, line: int, column: int, text: str, is_plain: bool
    ) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.text = text
        self.is_plain = is_plain

    @property
    def is_empty(self) -> bool:
        """Nothing was written: `key:`."""
        return self.is_plain and not self.text


class Sequence(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, source: SourceText, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.items: list[Node] = []


class Mapping(Node):
    """Keys and values, in written order; no key occurs twice."""

    __slots__ = ("entries",)

    def __init__(self, source: SourceText, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.entries: dict[str, tuple[Scalar, Node]] = {}

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


class YamlFault(CloseoutError):
    """A text is not YAML, or uses what is not allowed here. One problem; of keys that stand alone, all."""


_TAGS_OF_YAML = "tag:yaml.org,2002:"
"""What YAML makes of `!!`, as people write it."""


def read_tree(text: str, file: str, *, keys_may_be_alone: bool = False) -> Node | None:
    """The one document of a text; None where there is nothing but comments.

    `keys_may_be_alone`: what stands in braces without a `:` is told by who reads the tree.
    Raises `YamlFault`, which a caller turns into the error of its kind of file.
    """
    source = SourceText(file, text)
    foreign = _NOT_ALLOWED.search(text)
    if foreign:
        raise _fault(
            source.place_at(foreign.start()),
            f"the character \\x{ord(foreign[0]):02x} is not allowed in YAML",
            "remove it, or write it as an escape inside double quotes",
        )
    loader = (yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader)(text)
    try:
        return _document(loader, source, keys_may_be_alone)
    except yaml.MarkedYAMLError as error:
        raise YamlFault([complaint(error, source)]) from None
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        raise _fault(source.place(1, 1), f"{NOT_YAML}: {error}") from None
    finally:
        loader.dispose()


def _document(
    loader: yaml.CBaseLoader | yaml.BaseLoader, source: SourceText, keys_may_be_alone: bool
) -> Node | None:
    """The tree of the events; a loop, so that no depth of nesting can exhaust the stack."""
    next_event: Callable[[], Any] = loader.get_event
    root: Node | None = None
    open_nodes: list[Mapping | Sequence] = []
    keys: list[Scalar | None] = []
    alone: list[tuple[Mapping, Scalar]] = []
    node: Node
    while True:
        event = next_event()
        kind = type(event)
        if kind in _OPENING:
            node = _node(event, source)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            open_nodes.pop()
            keys.pop()
            continue
        elif kind is yaml.AliasEvent:
            raise _unwanted(event, source)
        elif kind is yaml.StreamEndEvent:
            if alone:
                _refuse_alone(alone, keys_may_be_alone)
            return root
        elif kind is yaml.DocumentStartEvent and root is not None:
            raise _fault(
                place_of(event.start_mark, source),
                "a second document starts here",
                "a file holds one document: remove the line `---`, or use two files",
            )
        else:
            continue
        if not open_nodes:
            root = node
        elif isinstance(parent := open_nodes[-1], Sequence):
            parent.items.append(node)
        elif (key := keys[-1]) is None:
            keys[-1] = _key(node, open_nodes)
            continue
        else:
            parent.entries[key.text] = (key, node)
            keys[-1] = None
            if kind is yaml.ScalarEvent and not event.value and _is_alone(key, node):
                alone.append((parent, key))
        if isinstance(node, Mapping | Sequence):
            if len(open_nodes) >= MAX_DEPTH:
                raise _fault(node.place, f"nested more than {MAX_DEPTH} levels deep")
            open_nodes.append(node)
            keys.append(None)


_OPENING = (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)


def _node(event: Any, source: SourceText) -> Node:
    """The node that an event begins; what a list or a mapping holds comes with the next events."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.ScalarEvent):
        if event.anchor or event.tag not in (None, "!"):
            raise _unwanted(event, source)
        return Scalar(source, line, column, event.value, not event.style)
    if event.anchor or event.tag:
        raise _unwanted(event, source)
    container = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
    return container(source, line, column)


class KeyTwice(Problem, frozen=True):
    """A key that a mapping has twice."""

    key: str = ""
    first_line: int = 0
    under: str = ""
    """The nearest key below which the mapping stands."""


def _key(node: Node, open_nodes: list[Mapping | Sequence]) -> Scalar:
    if not isinstance(node, Scalar):
        raise _fault(
            node.place,
            "a key must be a word, not a list or a mapping",
            "put quotes around a text that begins with `{` or `[`",
        )
    *around, parent = open_nodes
    assert isinstance(parent, Mapping)
    if node.text in parent.entries:
        first = parent.entries[node.text][0]
        message = f"the key `{node.text}` is written twice"
        hint = f"first written in line {first.line}; {KEEP_ONE}"
        under = next((each for each in reversed(around) if isinstance(each, Mapping)), None)
        name = [*under.entries][-1] if under is not None else ""
        told = KeyTwice(node.place, message, hint, key=node.text, first_line=first.line, under=name)
        raise YamlFault([told])
    return node


def _refuse_alone(alone: list[tuple[Mapping, Scalar]], may_be: bool) -> None:
    """Raise a fault for keys without a value: the rests of torn numbers, and all others unless they may be."""
    problems: dict[Mapping, Problem] = {}
    for mapping, key in alone:
        if mapping in problems:
            continue
        torn = torn_number((name, _bare(value)) for name, (_, value) in mapping.entries.items())
        if torn is not None:
            place = mapping.entries[torn.key][1].place
            problems[mapping] = Problem(place, torn.message, torn.hint)
        elif (together := run_together(key.text)) is not None:
            problems[mapping] = Problem(key.place, *together)
        elif not may_be:
            message = f"`{key.text}` has no value"
            hint = f"write `{key.text}: ...`; a text that has a `,` stands in quotes"
            problems[mapping] = Problem(key.place, message, hint)
    if problems:
        raise YamlFault(problems.values())


def _is_alone(key: Scalar, value: Node) -> bool:
    """Whether a key has no value and no `:`, as in braces after a `,`."""
    rest = key.source.lines[key.line - 1][key.column - 1 + len(key.text) :]
    is_bare = isinstance(value, Scalar) and value.is_plain and key.is_plain
    return is_bare and not rest.lstrip().startswith(":")


def _bare(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) and node.is_plain else None


def _unwanted(event: yaml.NodeEvent, source: SourceText) -> YamlFault:
    """Anchors, aliases and tags: none of them is needed, and bombs are made of them."""
    place = place_of(event.start_mark, source)
    if isinstance(event, yaml.AliasEvent):
        what = f"the alias `*{event.anchor}` is not allowed"
    elif event.anchor:
        what = f"the anchor `&{event.anchor}` is not allowed"
    else:
        tag = str(event.tag).replace(_TAGS_OF_YAML, "!!")  # type: ignore[attr-defined]
        return _fault(place, f"the tag `{tag}` is not allowed", "write the plain value")
    hint = "write the value out, or put quotes around a text that begins with `*` or `&`"
    return _fault(place, what, hint)


def _fault(place: Place, message: str, hint: str = "") -> YamlFault:
    return YamlFault([Problem(place, message, hint)])
