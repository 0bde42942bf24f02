"""YAML as a tree that knows its places, and what is refused on the way."""

from __future__ import annotations

import pytest
import yaml

from closeout.engine.yaml_tree import (
    MAX_DEPTH,
    Mapping,
    Node,
    Scalar,
    Sequence,
    YamlFault,
    read_tree,
)


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML; not every machine has the faster one."""
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", request.param == "libyaml")
    return str(request.param)


def plain(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {name: plain(value) for name, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text if node.is_plain else (node.text,)


DOCUMENT = """\
# a comment
time: 12:00
word: off
number: 0123
quoted: "12:00"
single: 'it''s'
empty:
block: |
  two
  lines
list:
- a
- {b: c, d: []}
"""


def test_every_scalar_stays_the_text_that_was_written(parser: str) -> None:
    assert plain(read_tree(DOCUMENT, "f")) == {
        "time": "12:00",
        "word": "off",
        "number": "0123",
        "quoted": ("12:00",),
        "single": ("it's",),
        "empty": "",
        "block": ("two\nlines\n",),
        "list": ["a", {"b": "c", "d": []}],
    }


def test_nodes_know_their_places(parser: str) -> None:
    root = read_tree("é: 1\n  \nlist:\n  - {b: c}\n", "some/file.yaml")
    assert isinstance(root, Mapping)
    key, value = root.entries["list"]
    assert isinstance(value, Sequence)
    inner = value.items[0]
    assert isinstance(inner, Mapping)
    places = [key, value, inner, inner.entries["b"][0], inner.entries["b"][1]]
    assert [(node.line, node.column) for node in places] == [
        (3, 1), (4, 3), (4, 5), (4, 6), (4, 9),
    ]  # fmt: skip
    assert str(inner.place) == "some/file.yaml:4:5"
    assert inner.place.quoted == "  - {b: c}"


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n", "---\n...\n"])
def test_a_text_without_a_document_is_no_tree(text: str, parser: str) -> None:
    tree = read_tree(text, "f")
    assert tree is None or (isinstance(tree, Scalar) and tree.is_empty)


INDENT = "entries of one list or mapping start in the same column; indent with spaces"
QUOTES = "put quotes around a text that contains `: `, ` #`, or begins with a special character"

BRACES = "write `{a: 1}`; a text that contains `: `, `,`, `{` or `}` stands in quotes there"
MISTAKES: dict[str, tuple[int, int, str, str]] = {
    "a: b: c": (1, 5, "a `:` is not expected here", QUOTES),
    "a:\n\tb: 1": (2, 1, "a tab is not allowed in the indentation", "indent with spaces"),
    "a:\n  - b\n c: d": (3, 2, "this does not belong to what stands above", INDENT),
    "- a\nb: 1": (2, 1, "this does not belong to the list above", INDENT),
    "a: b\n  c: d": (2, 3, "this line is indented more than what stands above", INDENT),
    "a: 'x": (1, 4, "this quotation mark is not closed", "close it on its line"),
    "a: [1, 2\nb: 3": (1, 4, "this list is not closed, or misses a `,`", "write `[a, b]`"),
    "a: {x: 1\n b: 2": (1, 4, "this mapping is not closed, or misses a `,`", BRACES),
    "a: {x: Left: {y}}": (1, 4, "this mapping is not closed, or misses a `,`", BRACES),
    "a: {x} is y": (1, 8, "the value before this is already complete", QUOTES),
    "a: @x": (1, 4, "a text cannot begin with this character", QUOTES),
    "a: 1\nb\n": (2, 1, "a `:` is missing after this key", "entries look like `key: value`"),
    "a: 1\na: 2": (
        2,
        1,
        "the key `a` is written twice",
        "first written in line 1; keep one of the two",
    ),
    "? [a]\n: b": (
        1,
        3,
        "a key must be a word, not a list or a mapping",
        "put quotes around a text that begins with `{` or `[`",
    ),
    "a: &x 1": (
        1,
        4,
        "the anchor `&x` is not allowed",
        "write the value out, or put quotes around a text that begins with `*` or `&`",
    ),
    "a: *x": (
        1,
        4,
        "the alias `*x` is not allowed",
        "write the value out, or put quotes around a text that begins with `*` or `&`",
    ),
    "a: !x 1": (1, 4, "the tag `!x` is not allowed", "write the plain value"),
    "a: 1\n---\nb: 2": (
        2,
        1,
        "a second document starts here",
        "a file holds one document: remove the line `---`, or use two files",
    ),
    "when:\n  status:active\n  type:fixed\n  budget: 0": (
        2,
        3,
        "a space is missing after `status:`",
        "write `status: active`",
    ),
    "when:\n  - status:active\n    budget: 0": (
        2,
        5,
        "a space is missing after `status:`",
        "write `status: active`",
    ),
    "when:\n  budget: 0\n  status:active\nthen: {}": (
        3,
        3,
        "a space is missing after `status:`",
        "write `status: active`",
    ),
    "when:\n  status active\n\n  budget: 0": (
        2,
        3,
        "a `:` is missing after this key",
        "write `status: active`",
    ),
    "-id: a-rule\n  title: A rule": (
        1,
        1,
        "a space is missing after the `-`",
        "write `- id: a-rule`",
    ),
    "a: {gt:100 USD}": (1, 5, "a space is missing after `gt:`", "write `gt: 100 USD`"),
    "when:\n  status: active\n   budget: 0": (
        3,
        4,
        "this line is indented more than what stands above",
        "entries of one list or mapping start in the same column; indent with spaces",
    ),
    "a: \x00": (
        1,
        4,
        "the character \\x00 is not allowed in YAML",
        "remove it, or write it as an escape inside double quotes",
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text: str, parser: str) -> None:
    with pytest.raises(YamlFault) as caught:
        read_tree(text, "f")
    (problem,) = caught.value.problems
    place = problem.place
    assert (place.line, place.column, problem.message, problem.hint) == MISTAKES[text]


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_nesting_is_bounded(start: str, end: str, parser: str) -> None:
    read_tree(start * MAX_DEPTH + "x" + end * MAX_DEPTH, "f")
    for depth in (MAX_DEPTH + 1, 20_000):
        with pytest.raises(YamlFault, match="nested more than 100 levels deep"):
            read_tree(start * depth + "x" + end * depth, "f")


def test_a_lone_surrogate_is_refused(parser: str) -> None:
    with pytest.raises(YamlFault, match="is not allowed in YAML"):
        read_tree("a: \ud800", "f")


TORN = {
    "{unlogged: 0,5}": "`0,5` is none|write `0.5`; several values are a list: `[0, 5]`",
    "{a: [{paid: 1,200 USD}]}": "`1,200 USD` is none|write `1200 USD`",
    "{a: 1,000,000.50, b: 2}": "`1,000,000.50` is none|write `1000000.50`",
}


@pytest.mark.parametrize("text", TORN)
def test_a_number_that_a_comma_tears_is_refused(parser: str, text: str) -> None:
    with pytest.raises(YamlFault) as caught:
        read_tree(text, "f")
    (problem,) = caught.value.problems
    message = problem.message.removeprefix("a `,` ends a value here, so ")
    assert f"{message}|{problem.hint}" == TORN[text]


WHOLE = ["[0,5]", "{a: 1, 5: b}", "{a: 1, 5: }", "a: 1\n5:\n", '{a: "1", "b": }']


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_not_torn_is_read_as_before(parser: str, text: str) -> None:
    assert read_tree(text, "f") is not None


def test_a_key_without_a_value_in_braces_is_refused(parser: str) -> None:
    with pytest.raises(YamlFault) as caught:
        read_tree("- {id: C1, closing_planned, milestones: []}", "f")
    (problem,) = caught.value.problems
    assert (problem.place.column, problem.message) == (12, "`closing_planned` has no value")
    assert problem.hint == "write `closing_planned: ...`; a text that has a `,` stands in quotes"
    assert read_tree("{a, b}", "f", keys_may_be_alone=True) is not None
