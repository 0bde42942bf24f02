"""Exports with anything anywhere: a problem is told, nothing breaks."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeout.engine.problems import InputError
from closeout.engine.snapshot.read import Check, read_snapshot
from closeout.engine.snapshot.supply.payment_merge import merge_payments
from closeout.engine.snapshot.supply.payment_report import read_report
from closeout.engine.snapshot.supply.supplement import merge_supplement
from closeout.engine.snapshot.writing import snapshot_text

from ..sizes import examples

EXPORTS = Path(__file__).parents[2] / "examples" / "exports"
JSON = sorted(each.name for each in EXPORTS.glob("*.json"))
PAYMENTS = sorted(each.name for each in (EXPORTS / "payments").glob("*.json"))
AS_OF = 1_773_144_000

plain = [None, True, 0, -1, 10**40, "", " ", "0", "x", "9" * 30, "2026-02-30", "\x00", "=1"]
nested = [[], {}, [[]], [{}], {"id": []}, {"node": {}}, {"edges": [None]}, ["a", {"id": "b"}]]
junk = st.sampled_from([*plain, *nested])
relaxed = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck)
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of every value of a document but the document itself."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, each in inner:
        found.append((*path, key))
        if isinstance(each, dict | list):
            found += places(each, (*path, key))
    return found


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Set a value, unless an earlier replacement took away where it stood."""
    here = document
    try:
        for step in path[:-1]:
            here = here[step]
        if not isinstance(here, str):
            here[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        return


@pytest.mark.parametrize("name", JSON)
@relaxed
@given(data=st.data())
def test_a_damaged_export_is_told_in_words(name: str, data: st.DataObject) -> None:
    document = json.loads((EXPORTS / name).read_text(encoding="utf-8"))
    paths = places(document)
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4)):
        replaced(document, path, copy.deepcopy(data.draw(junk)))
    text = json.dumps(document).encode()
    for problem in Check(["-"], io.BytesIO(text)):
        assert problem.rendered()
    try:
        snapshot = read_snapshot(["-"], stdin=io.BytesIO(text))
    except InputError:
        return
    again = read_snapshot(["-"], stdin=io.BytesIO(snapshot_text(snapshot).encode()))
    assert [each.values for each in again.contracts] == [each.values for each in snapshot.contracts]


@pytest.mark.parametrize("name", PAYMENTS)
@relaxed
@given(data=st.data())
def test_a_damaged_answer_about_payments_is_told_in_words(name: str, data: st.DataObject) -> None:
    document = json.loads((EXPORTS / "payments" / name).read_text(encoding="utf-8"))
    paths = places(document)
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4)):
        replaced(document, path, copy.deepcopy(data.draw(junk)))
    contracts = {"version": 1, "contracts": [{"id": "40220002", "type": "hourly"}]}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(contracts).encode()))
    try:
        reports = read_report("-", io.BytesIO(json.dumps(document).encode()))
        assert all(each.rendered() for each in merge_payments(snapshot, reports, AS_OF))
    except InputError:
        pass
    assert snapshot_text(snapshot)


amounts = ["", "1", "-1.5", "1,234.5", '"1,234.50"', "(3)", "9" * 40, "=1"]
words = ["x", '"', "\x00", "Logo", "Logo (A)", "A", "none", "ended", "Hourly", "Bonus"]
days = ["Feb 03", '"Feb 03, 2026"', "2026-02-03", "3/2/2026", "2/13/2026", "13.2.2026"]
cells = st.sampled_from([*amounts, *words, *days])
HEADERS = {
    "old": "Date,Ref ID,Type,Description,Team,Amount",
    "new": "Date,Transaction ID,Transaction type,Description 1,Client team,Amount $",
    "weekly": "Date,Contract,Hours,Amount,Payment type",
    "statement": "Date;Type;Description;Amount",
    "orders": "Buyer,Gig,Status,Due On,Total",
    "supplement": "id,status,last_paid_at,milestone.id,milestone.state,account.id",
}


@pytest.mark.parametrize("kind", HEADERS)
@relaxed
@given(rows=st.lists(st.lists(cells, min_size=4, max_size=6), max_size=4))
def test_a_damaged_table_is_told_in_words(kind: str, rows: list[list[str]]) -> None:
    delimiter = ";" if kind == "statement" else ","
    text = "\n".join([HEADERS[kind], *(delimiter.join(row) for row in rows)]).encode()
    document = {"version": 1, "contracts": [{"id": "A", "title": "Logo", "milestones": []}]}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    try:
        if kind == "orders":
            snapshot = read_snapshot(["-"], stdin=io.BytesIO(text))
        elif kind == "supplement":
            merge_supplement(snapshot, "-", io.BytesIO(text))
        else:
            merge_payments(snapshot, read_report("-", io.BytesIO(text)), AS_OF)
    except InputError:
        pass
    assert snapshot_text(snapshot)
