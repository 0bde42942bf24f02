"""Fields of a user's own: declared by a pack, stated under `custom`, used like any other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.meaning.own_fields import by_need, by_platform
from closeout.engine.policy.pack import Pack
from closeout.engine.problems import PolicyError, Problem
from closeout.engine.questions.asked import questions_of
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.own import own_problems
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.lacking import supplement_template
from closeout.engine.snapshot.supply.new_template import new_csv
from closeout.engine.snapshot.supply.supplement import merge_supplement
from closeout.engine.snapshot.writing import snapshot_text

AS_OF = 1_773_144_000
OPTIONS = Options(engine=Engine.PYTHON)

PACK = """
id: mine
actions: {look: {title: Have a look, effect: none}, wait: {title: Wait, effect: wait}}
fields:
  contract.rating: {unit: ratio, about: "The client's rating, in stars."}
  contract.mood: {unit: text, about: How the client is., choices: [good, bad]}
  contract.budget_left: {unit: money, about: What is left of the budget.}
  contract.call_at: {unit: instant, about: When the next call is.}
  contract.spare: {unit: duration, about: "Hours that are left.", question: How many hours are left?}
  contract.tags: {unit: texts, about: What it is about., choices: [web, print]}
  milestone.proofread: {unit: flag, about: Whether it was proofread.}
  milestone.rounds: {unit: count, about: How many rounds there were.}
facts:
  contract.unread: {count: milestone, where: {proofread: false}}
rules:
  - id: all-of-it
    title: Everything is told
    for: contract
    when:
      status: active
      rating: {lt: 3}
      mood: bad
      budget_left: {gte: 10.50 USD}
      call_at: {newer_than: 3 days}
      spare: {lt: 2 hours}
      tags: {contains: web}
      unread: {gt: 0}
    then: {action: look, severity: info, message: "{rating}, {mood}, {budget_left}, {spare}, {unread}"}
  - id: many-rounds
    title: Many rounds
    for: milestone
    when: {contract.status: active, rounds: {gt: 3}}
    then: {action: wait, severity: error, message: "Rounds: {rounds}."}
