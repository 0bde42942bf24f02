"""Patterns for paths: what they match, and that nothing makes them slow."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.snapshot.finding.globs import covers, is_pattern, literal_part


@pytest.mark.parametrize(
    ("pattern", "matched", "passed"),
    [
        ("a.json", ["a.json"], ["b.json", "x/a.json"]),
        ("*.json", ["a.json", ".json"], ["a.yaml", "x/a.json"]),
        ("x/*", ["x/a", "x/a/b"], ["x", "y/a"]),
        ("x", ["x", "x/a/b.json"], ["xy", "y/x"]),
        ("**/a.json", ["a.json", "x/a.json", "x/y/a.json"], ["x/b.json"]),
        ("x/**/a", ["x/a", "x/y/a", "x/y/z/a", "x/y/a/b"], ["a", "y/a"]),
        ("x/**", ["x/a", "x/y/a", "x"], ["y"]),
        ("**", ["a", "x/a"], []),
        ("**/x/**/a", ["x/a", "b/x/c/a"], ["a", "b/a"]),
        ("?.[jy]*", ["a.json", "b.yaml"], ["ab.json", "a.csv"]),
        ("[!a].json", ["b.json"], ["a.json"]),
        ("[a", ["[a"], ["a"]),
        ("[[]a]/*", ["[a]/x"], ["a/x"]),
        ("../x/*", ["../x/a"], ["x/a"]),
        ("*/a", ["x/a"], ["../a"]),
        ("**/a", ["x/a"], ["../a"]),
        ("../**", ["../a"], ["../../a", "a"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pattern_matches_these_and_not_those(
    pattern: str, matched: list[str], passed: list[str]
) -> None:
    tried = {path: covers(pattern.split("/"), path.split("/")) for path in (*matched, *passed)}
    assert tried == {**dict.fromkeys(matched, True), **dict.fromkeys(passed, False)}


@given(
    st.lists(st.sampled_from(["**", "*", "a", "b", "a*"]), min_size=1, max_size=5),
    st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=5),
)
def test_a_pattern_means_what_its_regular_expression_means(
    pattern: list[str], path: list[str]
) -> None:
    text = "".join(
        "(?:[^/]+/)*" if part == "**" else part.replace("*", "[^/]*") + "/" for part in pattern
    )
    wanted = re.fullmatch(f"{text}(?:[^/]+/)*", "".join(f"{part}/" for part in path)) is not None
    assert covers(pattern, path) is wanted


def test_a_pattern_made_to_be_slow_takes_as_long_as_any_other() -> None:
    pattern = ["**", "*a*a*a*a*a*a*a*a*b"] * 40
    assert not covers(pattern, ["a" * 200] * 300)


@pytest.mark.parametrize(
    ("pattern", "folders"),
    [
        ("teams/*/x.json", ["teams"]),
        ("**/x.json", []),
        ("a/b/*.json", ["a", "b"]),
        ("a/[b]/c/d", ["a"]),
    ],
)
def test_the_search_begins_where_a_pattern_does(pattern: str, folders: list[str]) -> None:
    assert literal_part(pattern.split("/")) == folders


def test_three_characters_make_a_pattern() -> None:
    assert [text for text in map("".join, product("a*?[]", repeat=1)) if is_pattern(text)] == [
        *("*", "?", "["),
    ]
