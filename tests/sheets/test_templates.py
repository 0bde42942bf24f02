"""`closeout template`: small and whole, in every format, and what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.sheets.columns import known_columns
from closeout.engine.snapshot.supply.new_template import SMALL, new_csv

EXPORT = Path(__file__).parents[2] / "examples" / "exports" / "upwork-older-contracts.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def german(text: str) -> str:
    """What a German spreadsheet saves after it has opened a CSV: semicolons, its own days."""
    saved = io.StringIO()
    writer = csv.writer(saved, delimiter=";", lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text)):
        writer.writerow(
            [f"{cell[8:]}.{cell[5:7]}.{cell[:4]}" if is_day(cell) else cell for cell in row]
        )
    return saved.getvalue()


def is_day(cell: str) -> bool:
    return len(cell) == 10 and cell[4] == cell[7] == "-"


def filled(text: str, *rows: dict[str, str]) -> str:
    """The template with rows added."""
    head = next(csv.reader(io.StringIO(text)))
    added = io.StringIO()
    csv.DictWriter(added, head, lineterminator="\n").writerows(rows)
    return text + added.getvalue()


ROW = {
    "id": "C1",
    "as_of": "2026-03-10",
    "type": "fixed",
    "status": "ended",
    "ended_at": "2026-03-01",
    "milestone.id": "m1",
    "milestone.state": "paid",
}


@pytest.mark.parametrize("options", [(), ("--full",)], ids=["small", "full"])
@pytest.mark.parametrize("as_saved", [str, german], ids=["as it is", "by a German spreadsheet"])
def test_a_new_template_is_filled_in_and_read(
    options: tuple[str, ...], as_saved: type[str], tmp_path: Path
) -> None:
    file = tmp_path / "contracts.csv"
    template = run("template", "--new", *options).stdout
    file.write_text(as_saved(filled(template, ROW)), encoding="utf-8-sig")
    contract = read_snapshot([str(file)]).contracts[0]
    assert (contract.id, contract.get("status"), contract.get("ended_at")) == (
        "C1",
        "ended",
        1772323200,
    )
    assert contract.milestones is not None and len(contract.milestones) == 1
    assert run("check", file, "--fail-on", "never").exit_code == 0


def test_the_small_template_has_few_columns_and_the_full_one_all() -> None:
    small, full = (csv.reader(io.StringIO(new_csv(is_full=each))) for each in (False, True))
    assert tuple(next(small)) == SMALL and len(SMALL) == 18
    assert sorted(next(full)) == sorted(known_columns())


def test_every_column_of_a_template_is_explained() -> None:
    head, legend = csv.reader(io.StringIO(new_csv(is_full=True)))
    assert [name for name, about in zip(head, legend, strict=True) if not about] == []


@pytest.mark.parametrize("options", [(), ("--full",)], ids=["small", "full"])
def test_a_template_as_json_is_a_snapshot(options: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "contracts.json"
    assert run("template", "--new", *options, "-f", "json", "-o", file).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["contracts"][0]["id"] == "C1"
    result = run("validate", file)
    assert result.stdout.endswith("\n1 file, 1 contract: 0 errors, 0 contradictions, 0 warnings\n")


def test_a_template_as_a_workbook_holds_the_same_headings(tmp_path: Path) -> None:
    file = tmp_path / "contracts.xlsx"
    assert run("template", "--new", "-f", "xlsx", "-o", file).exit_code == 0
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("contracts")
    assert sheet.to_python() == list(csv.reader(io.StringIO(new_csv(is_full=False))))


@pytest.mark.parametrize("name", ["mine.csv", "mine.json", "mine.xlsx"])
def test_a_table_that_somebody_filled_in_is_not_written_over(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    command = ["template", "--new", "-f", mine.suffix[1:], "-o", str(mine)]
    assert CliRunner().invoke(app, command).exit_code == 0
    if name != "mine.xlsx":  # of a workbook nobody can see whether it is empty
        assert CliRunner().invoke(app, command).exit_code == 0
    mine.write_bytes(filled := mine.read_bytes() + b"C1,Logo\n")
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 2
    assert "this is there already, and a table that is filled in would be lost" in refused.stderr
    assert mine.read_bytes() == filled


def test_a_workbook_is_not_written_to_the_terminal() -> None:
    result = run("template", "--new", "-f", "xlsx")
    assert result.exit_code == 2
    assert "say where: -o FILE" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say --new, or --for FILE"),
        (("--new", "--for", "x.json"), "say --new, or --for FILE"),
        (
            ("--new", "--rows", "questions"),
            "--rows, --as-of, --role and --strict are for --for FILE",
        ),
        (("--for", "x.json", "--full"), "--full and --format are for --new"),
    ],
    ids=["neither", "both", "questions of a new one", "the full one of a file"],
)
def test_options_that_do_not_fit_are_told(options: tuple[str, ...], said: str) -> None:
    result = run("template", *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_supplement_saved_by_a_german_spreadsheet_is_merged(tmp_path: Path) -> None:
    snapshot, table, whole = (tmp_path / name for name in ("s.json", "more.csv", "all.json"))
    assert run("convert", EXPORT, "--exported-at", "2026-03-10", "-o", snapshot).exit_code == 0
    assert run("template", "--for", snapshot, "-o", table).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    rows[0]["last_activity_at"] = "2026-03-01"
    text = filled(table.read_text(encoding="utf-8").splitlines(keepends=True)[0], *rows)
    table.write_text(german(text), encoding="utf-8")
    result = run("convert", snapshot, "--supplement", table, "-o", whole)
    assert result.exit_code == 0, result.stderr
    assert read_snapshot([str(whole)]).contracts[0].get("last_activity_at") == 1772323200


def test_one_question_a_row_is_asked_and_the_answers_are_merged(tmp_path: Path) -> None:
    snapshot, table, whole = (tmp_path / name for name in ("s.json", "more.csv", "all.json"))
    assert run("convert", EXPORT, "--exported-at", "2026-03-10", "-o", snapshot).exit_code == 0
    assert run("template", "--for", snapshot, "--rows", "questions", "-o", table).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert {row["answer"] for row in rows} == {""}
    wide = csv.DictReader(io.StringIO(run("template", "--for", snapshot).stdout))
    asked = sum(cell == "" for row in wide for cell in row.values())
    assert len(rows) == asked
    for row in rows:
        if row["field"] == "work_state":
            row["answer"] = "Complete"
    head = table.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    table.write_text(german(filled(head, *rows)), encoding="utf-8")
    assert run("convert", snapshot, "--supplement", table, "-o", whole).exit_code == 0
    assert read_snapshot([str(whole)]).contracts[0].get("work_state") == "complete"


def test_as_of_decides_what_is_asked(tmp_path: Path) -> None:
    snapshot = tmp_path / "s.json"
    contract: dict[str, object] = {"id": "C1", "type": "fixed", "status": "ended"}
    contract |= {"ended_at": "2025-03-01", "milestones": [{"id": "m1"}]}
    snapshot.write_text(json.dumps({"version": 1, "contracts": [contract]}), encoding="utf-8")
    early, late = (
        run("template", "--for", snapshot, "--as-of", day).stdout.splitlines()[0].split(",")
        for day in ("2025-03-05", "2026-03-05")
    )
    assert "escrow" in early
    assert "escrow" not in late
