"""A snapshot as plain data that a person can read, and random snapshots in every way of writing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from closeout.engine.snapshot.fields import FIELDS, Field, Kind
from closeout.engine.snapshot.model import NONE, Contract, Record, Snapshot
from closeout.engine.snapshot.sheets.columns import known_columns
from closeout.engine.units import Scope
from closeout.engine.written import instant_json, money_text


def as_data(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that is known, by path; instants and amounts as people write them."""
    return {
        "as_of": None if snapshot.as_of is None else instant_json(snapshot.as_of),
        "exported_at": None if snapshot.exported_at is None else instant_json(snapshot.exported_at),
        "platform": snapshot.platform,
        "role": snapshot.role,
        "accounts": [_known(Scope.ACCOUNT, each) for each in snapshot.accounts],
        "contracts": [_contract(each) for each in snapshot.contracts],
        "problems": [problem.rendered() for problem in snapshot.problems],
    }


def _contract(contract: Contract) -> dict[str, Any]:
    data = _known(Scope.CONTRACT, contract.values)
    if contract.milestones is not None:
        data["milestones"] = [_known(Scope.MILESTONE, each) for each in contract.milestones]
    if contract.is_invalid:
        data["is_invalid"] = True
    return data


def _known(scope: Scope, record: Record) -> dict[str, Any]:
    pairs = zip(FIELDS[scope], record, strict=True)
    return {field.path: _value(field, value) for field, value in pairs if value is not None}


def _value(field: Field, value: Any) -> Any:
    if value is NONE:
        return "none"
    if field.kind is Kind.INSTANT:
        return instant_json(value)
    if field.kind is Kind.MONEY:
        return money_text(value)
    if field.kind is Kind.INSTANTS:
        return [instant_json(each) for each in value]
    if field.kind is Kind.PAYMENTS:
        return [
            {
                "amount": None if amount is None else money_text(amount),
                "paid_at": None if paid_at is None else instant_json(paid_at),
            }
            for amount, paid_at in value
        ]
    if field.kind is Kind.CHOICES:
        return list(value)
    return value if isinstance(value, str | int | bool) else str(value)


def as_json(document: dict[str, Any]) -> str:
    """The document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def as_ndjson(document: dict[str, Any]) -> str:
    """A header line and a line for each contract."""
    header = {key: value for key, value in document.items() if key != "contracts"}
    return "".join(json.dumps(each) + "\n" for each in (header, *document["contracts"]))


def as_yaml(document: dict[str, Any]) -> str:
    """The document as YAML, in which texts need no quotes."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def as_csv(document: dict[str, Any]) -> str:
    """A row for each milestone, or for a contract without one."""
    text = io.StringIO()
    rows = csv.DictWriter(text, list(known_columns()), lineterminator="\n")
    rows.writeheader()
    export = {
        key: str(document[key])
        for key in ("version", "role", "as_of", "exported_at")
        if document.get(key) is not None
    }
    export |= _cells(document.get("account") or {}, "account.")
    for contract in document["contracts"]:
        known = {key: value for key, value in contract.items() if key != "milestones"}
        cells = export | _cells(known, "")
        milestones: Sequence[dict[str, Any]] = contract.get("milestones") or [{}]
        if contract.get("milestones") == []:
            cells["milestones"] = "[]"
        for milestone in milestones:
            rows.writerow(cells | _cells(milestone, "milestone."))
    return text.getvalue()


def _cells(data: dict[str, Any], prefix: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            cells |= _cells(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            cells[prefix + key] = ";".join(map(_entry, value)) or "[]"
        elif isinstance(value, bool):
            cells[prefix + key] = str(value).lower()
        elif value is not None:
            cells[prefix + key] = str(value) + ("0" if _is_open(key, value) else "")
    return cells


def _is_open(key: str, value: Any) -> bool:
    """Three decimals of hours could be thousands in a table: a fourth makes it plain."""
    return key in ("this_week", "unlogged", "hours") and bool(
        re.fullmatch(r"\d+\.\d{3}", str(value))
    )


def _entry(entry: Any) -> str:
    if isinstance(entry, dict):
        return f"{entry.get('amount') or ''}@{entry.get('paid_at') or ''}"
    return str(entry)
