"""A snapshot as the JSON document that reads to the same snapshot; what is not known is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from ..units import Scope
from ..written import decimal_text, instant_json, money_text, number_json
from .conform import MILESTONES
from .fields import FIELDS, OBJECTS_WITH_NONE, POSITION, Field, Kind
from .header import VERSION
from .model import (
    AT_CLOSING_PLANNED,
    AT_PLATFORM,
    NONE,
    Contract,
    Custom,
    Item,
    Record,
    Snapshot,
    Value,
)
from .money import MOST_DIGITS, SECONDS_OF_AN_HOUR

HOUR_PLACES = 10**6
"""Parts of an hour that are written: fine enough to read to the same second."""

Document = dict[str, object]


def snapshot_text(snapshot: Snapshot) -> str:
    """The document as JSON text, always the same for the same snapshot."""
    return json.dumps(snapshot_document(snapshot), ensure_ascii=False, indent=2) + "\n"


def snapshot_document(snapshot: Snapshot) -> Document:
    """The document as objects, lists, texts and numbers."""
    document: Document = {"version": VERSION}
    for name, instant in (("as_of", snapshot.as_of), ("exported_at", snapshot.exported_at)):
        if instant is not None:
            document[name] = instant_json(instant)
    document["platform"] = snapshot.platform
    if not snapshot.role_is_assumed:
        document["role"] = snapshot.role
    accounts = [_record(Scope.ACCOUNT, each) for each in snapshot.accounts]
    if len(accounts) == 1:
        document["account"] = accounts[0]
    elif accounts:
        document["accounts"] = accounts
    document["contracts"] = [_contract(each, snapshot.platform) for each in snapshot.contracts]
    return document


def _contract(contract: Contract, platform: str) -> Document:
    values = list(contract.values)
    if values[AT_PLATFORM] == platform:
        values[AT_PLATFORM] = None
    if values[AT_CLOSING_PLANNED] is False:
        values[AT_CLOSING_PLANNED] = None
    document = _record(Scope.CONTRACT, values)
    if contract.milestones is not None:
        document[MILESTONES] = [_record(Scope.MILESTONE, each) for each in contract.milestones]
    return document


def _record(scope: Scope, record: Record) -> Document:
    document: Document = {}
    absent = set(absent_groups(record) if scope is Scope.CONTRACT else ())
    for field, value in zip(FIELDS[scope], record, strict=True):
        if value is None:
            continue
        *groups, name = field.path.split(".")
        if groups and groups[0] in absent:
            document[groups[0]] = NONE.value
            continue
        here = document
        for group in groups:
            inner = here.setdefault(group, {})
            assert isinstance(inner, dict)
            here = inner
        here[name] = written(field, value)
    return document


def absent_groups(record: Record) -> list[str]:
    """Groups that are `none` as a whole."""
    return [
        group
        for group in OBJECTS_WITH_NONE
        if all(_is_absent(record[place]) for place in places_of(group))
    ]


@cache
def places_of(group: str) -> tuple[int, ...]:
    """Where a contract's record has the fields of a group."""
    positions = POSITION[Scope.CONTRACT].items()
    return tuple(index for path, index in positions if path.startswith(f"{group}."))


def _is_absent(value: Value) -> bool:
    return value is NONE or value == NONE.value


def written(field: Field, value: Value) -> object:
    """A value as JSON writes it."""
    if value is NONE:
        return NONE.value
    if field.kind is Kind.CUSTOM:
        return {each.name: _as_written(each.raw) for each in customs(value)}
    if isinstance(value, tuple):
        return _list(field, value)
    if isinstance(value, bool | str):
        return value
    assert isinstance(value, int | Fraction)
    match field.kind:
        case Kind.INSTANT:
            return instant_json(int(value))
        case Kind.MONEY:
            return _money(int(value))
        case Kind.HOURS:
            return decimal_text(Fraction(value, SECONDS_OF_AN_HOUR), HOUR_PLACES)
        case _:
            return number_json(value)


def customs(value: Value) -> tuple[Custom, ...]:
    """The fields of a user's own that a record states."""
    entries = value if isinstance(value, tuple) else ()
    return tuple(each for each in entries if isinstance(each, Custom))


def _as_written(raw: object) -> object:
    if isinstance(raw, tuple):
        return [_as_written(each) for each in raw]
    return number_json(Fraction(raw)) if isinstance(raw, Decimal) else raw


def _money(cents: int) -> str:
    """The amount with two decimals, with fewer where more digits than are read would be written."""
    text = money_text(cents)
    return text if len(text) <= MOST_DIGITS else text.rstrip("0").removesuffix(".")


def _list(field: Field, value: Sequence[Item]) -> list[object]:
    if field.kind is Kind.PAYMENTS:
        return [_payment(each) for each in value]
    is_instant = field.kind is Kind.INSTANTS
    return [instant_json(each) if is_instant and isinstance(each, int) else each for each in value]


def _payment(entry: object) -> Document:
    assert isinstance(entry, tuple)
    amount, paid_at = entry
    document: Document = {}
    if amount is not None:
        document["amount"] = _money(amount)
    if paid_at is not None:
        document["paid_at"] = instant_json(paid_at)
    return document
