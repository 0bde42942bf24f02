"""The headings of a table: which column each one means, in any case, with any blanks, its words in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ...problems import did_you_mean, suggestion
from ..currencies import CODE_OF_SIGN, CODES, code_of_text
from ..fields import Kind
from ..mentioned import is_note
from ..spoken_of import named_by
from ..told_whole import told_by_fields
from .columns import Column, column_named, known_columns
from .heading_names import ALIASES, CALLED, HINTS
from .headings_abroad import ABROAD
from .words import folded

_PAID = frozenset(("payment_type", "transaction_type", "ref_id"))
"""Folded headings that payment reports have and lists of contracts have not."""
_GIG = "gig"
"""Folded heading of Fiverr's orders alone."""
_ORDERS, _OTHER_SIDES = frozenset((_GIG, "status")), frozenset(("buyer", "seller"))

_NOTES = "it is for you alone"
TEMPLATE_HINT = "`closeout schema snapshot --template csv` prints the columns"

OF_MILESTONES = {"total_paid": "milestone.paid_amount", "budget": "milestone.amount"}
"""What an amount of a contract is called of a milestone, where that is another name."""
ROLE = "role"
LEGEND = "what each column holds (this row is not read)"
"""Stands in the id column of a row that explains the others."""


_OWNER = re.compile(r"['’]s(?=[\W_]|$)")
"""What says whose something is: the client's last message."""


def _key(name: str) -> str:
    """What a heading is looked up by: in English, where it is of another language."""
    key = _folded(name)
    return _abroad().get(key, key)


def _folded(name: str) -> str:
    return folded(_OWNER.sub("", name).replace("’", "'").rstrip(" ?:*.")).replace(".", "_")


@cache
def _abroad() -> dict[str, str]:
    pairs = ((english, each) for english, names in ABROAD.items() for each in names.split(", "))
    return {_folded(each): _folded(english) for english, each in pairs}


@cache
def _by_key() -> dict[str, Column]:
    known = known_columns()
    keys = {_key(name): column for name, column in known.items()}
    return keys | {_key(heading): known[name] for heading, name in ALIASES.items()}


@cache
def _hints() -> dict[str, str]:
    return {_key(name): hint for name, hint in HINTS.items()}


_LITTLE = frozenset(("the", "of", "from", "in", "is", "are", "for"))
"""Words that say nothing of the column."""
_WHEN = frozenset(("at", "on", "date"))
"""Words that say of a column that it holds instants."""

_SHORTEST_WORD = 2
"""Letters up to which no word is taken for a plural: `as` is none of `a`."""


def _words(name: str) -> tuple[frozenset[str], bool]:
    """What a heading is made of, in no order and in the singular; and whether it asks for an instant."""
    plain_name = _OWNER.sub("", folded(name))
    words = frozenset(re.findall(r"[^\W_]+", plain_name)) - _LITTLE
    return frozenset(map(_singular, words - _WHEN)), bool(words & _WHEN)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > _SHORTEST_WORD else word


@cache
def _by_words() -> dict[frozenset[str], Column | None]:
    """The column that has just these words; None where several have."""
    found: dict[frozenset[str], Column | None] = {}
    for name, column in known_columns().items():
        words, _ = _words(name)
        found[words] = None if words in found else column
    return found


def _of_words(heading: str) -> Column | None:
    """The column whose name has the words of a heading."""
    words, asks_when = _words(heading)
    column = _by_words().get(words)
    return column if column and (column.kind is Kind.INSTANT or not asks_when) else None


_OF_ONE = frozenset(("milestone", "escrow"))
_SIGNS = "|".join(map(re.escape, CODE_OF_SIGN))
_CURRENCY = re.compile(
    rf"[(\[] *(?:(?i:{'|'.join(sorted(CODES))})|{_SIGNS}|(?i:euros?)) *[)\]]"
    rf"|\b(?:{'|'.join(sorted(CODES))})\b|(?:{_SIGNS})|\b[Ee]uros?\b"
)
"""A code in capital letters, or in brackets in any; a sign that one currency has."""
_IN_ESCROW = frozenset(
    ("left", "still", "now", "currently", "remaining", "held", "amount", "money", "fund", "balance")
)
"""Words that add nothing to one that says that money lies in escrow: still in escrow, escrow left."""


