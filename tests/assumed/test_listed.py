"""How readings are listed and shown, and how they explain what is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.language.load import load_packs, shipped_pack_ids

ROOT = Path(__file__).parents[2]
PORTFOLIO = str(ROOT / "examples" / "portfolio.json")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def judged(schema: str, text: str) -> Any:
    """The JSON, which fits its schema."""
    document = json.loads(text)
    shape = json.loads((ROOT / "schemas" / f"{schema}.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(shape).iter_errors(document)) == []
    return document


@pytest.mark.parametrize("name", shipped_pack_ids())
def test_every_reading_of_a_pack_is_listed_with_all_that_it_says(name: str) -> None:
    pack = load_packs([name])[0]
    listed = judged("rules", run("rules", "--policies", name, "-f", "json"))[0]
    readings = [*listed["implications"], *listed["assumptions"]]
    assert {one["id"] for one in readings} == set(pack.readings)
    for one in readings:
        reading = pack.readings[one["id"]]
        assert one["says"] == reading.says
        assert one["may_close"] is reading.may_close
        assert any(one[key] for key in ("value", "at_least", "at_most", "lower_bound"))
        assert one["place"]["file"].startswith(f"{name}/")
    text = run("rules", "--policies", name)
    assert all(f"  {one['id']}: " in text and one["says"] in text for one in readings)


def test_a_reading_is_shown_in_full() -> None:
    shown = judged("rules", run("rules", "no-dispute", "--policies", "upwork", "-f", "json"))
    assert [(one["kind"], one["assumption"]["id"]) for one in shown] == [
        ("assumption", "no-dispute")
    ]
    text = run("rules", "paid-in-usd", "--policies", "upwork")
    assert text.startswith("Implication paid-in-usd of upwork: Upwork pays in US dollars.\n")
    assert "contract.currency: USD\nBecause: " in text
    assert "Sources\n  H211063718: " in text


def test_a_rule_tells_how_every_value_is_known_and_what_would_change_it() -> None:
    text = run("explain", PORTFOLIO, "C111", "ask-client-to-close")
    assert "work_state: complete\n" in text
    assert "open_tasks: 0 (assumed: no-open-tasks-of-complete-work)" in text
    assert "hours.unlogged: 0 hours (implied: fixed-price-has-no-hours)" in text
    assert (
        "  no-open-tasks-of-complete-work (assumed): No task or concern is open, where\n"
        "    nobody noted one, few contracts are to be ended, and the work is complete,\n"
        "    was not begun, or was paid and rests, or both sides agreed to stop.\n"
        "    Because: Only a person can note it; who says that the work is complete or\n"
        "    that both sides stop, and ends few contracts, has looked.\n"
        "    To change it, state contract.open_tasks.\n"
    ) in text
    strict = run("explain", PORTFOLIO, "C111", "ask-client-to-close", "--strict")
    assert "open_tasks: not known" in strict and "(assumed" not in strict


def test_json_tells_the_grade_of_every_fact_of_the_snapshot() -> None:
    text = run("explain", PORTFOLIO, "C111", "ask-client-to-close", "-f", "json")
    facts = {one["name"]: one for one in _facts(judged("explain", text)["rule"]["condition"])}
    grades = {
        name: (one["grade"], one["reading"] and one["reading"]["id"]) for name, one in facts.items()
    }
    assert grades["work_state"] == ("stated", None)
    assert grades["open_tasks"] == ("assumed", "no-open-tasks-of-complete-work")
    assert grades["hours.unlogged"] == ("implied", "fixed-price-has-no-hours")
    assert grades["at_rest"] == (None, None)
    assert facts["hours.unlogged"]["reading"]["sources"][0]["id"] == "H211063698"


def _facts(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts of a tree, also those behind named conditions."""
    own = node.get("facts", [])
    inner = [one["condition"] for one in own if "condition" in one]
    return [*own, *(fact for part in (*node.get("parts", ()), *inner) for fact in _facts(part))]


CAREFUL = """
id: house
version: 1.0.0
platform: upwork
actions:
  end-it: {title: End it, effect: close, requires: {status: [active, paused], escrow: 0}}
rules:
  - id: end-when-done
    title: It is done
    for: contract
    when: {status: active, open_tasks: 0}
    then: {action: end-it, severity: info, message: Done.}
assumptions:
  nothing-open:
    for: contract
    field: open_tasks
    value: 0
    says: No task is open, where nobody noted one.
    because: Only a person can note it.
    basis: advice
    may_close: %s
"""


@pytest.mark.parametrize("may_close", [True, False])
def test_a_closing_is_explained_by_what_a_closing_may_rest_on(
    may_close: bool, tmp_path: Path
) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "pack.yaml").write_text(CAREFUL % str(may_close).lower(), "utf-8")
    contract = {"id": "C1", "status": "active", "closing_planned": True, "escrow": 0}
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [contract]}
    (tmp_path / "s.json").write_text(json.dumps(document), "utf-8")
    asked = ("explain", str(tmp_path / "s.json"), "C1")
    packs = ("--policies", str(tmp_path / "house"))
    outcome = "holds" if may_close else "not known"
    assert run(*asked, "end-when-done", *packs).startswith(
        f"Rule end-when-done for contract C1: {outcome}\n"
    )


READINGS = [
    (
        "C111",
        "no-dispute-long-after-the-pay",
        "Assumption no-dispute-long-after-the-pay for contract C111: fills in what is not said",
    ),
    ("C121", "no-dispute", "Assumption no-dispute for contract C121: adds nothing"),
    ("C111", "export-is-of-now", "Assumption export-is-of-now for the export: adds nothing"),
    (
        "C101/m2",
        "submitted-work-is-complete",
        "Implication submitted-work-is-complete for milestone m2 of contract C101: fills",
    ),
]


@pytest.mark.parametrize(("contract", "reading", "head"), READINGS)
def test_a_reading_is_explained_for_a_contract(contract: str, reading: str, head: str) -> None:
    text = " ".join(run("explain", PORTFOLIO, contract, reading).split())
    assert text.startswith(head)
    found = judged("explain", run("explain", PORTFOLIO, contract, reading, "-f", "json"))
    assert found["reading"]["applies"] is ("fills" in head)
    assert found["reading"]["reading"]["id"] == reading


def test_the_ages_of_the_export_are_among_what_time_alone_changes(tmp_path: Path) -> None:
    document = json.loads(Path(PORTFOLIO).read_text("utf-8"))
    document["exported_at"] = document.pop("as_of")
    file = tmp_path / "s.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    asked = ("explain", str(file), "C115", "--as-of", "2026-03-10T13:00:00Z")
    words = (
        "By this export a contract may be ended up to 2026-03-11 13:00 CET; after 2026-03-13 "
        "13:00 CET what may have changed is open: export again."
    )
    assert words in " ".join(run(*asked).split())
    found = judged("explain", run(*asked, "-f", "json"))
    ends = (found["may_end_until"], found["lasts_until"])
    assert ends == ("2026-03-11T12:00:00Z", "2026-03-13T12:00:00Z")
