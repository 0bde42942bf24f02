"""The writer of JSON writes what the standard library writes, in fewer steps."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeout.cli.render.json_writing import document, escaped

from ..sizes import examples

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def _written(value: object) -> str:
    return escaped(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@settings(max_examples=examples(120))
@given(st.dictionaries(st.text(), VALUES))
def test_a_document_is_what_the_standard_library_writes(value: dict[str, object]) -> None:
    assert document(value) == _written(value)


@pytest.mark.parametrize(
    "entries", [[1], [True], [1.0], [0], [False], [0.0], [-0.0], [None], [""], []], ids=repr
)
def test_entries_that_are_equal_but_of_another_kind_are_told_apart(entries: list[object]) -> None:
    for value in ([1], [True], [1.0], [0], [False], [0.0], [-0.0], entries):
        assert document({"of": value}) == _written({"of": value})


def test_a_generator_is_written_as_a_list() -> None:
    entries = [{"id": "C1", "needs": ["a", "b"]}, {"id": "C2", "needs": []}]
    assert document({"of": (one for one in entries)}) == _written({"of": entries})


def test_generators_and_tuples_may_lie_anywhere() -> None:
    entries = [{"id": "C1", "needs": ["a"]}, {"50%": "%s", "needs": [[]]}]
    held = {"files": [{"file": "a", "of": (one for one in entries), "none": (), "more": iter(())}]}
    expected = {"files": [{"file": "a", "of": entries, "none": [], "more": []}]}
    assert document(held) == _written(expected)
    assert document({"of": ({"a": iter([1, 2])} for _ in range(2))}) == _written(
        {"of": [{"a": [1, 2]}] * 2}
    )
