"""Exit code 1 shows in every format what the run fails for, also where no rule holds; exit code 0 nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

PACK = """
id: mine
platform: upwork
rules:
  - id: rate
    title: Ask for the budget
    for: contract
    when: {budget: {gt: 1000 USD}}
    then: {action: talk, severity: error, message: "Budget {budget}."}
    why: It is large.
  - id: score
    title: The score is low
    for: account
    when: {job_success_score: {lt: 50}}
    then: {action: talk, severity: error, message: "Score {job_success_score}."}
    why: It is low.
actions:
  talk: {title: Talk to the client, effect: none}
  close-contract:
    title: End it
    effect: close
    requires: {status: active, escrow: 0, total_paid: {gt: 1000 USD}}
"""
CONTRACT: dict[str, Any] = {
    "id": "H",
    "type": "fixed",
    "status": "active",
    "currency": "USD",
    "escrow": 150,
    "total_paid": 500,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(PACK, "utf-8")


def check(contract: dict[str, Any], format_: str, *options: str) -> Result:
    document = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "contracts": [contract]}
    Path("s.json").write_text(json.dumps(document), "utf-8")
    command = ["check", "s.json", "--policies", "mine", "-f", format_, *options]
    return CliRunner().invoke(app, command)


UNDECIDED = {
    "text": "The run fails for 2 rules that cannot be decided: score, rate.",
    "markdown": "The run fails for 2 rules that cannot be decided: score, rate.",
    "concise": "s.json:1:63: error: Contract H: cannot be decided; supply budget [rate]",
    "github": "::error file=s.json,line=1,col=63,title=Not decided%3A Talk to the client::"
    "Contract H: supply budget [rate]",
    "gitlab": '"description": "Contract H: cannot be decided: supply budget.", "check_name": "rate"',
    "sarif": '"level": "error", "message": { "text": "Contract H: cannot be decided: supply budget."',
    "junit": '<failure message="error, not decided: Talk to the client" type="rate">',
}
REFUSED = (
    "ending it requires that escrow is 0 (escrow: 150.00 USD) and that total_paid is more than "
)
REFUSED += "1000.00 USD (total_paid: 500.00 USD)"
ENDING = {
    "text": f"H: cannot tell; {REFUSED}",
    "markdown": REFUSED.replace("_", "\\_"),
    "concise": f"error: Contract H: may not be ended now: cannot tell; {REFUSED} [verdict]",
    "github": f"title=Not to be ended now::Contract H: cannot tell; {REFUSED}.",
    "gitlab": f'"description": "Contract H: may not be ended now: cannot tell; {REFUSED}."',
    "sarif": f'"text": "Contract H: may not be ended now: cannot tell; {REFUSED}."',
    "junit": f"May it be ended now? Cannot tell; {REFUSED}",
    "json": '"unmet": [ "escrow is 0 (escrow: 150.00 USD)", '
    '"total_paid is more than 1000.00 USD (total_paid: 500.00 USD)" ]',
    "ndjson": '"unmet": ["escrow is 0 (escrow: 150.00 USD)"',
}


@pytest.mark.parametrize(("format_", "told"), UNDECIDED.items(), ids=UNDECIDED)
def test_a_rule_that_cannot_be_decided_is_seen_to_fail_the_run(format_: str, told: str) -> None:
    result = check(CONTRACT, format_)
    assert result.exit_code == 1
    assert told in " ".join(result.stdout.split())
    known = check({**CONTRACT, "budget": 500}, format_, "--undecided", "ignore")
    assert known.exit_code == 0
    assert told not in " ".join(known.stdout.split())


@pytest.mark.parametrize(("format_", "told"), ENDING.items(), ids=ENDING)
def test_what_ending_requires_and_is_not_so_is_told(format_: str, told: str) -> None:
    result = check({**CONTRACT, "budget": 500}, format_, "--undecided", "ignore", "--close", "H")
    assert result.exit_code == 1
    assert told in " ".join(result.stdout.split())


@pytest.mark.parametrize("option", [("--undecided", "ignore"), ("--fail-on", "never")], ids=str)
@pytest.mark.parametrize("format_", ["concise", "github", "gitlab", "sarif", "junit"])
def test_what_does_not_fail_the_run_is_no_error(format_: str, option: tuple[str, str]) -> None:
    result = check(CONTRACT, format_, *option)
    assert result.exit_code == 0
    said = " ".join(result.stdout.replace('"error": 0', "").split())
    for error in (" error: ", "::error", "critical", '"level": "error"', "<failure"):
        assert error not in said
    told = "budget" in said
    assert told is (format_ in ("concise", "github"))


def test_a_field_that_would_tell_is_asked_for_and_nothing_is_said_to_be_unmet() -> None:
    contract = {key: value for key, value in CONTRACT.items() if key != "total_paid"}
    found = json.loads(check({**contract, "escrow": 0}, "json", "--close", "H").stdout)
    assert found["contracts"][0]["needs"] == ["total_paid"]
    assert "unmet" not in found["contracts"][0]


def test_who_has_no_policy_for_the_end_is_told_so() -> None:
    text = Path("mine/pack.yaml").read_text("utf-8").partition("  close-contract:")[0]
    Path("mine/pack.yaml").write_text(text, "utf-8")
    told = check(CONTRACT, "text", "--close", "H").stdout
    said = "H: cannot tell; ending it requires that a policy says how it is ended"
    assert said in " ".join(told.split())
    command = [
        "ask",
        "s.json",
        "--policies",
        "mine",
        "--close",
        "H",
        "--contract",
        "H",
        "-f",
        "text",
    ]
    assert said in " ".join(CliRunner().invoke(app, command).stdout.split())


def test_issues_and_results_have_fingerprints_of_their_own() -> None:
    issues = json.loads(check(CONTRACT, "gitlab", "--close", "H").stdout)
    log = json.loads(check(CONTRACT, "sarif", "--close", "H").stdout)
    results = log["runs"][0]["results"]
    assert [one["check_name"] for one in issues] == ["verdict", "score", "rate"]
    assert [one["ruleId"] for one in results] == ["verdict", "score", "rate"]
    marks = [one["partialFingerprints"]["closeout/v1"] for one in results]
    assert [one["fingerprint"] for one in issues] == marks
    assert len(set(marks)) == 3
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in results] == ["verdict", "score", "rate"]


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ({}, "score holds for 0 accounts, cannot be decided for 1"),
        ({"job_success_score": 20}, "score holds for 1 account, cannot be decided for 0"),
        ({"job_success_score": 90}, "score holds for 0 accounts, cannot be decided for 0"),
    ],
    ids=["not known", "low", "high"],
)
def test_a_rule_of_the_account_is_counted_by_accounts(account: dict[str, Any], told: str) -> None:
    document = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "account": {"id": "A", **account}}
    Path("s.json").write_text(json.dumps({**document, "contracts": [CONTRACT]}), "utf-8")
    result = CliRunner().invoke(app, ["check", "s.json", "--policies", "mine", "--rule", "score"])
    assert f"Note: {told}\n" in result.stdout


@pytest.mark.parametrize("format_", ["concise", "github", "gitlab", "sarif", "junit"])
def test_what_an_old_file_leaves_open_is_not_to_be_supplied(format_: str) -> None:
    contract = {
        "id": "H",
        "type": "fixed",
        "status": "active",
        "feedback": {"from_client": {"state": "none"}},
    }
    text = Path("mine/pack.yaml").read_text("utf-8")
    text = text.replace("budget: {gt: 1000 USD}}", "feedback.from_client.state: given}")
    Path("mine/pack.yaml").write_text(text.replace("Budget {budget}.", "Look."), "utf-8")
    said = check(contract, format_, "--as-of", "2026-03-18", "--rule", "rate").stdout
    assert "export again" in said
    assert "supply" not in said


@pytest.mark.parametrize("format_", ["json", "ndjson"])
def test_what_is_unmet_is_told_of_its_contract_alone(format_: str) -> None:
    other = {"id": "J", "type": "fixed", "status": "active", "closing_planned": True}
    contracts = [{**CONTRACT, "closing_planned": True}, other, {**other, "id": "K", "escrow": 5}]
    document = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "contracts": contracts}
    Path("s.json").write_text(json.dumps(document), "utf-8")
    command = ["check", "s.json", "--policies", "mine", "-f", format_]
    told = CliRunner().invoke(app, command).stdout
    lines = [json.loads(line) for line in told.splitlines()] if format_ == "ndjson" else []
    found = [one for one in lines if one["kind"] == "contract"] or json.loads(told)["contracts"]
    assert [(one["id"], "unmet" in one) for one in found] == [
        ("H", True),
        ("J", False),
        ("K", True),
    ]


ACCOUNT = {
    "concise": "s.json: error: Account a: ",
    "github": "::error file=s.json,title=",
    "gitlab": '"path": "s.json", "lines": { "begin": 1 }',
    "sarif": '"uri": "s.json" }, "region": { "startLine": 1 }',
}


@pytest.mark.parametrize("score", [None, 20], ids=["cannot be decided", "holds"])
@pytest.mark.parametrize(("format_", "told"), ACCOUNT.items(), ids=ACCOUNT)
def test_an_account_stands_in_one_place_whether_its_rule_holds_or_cannot_be_decided(
    format_: str, told: str, score: int | None
) -> None:
    known = {"account_id": "a", "budget": 500}
    account = {"id": "a"} if score is None else {"id": "a", "job_success_score": score}
    document: dict[str, Any] = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "account": account}
    document["contracts"] = [{**CONTRACT, **known}]
    Path("s.json").write_text(json.dumps(document), "utf-8")
    command = ["check", "s.json", "--policies", "mine", "-f", format_, "--rule", "score"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert told in " ".join(result.stdout.split())
