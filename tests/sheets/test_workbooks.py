"""Workbooks: stored values are read; errors, formulas without a value and merged cells are told."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from closeout.engine.problems import InputError, Level
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import Check, read_snapshot
from closeout.engine.snapshot.spreadsheet import Spreadsheet

from ..snapshot.written import as_data
from .workbooks import Fill, ods, packed, text_cell, unpacked, xlsx

HEADINGS = ["id", "status", "started_at", "budget", "milestone.id", "milestone.amount"]


def read(content: bytes, sheet: str = "") -> Snapshot:
    return read_snapshot(["-"], stdin=io.BytesIO(content), spreadsheet=Spreadsheet(sheet=sheet))


def told(content: bytes) -> list[str]:
    """What is wrong, as `cell: message`, with its hint."""
    check = Check(["-"], io.BytesIO(content))
    return [f"{each.told} ({each.hint})" for each in check if each.level is not Level.NOTE]


def rows(*cells: list[Any]) -> Fill:
    """Fill a sheet with rows, the headings above them."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        for index, row in enumerate([HEADINGS, *cells]):
            sheet.write_row(index, 0, row)

    return fill


def test_numbers_days_and_flags_are_read_as_they_are_stored() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        day = book.add_format({"num_format": "d.m.yy"})
        percent = book.add_format({"num_format": "0.0%"})
        clock = book.add_format({"num_format": "[h]:mm"})
        names = ["id", "started_at", "budget", "closing_planned", "account.recommend_rate"]
        sheet.write_row(0, 0, [*names, "hours.unlogged", "last_activity_at"])
        sheet.write(1, 0, 12345678)
        sheet.write_datetime(1, 1, datetime(2026, 3, 1), day)
        sheet.write(1, 2, 1234.5)
        sheet.write(1, 3, True)
        sheet.write(1, 4, 0.92, percent)
        sheet.write(1, 5, 29.5 / 24, clock)
        sheet.write_datetime(1, 6, datetime(2026, 3, 1, 14, 30, 15), day)

    data = as_data(read(xlsx(fill)))
    assert data["accounts"] == [{"recommend_rate": 92}]
    assert data["contracts"] == [
        {
            "id": "12345678",
            "platform": "upwork",
            "started_at": "2026-03-01T00:00:00Z",
            "closing_planned": True,
            "budget": "1234.50",
            "hours.unlogged": 106200,
            "last_activity_at": "2026-03-01T14:30:15Z",
        }
    ]


def test_an_error_is_told_and_never_read_as_empty() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1", "active", "none"])(book, sheet)
        sheet.write_formula("D2", "=A99", None, "#REF!")

    assert told(xlsx(fill)) == [
        'row 2, column D `budget`: the cell holds the error "#REF!" '
        "(correct the formula, or empty the cell if it is not known)"
    ]


def test_a_sheet_that_holds_no_contracts_is_told_with_the_others() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["Rates", "2026"])
        book.add_worksheet("Work")

    with pytest.raises(InputError) as refused:
        read(xlsx(fill))
    assert [each.hint for each in refused.value.problems] == [
        "give every contract a name or number of its own, in a column called id; "
        'the sheet "contracts" is read; "Work" is not: --sheet chooses'
    ]


@pytest.mark.parametrize(("name", "level"), [("Disputes", Level.WARNING), ("Rates", Level.NOTE)])
def test_a_sheet_that_is_not_read_and_speaks_of_claims_is_a_warning(
    name: str, level: Level
) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1", "active"])(book, sheet)
        book.add_worksheet(name)

    first = next(iter(Check(["-"], io.BytesIO(xlsx(fill)))))
    message = f'the sheet "contracts" is read; "{name}" is not: --sheet chooses'
    assert (first.message, first.level) == (message, level)


def test_the_stored_value_of_a_formula_is_read() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1", "active"])(book, sheet)
        sheet.write_formula("D2", "=100+50", None, 150)

    assert as_data(read(xlsx(fill)))["contracts"][0]["budget"] == "150.00"


def test_a_formula_that_no_spreadsheet_has_computed_is_told() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1", "active"])(book, sheet)
        sheet.write_formula("D2", "=100+50")

    expected = [
        "row 2, column D `budget`: the formula was never computed "
        "(open the workbook in a spreadsheet and save it again)"
    ]
    assert told(xlsx(fill, is_computed=False)) == expected
    parts = unpacked(xlsx(fill))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</f><v>0</v>", b"</f>")
    assert told(packed({**parts, "xl/worksheets/sheet1.xml": sheet})) == expected


