"""Data frames, by the Arrow interface: flat ones as tables, nested ones as records."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest

from closeout import CloseoutError, Policies, check
from closeout.engine.problems import Level
from closeout.engine.snapshot.given.frames import Frame
from closeout.engine.snapshot.given.plain_values import plain
from closeout.engine.snapshot.model import Record, Snapshot
from closeout.engine.snapshot.read import snapshot_of
from closeout.engine.snapshot.records import Records

from .told import AS_OF, lines

FLAT: dict[str, Any] = {"id": ["C1", "C2"], "type": ["fixed"] * 2, "status": ["active"] * 2}


def frame(**columns: Any) -> polars.DataFrame:
    """A flat frame of two contracts, with more columns or other ones."""
    return polars.DataFrame({**FLAT, **columns}, strict=False)


def lasting(*milliseconds: int) -> polars.DataFrame:
    """A frame with a column of lengths of time."""
    return frame(title=polars.Series(milliseconds).cast(polars.Duration("ms")))


GOOD: dict[str, tuple[Callable[[], Any], str]] = {
    "numbers for ids, and floats for money": (
        lambda: frame(id=[1, 2], escrow=[12.5, None]),
        "id,type,status,escrow\n1,fixed,active,12.50\n2,fixed,active,\n",
    ),
    "a number of 18 digits for an id": (
        lambda: frame(id=[123456789012345678, 2]),
        "id,type,status\n123456789012345678,fixed,active\n2,fixed,active\n",
    ),
    "decimals with zeros behind": (
        lambda: frame(
            escrow=polars.Series([Decimal("12.5000"), None], dtype=polars.Decimal(20, 4))
        ),
        "id,type,status,escrow\nC1,fixed,active,12.50\nC2,fixed,active,\n",
    ),
    "sums of floats": (
        lambda: frame(escrow=[0.1 + 0.2, 0.0]),
        "id,type,status,escrow\nC1,fixed,active,0.30\nC2,fixed,active,0\n",
    ),
    "days, and instants of another zone": (
        lambda: frame(
            started_at=[datetime(2026, 1, 2, 23, 30, tzinfo=UTC)] * 2,
            last_activity_at=[date(2026, 2, 1), None],
        ).with_columns(polars.col("started_at").dt.convert_time_zone("Asia/Tokyo")),
        "id,type,status,started_at,last_activity_at\n"
        "C1,fixed,active,2026-01-02T23:30:00Z,2026-02-01\nC2,fixed,active,2026-01-02T23:30:00Z,\n",
    ),
    "columns of different zones, and instants of none, which count as UTC": (
        lambda: frame(
            started_at=[datetime(2026, 1, 2, 3)] * 2,
            last_activity_at=[datetime(2026, 2, 2, 3, tzinfo=UTC)] * 2,
        ).with_columns(polars.col("last_activity_at").dt.convert_time_zone("America/New_York")),
        "id,type,status,started_at,last_activity_at\n"
        "C1,fixed,active,2026-01-02T03:00:00Z,2026-02-02T03:00:00Z\n"
        "C2,fixed,active,2026-01-02T03:00:00Z,2026-02-02T03:00:00Z\n",
    ),
    "flags, categories, lengths of time, and a column of which nothing is known": (
        lambda: frame(
            closing_planned=[True, False],
            status=polars.Series(["active", "paused"], dtype=polars.Categorical),
            title=[None, None],
        ),
        "id,type,status,closing_planned\nC1,fixed,active,true\nC2,fixed,paused,false\n",
    ),
    "several rows a contract": (
        lambda: polars.DataFrame(
            {
                "id": ["C1", "C1"],
                "type": ["fixed"] * 2,
                "status": ["active"] * 2,
                "milestone.id": ["a", "b"],
                "milestone.state": ["funded", "paid"],
            }
        ),
        "id,type,status,milestone.id,milestone.state\n"
        "C1,fixed,active,a,funded\nC1,fixed,active,b,paid\n",
    ),
    "a part of a frame": (
        lambda: frame()[1:],
        "id,type,status\nC2,fixed,active\n",
    ),
    "instants below a second, and a column that no field has of a type that nothing reads": (
        lambda: duckdb.sql(
            "select 'C1' as id, 'fixed' as type, 'active' as status, ['a'] as tags, map {'a': 1} as more, "
            "time '09:00' as at, 'infinity'::date as never, 'm' as \"milestone.id\", "
            "timestamp_ns '1969-12-31 23:59:59.123456789' as started_at"
        ),
        "id,type,status,milestone.id,started_at\nC1,fixed,active,m,1969-12-31T23:59:59Z\n",
    ),
    "another library": (
        lambda: duckdb.sql(
            "select 'C1' as id, 'fixed' as type, 'active' as status, 12.5::decimal(9, 3) as escrow"
        ),
        "id,type,status,escrow\nC1,fixed,active,12.50\n",
    ),
}


@pytest.mark.parametrize(("made", "table"), GOOD.values(), ids=GOOD)
def test_a_flat_frame_says_what_a_table_says(
    made: Callable[[], Any], table: str, tmp_path: Path
) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(table, "utf-8")
    of_frame, of_file = snapshot_of(Frame(made())), snapshot_of([str(file)])
    assert known(of_frame) == known(of_file)
    assert of_frame.contracts


def known(snapshot: Snapshot) -> list[tuple[Record, list[Record] | None]]:
    """What a snapshot says of its contracts, without where it says so; nothing may be wrong with it."""
    told = [each.told for each in snapshot.problems if each.level is not Level.NOTE]
    assert [each for each in told if "no field has" not in each] == []
    return [(contract.values, contract.milestones) for contract in snapshot.contracts]


def test_a_nested_frame_says_what_its_records_say(portfolio: Path) -> None:
    contracts = [
        {**contract, "escrow": float(contract["escrow"])} if "escrow" in contract else contract
        for contract in json.loads(portfolio.read_text("utf-8"))["contracts"]
    ]
    nested = polars.DataFrame(contracts, infer_schema_length=None)
    assert nested.schema["milestones"].is_nested()
    assert known(snapshot_of(Frame(nested))) == known(snapshot_of(Records(contracts)))


DECIMALS = ["decimal(4, 2)", "decimal(9, 2)", "decimal(18, 2)", "decimal(38, 2)", "double"]


@pytest.mark.parametrize("kind", DECIMALS)
def test_a_payment_that_went_back_is_below_zero_whatever_holds_it(kind: str) -> None:
    nested = duckdb.sql(
        "select 'C1' as id, 'fixed' as type, 'USD' as currency, map {'id': 'k'} as client, time '09:00' as at, "
        f"[{{'amount': 50::{kind}, 'paid_at': date '2026-02-01'}}, "
        f"{{'amount': (-20.05)::{kind}, 'paid_at': date '2026-02-05'}}] as payments"
    )
    payments = [
        {"amount": "50", "paid_at": "2026-02-01"},
        {"amount": "-20.05", "paid_at": "2026-02-05"},
    ]
    record = {"id": "C1", "type": "fixed", "currency": "USD", "client": {"id": "k"}}
    assert known(snapshot_of(Frame(nested))) == known(
        snapshot_of(Records([{**record, "payments": payments}]))
    )


def test_numbers_may_be_ids_in_a_nested_frame(house: Policies) -> None:
    nested = polars.DataFrame(
        [{"id": 7, "type": "fixed", "milestones": [{"id": 1, "amount": 2.5, "title": None}]}]
    )
    report = check(nested, house, as_of=AS_OF)
    assert (list(report.verdicts), report.problems) == (["7"], ())


class Failing:
    """A frame whose own library cannot hand it over, as pandas does with a column of mixed types."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise ValueError("Could not convert 'x'\nwith type str")


