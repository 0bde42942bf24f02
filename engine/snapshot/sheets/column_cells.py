"""The cells of one column: seen first, so that it is known how they are written, and then read."""

from __future__ import annotations

import re

from msgspec.structs import replace

from ...problems import KEEP_ONE
from ...units import Scope
from ..bad_value import BadValueError, found
from ..beside import SAID_BESIDE
from ..conform import MILESTONES
from ..currencies import code_of_text
from ..fields import BY_PATH, OBJECTS_WITH_NONE, Kind, object_of
from ..instants import not_an_instant
from ..mentioned import stands_for
from ..model import ROLES, SAY_WHICH_SIDE
from ..platforms import platform_of_text
from ..spreadsheet import DayOrder
from .amounts import Amounts
from .cells import ColumnFault, Exact, Reading, Taken, plain
from .claim_cells import ClaimCells, there_is_one
from .columns import EMPTY_LIST, LISTS, SEPARATOR, Column
from .days import Days
from .own_cells import OwnCells
from .words import NONE_WORD, NOT_ANY, YES, Flags, Words, folded, is_not_any, list_entries

_ERROR = re.compile(r"#[¡¿]?[A-ZÄÖÜÉ/0_]+[!?]|#N/[ABD]|#NV|Err:\d{3}")
"""What spreadsheets show for a formula that failed."""
_TOO_NARROW = re.compile(r"#{4,}")
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+")
NOT_STATED = frozenset(
    ("-", "–", "—", "?", "unknown", "not known", "n/a", "n.a.", "tbd", "tba", "to be determined")
)
"""Cells that say that nothing is known; small letters."""
_LONGEST_NOT_STATED = max(map(len, NOT_STATED))
_NO_MILESTONE = NOT_STATED | {"none", "na"}
"""What no milestone is called: it has no name then, or there is none."""
_OF_MILESTONES = ("milestone.id", "milestone.title")
_NAMES = frozenset(("id", "account.id"))
"""Columns in which any text may be a name."""
_OF_AN_END = frozenset(("ended_by", "end_reason"))
"""Columns in which "nobody" says that nothing has ended: that is not stated."""
MOST_SEEN = 10_000
"""How many different cells of a column are remembered as seen, or as read."""
_ON = re.compile(r"\s+(?:on|am)\s+")
_MOST_DIGITS = 15
"""Of a number in a workbook; what a cell shows beyond is not what was typed."""


