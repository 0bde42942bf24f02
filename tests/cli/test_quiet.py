"""The quiet views of a check: one rule, one severity, one line a finding. Nothing that fails is hidden."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

PACK = """\
id: mine
title: Mine
actions:
  hold: {title: Hold, effect: block}
  ask: {title: Ask, effect: prepare}
rules:
  - {id: large, title: Large, for: contract, when: {budget: {gt: 100 USD}},
     then: {action: hold, severity: error, message: "Of {budget}."}}
  - {id: silent, title: Silent, for: contract, when: {client_silent: true},
     then: {action: ask, severity: warning, message: "Ask {client.name}."}}
  - {id: stage, title: Stage, for: milestone, when: {state: funded},
     then: {action: ask, severity: info, message: "Still funded.", deadline: {at: contract.due_at}}}
facts:
  contract.client_silent: {last_client_message_at: {older_than: 7 days}}
"""
CONTRACTS: list[dict[str, Any]] = [
    {"id": "C1", "budget": "900.00", "last_client_message_at": "2026-03-09"},
    {"id": "C2", "last_client_message_at": "2026-03-09"},
    {"id": "C3", "budget": "1.00", "last_client_message_at": "2026-02-01"},
    {"id": "C4", "budget": "1.00", "due_at": "2026-03-20", "last_client_message_at": "2026-03-09"},
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(PACK, encoding="utf-8")
    lines = [{"version": 1, "as_of": "2026-03-10T12:00:00Z"}] + [
        {"status": "active", "currency": "USD", "milestones": stages(one), **one}
        for one in CONTRACTS
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    Path("a.ndjson").write_text(text, encoding="utf-8")


def stages(contract: dict[str, Any]) -> list[dict[str, str]]:
    return [{"id": "m1", "state": "funded"}] if contract["id"] == "C4" else []


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", "a.ndjson", "--policies", "mine", *arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, result.stdout


LARGE = "a.ndjson:2:1: error: Contract C1: Of 900.00 USD. [large]\n"
OPEN = "a.ndjson:3:1: error: Contract C2: cannot be decided; supply budget [large]\n"
SILENT = "a.ndjson:4:1: warning: Contract C3: Ask not known. [silent]\n"
STAGE = (
    "a.ndjson:5:1: info: Contract C4, milestone m1: Still funded. "
    "Deadline 2026-03-20 00:00 UTC. [stage]\n"
)


def test_quietly_every_finding_is_one_line_with_its_place() -> None:
    assert check("-q") == (1, LARGE + SILENT + STAGE + OPEN)
    assert check("-f", "concise") == check("--quiet")


def test_quietly_a_severity_shortens_what_is_printed() -> None:
    assert check("-q", "--min-severity", "warning") == (1, LARGE + SILENT + OPEN)
    assert check("-q", "--min-severity", "error") == (1, LARGE + OPEN)


def test_quietly_one_rule_is_shown() -> None:
    assert check("-q", "--rule", "stage") == (0, STAGE)


def test_quietly_a_contract_that_was_named_and_may_not_be_ended_has_its_line() -> None:
    line = "a.ndjson:5:1: error: Contract C4: may not be ended now: prepare [verdict]\n"
    assert check("-q", "--rule", "stage", "--close", "C4") == (1, STAGE + line)


def test_a_file_of_another_format_may_stand_beside_the_quiet_lines() -> None:
    assert check("-q", "-f", "json:out.json") == check("-q")
    assert json.loads(Path("out.json").read_text("utf-8"))["summary"]["contracts"] == 4
    assert check("-q", "-f", "json")[0] == 2


@pytest.mark.parametrize("where", ["settings", "environment"])
def test_files_that_the_settings_ask_for_are_written_beside_the_quiet_lines(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = check("-q")
    if where == "settings":
        Path("closeout.yaml").write_text(
            'format: [markdown, "sarif:o.sarif", "json:o.json"]\n', "utf-8"
        )
    else:
        monkeypatch.setenv("CLOSEOUT_FORMAT", "markdown,sarif:o.sarif,json:o.json")
    assert check("-q") == quiet
    assert json.loads(Path("o.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert json.loads(Path("o.json").read_text("utf-8"))["summary"]["contracts"] == 4
    Path("o.sarif").unlink()
    assert check("-q", "-f", "json:other.json") == quiet
    assert not Path("o.sarif").exists()


def test_quietly_too_the_settings_write_below_their_own_folder_alone() -> None:
    Path("closeout.yaml").write_text('format: [text, "sarif:../o.sarif"]\n', "utf-8")
    assert check("-q")[0] == 2


def contracts_told(text: str) -> list[str]:
    return sorted(set(re.findall(r"^  (?:\d\. )?(C\d+)\b", text, re.MULTILINE)))


def test_one_rule_tells_of_the_contracts_that_it_is_about_and_counts_the_others() -> None:
    code, text = check("--rule", "large")
    assert code == 1
    assert contracts_told(text) == ["C1", "C2"]
    assert (
        "Note: large holds for 1 contract, cannot be decided for 1, does not hold for 2\n" in text
    )
    assert "Told of 2 of 4 contracts." in " ".join(text.split())


def test_a_severity_tells_of_the_contracts_that_have_it_and_of_those_named_to_be_ended() -> None:
    assert contracts_told(check("--min-severity", "error")[1]) == ["C1", "C2"]
    assert contracts_told(check("--min-severity", "warning")[1]) == ["C1", "C2", "C3"]
    assert contracts_told(check("--min-severity", "error", "--close", "C4")[1]) == [
        "C1",
        "C2",
        "C4",
    ]
    assert "Told of" not in check()[1]


def test_a_contract_that_one_rule_says_nothing_of_still_fails_when_it_may_not_be_ended() -> None:
    assert check("--rule", "stage", "--close", "C1")[0] == 1


def test_markdown_is_shortened_and_json_keeps_every_verdict() -> None:
    page = check("--rule", "large", "-f", "markdown")[1]
    assert "| C3" not in page and "C1" in page
    assert "Told of 2 of 4 contracts" in page
    document = json.loads(check("--rule", "large", "-f", "json")[1])
    assert [one["id"] for one in document["contracts"]] == ["C1", "C2", "C3", "C4"]


def test_pseudonyms_are_told_of_the_same_contracts() -> None:
    text = check("--rule", "large", "--redact")[1]
    assert "Told of 2 of 4 contracts." in " ".join(text.split())
    assert not {"C1", "C2"} & set(text.replace(":", " ").split())


def test_standard_input_has_one_name_in_lines_and_in_errors() -> None:
    text = Path("a.ndjson").read_text("utf-8")
    told = CliRunner().invoke(app, ["check", "-", "--policies", "mine", "-q"], input=text)
    assert told.stdout == (LARGE + SILENT + STAGE + OPEN).replace("a.ndjson", "<stdin>")
    spoilt = text.replace('"900.00"', '"x"')
    found = CliRunner().invoke(app, ["check", "-", "--policies", "mine", "-q"], input=spoilt)
    assert found.stderr.startswith("<stdin>:2:")
