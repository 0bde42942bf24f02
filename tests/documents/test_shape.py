"""Errors of a schema become problems with a place, in the words of the schema."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.documents.judge import errors_of, schema_named
from closeout.engine.documents.shape import Shape, plain
from closeout.engine.yaml_tree import Node, Sequence, read_tree

from ..tiny import PACK

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("waivers", "statements", "baseline", "config", "test")


def tree(text: str) -> Node:
    root = read_tree(text, "f.yaml")
    assert root is not None
    return root


def told(text: str, schema: str) -> list[str]:
    """Place and message of each problem."""
    return [f"{each.place}: {each.message}" for each in Shape(tree(text), schema).problems]


SHAPES = [
    pytest.param(
        "[3]",
        "waivers",
        ["1:2: a waiver is a mapping of keys and values, not `3`"],
        id="a number in a list",
    ),
    pytest.param(
        "waivers: 3",
        "waivers",
        ["1:10: a file of waivers is a list, not `3`"],
        id="a number for a list",
    ),
    pytest.param(
        "- {rule: 7, contract: 1.50, reason: no, until: 2026-06-30}",
        "waivers",
        [],
        id="numbers, flags and dates are texts until they are read",
    ),
    pytest.param(
        "- {rule: [], client: , reason: {a: b}, until: ''}",
        "waivers",
        [
            "1:10: `rule` is a single value, not a list",
            "1:22: `client` is empty",
            "1:32: `reason` is a single value, not a mapping",
            "1:47: `until` is empty",
        ],
        id="every value of a kind that does not fit",
    ),
    pytest.param(
        'statements: {"a\\n": {says: x, rules: r}}',
        "statements",
        ["1:14: `a\\n` cannot be the id of a statement".replace("\\n", "\n")],
        id="a line end is no end of a pattern",
    ),
    pytest.param(
        f"statements: {{{'a' * 81}: {{says: x, rules: r}}}}",
        "statements",
        [f"1:14: `{'a' * 57}...` cannot be the id of a statement"],
        id="a name that is too long",
    ),
    pytest.param(
        "statements: {a: {says: x, rules: {}}}",
        "statements",
        ["1:34: a name under `rules` is a list or a single value, not a mapping"],
        id="a mapping for a name or names",
    ),
    pytest.param(
        "statements: [{group: g, statements: {a: {says: x, rule: [r]}}}]",
        "statements",
        ["1:51: unknown key `rule` in a statement"],
        id="beside an unknown key no choice of keys is missed",
    ),
]


@pytest.mark.parametrize(("text", "schema", "expected"), SHAPES)
def test_a_mistake_of_shape_is_told_at_its_place(
    text: str, schema: str, expected: list[str]
) -> None:
    assert told(text, schema) == [f"f.yaml:{each}" for each in expected]


def test_what_stands_beside_a_mistake_is_sound() -> None:
    root = tree("- {rule: r, reason: [], contract: C1, until: 2026-06-30}\n- {rule: r}")
    shape = Shape(root, "waivers")
    assert isinstance(root, Sequence)
    first, second = root.items
    assert list(shape.sound_entries(first)) == ["rule", "contract", "until"]
    assert (shape.is_sound(root), shape.is_sound(first), shape.is_sound(second)) == (False,) * 3
    assert list(shape.sound_entries(second)) == ["rule"]


def test_entries_of_one_form_are_told_each() -> None:
    """Entries that no keyword can tell apart are judged once, but only while they are sound."""
    good = "- {rule: r, contract: C1, reason: x, until: 2026-06-30}\n"
    bad = "- {rule: r, contract: ' ', reason: x, until: 2026-06-30}\n"
    assert [each.split(":")[1] for each in told(good * 3 + bad * 2 + good + bad, "waivers")] == [
        "4", "5", "7",
    ]  # fmt: skip


def test_null_is_what_nothing_was_written_for() -> None:
    root = tree("{a: , b: '', c: null, d: ~}")
    assert plain(root) == {"a": None, "b": "", "c": "null", "d": "~"}


def schemas_within(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a schema."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from schemas_within(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from schemas_within(inner)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_fetches_nothing_and_takes_a_text_wherever_it_takes_a_number(name: str) -> None:
    for each in schemas_within(schema_named(name)):
        assert str(each.get("$ref", "#/$defs/")).startswith("#/$defs/")
        types = each.get("type", "string")
        numbers = {"integer", "number", "boolean"} & {
            *([types] if isinstance(types, str) else types)
        }
        assert not numbers or "string" in types


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_words_of_a_schema_belong_to_keywords_that_it_has(name: str) -> None:
    for each in schemas_within(schema_named(name)):
        for words in ("x-says", "x-hint"):
            for keyword in each.get(words, {}):
                has_branches = keyword == "type" and {"oneOf", "anyOf"} & set(each)
                assert keyword in each or has_branches, (words, keyword, each)


def test_the_judge_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from closeout.engine.documents import judge

    schema = {"$ref": "https://example.org/schema.json", "$id": "x"}
    monkeypatch.setattr(judge, "schema_named", lambda name: schema)
    with pytest.raises(Exception, match="Unresolvable"):
        errors_of({}, "elsewhere")


LOADED = """
import sys
from closeout.cli.app import app
try:
    app(sys.argv[1:])
except SystemExit:
    pass
print("jsonschema" in sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("options", "is_loaded"),
    [
        pytest.param((), False, id="check alone"),
        pytest.param(("--waivers", "w.yaml"), True, id="check with waivers"),
        pytest.param(("--fail-on", "never"), False, id="check with a setting as an option"),
    ],
)
def test_the_judge_is_loaded_where_a_document_is_read(
    options: tuple[str, ...], is_loaded: bool, tmp_path: Path
) -> None:
    (tmp_path / "w.yaml").write_text("[]\n", "utf-8")
    (tmp_path / "a.json").write_text('{"version": 1, "contracts": [{"id": "C1"}]}', "utf-8")
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    command = [sys.executable, "-c", LOADED, "check", "a.json", "--policies", ".", *options]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.stderr.splitlines()[-1] == str(is_loaded)
