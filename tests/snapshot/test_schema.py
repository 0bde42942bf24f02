"""The JSON Schema and the CSV template follow the catalogue, and accept what reading accepts."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from closeout.engine.problems import Level
from closeout.engine.snapshot.conform import Fault, contract_of
from closeout.engine.snapshot.fields import FIELDS, Field, Kind
from closeout.engine.snapshot.read import Check, read_snapshot
from closeout.engine.snapshot.schema import snapshot_schema, snapshot_schema_text
from closeout.engine.snapshot.sheets.columns import known_columns
from closeout.engine.snapshot.supply.template import csv_template
from closeout.engine.units import Scope

from ..sizes import examples
from .samples import documents, field_values, instants

SHIPPED = Path(__file__).parents[2] / "schemas" / "snapshot.schema.json"
SCHEMA = snapshot_schema()
DOCUMENT = Draft202012Validator(SCHEMA)
ALL_FIELDS = [
    field for fields in FIELDS.values() for field in fields if field.kind is not Kind.CUSTOM
]


def validator_of(scope: Scope) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{scope}", "$defs": SCHEMA["$defs"]})


VALIDATORS = {scope: validator_of(scope) for scope in FIELDS}


def nested(path: str, value: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    return value  # type: ignore[no-any-return]


def described(field: Field) -> dict[str, Any]:
    schema: Any = SCHEMA["$defs"][field.scope]  # type: ignore[index]
    for key in field.path.split("."):
        schema = schema["anyOf"][0] if "anyOf" in schema else schema
        schema = schema["properties"][key]
    return schema  # type: ignore[no-any-return]


def is_taken(document: dict[str, Any]) -> bool:
    """Whether reading finds neither an error nor a word that it does not know."""
    check = Check(["-"], io.BytesIO(json.dumps(document).encode()))
    wrong = [each for each in check if each.level is Level.ERROR or "not known" in each.message]
    return not wrong


def test_the_shipped_schema_is_up_to_date() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == snapshot_schema_text(), (
        "write it anew: closeout schema snapshot > schemas/snapshot.schema.json"
    )


@pytest.mark.parametrize("field", ALL_FIELDS, ids=lambda field: field.need)
def test_every_field_has_a_description_a_unit_and_an_example_that_fits(field: Field) -> None:
    schema = described(field)
    assert field.about in schema["description"]
    assert "Unit: " in schema["description"]
    assert schema["examples"] == [field.example]
    data = nested(field.path, field.example)
    assert VALIDATORS[field.scope].is_valid(data)


@settings(max_examples=examples(100), deadline=None)
@given(documents())
def test_the_schema_accepts_what_reading_accepts(document: dict[str, Any]) -> None:
    assert is_taken(document)
    assert list(DOCUMENT.iter_errors(document)) == []


SLIPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3) | st.just(10**15) | st.just(10**40),
    st.sampled_from([0.5, -0.01, 12.25, 1e300]),
    st.just({}) | st.just([]) | st.just([None]) | st.just([{}]) | st.just(["none"]),
    st.sampled_from(
        [
            "",
            "none",
            "None",
            "given",
            "12,5",
            "12.50",
            "12.505",
            "-1.00",
            ".5",
            "1e3",
            "1234567890123456",
            "12345678901234.56",
            "0000000000000000001.00",
            "2026-02-30",
            "2026-03-15T09:00:00Z\n",
            "2026-03-15T09:00:00+99:00",
            "2026-03-15T09:00",
            "12.50\n",
        ]
    ),
    instants,
    st.text("0123456789.-+:TZ \n", max_size=12),
    st.builds(
        lambda many, places: "9" * many + "." + "9" * places, st.integers(0, 16), st.integers(0, 16)
    ),
)


@settings(max_examples=examples(600), deadline=None)
@given(st.data())
def test_the_schema_refuses_what_reading_refuses(data: st.DataObject) -> None:
    field = data.draw(
        st.sampled_from([each for each in ALL_FIELDS if each.scope is Scope.CONTRACT])
    )
    value = data.draw(SLIPS | field_values(field))
    contract = {"id": "C1", **nested(field.path, value)}
    if isinstance(value, float) and value > 1e15:
        value = 1e300
    is_accepted = DOCUMENT.is_valid({"version": 1, "contracts": [contract]})
    assert is_accepted == is_taken({"version": 1, "contracts": [contract]}), (field.path, value)


@pytest.mark.parametrize(
    "document",
    [
        {"contracts": [{"id": "C1"}]},
        {"version": 2, "contracts": [{"id": "C1"}]},
        {"version": 1},
        {"version": 1, "contracts": []},
        {"version": 1, "contracts": [{}]},
        {"version": 1, "contracts": [{"id": None}]},
        {"version": 1, "contracts": [{"id": "C1", "milestones": [{}]}]},
        {"version": 1, "role": "freelanser", "contracts": [{"id": "C1"}]},
        {"version": 1, "as_of": "none", "contracts": [{"id": "C1"}]},
        {"version": 1, "account": {}, "accounts": [], "contracts": [{"id": "C1"}]},
        {"version": 1, "accounts": [{"name": "x"}], "contracts": [{"id": "C1"}]},
        {"version": 1, "contracts": [{"id": "C1", "dispute": "nothing"}]},
        {"version": 1, "contracts": [{"id": "C1", "feedback": "none"}]},
    ],
)
def test_both_refuse_a_document_of_the_wrong_shape(document: dict[str, Any]) -> None:
    assert not DOCUMENT.is_valid(document)
    assert not is_taken(document)


def test_every_example_is_read_without_a_fault() -> None:
    raw: dict[str, Any] = {}
    for field in FIELDS[Scope.CONTRACT]:
        here = raw
        *groups, name = field.path.split(".")
        for group in groups:
            here = here.setdefault(group, {})
        here[name] = field.example
    faults: list[Fault] = []
    contract = contract_of(json.loads(json.dumps(raw)), faults, textual=False)
    assert faults == []
    assert None not in contract.values


def test_the_csv_template_validates_and_has_every_column(tmp_path: Path) -> None:
    file = tmp_path / "template.csv"
    file.write_text(csv_template(), encoding="utf-8")
    header, *rows = csv_template().splitlines()
    assert header.split(",") == list(known_columns())
    assert len(rows) == 3
    assert list(Check([str(file)])) == []
    snapshot = read_snapshot([str(file)])
    assert [contract.id for contract in snapshot.contracts] == ["C1", "C2"]
    assert [len(contract.milestones or ()) for contract in snapshot.contracts] == [2, 0]
