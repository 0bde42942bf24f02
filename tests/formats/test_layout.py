"""Cutting and wrapping by display width, and making hostile texts visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.cli.render.layout import BLANK, clipped, columns, listed, plain, wrapped

NASTY = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from(" :#[]語\u0301\u200d\ufe0f\u202e\x1b\u3000\xa0a")
    ),
    max_size=300,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Logo for a bakery", "Logo for a bakery"),
        ("Größe 日本", "Größe 日本"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc", "a\\x0ab\\x09c"),
        ("abc\u202egpj.exe", "abc\\x202egpj.exe"),
        ("\ud800", "\\xd800"),
        ("日本\u3000語", "日本 語"),
        ("  two   spaces  ", "two spaces"),
        ("", BLANK),
        (" \u3000 ", BLANK),
        ("\xa0", BLANK),
        ("std::vector", "std::vector"),
        ("::error::x", "\\x3a:error::x"),
        ("now ::error::x", "now \\x3a:error::x"),
        ("x::error::y", "x\\x3a:error::y"),
        ("x ##[error]y", "x \\x23#[error]y"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("x" * 500, "x" * 157 + "..."),
    ],
)
def test_texts_of_others_are_made_visible(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(NASTY, st.integers(4, 100))
def test_a_text_of_others_is_one_printable_line_of_the_given_width(text: str, room: int) -> None:
    found = plain(text, room)
    assert found.strip()
    assert found.isprintable() or "\xa0" in found
    assert columns(found) <= max(room, columns(BLANK))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abc..."),
        ("日本語版", 8, "日本語版"),
        ("日本語版", 7, "日本..."),
        ("ab cd", 4, "a..."),
        ("ab cdef", 6, "ab..."),
    ],
)
def test_long_texts_are_cut_by_their_width(text: str, width: int, expected: str) -> None:
    assert clipped(text, width) == expected


@given(NASTY, st.integers(40, 100), st.integers(0, 8), st.integers(0, 8))
def test_wrapping_loses_nothing_and_keeps_the_width(
    text: str, width: int, indent: int, hanging: int
) -> None:
    safe = plain(text)
    lines = wrapped(safe, width, indent, hanging)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(safe.split())
    assert lines[0].startswith(" " * indent)
    assert all(line.startswith(" " * hanging) for line in lines[1:])


def test_wrapping_keeps_words_whole() -> None:
    assert wrapped("one two three four", 12, 2, 4) == ["  one two", "    three", "    four"]


def test_words_longer_than_a_line_are_broken() -> None:
    assert wrapped("ab " + "x" * 12, 10, 2) == ["  ab", "  xxxxxxxx", "  xxxx"]


def test_lists_are_cut_after_so_many_lines() -> None:
    words = [f"C{number}" for number in range(10)]
    assert listed(words, 12, 2) == ["  C0, C1,", "  C2, C3,", "  C4, C5,", "  C6, C7,", "  C8, C9"]
    assert listed(words, 12, 2, lines=2) == ["  C0, C1,", "  C2, C3,", "  and 6 more, told with -v"]
    assert listed([], 12, 2) == []
