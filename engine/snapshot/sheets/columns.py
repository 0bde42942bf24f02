"""The columns of a table: which field each one is, and how its cells are written.

Lists are separated by `;`, payments are written `AMOUNT@INSTANT`, `[]` is an empty list, an empty
cell is not known, nor is the instant of a payment that is written as an amount alone.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from ...units import Scope
from ..conform import MILESTONES
from ..fields import FIELDS, OBJECTS_WITH_NONE, Field, Kind

HEADER_COLUMNS = ("version", "role", "as_of", "exported_at")
"""Columns that speak of the export; every row says the same. `platform` is the contract's."""

SEPARATOR = ";"
EMPTY_LIST = "[]"
LISTS = frozenset({Kind.INSTANTS, Kind.CHOICES, Kind.PAYMENTS})


class Column(Struct, frozen=True):
    """One column: the scope that it speaks of, and the keys that lead to its field."""

    name: str
    scope: Scope
    keys: tuple[str, ...]
    kind: Kind
    own: Field | None = None
    """The field of a user's own that it holds, where the pack that declares it is known."""

    def value(self, cell: str) -> object:
        """The cell as a reader of YAML would give it: texts, lists, objects."""
        if self.kind is Kind.TEXT:
            return cell
        text = cell.strip()
        if self.kind not in LISTS:
            return text
        if text == EMPTY_LIST:
            return []
        if not self.keys[1:] and self.keys[0] == MILESTONES:
            return text
        entries = [entry.strip() for entry in text.removesuffix(SEPARATOR).split(SEPARATOR)]
        return [_payment(each) for each in entries] if self.kind is Kind.PAYMENTS else entries


def _payment(entry: str) -> object:
    amount, _, paid_at = entry.partition("@")
    return {"amount": amount.strip() or None, "paid_at": paid_at.strip() or None}


@cache
def known_columns() -> dict[str, Column]:
    """Every column that a CSV export may have, by name, in the order of the template."""
    columns = [Column(name, Scope.EXPORT, (name,), Kind.ID) for name in HEADER_COLUMNS]
    for scope, prefix in (
        (Scope.ACCOUNT, "account."),
        (Scope.CONTRACT, ""),
        (Scope.MILESTONE, "milestone."),
    ):
        for field in FIELDS[scope]:
            if field.kind is Kind.CUSTOM:
                continue  # see `column_named`
            keys = tuple(field.path.split("."))
            columns.append(Column(prefix + field.path, scope, keys, field.kind))
    for group in OBJECTS_WITH_NONE:
        columns.append(Column(group, Scope.CONTRACT, (group,), Kind.ENUM))
    columns.append(Column(MILESTONES, Scope.CONTRACT, (MILESTONES,), Kind.INSTANTS))
    return {column.name: column for column in columns}


_OWN = {
    "custom.": Scope.CONTRACT,
    "milestone.custom.": Scope.MILESTONE,
    "account.custom.": Scope.ACCOUNT,
}


def column_named(name: str) -> Column | None:
    """A column by its name; any name stands behind `custom.`, since the packs say which there are."""
    for prefix, scope in _OWN.items():
        if name.startswith(prefix) and name != prefix:
            return Column(name, scope, ("custom", name.removeprefix(prefix)), Kind.CUSTOM)
    return known_columns().get(name)


def own_column(field: Field) -> Column:
    """The column of a field that a pack declares."""
    group, _, name = field.path.partition(".")
    return Column(field.need, field.scope, (group, name), field.kind, field)


def put(raw: dict[str, object], column: Column, cell: str) -> bool:
    """Write a cell into an object. False where it contradicts what stands there: `dispute` is
    `none`, and `dispute.hours` has a value."""
    here = raw
    for group in column.keys[:-1]:
        inner = here.setdefault(group, {})
        if not isinstance(inner, dict):
            return False
        here = inner
    name = column.keys[-1]
    if name in here:
        return False
    here[name] = column.value(cell)
    return True


def known_column(name: str) -> Column:
    """The column of a name that there is."""
    column = column_named(name)
    assert column is not None, name
    return column