NO_ID = [
    "frame: error: the column id is missing",
    "  give every contract a name or number of its own, in a column called id",
]
FORM = "  write it like 2026-03-15T09:00:00Z, or as a day like 2026-03-15"
CAST = "  give every column one type, and cast what is no text, number, flag or date"

BAD: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "no columns": (polars.DataFrame, NO_ID),
    "no column of ids": (lambda: polars.DataFrame({"name": ["x"]}), NO_ID),
    "no rows": (
        lambda: frame().head(0),
        ["frame: error: there are no contracts", "  an export holds at least one contract"],
    ),
    "one column and no frame": (
        lambda: polars.Series([1, 2]),
        ["frame: error: expected a data frame, found one column of int64"],
    ),
    "what its own library cannot hand over": (
        Failing,
        ["frame: error: the table cannot be read: Could not convert 'x' with type str", CAST],
    ),
    "NaN": (
        lambda: frame(escrow=[float("nan"), 1.0]),
        [
            "frame[0]: error: column `escrow`: nan is no number that can be meant",
            "  null says that it is not known",
        ],
    ),
    "an amount below zero": (
        lambda: frame(escrow=[Decimal("-1.00"), None]),
        [
            'frame[0]: error: column `escrow`: contract C1, escrow: expected 0 or more, found "-1"',
            "  a payment that went back is a negative entry of payments",
        ],
    ),
    "instants that never come, or always were": (
        lambda: duckdb.sql(
            "select 'C1' as id, 'infinity'::date as due_at, '-infinity'::timestamptz as started_at"
        ),
        [
            'frame[0]: error: column `due_at`: contract C1, due_at: expected an instant, found "infinity"',
            FORM,
            "frame[0]: error: column `started_at`: contract C1, started_at: expected an instant, "
            'found "-infinity"',
            FORM,
        ],
    ),
    "a value that Python cannot hold, in the second chunk": (
        lambda: polars.concat([lasting(1, 2), lasting(3, 1 << 62)], rechunk=False),
        [
            "frame[3]: error: column `title`: a value of the type duration is none that a cell can hold",
            "  cast the column to text, numbers or dates",
        ],
    ),
    "bytes": (
        lambda: frame(title=[b"x", None]),
        [
            "frame[0]: error: column `title`: a value of the type bytes is none that a cell can hold",
            "  cast the column to text, numbers or dates",
        ],
    ),
    "a column that no field has": (
        lambda: frame(tytul=["x", "y"]),
        [
            'frame: warning: column `tytul`: no field has the name "tytul"; the column is ignored',
            '  did you mean "title"?',
        ],
    ),
    "an amount that is none": (
        lambda: frame(escrow=["x", "1"]),
        [
            'frame[0]: error: column `escrow`: contract C1, escrow: expected an amount, found "x"',
            '  write it like "12.50"',
        ],
    ),
    "rows of one contract that do not agree": (
        lambda: frame(id=["C1", "C1"], escrow=[1.0, 2.0]),
        [
            'frame[1]: error: column `escrow`: escrow is "2" here and "1" in frame[0]',
            "  rows of one contract, account or export repeat the same values; what is of the milestone is called "
            "milestone.escrow_amount",
        ],
    ),
    "NaN within a record": (
        lambda: frame(milestones=[[{"id": "m", "amount": float("nan")}], []]),
        [
            "frame[0].milestones[0].amount: error: milestones[0].amount: nan is no number that can be "
            "meant",
            "  null says that it is not known",
        ],
    ),
}


