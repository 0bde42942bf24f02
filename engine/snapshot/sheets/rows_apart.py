"""Rows of a table that are no contracts: titles of sections and notes in the column of ids, sums below milestones;
and rows that leave open to which contract they belong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from ..bad_value import found
from .grid import Row
from .totals import amounts_alone, is_sum_word


class Apart(NamedTuple):
    """A row that holds nothing but words in the column of ids."""

    row: int
    is_read: bool
    """As a contract of which nothing else is known; where the ids of contracts look like it."""
    message: str
    hint: str


class RowsApart(Struct):
    """What the ids of contracts look like, and the rows that hold nothing else."""

    alone: dict[int, str] = field(default_factory=dict)
    """By row, words that stand alone."""
    is_seen: bool = False
    with_blank: bool = False
    """An id of a row that says more has a blank inside."""
    without_digit: bool = False
    """Such an id has no digit."""

    def see(self, row: Row, id_index: int) -> None:
        """Learn from a row of the table."""
        text = row.cells[id_index].strip() if id_index < len(row.cells) else ""
        if not text:
            return
        says_more = any(each.strip() for i, each in enumerate(row.cells) if i != id_index)
        if says_more or row.faults:
            self.is_seen = True
            self.with_blank |= _has_blank(text)
            self.without_digit |= not _has_digit(text)
        elif _has_blank(text) or not _has_digit(text):
            self.alone[row.number] = text

    def told(self) -> Iterator[Apart]:
        """The rows that hold nothing but words, in a table of which other rows say more."""
        for row, text in self.alone.items() if self.is_seen else ():
            is_other = _has_blank(text) and not self.with_blank
            is_other |= not _has_digit(text) and not self.without_digit
            message = f"the row holds nothing but {found(text)} in the column id"
            if is_other:
                message += " and is not read: the other ids are not like it"
            hint = "leave out titles and notes; of a contract fill in what is known"
            yield Apart(row, not is_other, message, hint)


def _has_blank(text: str) -> bool:
    return len(text.split(None, 1)) > 1


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


class Columns(NamedTuple):
    """Where in a row stand the id of the contract, what a milestone is called, the rest of it, and days."""

    id: int | None
    names: Collection[int]
    of_milestone: Collection[int]
    days: Collection[int]


class SumsBelow(Struct):
    """Finds the rows that add up the milestones above them: `2,Web,...,Total,,700`."""

    columns: Columns
    key: str = ""
    is_below: bool = False
    """A milestone of the same contract stands above."""

    def is_sum(self, row: Row) -> bool:
        """Whether the next row adds up milestones; rows are to be asked for in their order."""
        at = self.columns
        key = row.cells[at.id].strip() if at.id is not None and at.id < len(row.cells) else ""
        is_same = self.is_below and key in ("", self.key)
        if is_same and _is_sum(row.cells, at):
            return True
        has_milestone = any(i < len(row.cells) and row.cells[i].strip() for i in at.of_milestone)
        self.is_below = has_milestone or (is_same and self.is_below)
        self.key = key or self.key
        return False


def _is_sum(cells: Sequence[str], at: Columns) -> bool:
    """Whether a milestone is called by a word for a sum, and has amounts alone."""
    named = {i: cells[i] for i in at.names if i < len(cells) and cells[i].strip()}
    if not named or not all(map(is_sum_word, named.values())):
        return False
    rest = {i: cells[i] for i in at.of_milestone if i not in named and i < len(cells)}
    return any(map(str.strip, rest.values())) and amounts_alone(rest, at.days)


def without_id_hint(above: str, *, has_milestone: bool, has_more: bool) -> str:
    """What to do about a row without an id. `above`: the id that was read last, if any."""
    if has_milestone and above:
        hint = f"repeat the id {found(above)} of the row above if this is a milestone of it"
        return f"{hint}; another contract has an id of its own" if has_more else hint
    return 'every contract has an "id" of its own; leave out titles and notes'
