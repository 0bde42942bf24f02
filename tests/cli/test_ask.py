"""`closeout ask`: the talk, what is kept of it, and the questions where nobody is there to answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import dialog
from closeout.cli.app import app

from ..questions.test_neighbours import JUST_ENDED, READY

HOURLY = {
    "id": "R",
    "title": "Flyer",
    "type": "hourly",
    "status": "active",
    "started_at": "2026-01-02",
    "currency": "USD",
    "escrow": "0",
    "total_paid": "300",
    "last_paid_at": "2026-02-20",
    "work_state": "in_progress",
    "last_activity_at": "2026-03-07",
    "dispute": {"filed_at": "2026-03-08", "hours": 3},
}
UNKNOWN = {"id": "N", "title": "Menu", "status": "ended", "type": "fixed"}
PLANNED = {
    "id": "M",
    "title": "Draft",
    "status": "active",
    "type": "fixed",
    "closing_planned": True,
}


@pytest.fixture(autouse=True)
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [HOURLY, UNKNOWN, PLANNED]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")


def ask(*words: str) -> Result:
    """What `closeout ask c.json` does."""
    return CliRunner().invoke(app, ["ask", "c.json", *words])


def talk(
    monkeypatch: pytest.MonkeyPatch, answers: list[str | type[BaseException]], *words: str
) -> Result:
    """The same on a terminal where somebody types these answers, then Ctrl-D."""
    left: Iterator[str | type[BaseException]] = iter(answers)

    def typed(prompt: str) -> str:
        answer = next(left, EOFError)
        if not isinstance(answer, str):
            raise answer
        return answer

    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", typed)
    return ask(*words)


def test_without_a_terminal_the_questions_are_printed() -> None:
    printed = ask()
    assert printed.exit_code == 0
    questions = json.loads(ask("-f", "json").stdout)["questions"]
    assert questions and printed.stdout.count("?") >= len(questions)
    for one in questions:
        assert " ".join(printed.stdout.split()).count(one["text"]) >= 1


def asked_by_check(*words: str) -> list[dict[str, object]]:
    """The questions of the report."""
    line = ["check", "c.json", "-f", "json", "--fail-on", "never", *words]
    found: list[dict[str, object]] = json.loads(CliRunner().invoke(app, line).stdout)["questions"]
    return found


@pytest.mark.parametrize("words", [(), ("--strict",)], ids=["as ever", "strict"])
def test_the_questions_are_those_of_check(words: tuple[str, ...]) -> None:
    assert json.loads(ask("-f", "json", *words).stdout)["questions"] == asked_by_check(*words)


def test_where_nothing_is_assumed_it_is_asked_what_else_would_be_taken_for_granted() -> None:
    assert "dispute.filed_at" in {one["field"] for one in asked_by_check("--strict")}
    assert "dispute.filed_at" not in {one["field"] for one in asked_by_check()}


def test_a_strict_talk_asks_what_else_would_be_taken_for_granted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "refund" in talk(monkeypatch, [], "--contract", "M", "--strict").stdout
    assert "refund" not in talk(monkeypatch, [], "--contract", "M").stdout


def test_as_a_table_there_is_one_question_a_row() -> None:
    rows = list(csv.DictReader(io.StringIO(ask("-f", "csv").stdout)))
    questions = json.loads(ask("-f", "json").stdout)["questions"]
    assert [(row["contract"], row["field"], row["question"], row["answer"]) for row in rows] == [
        (one["contract"], one["field"], one["text"], "") for one in questions
    ]


def test_one_contract_alone_can_be_asked_about() -> None:
    questions = json.loads(ask("-f", "json", "--contract", "N").stdout)["questions"]
    assert {one["contract"] for one in questions} == {"N"}


def test_a_contract_that_is_not_there_is_told_with_the_nearest() -> None:
    failed = ask("--contract", "NN")
    assert failed.exit_code == 2
    assert 'no contract has the id "NN"' in failed.stderr


def test_a_file_that_cannot_be_read_is_input_that_is_invalid() -> None:
    Path("c.json").write_text('{"version": 1, "contracts": [', encoding="utf-8")
    assert ask().exit_code == 3


def test_answers_are_evaluated_at_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.loads(ask("-f", "json").stdout)["questions"]
    said = talk(monkeypatch, ["2026-02-01", "gibberish"], "--contract", "N")
    assert said.exit_code == 0, said.output
    assert "N (Menu): cannot tell." in said.stdout
    assert "N (Menu): nothing to do." in said.stdout
    assert "Written: c.answers.csv" in said.stdout
    text = Path("c.answers.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("N,Menu,")
    merged = CliRunner().invoke(
        app,
        ["check", "c.json", "--supplement", "c.answers.csv", "-f", "json", "--fail-on", "never"],
    )
    after = json.loads(merged.stdout)["questions"]
    answered = next(one["field"] for one in before if one["contract"] == "N")
    assert answered not in {one["field"] for one in after if one["contract"] == "N"}


def test_what_cannot_be_understood_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    said = talk(monkeypatch, ["gibberish"], "--contract", "N")
    assert 'found "gibberish"' in said.stdout
    assert "No answers, so nothing is written." in said.stdout
    assert not Path("c.answers.csv").exists()


def test_nothing_known_is_skipped_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    said = talk(monkeypatch, ["", "I don't know", "?", *[""] * 30])
    assert said.exit_code == 0
    assert not Path("c.answers.csv").exists()


class HungUp(SystemExit):
    """What the handler raises where the terminal was closed."""

    def __init__(self) -> None:
        super().__init__(129)


@pytest.mark.parametrize(
    ("end", "code"), [(KeyboardInterrupt, 130), (EOFError, 0), (HungUp, 129), (ValueError, 1)]
)
def test_in_the_middle_the_answers_so_far_are_kept(
    monkeypatch: pytest.MonkeyPatch, end: type[BaseException], code: int
) -> None:
    said = talk(monkeypatch, ["nothing", end])
    assert said.exit_code == code
    assert Path("c.answers.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_second_talk_takes_up_the_first_and_adds_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    talk(monkeypatch, ["2026-02-01"], "--contract", "N")
    first = Path("c.answers.csv").read_text(encoding="utf-8")
    said = talk(monkeypatch, ["none"], "--contract", "M")
    assert said.exit_code == 0, said.output
    assert "The answers in c.answers.csv are taken up." in said.stdout
    assert "Written: c.answers.csv." in said.stdout
    both = [*csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))]
    before = [*csv.DictReader(io.StringIO(first))]
    assert [row["id"] for row in both] == ["N", "M"]
    assert [{**row, **before[0]} for row in both[:1]] == both[:1]


def test_earlier_answers_that_are_named_are_taken_up_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk(monkeypatch, ["2026-02-01"], "--contract", "N")
    said = talk(monkeypatch, ["none"], "--contract", "M", "--supplement", "c.answers.csv")
    assert said.exit_code == 0, said.output
    assert "The answers in c.answers.csv are taken up." in said.stdout
    assert said.stdout.count("--supplement c.answers.csv") == 1
    rows = [*csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))]
    assert [row["id"] for row in rows] == ["N", "M"]


def test_a_second_talk_without_an_answer_leaves_those_of_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk(monkeypatch, ["2026-02-01"], "--contract", "N")
    first = Path("c.answers.csv").read_text(encoding="utf-8")
    talk(monkeypatch, [""] * 30, "--contract", "N")
    assert Path("c.answers.csv").read_text(encoding="utf-8") == first


@pytest.mark.parametrize("named", ["exports", "exports/*.csv", "exports/a.csv"])
def test_nobody_is_asked_whose_answers_would_take_the_place_of_an_export(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("exports").mkdir()
    Path("exports/a.csv").write_text("id,status,type\nN,ended,fixed\n", encoding="utf-8")
    Path("c.json").unlink()
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("somebody was asked"))
    refused = CliRunner().invoke(app, ["ask", named, "-o", "exports/a.csv"])
    assert refused.exit_code == 2
    assert "exports/a.csv: error: is an input of this run" in refused.stderr


def test_answers_are_not_written_over_the_export(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("c.json").read_bytes()
    refused = talk(monkeypatch, ["2026-02-01"], "-o", "c.json")
    assert refused.exit_code == 2
    assert "is an input of this run" in refused.stderr
    assert Path("c.json").read_bytes() == before


def test_an_old_export_has_one_question() -> None:
    document = json.loads(Path("c.json").read_text(encoding="utf-8"))
    document["exported_at"] = "2026-02-01"
    for contract in document["contracts"]:
        for later in ("dispute", "last_paid_at", "last_activity_at"):
            contract.pop(later, None)
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    questions = json.loads(ask("-f", "json").stdout)["questions"]
    assert [(one["contract"], one["field"]) for one in questions] == [(None, "exported_at")]


RESTING = {
    "id": "T",
    "title": "Logo",
    "type": "hourly",
    "status": "active",
    "started_at": "2026-01-02",
    "last_activity_at": "2026-03-07",
    "work_state": "in_progress",
}


@pytest.fixture
def resting() -> None:
    """A contract that can be told, by what nobody said."""
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [RESTING]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.usefixtures("resting")
def test_what_can_be_told_by_what_nobody_said_is_asked_about_to_be_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = talk(monkeypatch, ["q", "none"])
    assert said.exit_code == 0
    assert "To be sure" in said.stdout
    assert "No answers" in said.stdout
    assert said.stdout.count("Is anything open: hours to log, money asked back") == 1


@pytest.mark.usefixtures("resting")
def test_several_rare_things_are_denied_by_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    talk(monkeypatch, ["none"])
    (row,) = csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))
    told = {name: cell for name, cell in row.items() if cell and name not in ("id", "title")}
    assert told == {
        "more_work_expected": "false",
        "situation": "[]",
        "open_tasks": "0",
        "hours.unlogged": "0",
        "refund_request": "none",
        "dispute": "none",
    }


UNPAID_HOW = {**{key: RESTING[key] for key in RESTING if key != "type"}, "total_paid": 850}


@pytest.mark.parametrize(
    ("said", "milestones"),
    [("Hourly", "[]"), ("by the hour", "[]"), ("fixed", "")],
)
def test_how_it_is_paid_may_be_said_where_milestones_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, said: str, milestones: str
) -> None:
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [UNPAID_HOW]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    asked = talk(monkeypatch, [said, "q"]).stdout
    assert "Is the contract paid by the hour, or which milestones does it have?" in asked
    assert "or none; hourly, if it is paid by the hour" in " ".join(asked.split())
    (row,) = csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))
    kind = "fixed" if said == "fixed" else "hourly"
    assert (row["type"], row.get("milestones", "")) == (kind, milestones)


@pytest.mark.usefixtures("resting")
@pytest.mark.parametrize("words", [("--only-undecided",), ("--strict",)], ids=" ".join)
def test_nobody_is_asked_to_be_sure_who_wants_what_is_undecided_alone(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert "To be sure" not in talk(monkeypatch, ["q"], *words).stdout


def test_first_comes_what_cannot_be_told_and_then_what_can(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [RESTING, UNKNOWN]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    said = talk(monkeypatch, [""] * 12).stdout
    assert said.index("N (Menu): cannot tell.") < said.index("To be sure") < said.index("T (Logo):")


def test_nothing_else_is_said_to_be_told_where_contracts_cannot_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [RESTING, UNKNOWN]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    assert "All else can be told" in talk(monkeypatch, ["2026-02-01", *[""] * 9]).stdout
    Path("c.answers.csv").unlink()
    skipped = talk(monkeypatch, [""] * 9).stdout
    assert "All else can be told" not in skipped
    assert "That was all that decides." in skipped


def test_what_may_be_answered_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [UNKNOWN]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    said = " ".join(talk(monkeypatch, ["2026-03-05", *[""] * 9]).stdout.split())
    assert "[for each, with ; between: given, or none; Enter: I don't know]" in said


@pytest.fixture
def two_of_one_account() -> None:
    """One contract that may be ended, were it known who ended another."""
    contracts = [READY, JUST_ENDED]
    document = {"version": 1, "as_of": "2026-03-10", "role": "freelancer", "contracts": contracts}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.usefixtures("two_of_one_account")
def test_a_question_about_another_contract_says_what_it_decides_and_is_kept_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (question,) = json.loads(ask("-f", "json", "--contract", "A").stdout)["questions"]
    assert (question["contract"], question["decides_for"]) == ("B", "A")
    said = talk(monkeypatch, ["client"], "--contract", "A").stdout
    assert "It decides A." in said
    assert "A: close." in said
    (row,) = csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))
    assert {name: cell for name, cell in row.items() if cell} == {"id": "B", "ended_by": "client"}


@pytest.mark.usefixtures("two_of_one_account")
def test_of_what_nothing_tells_it_is_said_at_the_end_what_is_missing_and_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = talk(monkeypatch, ["?"] * 9, "--contract", "A", "--only-undecided").stdout
    assert "A: cannot tell without ended_by of B." in " ".join(said.split())


def answered(answers: dict[str, str]) -> str:
    """The table of `ask -f csv` with these answers, by field."""
    rows = list(csv.DictReader(io.StringIO(ask("-f", "csv").stdout)))
    assert {row["field"] for row in rows} >= {*answers}
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0]])
    writer.writeheader()
    writer.writerows({**row, "answer": answers.get(row["field"], "")} for row in rows)
    return text.getvalue()


def test_the_table_of_questions_is_read_as_a_supplement_once_it_is_filled_in() -> None:
    milestone = {"id": "m1", "state": "submitted", "amount": "180", "funded_amount": "180"}
    late = {"id": "L", "status": "active", "type": "fixed", "milestones": [milestone]}
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [late, PLANNED]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    answers = {"milestone.submissions": "2026-03-02T10:00:00Z", "milestones": "[]"}
    Path("asked.csv").write_text(answered(answers), encoding="utf-8")
    wide = "id,milestone.id,milestone.submissions,milestones\nL,m1,2026-03-02T10:00:00Z,\nM,,,[]\n"
    Path("wide.csv").write_text(wide, encoding="utf-8")

    def told(*names: str) -> str:
        supplements = [word for name in names for word in ("--supplement", name)]
        return CliRunner().invoke(app, ["check", "c.json", *supplements, "-f", "json"]).stdout

    assert told("asked.csv") == told("wide.csv") != told()
    Path("empty.csv").write_text(answered({}), encoding="utf-8")
    assert told("empty.csv") == told()
    left = {
        line.split(",")[2] for line in ask("-f", "csv", "--supplement", "asked.csv").stdout.split()
    }
    assert left.isdisjoint(answers)


def test_an_answer_that_is_none_of_its_field_is_told_at_its_cell() -> None:
    Path("asked.csv").write_text(answered({"escrow": "yes"}), encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "c.json", "--supplement", "asked.csv"])
    assert done.exit_code == 3
    assert 'column G `escrow`: escrow: expected an amount, found "yes"' in done.stderr


MISDATED = {
    "id": "C",
    "type": "fixed",
    "status": "active",
    "started_at": "2026-02-01",
    "milestones": [
        {"id": "m1", "state": "submitted", "amount": "200", "submissions": ["2026-08-03"]}
    ],
}
ENDED_BEFORE_ITS_START = {
    "id": "C",
    "type": "fixed",
    "status": "ended",
    "started_at": "2026-03-06",
    "ended_at": "2026-03-01",
    "ended_by": "client",
    "milestones": [{"id": "m1", "state": "paid", "amount": "200", "paid_amount": "200"}],
    "feedback": {"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}},
}


@pytest.mark.parametrize(
    ("contract", "answers", "asked", "kept"),
    [
        (
            MISDATED,
            ["2026-03-08"],
            ["The export says 2026-08-03, which has not come."],
            {"milestone.id": "m1", "milestone.submissions": "2026-03-08T00:00:00Z"},
        ),
        (
            ENDED_BEFORE_ITS_START,
            ["2026-03-01", "2026-01-06"],
            [
                "When did the contract end? The export says 2026-03-01, and 2026-03-06 for started_at: "
                "one is wrong.",
                "When did the contract start? The export says 2026-03-06, and 2026-03-01 for ended_at: "
                "one is wrong.",
            ],
            {"started_at": "2026-01-06T00:00:00Z"},
        ),
    ],
    ids=["a day that has not come", "an end before the start"],
)
def test_a_day_that_cannot_be_right_is_asked_for_and_the_answer_takes_its_place(
    monkeypatch: pytest.MonkeyPatch,
    contract: dict[str, object],
    answers: list[str | type[BaseException]],
    asked: list[str],
    kept: dict[str, str],
) -> None:
    document = {"version": 1, "exported_at": "2026-03-10", "contracts": [contract]}
    Path("c.json").write_text(json.dumps(document), encoding="utf-8")
    said = " ".join(talk(monkeypatch, answers, "--as-of", "2026-03-10").stdout.split())
    for question in asked:
        assert question in said.replace(" (line 1)", "")
    (row,) = csv.DictReader(io.StringIO(Path("c.answers.csv").read_text(encoding="utf-8")))
    assert {name: cell for name, cell in row.items() if cell and name != "id"} == kept
    line = ["check", "c.json", "--as-of", "2026-03-10", "-f", "json", "--fail-on", "never"]
    merged = CliRunner().invoke(app, [*line, "--supplement", "c.answers.csv"])
    (result,) = json.loads(merged.stdout)["contracts"]
    assert result["verdict"] != "cannot-tell"
