"""Payment reports: what counts, when, and for how much."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.model import NONE, Contract
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.payment import Report
from closeout.engine.snapshot.supply.payment_merge import merge_payments
from closeout.engine.snapshot.supply.payment_report import read_report
from closeout.engine.written import instant_json

WEEKLY = "Date,Contract,Hours,Amount,Payment type\n"
OLD = "Date,Ref ID,Type,Description,Team,Amount\n"
NEW = "Date,Transaction ID,Transaction type,Description 1,Client team,Amount $\n"


def merged(
    *texts: str,
    at: str = "2026-03-10T12:00:00Z",
    role: str = "freelancer",
    period: tuple[str, str] | None = None,
    **fields: Any,
) -> Contract:
    """One contract after some reports were merged."""
    contract = {"id": "7", "title": "Logo", "started_at": "2026-01-05T15:00:00Z", **fields}
    document = {"version": 1, "role": role, "contracts": [contract]}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    reports: list[Report] = []
    for text in texts:
        [report] = read_report("-", io.BytesIO(text.encode()))
        if period:
            report.period = parse_instant(period[0]), parse_instant(period[1])
        else:
            report.ends = parse_instant(at[:10])  # as the name of a download tells
        reports.append(report)
    merge_payments(snapshot, reports, parse_instant(at))
    return snapshot.contracts[0]


def last_paid(contract: Contract) -> str | None:
    value = contract.get("last_paid_at")
    return instant_json(value) if isinstance(value, int) else None if value is None else "none"


@pytest.mark.parametrize("date", ['"Feb 02, 2026"', '"Feb 2, 2026"', "2026-02-02"])
@pytest.mark.parametrize("header", [OLD, NEW])
def test_both_headers_and_all_dates_are_read(header: str, date: str) -> None:
    contract = merged(f'{header}{date},1,Fixed-Price,Logo,,"$1,250.50"\n')
    assert last_paid(contract) == "2026-02-02T00:00:00Z"
    assert contract.get("total_paid") == 125_050
    assert contract.get("currency") == "USD"


@pytest.mark.parametrize(
    ("at", "paid"),
    [
        ("2026-03-09T11:59:59Z", None),
        ("2026-03-09T12:00:00Z", "2026-03-09T12:00:00Z"),
        ("2026-03-16T12:00:00Z", "2026-03-16T12:00:00Z"),
    ],
)
def test_logged_hours_are_paid_when_their_week_is_billed(at: str, paid: str | None) -> None:
    rows = "2026-03-02,Logo (7),1,30,\n2026-03-08,Logo (7),1,30,\n2026-03-09,Logo (7),2,60,\n"
    contract = merged(WEEKLY + rows, at=at, type="hourly")
    assert last_paid(contract) == paid
    assert contract.get("total_paid") == {None: None, "2026-03-09T12:00:00Z": 6000}.get(paid, 12000)


def test_hours_of_this_week_need_a_row_of_this_week() -> None:
    early = merged(WEEKLY + "2026-03-08,Logo (7),1.5,30,\n", type="hourly")
    assert early.get("hours.this_week") is None
    now = merged(WEEKLY + "2026-03-08,Logo (7),1.5,30,\n2026-03-09,Other (8),1,9,\n", type="hourly")
    assert now.get("hours.this_week") == 0
    both = merged(WEEKLY + "2026-03-09,Logo (7),1.5,9,\n2026-03-10,Logo (7),1,9,\n", type="hourly")
    assert both.get("hours.this_week") == 9000


def test_rows_that_two_files_share_count_once_and_twins_in_one_file_twice() -> None:
    row = "2026-02-02,,Bonus,Logo,,10\n"
    contract = merged(OLD + row + row, OLD + row + "2026-02-03,,Bonus,Logo,,5\n")
    assert contract.get("total_paid") == 2500


def test_a_client_pays_with_a_minus() -> None:
    contract = merged(OLD + "2026-02-02,1,Fixed Price,Logo,,-40.00\n", role="client")
    assert contract.get("total_paid") == 4000


@pytest.mark.parametrize(
    ("period", "started", "total", "paid"),
    [
        (("2026-01-05", "2026-03-10"), "2026-01-05T15:00:00Z", 1000, "2026-02-02T00:00:00Z"),
        (("2026-01-06", "2026-03-10"), "2026-01-05T15:00:00Z", None, "2026-02-02T00:00:00Z"),
        (("2026-01-05", "2026-03-09"), "2026-01-05T15:00:00Z", None, None),
        (None, "2025-03-10T00:00:00Z", 1000, "2026-02-02T00:00:00Z"),
        (None, "2025-03-08T00:00:00Z", None, "2026-02-02T00:00:00Z"),
    ],
)
def test_totals_need_reports_of_the_whole_contract(
    period: tuple[str, str] | None, started: str, total: int | None, paid: str | None
) -> None:
    text = OLD + "2026-02-02,1,Fixed Price,Logo,,10\n"
    contract = merged(text, period=period, started_at=started)
    assert (contract.get("total_paid"), last_paid(contract)) == (total, paid)


def test_nothing_paid_is_known_only_from_a_stated_period_and_certain_rows() -> None:
    days = ("2026-01-01", "2026-03-10")
    assert merged(OLD, period=days).get("last_paid_at") is NONE
    assert merged(OLD).get("last_paid_at") is None
    stray = OLD + "2026-02-02,1,Fixed Price,Who knows,,10\n"
    assert merged(stray, period=days).get("last_paid_at") is None
    paid = [{"id": "m", "state": "paid", "paid_amount": "5.00"}]
    assert merged(OLD, period=days, milestones=paid).get("last_paid_at") is None


def test_the_latest_activity_of_a_fixed_price_contract_needs_all_changes() -> None:
    text = OLD + "2026-02-02,1,Fixed Price,Logo,,10\n"
    changed = {"id": "m", "modified_at": "2026-02-05T10:00:00Z"}
    known = merged(text, type="fixed", milestones=[changed])
    assert known.get("last_activity_at") == parse_instant("2026-02-05T10:00:00Z")
    unknown = merged(text, type="fixed", milestones=[changed, {"id": "n"}])
    assert unknown.get("last_activity_at") is None


@pytest.mark.parametrize(
    ("name", "paid"),
    [
        ("2026-03-10_transaction_report.csv", "2026-02-02T00:00:00Z"),
        ("2026-03-10_transaction_report (1).csv", "2026-02-02T00:00:00Z"),
        ("2026-03-11_transaction_report.csv", "2026-02-02T00:00:00Z"),
        ("2026-03-09_transaction_report.csv", None),
        ("2026-01-09_transaction_report.csv", None),
        ("2026-13-41_transaction_report.csv", None),
        ("payments.csv", None),
    ],
)
def test_the_name_of_a_transaction_report_tells_how_far_it_reaches(
    name: str, paid: str | None, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(NEW + "2026-02-02,1,Hourly,Logo,,10\n", encoding="utf-8")
    document = {"version": 1, "contracts": [{"id": "7", "title": "Logo"}]}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    merge_payments(
        snapshot, read_report(str(tmp_path / name)), parse_instant("2026-03-10T12:00:00Z")
    )
    assert last_paid(snapshot.contracts[0]) == paid


def test_a_report_without_a_name_that_tells_reaches_the_export_for_a_month() -> None:
    document = {"version": 1, "contracts": [{"id": "7", "title": "Logo"}]}
    for at, paid in (
        ("2026-03-05T00:00:00Z", "2026-02-02T00:00:00Z"),
        ("2026-03-05T00:00:01Z", None),
    ):
        snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
        reports = read_report("-", io.BytesIO((NEW + "2026-02-02,1,Hourly,Logo,,10\n").encode()))
        merge_payments(snapshot, reports, parse_instant(at))
        assert last_paid(snapshot.contracts[0]) == paid


CLIENTS = "Date,Ref ID,Type,Description,Team,Amount\n"
KNOWN = "2026-02-20,1,Fixed Price,Logo: Final,Blum,120\n"
EARLIER, SAME_DAY, LATER = ("2026-02-01", "2026-02-20", "2026-02-25")


@pytest.mark.parametrize(
    ("row", "paid", "payments"),
    [
        (f"{EARLIER},2,Bonus,Thanks!,Blum,25\n", "2026-02-20T00:00:00Z", None),
        (f"{SAME_DAY},2,Bonus,Thanks!,Blum,25\n", "2026-02-20T00:00:00Z", None),
        (f"{LATER},2,Bonus,Thanks!,Blum,25\n", None, ((12000, SAME_DAY), (None, None))),
        (f"{LATER},2,Refund,Thanks!,Blum,25\n", "2026-02-20T00:00:00Z", None),
        (f"{EARLIER},2,Expense,Logo,Blum,20\n", "2026-02-20T00:00:00Z", None),
        (f"{LATER},2,Expense,Logo,Blum,20\n", None, ((12000, SAME_DAY), (None, None))),
        ("some day,2,Expense,Logo,Blum,?\n", None, ((12000, SAME_DAY), (None, None))),
        (f"{LATER},2,Bonus,Thanks!,Atlas,25\n", "2026-02-20T00:00:00Z", ((12000, SAME_DAY),)),
        (f"{LATER},2,Hourly,Invoice,Blum,25\n", "2026-02-20T00:00:00Z", ((12000, SAME_DAY),)),
        (f"{LATER},2,Withdrawal,,,25\n", "2026-02-20T00:00:00Z", ((12000, SAME_DAY),)),
    ],
)
def test_a_row_that_may_be_of_a_contract_leaves_open_what_it_may_change_and_no_more(
    row: str, paid: str | None, payments: tuple[tuple[int | None, str | None], ...] | None
) -> None:
    contract = merged(CLIENTS + KNOWN + row, type="fixed", client={"name": "Blum"})
    held = payments and tuple((cents, day and parse_instant(day)) for cents, day in payments)
    assert (last_paid(contract), contract.get("payments")) == (paid, held)
    is_whole = payments is not None and len(payments) == 1
    assert contract.get("total_paid") == (12000 if is_whole else None)


@pytest.mark.parametrize(
    ("kind", "started", "ended", "expected"),
    [
        ("Hourly", "2026-01-05", "2026-02-01", {"H": 5000}),
        ("Fixed Price", "2026-01-05", "2026-02-01", {"F": 5000}),
        ("Bonus", "2026-01-05", "2026-02-01", {}),
        ("Bonus", "2024-01-05", "2025-02-18", {"H": 5000}),
        ("Bonus", "2024-01-05", "2025-02-19", {}),
    ],
)
def test_of_two_contracts_of_one_title_that_is_paid_which_can_be_paid_so(
    kind: str, started: str, ended: str, expected: dict[str, int]
) -> None:
    hourly = {"id": "H", "title": "Web", "type": "hourly", "started_at": "2026-01-05"}
    fixed = {"id": "F", "title": "Web", "type": "fixed", "started_at": started, "ended_at": ended}
    document = {"version": 1, "contracts": [hourly, fixed]}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    reports = read_report("-", io.BytesIO(f"{OLD}2026-02-20,1,{kind},Web,,50\n".encode()))
    reports[0].ends = parse_instant("2026-03-10")
    merge_payments(snapshot, reports, parse_instant("2026-03-10T12:00:00Z"))
    last = {each.id: 5000 for each in snapshot.contracts if last_paid(each)}
    assert last == expected


def test_hours_are_paid_by_no_contract_of_fixed_price() -> None:
    contract = merged(OLD + "2026-02-20,1,Hourly,Logo,,50\n", type="fixed")
    assert (last_paid(contract), contract.get("payments")) == (None, None)


@pytest.mark.parametrize("dispute", [None, {"filed_at": "2026-02-01", "response": "given"}])
def test_a_chargeback_takes_money_back_and_mentions_a_dispute_of_which_nothing_is_told(
    dispute: dict[str, str] | None,
) -> None:
    rows = "2026-02-02,1,Fixed Price,Logo,,50\n2026-02-20,2,Chargeback,Logo,,50\n"
    contract = merged(OLD + rows, type="fixed", dispute=dispute)
    assert (contract.get("total_paid"), last_paid(contract)) == (0, "2026-02-02T00:00:00Z")
    told = tuple(contract.get(f"dispute.{each}") for each in ("filed_by", "hours", "response"))
    assert told == (("client", 0, None) if dispute is None else (None, None, "given"))


@pytest.mark.parametrize(
    ("description", "team", "is_mentioned"),
    [
        ("Something else", "Acme", True),
        ("Something else", "", True),
        ("Something else", "Bolt", False),
        ("Logo", "Bolt", True),
    ],
)
def test_a_chargeback_that_may_be_of_a_contract_leaves_open_whether_it_is_in_dispute(
    description: str, team: str, is_mentioned: bool
) -> None:
    rows = (
        f"2026-02-02,1,Fixed Price,Logo,Acme,50\n2026-02-20,2,Chargeback,{description},{team},50\n"
    )
    contract = merged(OLD + rows, type="fixed", client={"name": "Acme"})
    assert contract.get("not_understood") == (("dispute.response",) if is_mentioned else None)
    denied = merged(OLD + rows, type="fixed", client={"name": "Acme"}, dispute="none")
    assert denied.get("not_understood") is None


@pytest.mark.parametrize(
    ("name", "paid"), [("Logo", 5000), ("Logo 2", None), ("4711", None), ("A1", None)]
)
def test_a_contract_without_a_title_is_called_by_its_id_if_that_is_a_name(
    name: str, paid: int | None
) -> None:
    rows = f"2026-02-02,1,Fixed Price,{name.removesuffix(' 2')},,50\n"
    contract = merged(OLD + rows, id=name, title=None, type="fixed")
    assert contract.get("total_paid") == paid


@pytest.mark.parametrize(
    ("rows", "activity"),
    [
        ("2026-03-09,Logo (7),1,30,\n", "2026-03-09"),
        ("2026-02-16,Logo (7),1,30,\n2026-03-09,Logo (7),1,30,\n", "2026-03-09"),
        ("2026-03-01,Logo (7),1,30,\n", "2026-03-02T12:00:00Z"),
        ("2026-01-09,Logo (7),1,30,\n", "2026-01-12T12:00:00Z"),
    ],
)
def test_the_latest_activity_of_an_hourly_contract_is_its_latest_payment_or_day_of_work(
    rows: str, activity: str
) -> None:
    contract = merged(WEEKLY + rows, type="hourly")
    assert contract.get("last_activity_at") == parse_instant(activity)
