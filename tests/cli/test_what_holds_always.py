"""`validate` tells what denies an implication without a condition: it holds of every contract of its platform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

EURO = "but it is always USD: Upwork pays in US dollars."
PACK = """\
id: mine
title: Mine
platform: mine
sources: {S: {title: S, url: "https://example.com", retrieved: 2026-01-01}}
actions: {look: {title: Look, effect: none}}
rules:
  - {id: x, title: X, for: contract, when: {status: ended},
     then: {action: look, severity: info, message: m}}
implications:
  always-done: {for: milestone, field: work_state, value: complete, says: What is here is done., because: So.,
    basis: official, sources: [S]}
  of-clients: {for: contract, field: currency, value: CHF, roles: [client],
    says: Clients pay in francs., because: So.,
    basis: official, sources: [S]}
  usually-dollars: {for: contract, field: end_reason, value: other, when: {status: ended},
    says: Mostly., because: So.,
    basis: official, sources: [S]}
  ends-itself: {for: contract, field: ended_by, value: platform, overrules: true,
    says: It ends them., because: So.,
    basis: official, sources: [S]}
"""
CONTRACT = {
    "id": "C1",
    "currency": "EUR",
    "status": "ended",
    "ended_by": "client",
    "end_reason": "completed",
    "milestones": [
        {"id": "m1", "work_state": "complete"},
        {"id": "m2", "work_state": "in_progress"},
    ],
}


def told(folder: Path, platform: str, *arguments: str, **head: object) -> list[str]:
    contract = CONTRACT if platform == "mine" else {"id": "C1", "currency": "EUR"}
    document = {"version": 1, "platform": platform, **head, "contracts": [contract]}
    (folder / "a.json").write_text(json.dumps(document), encoding="utf-8")
    done = CliRunner().invoke(app, ["validate", str(folder / "a.json"), "-f", "json", *arguments])
    problems = json.loads(done.stdout)["problems"]
    assert done.exit_code == (3 if problems else 0)
    assert {each["level"] for each in problems} <= {"contradiction"}
    return [each["message"] for each in problems]


@pytest.mark.parametrize(
    ("platform", "messages"),
    [
        ("upwork", [f"contract C1, currency: EUR, {EURO}"]),
        ("fiverr", []),
        ("freelancer-com", []),
    ],
)
def test_a_platform_pays_in_its_currency(
    platform: str, messages: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, platform) == messages


def test_so_it_is_where_the_contract_names_the_platform(tmp_path: Path) -> None:
    contract = {"id": "C1", "platform": "upwork", "currency": "EUR"}
    document = {"version": 1, "platform": "fiverr", "contracts": [contract]}
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    done = CliRunner().invoke(app, ["validate", str(tmp_path / "a.json")])
    assert (done.exit_code, EURO in done.stdout) == (3, True)


def test_conditions_and_what_overrules_contradict_nobody(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text(PACK, encoding="utf-8")
    policies = ("--policies", str(tmp_path / "pack"))
    done = (
        "contract C1, milestones[1].work_state: in_progress, but it is always complete: "
        "What is here is done."
    )
    francs = "contract C1, currency: EUR, but it is always CHF: Clients pay in francs."
    assert told(tmp_path, "mine", *policies) == [done]
    assert told(tmp_path, "mine", *policies, role="client") == [done, francs]
    assert told(tmp_path, "mine", *policies, "--role", "client") == [done, francs]


def test_policies_that_cannot_be_read_are_told_by_whoever_needs_them(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text("id: [", encoding="utf-8")
    assert told(tmp_path, "mine", "--policies", str(tmp_path / "pack")) == []
