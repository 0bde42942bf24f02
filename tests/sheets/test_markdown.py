"""Tables of Markdown: the cells that were written, where they stand, and what is no such table."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.snapshot.sheets.markdown_grid import MarkdownGrid, is_markdown_table
from closeout.engine.snapshot.sources import Source

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8
)
cells = texts.map(str.strip).filter(
    lambda cell: "\\" not in cell and not cell.startswith(("*", "_", "`"))
)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=5)
)


def _line(row: list[str], *, is_closed: bool) -> str:
    line = " | ".join(cell.replace("|", "\\|") for cell in row)
    return f"| {line} |" if is_closed else line


@given(table=tables, above=st.sampled_from(["", "# Contracts\n\n"]))
def test_what_was_written_is_read_back(table: list[list[str]], above: str) -> None:
    lines = [_line(row, is_closed=True) for row in table]
    lines.insert(1, "|" + "---|" * len(table[0]))
    text = above + "\n".join(lines) + "\n\nMore text | with a mark.\n"
    assert is_markdown_table(text)
    grid = MarkdownGrid(Source("a.md", io.BytesIO(text.encode())))
    read = list(grid.rows())
    assert [row.cells for row in read] == [row for row in table if any(row)]
    for row in read:
        for index, cell in enumerate(row.cells):
            place = grid.place(row.number, index)
            escaped = cell.replace("|", "\\|")
            assert place.quoted[place.column - 1 :].startswith(escaped)


def test_a_table_may_do_without_marks_around_it() -> None:
    text = "id | status\n:-- | --:\nA | active\nB |\n"
    rows = MarkdownGrid(Source("-", io.BytesIO(text.encode()))).rows()
    assert [row.cells for row in rows] == [["id", "status"], ["A", "active"], ["B", ""]]


@pytest.mark.parametrize(
    "text",
    [
        "id,status\nA,active\n",
        "id|status\nA|active\n",
        "version: 1\n---\ncontracts: []\n",
        "a: |\n  ---\n",
        "",
        "|",
    ],
)
def test_any_other_text_is_no_such_table(text: str) -> None:
    assert not is_markdown_table(text)
