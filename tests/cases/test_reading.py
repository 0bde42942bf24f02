"""How a case comes by its snapshot: defaults, short forms, instants, packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.cases.model import Case
from closeout.engine.cases.reading.reader import read_cases
from closeout.engine.cases.running.run import run_cases
from closeout.engine.evaluation.engines import Engine
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import NONE
from closeout.engine.units import Scope
from closeout.engine.written import instant_json

from .test_command import PACK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with defaults."""
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "defaults.test.yaml").write_text(
        "as_of: 2026-03-10\n"
        "role: agency\n"
        "defaults:\n"
        "  contract: {status: active, budget: 10, client: {id: K1}}\n"
        "  milestone: {state: funded, amount: 5}\n"
        "  account: {name: Mine}\n",
        encoding="utf-8",
    )
    return tmp_path


def case_of(folder: Path, text: str) -> Case:
    """The one case of a file."""
    file = folder / "one.test.yaml"
    file.write_text(text, encoding="utf-8")
    (only,) = read_cases([str(file)])
    return only.cases[0]


def case_at(folder: Path, moment: str) -> Case:
    """A case of a contract that began on 2026-01-31, so long after that."""
    return case_of(
        folder,
        "cases:\n"
        "  - name: a\n"
        "    contract: {started_at: 2026-01-31T10:00:00Z}\n"
        "    from: started_at\n"
        f"    at: {{{moment}: []}}\n",
    )


def test_case_over_file_over_pack(folder: Path) -> None:
    case = case_of(
        folder,
        "defaults: {contract: {budget: 20, currency: USD}}\n"
        "cases: [{name: a, contract: {currency: EUR, client: {name: Blum}}, findings: none}]\n",
    )
    (contract,) = case.given.contracts
    stated = ("status", "budget", "currency", "client.id", "client.name", "platform")
    assert [contract.get(path) for path in stated] == ["active", 2000, "EUR", "K1", "Blum", "tiny"]
    assert case.given.accounts[0][POSITION[Scope.ACCOUNT]["name"]] == "Mine"
    assert [(step.role, instant_json(step.as_of)) for step in case.steps] == [
        ("agency", "2026-03-10T00:00:00Z")
    ]


def test_an_empty_value_takes_a_default_away(folder: Path) -> None:
    case = case_of(folder, "cases: [{name: a, contract: {status: , budget: }, findings: none}]\n")
    assert case.given.contracts[0].get("status") is None
    assert case.given.contracts[0].get("budget") is None


def test_milestones_have_defaults_ids_and_a_short_form(folder: Path) -> None:
    case = case_of(
        folder,
        "cases:\n"
        "  - name: a\n"
        "    contracts:\n"
        "      - {milestone: {due_at: none}}\n"
        "      - {milestones: [{}, {id: last, state: paid}]}\n"
        "      - {id: without}\n"
        "    findings: none\n",
    )
    fields = [POSITION[Scope.MILESTONE][path] for path in ("id", "state", "amount", "due_at")]
    given = [
        [[record[index] for index in fields] for record in contract.milestones or ()]
        for contract in case.given.contracts
    ]
    assert given == [
        [["m1", "funded", 500, NONE]],
        [["m1", "funded", 500, None], ["last", "paid", 500, None]],
        [],
    ]
    assert [contract.id for contract in case.given.contracts] == ["C1", "C2", "without"]
    assert case.given.contracts[2].milestones is None


def test_keys_with_dots_are_nested_keys(folder: Path) -> None:
    case = case_of(
        folder,
        "cases:\n"
        "  - name: a\n"
        "    contract: {feedback.from_client.state: given, feedback.from_client: {score: 4}}\n"
        "    findings: none\n",
    )
    (contract,) = case.given.contracts
    assert contract.get("feedback.from_client.state") == "given"
    assert contract.get("feedback.from_client.score") == 4


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("day 0", "2026-01-31T10:00:00Z"),
        ("day 14", "2026-02-14T10:00:00Z"),
        ("day 14 - 1 second", "2026-02-14T09:59:59Z"),
        ("day 14 + 2 hours - 1 minute", "2026-02-14T11:59:00Z"),
        ("90 days", "2026-05-01T10:00:00Z"),
        ("1 month", "2026-02-28T10:00:00Z"),
        ("5 business days", "2026-02-06T10:00:00Z"),
        ("2026-02-01", "2026-02-01T00:00:00Z"),
    ],
)
def test_instants_of_time_travel(folder: Path, moment: str, instant: str) -> None:
    case = case_at(folder, moment)
    assert [instant_json(step.as_of) for step in case.steps] == [instant]
    assert case.steps[0].exported_at == case.steps[0].as_of


@pytest.mark.parametrize(
    ("holidays", "instant"),
    [
        ("[2026-02-03]", "2026-02-09T10:00:00Z"),
        ("[2026-02-03, 2026-02-09]", "2026-02-10T10:00:00Z"),
    ],
)
def test_business_days_of_time_travel_skip_the_holidays_of_the_pack(
    folder: Path, holidays: str, instant: str
) -> None:
    pack = PACK.replace("params: {", f"params: {{holidays: {holidays}, ")
    (folder / "pack.yaml").write_text(pack, encoding="utf-8")
    case = case_at(folder, "5 business days")
    assert [instant_json(step.as_of) for step in case.steps] == [instant]


def test_the_pack_is_the_nearest_above_or_the_one_that_is_named(folder: Path) -> None:
    (folder / "deep/er").mkdir(parents=True)
    text = "cases: [{name: a, contract: {}, findings: none}]\n"
    (folder / "deep/er/a.test.yaml").write_text(text, encoding="utf-8")
    (folder / "deep/b.test.yaml").write_text(f"pack: ..\n{text}", encoding="utf-8")
    (folder / "deep/c.test.yaml").write_text(
        f"pack: fiverr\nas_of: 2026-03-10\n{text}", encoding="utf-8"
    )
    assert [file.pack.id for file in read_cases([str(folder)])] == ["tiny", "fiverr", "tiny"]


def test_a_pack_does_not_see_contracts_of_another_platform(folder: Path) -> None:
    (folder / "one.test.yaml").write_text(
        "cases:\n"
        "  - name: a\n"
        "    contracts:\n"
        "      - {total_paid: 200, currency: USD, last_activity_at: 2026-01-01}\n"
        "      - {total_paid: 200, currency: USD, last_activity_at: 2026-01-01, platform: other}\n"
        "    findings: {late: C1}\n",
        encoding="utf-8",
    )
    run = run_cases(read_cases([str(folder)]), Engine.PYTHON)
    assert run.failed == ()
