"""`closeout rules`: lists, and one entry in full."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from closeout.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "rules.schema.json").read_text("utf-8"))

HOUSE = """\
id: house
version: "1\\e[31m\\u202e\\x9b"
extends: fiverr
sources: {BOOK: {title: Our handbook, url: "https://example.org/book", retrieved: 2026-11-22}}
params:
  # how long we wait
  patience: {value: 5 days, sources: [BOOK]}
facts:
  contract.is_quiet: {last_client_message_at: {older_than: $patience}}
actions:
  ask: {title: Ask, effect: none, how: [Ask.]}
"""
RULES = """\
- title: The client is silent
  id: silent-client
  for: contract
  when:
    status: active
    # not even a greeting
    is_quiet: true
  then:
    action: ask
    severity: info
    message: "Nothing for {$patience}.

      Ask."
  why: Silence is golden, not golden.
  sources: [BOOK]

# the next one
- {id: another, title: B, for: contract, when: {status: ended}, then: {action: ask, severity: info, message: A}}
"""
CASES = """\
as_of: 2026-03-10
cases:
  - {name: A silent client is asked, contract: {status: active}, findings: [silent-client]}
  - {name: Nobody else is, contract: {status: ended}, findings: [another]}
"""
FULL = """\
Rule silent-client of house: The client is silent (info, effect none)

house/ours.yaml:1
  title: The client is silent
  id: silent-client
  for: contract
  when:
    status: active
    # not even a greeting
    is_quiet: true
  then:
    action: ask
    severity: info
    message: "Nothing for {$patience}.

      Ask."
  why: Silence is golden, not golden.
  sources: [BOOK]

Params
  patience: 5 days (advice)

Sources
  BOOK: Our handbook (read 2026-11-22)
    https://example.org/book

Cases
  house/ours.test.yaml:3: A silent client is asked
