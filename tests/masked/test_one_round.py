"""A template of an export asks for what decides: in the contract that lacks it, and in two rounds at most."""

from __future__ import annotations

import csv
import json
import random
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.model import Contract, Record
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.cells import cells_of
from closeout.engine.snapshot.supply.lacking import NOT_ASKED
from closeout.engine.units import Scope

from .sources import read_contracts, thinned
from .stories import NOW, Document, portfolio

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKS = load_packs(["upwork"])
AS_OF = "2026-03-10T12:00:00Z"


def put(contracts: list[Document], accounts: list[Document], role: str) -> None:
    header = {
        "version": 1,
        "as_of": AS_OF,
        "exported_at": AS_OF,
        "role": role,
        "accounts": accounts,
    }
    Path("export.json").write_text(json.dumps({**header, "contracts": contracts}), "utf-8")


def run(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def asked() -> list[dict[str, str]]:
    """The rows of the template."""
    return list(csv.DictReader(StringIO(run("template", "--for", "export.json"))))


def not_told() -> int:
    """How many contracts cannot be told."""
    snapshot = read_snapshot(["export.json"])
    report = evaluate(snapshot, PACKS, NOW, Options(engine=Engine.PYTHON))
    return sum(each.verdict is Verdict.CANNOT_TELL for each in report.contracts)


def test_a_cell_is_asked_in_the_contract_that_lacks_it_and_in_no_other(here: None) -> None:
    common: Document = {"type": "fixed", "account_id": "A1", "client": {"id": "K1"}, "escrow": "0"}
    paid: Document = {"id": "m1", "state": "paid", "amount": "90", "submissions": ["2026-03-01"]}
    going: Document = {**common, "id": "C1", "status": "active", "closing_planned": True}
    going |= {"work_state": "complete", "milestones": [paid], "currency": "USD"}
    going |= {"open_tasks": 0, "refund_request": "none", "dispute": "none"}
    going |= {"last_freelancer_message_at": "2026-03-08"}
    gone: Document = {**common, "id": "C2", "status": "ended", "ended_at": "2026-03-06"}
    put([going, {**gone, "client": {"id": "K2"}}], [{"id": "A1"}], "freelancer")
    assert {row["id"] for row in asked() if row.get("ended_by") == ""} == {"C2"}


def test_what_is_known_not_to_exist_is_read_back(here: None) -> None:
    ended: Document = {"type": "fixed", "status": "ended", "ended_at": "2026-03-01"}
    going: Document = {"type": "fixed", "status": "active", "closing_planned": True}
    none: Document = {"id": "C1", **going, "refund_request": "none"}
    some: Document = {"id": "C2", **ended, "refund_request": {"requested_at": "2026-03-05"}}
    put([none, some], [], "freelancer")
    table = run("template", "--for", "export.json")
    row = next(csv.DictReader(StringIO(table)))
    assert (row["refund_request"], row["refund_request.amount"]) == ("none", NOT_ASKED)
    Path("more.csv").write_text(table, "utf-8")
    run("convert", "export.json", "--supplement", "more.csv", "-o", "more.json")


@pytest.mark.parametrize("seed", range(3))
def test_everything_that_is_asked_being_told_two_rounds_are_enough(here: None, seed: int) -> None:
    rng = random.Random(f"rounds {seed}")
    role = ("freelancer", "agency", "client")[seed]
    made = portfolio(rng, role, 2, size=6)
    truth = {each.id: each for each in read_contracts(made.contracts)}
    put(thinned(made.contracts, (0.3, 0.6, 0.97)[seed], rng), made.accounts, role)
    assert not_told() > 0
    assert answered(truth, 0) == 0


@pytest.mark.parametrize(
    ("name", "left", "after"),
    # In the portfolio nobody says whether money was asked back, and then what lets it be assumed is gone.
    [("agency", 0, 0), ("client", 0, 0), ("portfolio", 1, 1)],
)
def test_the_examples_are_told_again_by_two_rounds_of_what_a_template_asks(
    here: None, name: str, left: int, after: int
) -> None:
    example = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    truth = {each.id: each for each in read_contracts(example["contracts"])}
    put(example["contracts"], [example["account"]], example["role"])
    assert not_told() == left
    rng = random.Random(f"example {name}")
    put(thinned(example["contracts"], 0.5, rng), [example["account"]], example["role"])
    assert not_told() > left
    assert answered(truth, left) == after


def answered(truth: dict[str, Contract], left: int) -> int:
    """How many contracts cannot be told after two rounds, or fewer where no more than `left` are."""
    for _ in ("first", "second"):
        Path("more.csv").write_text(filled(asked(), truth), "utf-8")
        run("convert", "export.json", "--supplement", "more.csv", "-o", "next.json")
        Path("next.json").replace("export.json")
        if not_told() <= left:
            break
    return not_told()


def filled(rows: list[dict[str, str]], truth: dict[str, Contract]) -> str:
    """The template with every empty cell filled in that somebody who knows everything could fill."""
    text = StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    for row in rows:
        contract = truth[row["id"]]
        known = known_of(contract, None)
        if contract.milestones == []:
            known["milestones"] = "[]"
        for milestone in contract.milestones or ():
            if milestone[0] == row.get("milestone.id"):
                known = known_of(contract, milestone)
        writer.writerow({name: cell or known.get(name, "") for name, cell in row.items()})
    return text.getvalue()


def known_of(contract: Contract, milestone: Record | None) -> dict[str, str]:
    cells = cells_of(Scope.CONTRACT, contract.values)
    for group, part in (("refund_request", "requested_at"), ("dispute", "filed_at")):
        if cells.get(f"{group}.{part}") == "none":
            cells = {name: cell for name, cell in cells.items() if group not in name}
            cells[group] = "none"
    return cells | (cells_of(Scope.MILESTONE, milestone, "milestone.") if milestone else {})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
