"""The schemas of exports: what they may ask, what is told, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeout.engine.documents import judge
from closeout.engine.snapshot.json_text import TreeOrigin
from closeout.engine.snapshot.places import Lines
from closeout.engine.snapshot.readers import source_schema
from closeout.engine.snapshot.readers.source_schema import changes

from ..sizes import examples

ROOT = Path(__file__).parents[2]
SCHEMAS = sorted((ROOT / "schemas" / "sources").glob("*.json"))
ALLOWED = {"type", "required", "properties", "items", "$ref", "$defs"}
NAMES = {"$schema", "$id", "title", "description"}


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    """The keywords of a schema and of all that it holds."""
    for keyword, value in schema.items():
        yield keyword
        if keyword in ("properties", "$defs"):
            for inner in value.values():
                yield from keywords(inner)
        elif keyword == "items":
            yield from keywords(value)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name.split(".")[0])
def test_a_schema_asks_for_keys_and_types_alone(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert set(keywords(schema)) <= ALLOWED | NAMES
    assert schema["$id"] == f"sources-{path.name}"


values = st.recursive(
    st.sampled_from([None, True, 3, Decimal("1.5"), "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "status", "milestones", "state", "paid", "edges", "node"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
contracts = st.dictionaries(
    st.sampled_from(["id", "title", "status", "milestones", "freelancer", "terms"]), values
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(contracts, max_size=8))
def test_entries_of_one_form_have_the_same_mistakes(entries: list[dict[str, Any]]) -> None:
    origin = TreeOrigin(Lines("f.json", json.dumps(entries, default=float)), 0)
    told = {each.message for each in changes("upwork-graphql", "contract", placed(entries), origin)}
    alone: set[str] = set()
    for path, entry in placed(entries):
        found = changes("upwork-graphql", "contract", [(path, entry)], origin)
        alone |= {each.message for each in found}
    assert {without_values(each) for each in told} == {without_values(each) for each in alone}


def placed(entries: list[dict[str, Any]]) -> list[tuple[tuple[int], dict[str, Any]]]:
    return [((index,), entry) for index, entry in enumerate(entries)]


def without_values(message: str) -> str:
    return message.rpartition(", found")[0] or message


def test_thousands_of_entries_of_one_form_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def counted(*given: Any) -> list[Any]:
        nonlocal count
        count += 1
        return judge.errors_of(*given)

    monkeypatch.setattr(source_schema, "errors_of", counted)
    entries = [
        {"id": str(index), "milestones": [{"id": f"{index}-{each}"} for each in range(3)]}
        for index in range(3_000)
    ]
    origin = TreeOrigin(Lines("f.json", "[]"), 0)
    assert changes("upwork-graphql", "contract", placed(entries), origin) == ()
    assert count == 1


def test_the_judge_is_loaded_where_an_export_is_read_and_not_for_a_snapshot() -> None:
    code = (
        "import sys; from closeout.engine.snapshot.read import read_snapshot; "
        "read_snapshot([sys.argv[1]]); print('jsonschema' in sys.modules)"
    )
    told = {
        name: subprocess.run(
            [sys.executable, "-c", code, ROOT / "examples" / name],
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout.strip()
        for name in ("portfolio.json", "exports/upwork-engagements.json")
    }
    assert told == {"portfolio.json": "False", "exports/upwork-engagements.json": "True"}