class ColumnCells:
    """How the cells of a column are written, and what they say."""

    def __init__(self, column: Column, told: DayOrder | None, currency: str = "") -> None:
        self.column = column
        self._currency = currency
        """What the heading says of the amounts, where their cells say nothing: a code, or nothing."""
        self._days = Days(told)
        self._amounts = _amounts(column)
        self._reading = self._reading_of(column)
        self._seen: set[str] = set()
        self._known: dict[tuple[str, bool], Taken] = {}

    def _reading_of(self, column: Column) -> Reading | None:
        match column.kind:
            case Kind.INSTANT | Kind.INSTANTS if column.name != MILESTONES:
                return self._days
            case Kind.MONEY | Kind.HOURS | Kind.NUMBER | Kind.COUNT:
                return self._amounts
            case Kind.FLAG:
                return Flags()
            case Kind.CUSTOM:
                return OwnCells(self._days.told)
            case Kind.ENUM if column.name in OBJECTS_WITH_NONE:
                return ClaimCells(column.name, self._days.told)
            case Kind.ENUM | Kind.CHOICES:
                kept = SAID_BESIDE.get((column.scope, ".".join(column.keys)), {})
                return Words(_choices(column), kept=kept)
        if column.name == "role":
            return Words(ROLES, SAY_WHICH_SIDE)
        return self._days if column.name in ("as_of", "exported_at") else None

    def is_blank(self, cell: str) -> bool:
        """Whether the cell states nothing. A title or an id of a contract may be a dash."""
        bare = cell.strip()
        if not bare or len(bare) > _LONGEST_NOT_STATED:
            return not bare
        if self.column.name in _OF_MILESTONES:
            return bare.casefold() in _NO_MILESTONE
        if self.column.name in _OF_AN_END and is_not_any(folded(bare)):
            return True
        is_name = self.column.kind is Kind.TEXT or self.column.name in _NAMES
        return not is_name and bare.casefold() in NOT_STATED

    def see(self, cell: str, row: int) -> None:
        """Learn from a cell how the column is written."""
        if cell in self._seen or (self._reading is None and self.column.kind is not Kind.PAYMENTS):
            return
        if len(self._seen) < MOST_SEEN:
            self._seen.add(cell)
        if self.column.kind is Kind.PAYMENTS:
            for entry in self._entries(cell):
                amount, _, paid_at = _paid_on(entry)
                self._amounts.see(amount, row)
                self._days.see(paid_at, row)
        elif self._reading is not None:
            entries = self._entries(cell) if self.column.kind in LISTS else [cell]
            for entry in entries:
                self._reading.see(entry, row)

    def settle(self) -> list[ColumnFault]:
        """What leaves open how the column is to be read."""
        if self.column.kind is Kind.PAYMENTS:
            return [*self._amounts.settle(), *self._days.settle()]
        return self._reading.settle() if self._reading is not None else []

    def read(self, cell: str) -> Taken:
        """What a cell says, as a CSV of this program writes it. Raises `BadValueError`."""
        key = (cell, isinstance(cell, Exact))
        taken = self._known.get(key)
        if taken is None:
            taken = self._read(cell)
            if self._currency and not taken.currency:
                taken = replace(taken, currency=self._currency)
            if len(self._known) < MOST_SEEN:
                self._known[key] = taken
        return taken

    def _read(self, cell: str) -> Taken:
        bare = plain(cell)
        if _ERROR.fullmatch(bare):
            hint = "correct the formula, or empty the cell if it is not known"
            raise BadValueError(f"the cell holds the error {found(bare)}", hint)
        if self.column.kind is not Kind.TEXT and _TOO_NARROW.fullmatch(bare):
            hint = "make the column wider and save the file again"
            raise BadValueError("the column was too narrow for what the cell holds", hint)
        kind = self.column.kind
        if kind in LISTS:
            return self._list(cell)
        if self._reading is None:
            return Taken(cell) if kind is Kind.TEXT else self._identifier(cell, bare)
        if kind is Kind.CUSTOM:
            self._identifier(cell, bare)
        if kind is Kind.INSTANT and bare.casefold() in NOT_ANY:
            return Taken(NONE_WORD)
        if kind is Kind.INSTANT and bare.casefold() in YES:
            there_is = there_is_one(self.column.name)
            if there_is is None:
                raise not_an_instant(bare, since_when(self.column))
            return there_is
        return self._reading.read(cell if isinstance(cell, Exact) else cell.strip())

    def _identifier(self, cell: str, bare: str) -> Taken:
        hint = "format the column as text and write the whole number again"
        if _SHORTENED.fullmatch(bare):
            raise BadValueError(f"{found(bare)} is a number that a spreadsheet has cut", hint)
        if isinstance(cell, Exact) and bare.isdigit() and len(bare) > _MOST_DIGITS:
            message = f"{found(bare)} has more digits than a number in a workbook keeps"
            raise BadValueError(message, hint)
        if self.column.kind is Kind.CURRENCY:
            return Taken(code_of_text(bare) or cell.strip())
        if self.column.name == "platform":
            return Taken(platform_of_text(cell.strip()))
        return Taken(cell.strip())

    def _list(self, cell: str) -> Taken:
        entries = self._entries(cell)
        if not entries:
            return Taken(EMPTY_LIST)
        if self.column.name == MILESTONES:
            return Taken(plain(cell))
        taken = [self._entry(entry) for entry in entries]
        manners = dict.fromkeys(each.manner for each in taken if each.manner)
        currencies = {each.currency for each in taken if each.currency}
        if len(currencies) > 1:
            raise BadValueError(f"{found(cell)} names two currencies", KEEP_ONE)
        text = SEPARATOR.join(each.text for each in taken)
        return Taken(text, "; ".join(manners), "".join(currencies))

    def _entries(self, cell: str) -> list[str]:
        has_commas = self.column.kind is Kind.PAYMENTS or bool(re.search("[A-Za-z]{3}, ", cell))
        has_commas = has_commas or bool(re.search(r"[A-Za-z]{3,}\.? \d", cell))
        return list_entries(cell, has_commas=has_commas) or []

    def _entry(self, entry: str) -> Taken:
        if self.column.kind is not Kind.PAYMENTS:
            assert self._reading is not None
            return self._reading.read(entry)
        written, at, day = _paid_on(entry)
        amount, paid_at = self._amounts.read(written.strip()), self._days.read(day.strip())
        manner = ", ".join(filter(None, (amount.manner, paid_at.manner)))
        return Taken(amount.text + at + paid_at.text, manner, amount.currency)


def _paid_on(entry: str) -> tuple[str, str, str]:
    """The amount of a payment and its day: `300@2026-02-05`, `300 on 2026-02-05`."""
    return _ON.sub("@", entry, count=1).partition("@")


def _amounts(column: Column) -> Amounts:
    if column.kind is Kind.PAYMENTS:
        return Amounts(Kind.MONEY)
    field = BY_PATH.get((column.scope, ".".join(column.keys)))
    return Amounts(column.kind, field.limits if field else None)


def since_when(column: Column) -> str:
    """What to do about a day of which it is only said that there is one.

    Of a claim it is never left out: what is not mentioned counts as not there.
    """
    group = object_of(".".join(column.keys)) if column.scope is Scope.CONTRACT else ""
    word = stands_for(group)
    if not word:
        return "write the day, like 2026-03-15; leave the cell empty if it is not known"
    return f"write the day, like 2026-03-15; if it is not known, empty the cell and fill in {word}"


def _choices(column: Column) -> tuple[str, ...]:
    scope: Scope = column.scope
    return BY_PATH[scope, ".".join(column.keys)].choices
