"""What titles of sections and notes around a table speak of: `Website: refund asked on Monday`, `Disputed`.

Such a row is no contract and not read. A note speaks of the contracts that it names by id, title or client, a
title of those below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

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
    """Add notes to the contracts that they speak of; yields what each is called among their cells."""
    for note in notes:
        called = f"note in row {note.row}"
        groups = [group for key, group in contracts.items() if _names(note.text, key, group)]
        if not groups and not note.is_above:
            end = min((row for row in rows_apart if row > note.row), default=0)
            groups = [
                group
                for group in contracts.values()
                if note.row < group.first and (not end or group.first < end)
            ]
        for group in groups:
            group.cells[called] = (note.text, note.row)
        if groups:
            yield called


def _names(text: str, key: str, group: Group) -> bool:
    names = [key, *(group.cells[name][0] for name in _NAMED_BY if name in group.cells)]
    return any(
        re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text)
        for name in names
        if name.strip()
    )
