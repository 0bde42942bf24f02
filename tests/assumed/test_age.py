"""What the age of an export means, from the documented path to an export that is too old."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import clock
from closeout.cli.app import app
from closeout.engine.written import instant_json

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = 1_773_144_000
"""2026-03-10 12:00 UTC."""
HOUR, DAY = 3_600, 86_400


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    shutil.copy(EXAMPLES / "upwork-graphql-page.json", "page.json")


def at(monkeypatch: pytest.MonkeyPatch, instant: int) -> None:
    """The clock shows another instant."""
    monkeypatch.setattr(clock, "now", lambda: instant)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def document(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("check", *arguments, "-f", "json").stdout)
    return found


OF_THE_FILE = ("as_of_origin", "exported_at", "export_age", "assumptions")


@pytest.mark.parametrize("seconds", [0, 2, 59, DAY])
def test_converting_now_and_checking_later_gives_what_checking_the_page_gives(
    seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted = run("convert", "page.json", "--exported-at", "now", "-o", "s.json")
    assert converted.exit_code == 0, converted.stderr
    at(monkeypatch, NOW + seconds)
    path, direct = document("s.json"), document("page.json")
    for key in OF_THE_FILE:
        path.pop(key), direct.pop(key)
    for contract in direct["contracts"]:
        contract["assumes"] = [id for id in contract["assumes"] if id != "export-is-of-now"]
    assert path == direct


CONTRACT = {
    "id": "C1",
    "type": "fixed",
    "status": "active",
    "currency": "USD",
    "client": {"id": "K1"},
    "account_id": "A1",
    "closing_planned": True,
    "started_at": "2026-01-05T09:00:00Z",
    "work_state": "complete",
    "last_activity_at": "2026-03-09T09:00:00Z",
    "last_client_message_at": "2026-03-09T09:00:00Z",
    "last_freelancer_message_at": "2026-03-09T10:00:00Z",
    "close_requests": [],
    "refund_request": "none",
    "milestones": [
        {
            "id": "m1",
            "state": "paid",
            "amount": "100",
            "paid_amount": "100",
            "paid_at": "2026-03-05",
        }
    ],
}


def snapshot(**header: str) -> None:
    contents = {"version": 1, **header, "accounts": [{"id": "A1"}], "contracts": [CONTRACT]}
    Path("s.json").write_text(json.dumps(contents), encoding="utf-8")


AGES = [
    (0, "1 contract as of 2026-03-10 12:00 UTC: 1 close.", "yes, with the reason completed"),
    (2, "1 contract as of the export, less than a minute ago: 1 close.", "yes, with"),
    (2 * HOUR, "1 contract as of the export, 2 hours ago: 1 close.", "yes, with the reason"),
    (DAY, "1 contract as of the export, 24 hours ago: 1 close.", "yes, with the reason"),
    (
        DAY + 1,
        "1 contract as of the export, 24 hours ago: 1 cannot tell.\n"
        "Export again before you end a contract: the export is older than a day.",
        "cannot tell; export again before you end it",
    ),
    (
        3 * DAY,
        "1 contract as of the export, 3 days ago: 1 cannot tell.\n"
        "Export again before you end a contract: the export is older than a day.",
        "cannot tell; export again before you end it",
    ),
    (
        3 * DAY + 1,
        "1 contract as of the export, 3 days ago: 1 cannot tell.\n"
        "Export again: the export is too old, and what may have changed since is open.",
        "cannot tell; export again\n",
    ),
]


LATER = [
    (DAY, "1 contract as of 2026-03-10 12:00 UTC: 1 close.", "yes, with the reason completed"),
    (
        DAY + 1,
        "1 contract as of 2026-03-10 12:00 UTC: 1 cannot tell.\n"
        "Export again before you end a contract: the export is dated 2026-03-11 12:00:01\n"
        "UTC, which is later.",
        "cannot tell; export again before you end it",
    ),
]
"""Of an export that is dated later than the clock: a zone ahead, and a day that has not come."""


@pytest.mark.parametrize(
    ("ahead", "head", "answer"), LATER, ids=[str(ahead) for ahead, *_ in LATER]
)
def test_nothing_is_ended_by_an_export_of_a_day_that_has_not_come(
    ahead: int, head: str, answer: str
) -> None:
    snapshot(exported_at=instant_json(NOW + ahead))
    told = run("check", "s.json", "--fail-on", "never").stdout
    assert told.startswith(head + "\n\n")
    assert answer in told
    assert ("By this export" in run("explain", "s.json", "C1").stdout) == (ahead == DAY)
    assert ("the export is dated later" in run("plan", "s.json").stdout) == (ahead > DAY)


@pytest.mark.parametrize(("age", "head", "answer"), AGES, ids=[str(age) for age, *_ in AGES])
def test_the_age_is_said_once_at_the_head_and_at_a_closing_that_is_withheld(
    age: int, head: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot(exported_at="2026-03-10T12:00:00Z")
    at(monkeypatch, NOW + age)
    text = run("check", "s.json").stdout
    assert text.startswith(f"{head}\n\nMay they be ended now?\n  C1: {answer}")


@pytest.mark.parametrize("age", [0, 1, DAY, DAY + 1, 3 * DAY + 1, 300 * DAY])
@pytest.mark.parametrize("command", [("check",), ("plan",)], ids=["checked", "planned"])
def test_a_file_that_states_its_as_of_alone_knows_nothing_of_what_came_later(
    command: tuple[str], age: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOW + age)
    told = []
    for stated in ("exported_at", "as_of"):
        snapshot(**{stated: "2026-03-10T12:00:00Z"})
        told.append(run(*command, "s.json", "--as-of", "now", "-f", "json").stdout)
    assert told[0] == told[1]
    assert ('"verdict": "close"' in told[0]) is (age <= DAY and command == ("check",))


def test_files_that_are_read_together_know_as_far_as_the_oldest() -> None:
    snapshot(as_of="2026-03-06T12:00:00Z")
    other = {"version": 1, "exported_at": "2026-03-10T12:00:00Z", "contracts": [{"id": "C2"}]}
    Path("t.json").write_text(json.dumps(other), encoding="utf-8")
    found = document("t.json", "s.json", "--as-of", "now")
    assert (found["exported_at"], found["export_age"]) == ("2026-03-06T12:00:00Z", "stale")


def test_an_export_that_is_judged_before_its_instant_knows_all_of_it() -> None:
    snapshot(as_of="2026-03-10T12:00:00Z")
    found = document("s.json", "--as-of", "2026-03-09T12:00:00Z")
    assert (found["exported_at"], found["export_age"]) == ("2026-03-09T12:00:00Z", "fresh")


def test_a_given_instant_is_named_beside_the_age() -> None:
    snapshot(exported_at="2026-03-10T12:00:00Z")
    text = run("check", "s.json", "--as-of", "2026-03-10T14:00:00Z").stdout
    head = "1 contract as of 2026-03-10 14:00 UTC, by an export of 2 hours before: 1 close."
    assert text.startswith(head)


@pytest.mark.parametrize("header", [{}, {"as_of": "2026-03-10T12:00:00Z"}], ids=["bare", "as-of"])
def test_a_closing_names_that_a_file_without_an_instant_is_taken_as_of_now(
    header: dict[str, str],
) -> None:
    snapshot(**header)
    contract = document("s.json")["contracts"][0]
    assert contract["verdict"] == "close"
    assert ("export-is-of-now" in contract["assumes"]) is (not header)
    assert ("the file is of today" in run("check", "s.json").stdout) is (not header)


def test_nobody_is_asked_to_supply_what_an_old_file_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = json.loads((EXAMPLES / "portfolio.json").read_text("utf-8"))
    portfolio["exported_at"] = portfolio.pop("as_of")
    Path("s.json").write_text(json.dumps(portfolio), encoding="utf-8")
    at(monkeypatch, NOW + 10 * DAY)
    found = document("s.json")
    stated = {one["id"]: names_in(one) for one in portfolio["contracts"]}
    asked = [
        (item["rule"], item["contract"], need)
        for item in found["undetermined"]
        for need in item["needs"]
        if need in stated.get(item["contract"], ())
    ]
    assert asked == []
    open_ones = [one for one in found["contracts"] if one["verdict"] == "cannot-tell"]
    assert {tuple(one["needs"]) for one in open_ones} == {("exported_at",)}


def names_in(contract: dict[str, Any]) -> set[str]:
    """The fields that a contract states, as needs name them; of milestones where all state them."""
    found = set()
    for name, value in contract.items():
        is_object = isinstance(value, dict)
        found |= {f"{name}.{inner}" for inner in value} if is_object else {name}
    milestones = contract.get("milestones") or []
    if milestones:
        found |= {f"milestone.{name}" for name in set.intersection(*map(set, milestones))}
    return found


def test_the_schema_of_findings_knows_the_age_of_an_export(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snapshot(exported_at="2026-03-10T12:00:00Z")
    told = []
    for age in (0, 2 * DAY, 4 * DAY):
        at(monkeypatch, NOW + age)
        told.append(document("s.json")["export_age"])
    assert told == ["fresh", "old", "stale"]
