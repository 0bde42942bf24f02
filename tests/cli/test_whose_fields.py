"""A contract that hangs on another one: what to supply is told with the contract where it is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app

SHOP: dict[str, Any] = {
    "id": "shop",
    "type": "hourly",
    "status": "active",
    "closing_planned": True,
    "hours": {"unlogged": 0},
    "open_tasks": 0,
    "refund_request": "none",
    "dispute": "none",
    "more_work_expected": False,
    "situation": [],
    "last_freelancer_message_at": "2026-03-09",
    "last_client_message_at": "2026-03-08",
}
ICONS = {"id": "icons", "type": "fixed", "status": "ended", "client": {"id": "b", "name": "Uwe"}}
"""Ended by nobody knows whom, so perhaps by the freelancer, whose next closing would wait."""
FIELDS = (
    "ended_at, ended_by, feedback.from_client.score, feedback.from_client.state, "
    "feedback.from_freelancer.state of icons"
)


def document(*contracts: dict[str, Any], **head: Any) -> str:
    given = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "role": "freelancer", **head}
    return json.dumps({**given, "contracts": list(contracts)})


def run(path: Path, text: str, *options: str) -> str:
    file = path / "a.json"
    file.write_text(text, encoding="utf-8")
    said = CliRunner().invoke(app, ["check", str(file), "--fail-on", "never", *options])
    assert said.exit_code == 0, said.output
    return " ".join(said.stdout.split())


@pytest.mark.parametrize("engine", ["python", "durable"])
def test_what_to_supply_names_the_contract_where_it_is_missing(tmp_path: Path, engine: str) -> None:
    text = run(tmp_path, document(SHOP, ICONS), "--engine", engine)
    assert f"shop: cannot tell; supply {FIELDS} To decide" in text
    assert f"shop (closing planned) To decide, supply: {FIELDS}" in text


def test_many_others_are_counted(tmp_path: Path) -> None:
    others = (ICONS | {"id": f"i{number}"} for number in range(4))
    text = run(tmp_path, document(SHOP, *others))
    assert "feedback.from_client.state of 4 other contracts To decide" in text


def test_what_another_account_does_not_say_is_not_asked_for(tmp_path: Path) -> None:
    accounts = [{"id": "A1"}, {"id": "A2"}]
    mine = [one | {"account_id": "A1"} for one in (SHOP, ICONS)]
    foreign = ICONS | {"id": "foreign", "account_id": "A2"}
    text = run(tmp_path, document(*mine, foreign, accounts=accounts))
    assert f"shop: cannot tell; supply {FIELDS} To decide" in text


def test_under_pseudonyms_no_id_is_told(tmp_path: Path) -> None:
    text = run(tmp_path, document(SHOP, ICONS), "--redact")
    assert "feedback.from_freelancer.state of contract-" in text
    assert "icons" not in text


def test_markdown_names_it_too(tmp_path: Path) -> None:
    text = run(tmp_path, document(SHOP, ICONS), "-f", "markdown")
    assert f"supply {FIELDS}" in text.replace("\\", "")


def test_a_right_value_is_not_to_be_corrected_for_what_another_contract_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The feedback on the one that runs is told; that on the one that has ended is not."""
    told = SHOP | {"feedback": {"from_client": {"state": "none"}}}
    file = tmp_path / "a.json"
    file.write_text(document(told, ICONS), encoding="utf-8")
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    said = CliRunner().invoke(app, ["ask", str(file), "--only-undecided"], input="?\n" * 30)
    assert said.exit_code == 0, said.output
    text = " ".join(said.stdout.split())
    assert "correct" not in text
    assert f"shop: cannot tell without {FIELDS}." in text
