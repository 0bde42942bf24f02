"""Amounts in several currencies: nothing that could be supplied decides between them, and every answer says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

ACTIONS = """
actions:
  stop: {title: Do not end it, effect: block}
  tell: {title: Tell it, effect: none}
"""
FACTS = """
facts:
  account.all_paid: {sum: contract.total_paid}
  contract.weight: {table: {of: total_paid, steps: [{upto: 250 USD, value: 1}, {else: 2}]}}
  contract.least: {case: [{when: {status: active}, value: 500 USD}, {else: 1 USD}]}
"""
WORDS = "amounts in EUR and USD are neither compared nor added"
REMEDY = "the policy has to name an amount for each currency"


def rule(scope: str, when: str) -> str:
    action = "tell" if scope == "account" else "stop"
    return (
        f"- id: dear\n  title: It is dear\n  for: {scope}\n  when: {when}\n"
        f"  then: {{action: {action}, severity: error, message: It is dear.}}\n  why: It is.\n"
    )


def contract(name: str, **values: Any) -> dict[str, Any]:
    one = {"id": name, "account_id": "a", "type": "fixed", "status": "active"}
    return {**one, "total_paid": 900, "budget": 900, **values}


EURO, DOLLAR = contract("E", currency="EUR"), contract("D", currency="USD")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("house").mkdir()


def run(text: str, contracts: list[dict[str, Any]], *command: str) -> Result:
    pack = f"id: house\nplatform: fiverr\n{ACTIONS}{FACTS}"
    Path("house/pack.yaml").write_text(pack, "utf-8")
    Path("house/rules.yaml").write_text(text, "utf-8")
    document = {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "platform": "fiverr",
        "accounts": [{"id": "a", "contracts_complete": True}],
        "contracts": contracts,
    }
    Path("s.json").write_text(json.dumps(document), "utf-8")
    return CliRunner().invoke(app, [command[0], "s.json", *command[1:], "--policies", "house"])


def needs(text: str, contracts: list[dict[str, Any]]) -> list[list[str]]:
    found = run(text, contracts, "check", "-f", "json")
    return [one["needs"] for one in json.loads(found.stdout)["undetermined"]]


MIXED = {
    "with an amount of the policy": ("contract", "{budget: {gte: 500 USD}}"),
    "with the equal amount": ("contract", "{budget: 900 USD}"),
    "with one of several": ("contract", "{budget: [500 USD, 900 USD]}"),
    "within two ends": ("contract", "{budget: {between: [100 USD, 500 USD]}}"),
    "by the limits of a table": ("contract", "{weight: 2}"),
    "by a value that a case writes": ("contract", "{least: {gte: 100 USD}}"),
    "in a sum over contracts": ("account", "{all_paid: {gte: 500 USD}}"),
    "with a sum over contracts": ("contract", "{budget: {lt: {fact: account.all_paid}}}"),
    "with a part of a sum": ("contract", "{budget: {lt: 50% of account.all_paid}}"),
}


@pytest.mark.parametrize(("scope", "when"), MIXED.values(), ids=MIXED)
def test_what_is_stated_in_another_currency_is_not_asked_for(scope: str, when: str) -> None:
    found = needs(rule(scope, when), [EURO, DOLLAR])
    assert found
    assert {tuple(one) for one in found} == {("currencies:EUR,USD",)}


def test_a_currency_that_nobody_states_is_asked_for() -> None:
    assert needs(rule("contract", "{budget: {gte: 500 USD}}"), [contract("N")]) == [["currency"]]
    assert needs(rule("contract", "{weight: 2}"), [contract("N")]) == [["currency"]]


def test_a_sum_of_one_currency_is_known() -> None:
    assert needs(rule("account", "{all_paid: {gte: 500 USD}}"), [DOLLAR]) == []


def test_nothing_paid_in_another_currency_adds_nothing() -> None:
    free = contract("F", currency="EUR", total_paid=0)
    assert needs(rule("account", "{all_paid: {gte: 500 USD}}"), [DOLLAR, free]) == []


FORMATS = ("text", "concise", "markdown", "github", "junit")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("scope", ["contract", "account"])
def test_every_format_for_people_says_why_and_what_to_do(format_: str, scope: str) -> None:
    when = "{budget: {gte: 500 USD}}" if scope == "contract" else "{all_paid: {gte: 500 USD}}"
    found = run(rule(scope, when), [EURO, DOLLAR], "check", "-f", format_)
    assert found.exit_code == 1
    told = " ".join(found.stdout.split())
    assert WORDS in told
    assert REMEDY in told
    assert "supply currenc" not in told


def test_a_planned_end_is_answered_with_it() -> None:
    text = rule("contract", "{budget: {gte: 500 USD}}")
    told = run(text, [EURO], "check", "--close", "E", "-q").stdout
    assert f"cannot be decided; {WORDS}" in told


@pytest.mark.parametrize("part", [("E",), ("E", "dear"), ("E", "--fact", "account.all_paid")])
def test_explain_says_it_of_verdict_rule_and_fact(part: tuple[str, ...]) -> None:
    text = rule("contract", "{account.all_paid: {gte: 500 USD}}")
    told = " ".join(run(text, [EURO, DOLLAR], "explain", *part).stdout.split())
    assert WORDS in told.lower().replace("eur", "EUR").replace("usd", "USD")
    assert "currencies:" not in told


@pytest.mark.parametrize("scope", ["contract", "account"])
def test_ask_has_nothing_to_ask_and_says_what_stands_in_the_way(scope: str) -> None:
    when = "{budget: {gte: 500 USD}}" if scope == "contract" else "{all_paid: {gte: 500 USD}}"
    told = " ".join(run(rule(scope, when), [EURO, DOLLAR], "ask").stdout.split())
    what = "E: cannot tell" if scope == "contract" else "dear (account): cannot be decided"
    clock = "As of 2026-03-10 12:00 UTC (from the snapshot)."
    assert told == f"Nothing to ask that would tell: {what}; {WORDS}: {REMEDY}. {clock}"


def test_a_supplement_does_not_ask_for_it() -> None:
    text = rule("contract", "{all: [{budget: {gte: 500 USD}}, {escrow: 5 EUR}]}")
    run(text, [EURO], "check")
    made = CliRunner().invoke(app, ["template", "--for", "s.json", "--policies", "house"])
    assert "currenc" not in made.stdout


def test_a_case_can_state_it() -> None:
    pack = rule("contract", "{budget: {gte: 500 USD}}")
    run(pack, [EURO], "check")
    Path("house/dear.test.yaml").write_text(
        "as_of: 2026-03-10\ncases:\n  - name: euros\n    contract: {status: active, currency: EUR, budget: 900}\n"
        "    undetermined: {dear: ['currencies:EUR,USD']}\n",
        "utf-8",
    )
    found = CliRunner().invoke(app, ["test", "house"])
    assert found.exit_code == 0, found.output