@pytest.mark.parametrize(("made", "told"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_frame_is_told_with_row_and_column(
    made: Callable[[], Any], told: list[str], house: Policies
) -> None:
    assert lines(check(made(), house, as_of=AS_OF)) == told


def test_without_the_library_for_frames_the_remedy_is_raised(
    house: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoarrow", None)
    with pytest.raises(CloseoutError) as refused:
        check(frame(), house)
    assert str(refused.value) == (
        "frame: error: data frames need the library nanoarrow, which is not installed\n"
        "  install it beside closeout: pip install 'closeout[arrow]'"
    )
    with pytest.raises(CloseoutError, match="Arrow tables need the library nanoarrow"):
        check({"id": "C1"}, house).to_arrow()


def test_a_length_of_time_is_hours(house: Policies) -> None:
    report = check(frame(type=["hourly"] * 2, hours_this_week=[timedelta(hours=3)] * 2), house)
    assert not report.has_errors


class Held32:
    """A number, or a list of them, as numpy holds it in 32 bits."""

    dtype = "float32"

    def __init__(self, value: object) -> None:
        self._value = value

    def tolist(self) -> object:
        """As floats of 64 bits."""
        return self._value


Held32.__module__ = "numpy"


def test_a_number_that_numpy_holds_in_32_bits_is_what_was_written_into_it() -> None:
    held = struct.unpack("2f", struct.pack("2f", 12.1, 19.99))
    assert held[0] != 12.1
    assert plain(Held32(held[0])) == (Decimal("12.1"), [])
    assert plain(Held32(list(held))) == ([Decimal("12.1"), Decimal("19.99")], [])
