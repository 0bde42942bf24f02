"""Of which account a contract is, and who of an agency works on it: asked for where it decides, kept as said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app

from .planned import TO_END

NEXT: dict[str, Any] = TO_END | {
    "id": "next",
    "currency": "USD",
    "total_paid": "250",
    "started_at": "2025-06-01",
    "last_paid_at": "2025-07-01",
    "last_activity_at": "2025-07-01",
    "last_client_message_at": "2026-03-08",
    "last_freelancer_message_at": "2026-03-07",
    "close_requests": [],
    "client": {"name": "Ada"},
    "milestones": [],
}
ENDED: dict[str, Any] = {
    "id": "own",
    "type": "fixed",
    "status": "ended",
    "ended_at": "2026-03-01T10:00:00Z",
    "ended_by": "freelancer",
    "currency": "USD",
    "total_paid": "250",
    "client": {"name": "Uwe"},
    "feedback": {"from_client": {"state": "none"}, "from_freelancer": {"state": "given"}},
    "milestones": [],
}
ACCOUNTS = [{"id": "A1"}, {"id": "A2"}]
ROW = [
    ENDED | {"id": id, "ended_by": "client", "ended_at": ended, "client": {"name": id}}
    for id, ended in (("B", "2026-02-01"), ("C", "2026-01-20"), ("D", "2026-01-10"))
]
WHOSE_IS_OWN = "own: To which account does the contract with Uwe belong (its id)? It decides next."


def snapshot(path: Path, *contracts: dict[str, Any], **head: Any) -> str:
    given = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "role": "freelancer", **head}
    file = path / "a.json"
    file.write_text(json.dumps({**given, "contracts": list(contracts)}), encoding="utf-8")
    return str(file)


def said(*arguments: str, typed: str = "") -> str:
    result = CliRunner().invoke(app, [*arguments], input=typed)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def talked(path: Path, file: str, monkeypatch: pytest.MonkeyPatch, *typed: str) -> tuple[str, str]:
    """What was said, and the answers that were written."""
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    answers = path / "answers.csv"
    text = said(
        "ask", file, "--only-undecided", "-o", str(answers), typed="\n".join((*typed, "q", ""))
    )
    return text, answers.read_text(encoding="utf-8")


def test_the_account_of_another_contract_is_asked_for_and_named_as_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = snapshot(tmp_path, NEXT | {"account_id": "A1"}, ENDED, accounts=ACCOUNTS)
    assert "next: cannot tell; supply account_id of own" in said(
        "check", file, "--fail-on", "never"
    )
    assert "next: cannot tell; supply account_id of own." in said("ask", file, "-f", "text")
    text, _ = talked(tmp_path, file, monkeypatch, "A1")
    assert WHOSE_IS_OWN in text


@pytest.mark.parametrize(("account", "verdict"), [("A1", "wait"), ("A2", "close")])
def test_the_answer_puts_the_contract_into_its_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str, verdict: str
) -> None:
    file = snapshot(tmp_path, NEXT | {"account_id": "A1"}, ENDED, accounts=ACCOUNTS)
    text, answers = talked(tmp_path, file, monkeypatch, account)
    assert "[A1 or A2; Enter: I don't know]" in text
    assert f"next: {verdict}." in text
    assert answers.splitlines() == ["id,title,account_id", f"own,,{account}"]
    told = said("check", file, "--supplement", str(tmp_path / "answers.csv"), "--fail-on", "never")
    assert {"wait": "next: not yet, wait until 2026-03-15", "close": "next: yes"}[verdict] in told


def test_an_account_that_the_export_does_not_list_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = snapshot(tmp_path, NEXT | {"account_id": "A1"}, ENDED, accounts=ACCOUNTS)
    text, answers = talked(tmp_path, file, monkeypatch, "a1", "A1")
    assert 'expected A1 or A2, found "a1"' in text
    assert answers.splitlines() == ["id,title,account_id", "own,,A1"]


def test_where_no_account_is_listed_any_may_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = snapshot(tmp_path, NEXT | {"account_id": "A1"}, ENDED)
    text, answers = talked(tmp_path, file, monkeypatch, "Studio")
    assert "[the id of an account; Enter: I don't know]" in text
    assert "next: close." in text
    assert answers.splitlines() == ["id,title,account_id", "own,,Studio"]


def test_of_two_contracts_without_an_account_it_is_asked_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = snapshot(tmp_path, NEXT, ENDED, accounts=ACCOUNTS)
    text, answers = talked(tmp_path, file, monkeypatch, "A1", "A1")
    assert "next: wait." in text
    assert answers.splitlines() == ["id,title,account_id", "next,,A1", "own,,A1"]


def test_who_works_on_each_contract_of_an_agency_is_asked_where_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids keep their capitals, also where one answer is for several."""
    file = snapshot(tmp_path, NEXT, *ROW, role="agency")
    text, answers = talked(tmp_path, file, monkeypatch, "M1", "M1")
    assert "In the agency: who works on B; who works on C; who works on D? It decides next." in text
    assert "next: prepare." in text
    assert answers.splitlines() == [
        "id,title,member_id",
        *(f"{id},,M1" for id in ("next", "B", "C", "D")),
    ]