def test_merged_cells_below_each_other_repeat_the_contract_but_no_milestone() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["", "active", "", "", "m1", ""], ["", "active", "", "", "m2", ""])(book, sheet)
        sheet.merge_range("A2:A3", "C1")

    contract = as_data(read(xlsx(fill)))["contracts"][0]
    assert contract["id"] == "C1"
    assert contract["milestones"] == [{"id": "m1"}, {"id": "m2"}]

    def over_amounts(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1", "", "", "", "m1"], ["C1", "", "", "", "m2"])(book, sheet)
        sheet.merge_range("F2:F3", 250)

    assert told(xlsx(over_amounts)) == [
        "row 3, column F `milestone.amount`: the cell is merged with the one in row 2 "
        "(every milestone has a cell of its own)"
    ]


def test_cells_merged_side_by_side_are_told() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1"])(book, sheet)
        sheet.merge_range("B2:C2", "active")

    assert told(xlsx(fill)) == [
        "row 2, column C `started_at`: the cell is merged with the one in column B "
        "(undo the merging: every column has a cell of its own)"
    ]


def test_a_title_merged_above_the_table_is_passed_over() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:F1", "My contracts")
        sheet.write_row(2, 0, HEADINGS)
        sheet.write_row(3, 0, ["C1", "active"])

    assert as_data(read(xlsx(fill)))["contracts"] == [
        {"id": "C1", "platform": "upwork", "status": "active", "closing_planned": False}
    ]


def test_the_first_sheet_that_is_seen_is_read_unless_another_is_named() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.hide()
        for name in ("open", "old"):
            other = book.add_worksheet(name)
            other.write_row(0, 0, ["id", "title"])
            other.write_row(1, 0, [name, name])
            other.activate()

    content = xlsx(fill)
    assert [each.id for each in read(content).contracts] == ["open"]
    assert [each.id for each in read(content, "old").contracts] == ["old"]
    with pytest.raises(InputError) as refused:
        read(content, "olt")
    assert refused.value.problems[0].message == 'no sheet has the name "olt"'
    assert refused.value.problems[0].hint == 'there are "contracts", "open", "old"'


def test_an_id_that_lost_digits_as_a_number_is_told() -> None:
    assert told(xlsx(rows([1234567890123456789, "active"]))) == [
        'row 2, column A `id`: "1234567890123460000" has more digits than a number in a workbook '
        "keeps (format the column as text and write the whole number again)"
    ]


def test_macros_are_not_even_unpacked() -> None:
    content = xlsx(rows(["C1", "active"]), more={"xl/vbaProject.bin": b"Sub AutoOpen()"})
    assert [each.id for each in read(content).contracts] == ["C1"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = xlsx(rows(["C1"]), more={"xl/worksheets/sheet2.xml": b" " * (200 << 20)})
    assert len(bomb) < 1 << 20
    assert told(bomb) == [
        "the workbook is larger than 64 MiB when unpacked (save the sheet alone, or as CSV)"
    ]


def test_a_cell_far_away_is_refused() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        rows(["C1"])(book, sheet)
        sheet.write("XFD1048576", "x")

    assert told(xlsx(fill)) == [
        "the sheet fills more than 2,000,000 cells (delete what stands far from the table)"
    ]


def test_entities_are_refused() -> None:
    parts = unpacked(xlsx(rows(["C1"])))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"<worksheet", bomb + b"<worksheet")
    assert told(packed({**parts, "xl/worksheets/sheet1.xml": sheet})) == [
        "the workbook is damaged, or is none "
        "(open it in a spreadsheet and save it again, without a password)"
    ]


@pytest.mark.parametrize("percent", range(0, 100, 5))
def test_a_workbook_cut_off_anywhere_is_one_error(percent: int) -> None:
    content = xlsx(rows(["C1", "active"]))
    check = Check(["-"], io.BytesIO(content[: len(content) * percent // 100]))
    assert [each.level for each in check] == [Level.ERROR]


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(packed({"readme.txt": b"hello"}))
    assert [each.message for each in Check([str(file)])] == ["the workbook is damaged, or is none"]


def test_an_ods_is_read_with_its_errors_and_percents() -> None:
    head = "".join(map(text_cell, ("id", "budget", "started_at", "account.recommend_rate")))
    error = (
        '<table:table-cell table:formula="of:=[.#REF!]" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    )
    day = (
        '<table:table-cell office:value-type="date" office:date-value="2026-03-01">'
        "<text:p>01.03.26</text:p></table:table-cell>"
    )
    rate = (
        '<table:table-cell office:value-type="percentage" office:value="0.92"><text:p>92%</text:p>'
        "</table:table-cell>"
    )
    amount = (
        '<table:table-cell office:value-type="float" office:value="250.5"><text:p>250,5</text:p>'
        "</table:table-cell>"
    )
    data = as_data(read(ods(head, text_cell("C1") + amount + day + rate)))
    assert data["accounts"] == [{"recommend_rate": 92}]
    assert data["contracts"] == [
        {
            "id": "C1",
            "platform": "upwork",
            "started_at": "2026-03-01T00:00:00Z",
            "closing_planned": False,
            "budget": "250.50",
        }
    ]
    assert told(ods(head, text_cell("C1") + error + day)) == [
        'row 2, column B `budget`: the cell holds the error "#REF!" '
        "(correct the formula, or empty the cell if it is not known)"
    ]


def test_an_ods_repeated_without_end_is_refused() -> None:
    many = text_cell("x", 'table:number-columns-repeated="16000"')
    row = f"{text_cell('C1')}{many}"
    content = ods(text_cell("id"), row)
    parts = unpacked(content)
    repeated = b'<table:table-row table:number-rows-repeated="1000000">'
    parts["content.xml"] = repeated.join(parts["content.xml"].rsplit(b"<table:table-row>", 1))
    assert told(packed(parts)) == [
        "the sheet fills more than 2,000,000 cells (delete what stands far from the table)"
    ]


def test_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    assert told(xlsx(rows(["C1"]))) == [
        "workbooks need the library python-calamine, which is not installed "
        "(install it beside closeout: pip install python-calamine; it is in the extra `xlsx`. "
        "Or save the sheet as CSV)"
    ]


@pytest.mark.parametrize("other", ["Buyer", "Seller"])
def test_a_list_of_orders_in_a_workbook_is_told_to_be_saved_as_text(other: str) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["Order Number", other, "Gig", "Total", "Status"])
        sheet.write_row(1, 0, ["A1", "otter_press", "I will draw", 100, "Delivered"])

    (told_of_it,) = told(xlsx(fill))
    assert told_of_it.endswith("(a list of Fiverr orders is read from a text file: save it as CSV)")