"""


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack of our own in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("house").mkdir()
    for name, text in {"pack": HOUSE, "ours": RULES, "ours.test": CASES}.items():
        Path(f"house/{name}.yaml").write_text(text, encoding="utf-8")


def rules(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rules", *arguments])


def test_a_rule_is_shown_in_full() -> None:
    result = rules("silent-client", "--policies", "house")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == FULL


FIRST_LINES = [
    pytest.param("patience", "Param patience: 5 days (advice)", 7, id="a param"),
    pytest.param("$patience", "Param patience: 5 days (advice)", 7, id="a param as it is used"),
    pytest.param("is_quiet", "Fact contract.is_quiet (flag)", 9, id="a fact"),
    pytest.param("contract.is_quiet", "Fact contract.is_quiet (flag)", 9, id="a fact in full"),
    pytest.param("ask", "Action ask: Ask (effect none)", 11, id="an action"),
    pytest.param("BOOK", "Source BOOK: Our handbook", 4, id="a source"),
]


@pytest.mark.parametrize(("name", "first", "line"), FIRST_LINES)
def test_other_entries_are_shown_with_their_place(name: str, first: str, line: int) -> None:
    lines = rules(name, "--policies", "house").stdout.splitlines()
    assert lines[:3] == [first, "", f"house/pack.yaml:{line}"]


def test_what_is_changed_stands_in_both_files() -> None:
    rule = json.loads(rules("-f", "json", "--policies", "fiverr").stdout)[0]["params"][0]["name"]
    pack = Path("house/pack.yaml")
    pack.write_text(
        pack.read_text("utf-8").replace("  # how", f"  {rule}: 3 days\n  # how"), "utf-8"
    )
    (found,) = json.loads(rules(rule, "--policies", "house", "-f", "json").stdout)
    assert [part["file"] for part in found["written"]] == ["fiverr/pack.yaml", "house/pack.yaml"]
    assert found["param"]["values"] == ["3 days"]


def test_every_entry_of_the_shipped_packs_is_found_where_it_stands() -> None:
    for pack in json.loads(rules("-f", "json").stdout):
        for rule in pack["rules"]:
            line = (
                (ROOT / "policies" / rule["place"]["file"])
                .read_text("utf-8")
                .splitlines()[rule["place"]["line"] - 1]
            )
            assert line.strip().startswith(f"- id: {rule['id']}")


def test_a_shipped_rule_names_its_cases() -> None:
    (found,) = json.loads(rules("escrow-at-stake", "-f", "json").stdout)
    assert found["written"][0]["file"] == "upwork/escrow.yaml"
    assert "upwork/escrow.test.yaml" in {case["file"] for case in found["cases"]}


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    result = rules("silent-clint", "--policies", "house")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        'NAME: error: no rule, reading, action, param, fact, field or source is called "silent-clint"\n'
        '  did you mean "silent-client"?\n'
    )


@pytest.mark.parametrize(
    "arguments", [(), ("ask",), ("silent-client",)], ids=["lists", "an action", "a rule"]
)
def test_nothing_of_a_pack_acts_on_a_terminal(arguments: tuple[str, ...]) -> None:
    for format in ("text", "json"):
        text = rules(*arguments, "--policies", "house", "-f", format).stdout
        assert text
        assert all(line.isprintable() for line in text.split("\n"))


NAMED = [(), ("silent-client",), ("patience",), ("is_quiet",), ("ask",), ("BOOK",)]


@pytest.mark.parametrize("arguments", NAMED, ids=lambda names: " ".join(names) or "everything")
def test_the_json_fits_its_schema(arguments: tuple[str, ...]) -> None:
    printed = json.loads(rules(*arguments, "--policies", "house", "-f", "json").stdout)
    assert printed
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(printed)]
    assert errors == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "delivery-late",
            "off switches the rule `delivery-late` off, which fiverr/lateness.yaml has\n"
            "  remove its id under `disable:`, or ask the extended pack\n",
        ),
        (
            "no-dispute",
            "off switches the assumption `no-dispute` off, which fiverr/readings/taken-for-granted.yaml has\n"
            "  remove `no-dispute: off`, or ask the extended pack\n",
        ),
    ],
)
def test_what_a_pack_switches_off_is_told_so(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "id: off\nextends: fiverr\ndisable: [delivery-late]\nassumptions: {no-dispute: off}\n",
        "utf-8",
    )
    result = CliRunner().invoke(app, ["rules", name, "--policies", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"NAME: error: {told}"


def test_an_entry_in_braces_ends_where_it_ends(tmp_path: Path) -> None:
    """What stands behind it is no part of it, nor are the params that that names."""
    (tmp_path / "pack.yaml").write_text(
        "id: in-braces\nextends: fiverr\n"
        "params: {patience: 10 days, \"more\": {value: 3, about: 'a, }'}, # }\n  last: 'it''s' }\n"
        "facts: {contract.waits: {due_at: {older_than: $patience}}, contract.has_more: {\n"
        "    open_tasks: {gt: $more}}, contract.is_last: {title: $last}}\n",
        "utf-8",
    )

    def written(name: str) -> list[str]:
        arguments = ["rules", name, "--policies", str(tmp_path), "-f", "json"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        return [each["text"] for entry in json.loads(result.stdout) for each in entry["written"]]

    assert written("patience") == ["patience: 10 days"]
    assert written("more") == ["\"more\": {value: 3, about: 'a, }'}"]
    assert written("last") == ["last: 'it''s'"]
    assert written("contract.waits") == ["contract.waits: {due_at: {older_than: $patience}}"]
    assert written("contract.has_more") == ["contract.has_more: {\n    open_tasks: {gt: $more}}"]


FIELDS = {
    "escrow": ["contract.escrow"],
    "contract.total_paid": ["contract.total_paid"],
    "milestone.amount": ["milestone.amount"],
    "dispute": [f"contract.dispute.{name}" for name in ("id", "filed_at", "filed_by", "stage")],
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_the_snapshot_is_shown_once_with_its_unit_and_meaning(name: str) -> None:
    found = CliRunner().invoke(app, ["rules", name])
    assert found.exit_code == 0
    told = [line for line in found.stdout.split("\n") if line]
    for line, field in zip(told, FIELDS[name], strict=False):
        assert line.startswith(f"Fact {field} (")
        assert line.endswith(" A field of the snapshot (docs/fields.md).")
    assert len(told) == len(set(told)) >= len(FIELDS[name])


def test_a_field_is_an_entry_of_each_pack_in_json() -> None:
    found = json.loads(CliRunner().invoke(app, ["rules", "status", "-f", "json"]).stdout)
    assert [one["pack"] for one in found] == ["fiverr", "freelancer-com", "upwork"]
    Draft202012Validator(SCHEMA).validate(found)


def test_a_slip_in_the_name_of_a_field_is_told_with_the_field() -> None:
    found = CliRunner().invoke(app, ["rules", "statuss"])
    assert (found.exit_code, found.stderr.split("\n")[1]) == (2, '  did you mean "status"?')
