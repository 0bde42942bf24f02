"""What titles of sections and notes around a table speak of: `Website: refund asked on Monday`, `Disputed`.

Such a row is no contract and not read. A note speaks of the contracts that it names by id, title or client, a
title of those below it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..named_in_text import NamedInText
from ..spoken_of import mentioned_by
from .table_places import Group

_NAMED_BY = ("id", "title", "client.name")


class NoteApart(Struct, frozen=True):
    """A row of words that speaks of what may hinder an end."""

    row: int
    text: str
    is_above: bool
    """Above the headings: it is no title of the contracts below."""


def note_apart(row: int, cells: Sequence[str], *, is_above: bool = False) -> NoteApart | None:
    """The note that a row is; None where it speaks of nothing."""
    text = " ".join(cell.strip() for cell in cells if cell.strip())
    return NoteApart(row, text, is_above) if mentioned_by(text) else None


def keep_notes(
    notes: Sequence[NoteApart], rows_apart: Sequence[int], contracts: Mapping[str, Group]
) -> Iterator[str]:
    """Add notes to the contracts that they speak of; yields what each is called among their cells.

    `rows_apart`: in their order, as the contracts are by their first rows.
    """
    if not notes:
        return
    named = NamedInText(_names(key, group) for key, group in contracts.items())
    groups = list(contracts.values())
    firsts = [group.first for group in groups]
    for note in notes:
        called = f"note in row {note.row}"
        of = [groups[index] for index in named.in_text(note.text)]
        if not of and not note.is_above:
            after = bisect_right(rows_apart, note.row)
            end = rows_apart[after] if after < len(rows_apart) else None
            below = len(firsts) if end is None else bisect_left(firsts, end)
            of = groups[bisect_right(firsts, note.row) : below]
        for group in of:
            group.cells[called] = (note.text, note.row)
        if of:
            yield called


def _names(key: str, group: Group) -> Iterator[str]:
    """What a contract is called."""
    yield key.strip()
    yield from (group.cells[name][0].strip() for name in _NAMED_BY if name in group.cells)