def _escrow_of(heading: str) -> Column | None:
    """The column of a heading that says nothing but that money lies in escrow."""
    words, asks_when = _words(heading)
    said = words - _IN_ESCROW
    if asks_when or "escrow" not in words:
        return None
    name = {frozenset(("escrow",)): "escrow", _OF_ONE: "milestone.escrow_amount"}.get(said)
    return known_columns()[name] if name else None


def column_of(heading: str) -> Column | None:
    """The column that a heading means."""
    key = _key(heading)
    by_key = column_named(heading) or _by_key().get(key)
    if by_key or key in _hints():
        return by_key
    return _of_words(heading) or _escrow_of(heading) or _of_amounts(heading)


def _of_amounts(heading: str) -> Column | None:
    """The column of amounts that a heading means which names their currency: `Paid so far (EUR)`."""
    bare = without_currency(heading)
    column = column_of(bare) if bare != heading else None
    return column if column and column.kind is Kind.MONEY else None


def currency_of(heading: str) -> str:
    """The code of the currency that a heading names beside what it means; "" for none."""
    match = _CURRENCY.search(heading)
    return (code_of_text(match[0].strip("()[] ")) or "") if match else ""


def without_currency(heading: str) -> str:
    """A heading without the currency that it names."""
    return _CURRENCY.sub(" ", heading).strip()


def columns_of(headings: Sequence[str]) -> list[Column | None]:
    """The columns that the headings of a table mean; None for a heading that no field has."""
    columns = [column_of(heading) if heading else None for heading in headings]
    named = {column.name for column in columns if column}
    keys = [_key(heading) for heading in headings]
    if named and "id" not in named and _GIG not in keys:
        called = next((name for name in map(_key, CALLED) if name in keys), None)
        if called is not None:
            columns[keys.index(called)] = known_columns()["id"]
    return columns


def folded_headings(headings: Sequence[str]) -> list[str]:
    """The headings as they are looked up: in small letters, without marks at their end."""
    return [_key(heading).replace("_", " ") for heading in headings]


def no_id_hint(headings: Sequence[str]) -> str:
    """What to do about a table that does not say which contract a row is about."""
    keys = {_key(heading) for heading in headings}
    if _PAID & keys:
        return "a payment report is added to contracts: closeout convert CONTRACTS --merge REPORT"
    if keys >= _ORDERS and not keys.isdisjoint(_OTHER_SIDES):
        return "a list of Fiverr orders is read from a text file: save it as CSV"
    if _GIG in keys:
        return "a list of Fiverr orders has the columns Buyer (or Seller), Gig and Status: download it again"
    return "give every contract a name or number of its own, in a column called id"


def heading_hint(heading: str) -> str:
    """What a heading that no field has may have meant.

    The nearest by its letters is no id, unless the heading speaks of one: whoever followed it would give
    contracts and milestones amounts or days for names.
    """
    hints = _hints()
    if hint := hints.get(_key(heading)) or hints.get(_key(without_currency(heading))):
        return hint
    words, _ = _words(heading)
    if name := _only_with_a_word_more(words):
        return suggestion(name)
    if named := named_by(heading):
        return told_by_fields(named[0])
    if is_note(heading):
        return _NOTES
    known = [name for name in known_columns() if "id" in words or "id" not in _words(name)[0]]
    return did_you_mean(heading, known, TEMPLATE_HINT)


def _only_with_a_word_more(words: frozenset[str]) -> str:
    """The only field that says all of a heading's words, and one more; "" where none does, or several."""
    found = [
        name
        for name in known_columns()
        if words < (own := _words(name)[0]) and len(own) == len(words) + 1
    ]
    return found[0] if len(words) > 1 and len(found) == 1 else ""


def known_headings(cells: list[str]) -> int:
    """How many different columns the cells of a row name."""
    return len({column.name for cell in cells if (column := column_of(cell.strip()))})


def other_row_hint(name: str) -> str:
    """What to do about rows of one contract that do not agree on a field."""
    if name == ROLE:
        return "a table is read for one side: keep the rows of the other in a file of their own"
    hint = "rows of one contract, account or export repeat the same values"
    of_milestones = (OF_MILESTONES.get(name, f"milestone.{name}"), f"milestone.{name}_amount")
    own = next((each for each in of_milestones if column_named(each)), None)
    return hint if own is None else f"{hint}; what is of the milestone is called {own}"


def means(heading: str, name: str) -> bool:
    """Whether a heading stands over the column of a name."""
    column = column_of(heading.strip())
    return column is not None and column.name == name
