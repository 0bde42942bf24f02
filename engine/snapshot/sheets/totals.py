"""Rows that add up the ones above them, and are no contracts: `Total,,,,800`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ..currencies import CODE_OF_SIGN, CODES
from .cells import plain
from .grid import Row

_WORDS = frozenset(
    (
        "total",
        "totals",
        "grand total",
        "grand totals",
        "subtotal",
        "subtotals",
        "sub total",
        "sum",
        "sums",
        "sum total",
        "overall",
        "overall total",
        "total amount",
        "summe",
        "zwischensumme",
        "gesamtsumme",
        "endsumme",
        "gesamt",
        "insgesamt",
        "total général",
        "total general",
        "sous total",
        "somme",
        "suma",
        "suma total",
        "importe total",
        "totale",
        "totale generale",
        "subtotale",
        "somma",
        "totaal",
        "subtotaal",
        "eindtotaal",
        "total geral",
        "soma",
        "razem",
        "suma końcowa",
        "summa",
        "totalt",
        "yhteensä",
        "celkem",
        "итого",
        "всего",
        "сумма",
        *("average", "avg", "mittelwert", "durchschnitt", "moyenne", "promedio", "gemiddelde"),
        *("ø", "σ", "∑"),
    )
)
"""What spreadsheets of several languages write in front of a sum; small letters, with blanks for hyphens."""
_BESIDE = frozenset(
    ("open", "paid", "due", "in", "escrow", "contracts", "per", "month", "year", "of", "all")
) | frozenset(map(str.casefold, CODES))
"""Words that may follow: total in escrow, sum EUR."""
_BETWEEN = re.compile(rf"[\s-]+|{'|'.join(map(re.escape, CODE_OF_SIGN))}|\$|\b20\d\d\b")
"""What stands between the words and says nothing: signs of currencies and years as well."""
LONGEST = 40
"""Characters of such a cell, with what may stand in brackets."""
_BEGINNINGS = frozenset(word[:3] for word in _WORDS)
"""Nearly every row is done with a glance at its first letters."""
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_AMOUNT = re.compile(r"[^\w]*(?:[A-Z]{3})?[^\w]*\d[\d\s.,:'’()%+-]*(?:[A-Z]{3}|[^\w\s])?[\s)]*")
_NOT_STATED = frozenset(("-", "–", "—"))


def is_total(cells: Sequence[str], instants: Collection[int] = ()) -> bool:
    """Whether the first cell that is not blank is a word for a sum, and all behind it, if anything, are amounts.

    `instants`: which of the cells hold days, that are no amounts.
    """
    first = 0
    for cell in cells:
        if cell and not cell.isspace():
            break
        first += 1
    else:
        return False
    if not is_sum_word(cell):
        return False
    return amounts_alone({i: cell for i, cell in enumerate(cells) if i > first}, instants)


def is_sum_word(cell: str) -> bool:
    """Whether a cell is a word for a sum."""
    return cell.lstrip()[:3].casefold() in _BEGINNINGS and _is_word(cell)


def amounts_alone(cells: Mapping[int, str], instants: Collection[int] = ()) -> bool:
    """Whether the cells hold nothing but amounts, if anything."""
    rest = {i: plain(cell) for i, cell in cells.items()}
    stated = {i: text for i, text in rest.items() if text and text not in _NOT_STATED}
    return all(
        i not in instants and len(text) <= LONGEST and _AMOUNT.fullmatch(text)
        for i, text in stated.items()
    )


def is_total_row(row: Row, instants: Collection[int]) -> bool:
    """The same of a row; what a formula at fault would have shown is taken for an amount."""
    if not row.faults:
        return is_total(row.cells, instants)
    return is_total(
        ["0" if i in row.faults else cell for i, cell in enumerate(row.cells)], instants
    )


def _is_word(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    bare = _BETWEEN.sub(" ", _IN_BRACKETS.sub("", plain(text)).strip().rstrip(":"))
    words = bare.casefold().split()
    while words and words[-1] in _BESIDE and " ".join(words) not in _WORDS:
        words.pop()
    return " ".join(words) in _WORDS
