"""A program gets what the command line tells, to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout import Policies, check
from closeout.cli.app import app
from closeout.cli.render.json_writing import document


def told(*arguments: str) -> str:
    """What `check -f json` writes."""
    result = CliRunner().invoke(app, ["check", "-f", "json", "--fail-on", "never", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


ASKED: dict[str, tuple[list[str], dict[str, Any]]] = {
    "as it stands": ([], {}),
    "at another instant": (
        ["--as-of", "2026-04-01T00:00:00Z"],
        {"as_of": "2026-04-01T00:00:00Z"},
    ),
    "with contracts to be ended": (
        ["--close", "C103", "--close", "C104"],
        {"close": ("C103", "C104")},
    ),
    "with nothing assumed": (["--strict"], {"strict": True}),
    "in a zone, which changes nothing for programs": (
        ["--time-zone", "Asia/Tokyo"],
        {"time_zone": "Asia/Tokyo"},
    ),
}


@pytest.mark.parametrize(("arguments", "given"), ASKED.values(), ids=ASKED)
def test_a_report_as_a_dict_is_the_json_of_the_command(
    arguments: list[str], given: dict[str, Any], portfolio: Path, policies: Policies
) -> None:
    expected = told(str(portfolio), *arguments)
    found = check(portfolio, policies, **given).to_dict()
    assert document(found) == expected
    assert json.dumps(found, indent=2, ensure_ascii=False) + "\n" == expected


def test_a_dict_is_judged_as_the_file_it_came_from(portfolio: Path, policies: Policies) -> None:
    expected = told(str(portfolio))
    report = check(json.loads(portfolio.read_text("utf-8")), policies)
    assert document(report.to_dict()) == expected
    assert report.contracts[0].id == "C101"


def test_contracts_one_by_one_may_begin_with_a_header_as_ndjson_does(
    portfolio: Path, policies: Policies
) -> None:
    snapshot = json.loads(portfolio.read_text("utf-8"))
    contracts = snapshot.pop("contracts")
    report = check((each for each in [snapshot, *contracts]), policies)
    assert document(report.to_dict()) == told(str(portfolio))


def test_times_and_messages_are_in_the_zone_that_is_asked_for(
    portfolio: Path, policies: Policies
) -> None:
    tokyo, own = (check(portfolio, policies, time_zone=zone) for zone in ("Asia/Tokyo", None))
    assert [str(report.as_of) for report in (tokyo, own)] == [
        "2026-03-10 21:00:00+09:00",
        "2026-03-10 13:00:00+01:00",
    ]
    assert "00:30 JST" in tokyo.findings[0].message
    assert "16:30 CET" in own.findings[0].message
    assert tokyo.findings[0].deadline == own.findings[0].deadline


def test_what_is_held_is_what_is_told(portfolio: Path, policies: Policies) -> None:
    report = check(portfolio, policies)
    plain = report.to_dict()
    assert [(each.id, each.verdict, list(each.needs)) for each in report.contracts] == [
        (each["id"], each["verdict"], each["needs"]) for each in plain["contracts"]
    ]
    assert dict(report.verdicts) == {each["id"]: each["verdict"] for each in plain["contracts"]}
    assert [
        (
            each.rule,
            each.contract,
            each.action,
            each.severity,
            each.fingerprint,
            dict(each.evidence),
        )
        for each in report.findings
    ] == [
        tuple(
            each[key]
            for key in ("rule", "contract", "action", "severity", "fingerprint", "evidence")
        )
        for each in plain["findings"]
    ]
    assert [(each.rule, each.contract, list(each.needs)) for each in report.undetermined] == [
        (each["rule"], each["contract"], each["needs"]) for each in plain["undetermined"]
    ]