"""

TOLD: dict[str, Any] = {
    "rating": 2.5,
    "mood": "bad",
    "budget_left": "10.50",
    "call_at": "2026-03-09T12:00:00Z",
    "spare": 1.5,
    "tags": ["print", "web"],
}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return pack_of(tmp_path / "mine", PACK)


def pack_of(folder: Path, text: str) -> Pack:
    folder.mkdir()
    (folder / "pack.yaml").write_text(text, "utf-8")
    return load_packs([str(folder)])[0]


def contract(custom: object, **milestone: object) -> dict[str, object]:
    return {
        "id": "C1",
        "status": "active",
        "type": "fixed",
        "currency": "USD",
        "custom": custom,
        "milestones": [{"id": "m1", "custom": milestone}],
    }


def snapshot_of(tmp_path: Path, *contracts: object) -> Snapshot:
    file = tmp_path / "told.json"
    document = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "contracts": contracts}
    file.write_text(json.dumps(document, indent=1), "utf-8")
    return read_snapshot([str(file)])


def report_of(snapshot: Snapshot, pack: Pack) -> Report:
    return evaluate(snapshot, [pack], AS_OF, OPTIONS)


def told(problems: list[Problem]) -> list[str]:
    return [
        f"{each.place.line}:{each.place.column} {each.level}: {each.message}" for each in problems
    ]


def test_every_unit_is_read_and_compared(tmp_path: Path, pack: Pack) -> None:
    snapshot = snapshot_of(tmp_path, contract(TOLD, proofread=False, rounds=4))
    found = {item.rule: item.message for item in report_of(snapshot, pack).findings}
    assert found == {
        "all-of-it": "2.5, bad, 10.50 USD, 1.5 hours, 1",
        "many-rounds": "Rounds: 4.",
    }
    assert list(own_problems(snapshot, by_platform([pack]))) == []


def test_a_table_says_the_same_as_json(tmp_path: Path, pack: Pack) -> None:
    table = tmp_path / "told.csv"
    names = ",".join(f"custom.{name}" for name in TOLD)
    table.write_text(
        f"id,as_of,status,type,currency,{names},milestone.id,milestone.custom.proofread,"
        "milestone.custom.rounds\n"
        "C1,2026-03-10T12:00:00Z,active,fixed,USD,2.5,bad,10.50,2026-03-09T12:00:00Z,1.5,print;web,"
        "m1,no,4\n",
        "utf-8",
    )
    snapshot = read_snapshot([str(table)])
    assert list(own_problems(snapshot, by_platform([pack]))) == []
    assert {item.rule for item in report_of(snapshot, pack).findings} == {
        "all-of-it",
        "many-rounds",
    }


def test_a_snapshot_that_is_written_reads_the_same(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, contract(TOLD, proofread=False))
    again = tmp_path / "again.json"
    again.write_text(snapshot_text(snapshot), "utf-8")
    assert snapshot_text(read_snapshot([str(again)])) == snapshot_text(snapshot)
    assert '"rating": 2.5' in snapshot_text(snapshot)


def test_what_is_left_out_is_not_known_and_asked_for_by_its_sentence(
    tmp_path: Path, pack: Pack
) -> None:
    snapshot = snapshot_of(tmp_path, contract(TOLD, proofread=True))
    report = report_of(snapshot, pack)
    needs = {item.rule: item.needs for item in report.undetermined}
    assert needs == {"many-rounds": ("milestone.custom.rounds",)}
    asked = questions_of(report, snapshot, [pack], OPTIONS)
    assert [(one.field, one.milestone, one.told) for one in asked] == [
        ("milestone.custom.rounds", "m1", ("How many rounds there were?",))
    ]


def test_a_question_of_its_own_is_asked(pack: Pack) -> None:
    questions = {need: field.question for need, field in by_need([pack]).items()}
    assert questions["custom.spare"] == "How many hours are left?"
    assert questions["custom.mood"] == "How the client is?"


@pytest.mark.parametrize(
    ("custom", "expected"),
    [
        (
            {"rating": "high"},
            '11:15 error: contract C1, custom.rating: expected a number, found "high"',
        ),
        (
            {"mood": "fair"},
            '11:13 warning: contract C1, custom.mood: expected good or bad, found "fair"',
        ),
        (
            {"spare": [1]},
            "11:14 error: contract C1, custom.spare: expected a number of hours, found a list",
        ),
        ({"ratin": 4}, "11:14 warning: contract C1, custom.ratin: no pack declares this field"),
    ],
    ids=["a word for a number", "a word that is no choice", "a list for hours", "no declared name"],
)
def test_what_does_not_fit_is_told_with_its_place(
    custom: object, expected: str, tmp_path: Path, pack: Pack
) -> None:
    snapshot = snapshot_of(tmp_path, contract(custom))
    (line,) = told(list(own_problems(snapshot, by_platform([pack]))))
    assert line.startswith(expected), line


def test_the_nearest_declared_name_is_offered(tmp_path: Path, pack: Pack) -> None:
    snapshot = snapshot_of(tmp_path, contract({"ratin": 4}), contract({"ratin": 3}) | {"id": "C2"})
    (problem,) = own_problems(snapshot, by_platform([pack]))
    assert problem.hint == 'did you mean "rating"?'


def test_a_supplement_fills_in_what_is_missing(tmp_path: Path, pack: Pack) -> None:
    snapshot = snapshot_of(tmp_path, contract({"mood": "bad"}))
    needs = ("custom.rating", "custom.mood", "milestone.custom.rounds")
    table = supplement_template(snapshot, needs, lambda *_: True, by_need([pack]))
    assert table.splitlines() == [
        "id,title,milestone.id,milestone.title,custom.rating,custom.mood,milestone.custom.rounds",
        "C1,,m1,,,bad,",
    ]
    added = tmp_path / "added.csv"
    added.write_text(
        "id,custom.rating,custom.mood,milestone.id,milestone.custom.rounds\nC1,2,bad,m1,5\n"
    )
    assert merge_supplement(snapshot, str(added)) == []
    assert "many-rounds" in {item.rule for item in report_of(snapshot, pack).findings}


def test_a_new_table_has_a_column_for_each(pack: Pack) -> None:
    names, legend = new_csv(is_full=False, own=by_need([pack]).values()).splitlines()
    assert names.endswith("custom.tags,milestone.custom.proofread,milestone.custom.rounds")
    assert "How the client is: good or bad" in legend


def test_two_packs_of_a_run_declare_a_field_in_the_same_way(tmp_path: Path) -> None:
    pack_of(tmp_path / "mine", PACK)
    other = PACK.replace("id: mine", "id: other\nplatform: fiverr").replace(
        "unit: ratio", "unit: count"
    )
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pack.yaml").write_text(other, "utf-8")
    both = [str(tmp_path / "mine"), str(tmp_path / "other")]
    with pytest.raises(
        PolicyError, match=r"contract\.rating is declared otherwise by the pack mine"
    ):
        load_packs(both)
    same = PACK.replace("id: mine", "id: other\nplatform: fiverr")
    (tmp_path / "other" / "pack.yaml").write_text(same, "utf-8")
    assert len(load_packs(both)) == 2
