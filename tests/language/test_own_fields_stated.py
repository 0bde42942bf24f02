"""Fields of a user's own in accounts and in columns of tables, and what `validate` and `diff` tell of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.meaning.own_fields import by_platform
from closeout.engine.snapshot.own import own_problems
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.writing import snapshot_text

from .test_own_fields import contract, pack_of, report_of

ACCOUNTS = """
id: teams
actions: {look: {title: Have a look, effect: none}}
fields:
  account.team: {unit: text, about: Which team it is., choices: [print, web]}
  account.rate: {unit: ratio, about: "What a hour costs, in units of ten."}
rules:
  - id: of-the-print-team
    title: It is the print team's
    for: contract
    when: {status: active, account.team: print, account.rate: {gt: 3}}
    then: {action: look, severity: info, message: "{account.team}, {account.rate}"}
  - id: dear-account
    title: The account is dear
    for: account
    when: {rate: {gt: 3}}
    then: {action: look, severity: info, message: "{rate}"}
"""


def accounts_file(path: Path, **custom: object) -> Path:
    file = path / "accounts.json"
    contracts = [contract(None) | {"id": "C1", "account_id": "A1"}]
    accounts = [{"id": "A1", "custom": custom}, {"id": "A2", "custom": {"team": "web"}}]
    head = {"version": 1, "as_of": "2026-03-10T12:00:00Z"}
    file.write_text(json.dumps({**head, "accounts": accounts, "contracts": contracts}), "utf-8")
    return file


def test_an_account_has_fields_of_its_own_as_well(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "teams", ACCOUNTS)
    snapshot = read_snapshot([str(accounts_file(tmp_path, team="print", rate=3.5))])
    found = report_of(snapshot, pack).findings
    assert [(one.rule, one.message) for one in found] == [
        ("dear-account", "3.5"),
        ("of-the-print-team", "print, 3.5"),
    ]
    assert list(own_problems(snapshot, by_platform([pack]))) == []
    written = tmp_path / "written.json"
    written.write_text(snapshot_text(snapshot), "utf-8")
    assert [one.message for one in report_of(read_snapshot([str(written)]), pack).findings] == [
        "3.5",
        "print, 3.5",
    ]


def test_what_does_not_fit_an_account_is_told_with_its_place(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "teams", ACCOUNTS)
    file = accounts_file(tmp_path, team="prnt", rat=2)
    problems = list(own_problems(read_snapshot([str(file)]), by_platform([pack])))
    assert [(one.place.line, one.message, one.hint) for one in problems] == [
        (
            1,
            'account A1, custom.team: expected print or web, found "prnt": taken as not known',
            'did you mean "print"?',
        ),
        (
            1,
            "account A1, custom.rat: no pack declares this field; it is ignored",
            'did you mean "rate"?',
        ),
    ]
    assert all(one.place.column for one in problems)


def test_a_table_states_the_fields_of_an_account_in_columns(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "teams", ACCOUNTS)
    file = tmp_path / "table.csv"
    file.write_text(
        "id,type,status,account_id,account.id,account.custom.team,account.custom.rate\n"
        "C1,fixed,active,A1,A1,print,3.5\n",
        "utf-8",
    )
    snapshot = read_snapshot([str(file)])
    assert [one.message for one in report_of(snapshot, pack).findings] == ["3.5", "print, 3.5"]


COMMAS = """
id: commas
actions: {look: {title: Have a look, effect: none}}
fields:
  contract.rating: {unit: ratio, about: How good it was.}
  contract.left: {unit: money, about: What is left.}
  contract.version: {unit: text, about: Which version it is.}
facts:
  contract.told: {rating: {gte: 0}, left: {gte: 0 USD}}
rules:
  - id: told
    title: All is told
    for: contract
    when: {status: active, told: true}
    then: {action: look, severity: info, message: "{rating}, {left}, {version}"}
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["4,5;1.200,50;2,5 beta", "3;20,00;3"],
            ["4.5, 1200.50 USD, 2,5 beta", "3, 20.00 USD, 3"],
            id="a comma stands before the decimals",
        ),
        pytest.param(
            ["4.5;1,200.50;2", "3;20.00;3"],
            ["4.5, 1200.50 USD, 2", "3, 20.00 USD, 3"],
            id="a point stands before the decimals, and thousands are set apart",
        ),
        pytest.param(
            ["4.5;1200.50;2,5", ";20.00;3"],
            ["4.5, 1200.50 USD, 2.5"],
            id="a column of numbers is one, whatever it is declared as",
        ),
    ],
)
def test_numbers_of_a_table_are_read_as_its_locale_writes_them(
    tmp_path: Path, rows: list[str], expected: list[str]
) -> None:
    pack = pack_of(tmp_path / "commas", COMMAS)
    file = tmp_path / "table.csv"
    head = "id;type;status;currency;custom.rating;custom.left;custom.version"
    lines = [f"C{place};fixed;active;USD;{row}" for place, row in enumerate(rows)]
    file.write_text("\n".join([head, *lines, ""]), "utf-8")
    snapshot = read_snapshot([str(file)])
    assert list(own_problems(snapshot, by_platform([pack]))) == []
    assert [one.message for one in report_of(snapshot, pack).findings] == expected


def test_a_number_with_two_readings_is_told_with_its_place(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "commas", COMMAS)
    file = tmp_path / "table.csv"
    file.write_text("id;type;status;custom.rating\nC1;fixed;active;1,234\n", "utf-8")
    (problem,) = own_problems(read_snapshot([str(file)]), by_platform([pack]))
    assert problem.message.endswith('custom.rating: expected a number, found "1,234"')


DAYS = """
id: days
actions: {look: {title: Have a look, effect: none}}
fields:
  contract.called_at: {unit: instant, about: When we last called.}
  contract.note: {unit: text, about: What was said.}
rules:
  - id: called
    title: We called
    for: contract
    when: {status: active, called_at: {after: 2000-01-01}}
    then: {action: look, severity: info, message: "{called_at}, {note}"}
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["1.3.2026;1.3.2026 or later", "2026-03-04;soon"],
            ["2026-03-01 00:00 UTC, 1.3.2026 or later", "2026-03-04 00:00 UTC, soon"],
            id="points, and as a snapshot writes it",
        ),
        pytest.param(
            ["3/4/2026 14:30;1.2.10", "2/13/2026;1.2.11"],
            ["2026-03-04 14:30 UTC, 1.2.10", "2026-02-13 00:00 UTC, 1.2.11"],
            id="another row tells which part is the month; no version is a day",
        ),
    ],
)
def test_days_of_a_table_are_read_as_those_of_its_other_columns(
    tmp_path: Path, rows: list[str], expected: list[str]
) -> None:
    pack = pack_of(tmp_path / "days", DAYS)
    file = tmp_path / "table.csv"
    head = "id;type;status;custom.called_at;custom.note"
    lines = [f"C{place};fixed;active;{row}" for place, row in enumerate(rows)]
    file.write_text("\n".join([head, *lines, ""]), "utf-8")
    snapshot = read_snapshot([str(file)])
    assert list(own_problems(snapshot, by_platform([pack]))) == []
    assert [one.message for one in report_of(snapshot, pack).findings] == expected


def test_a_day_with_two_readings_is_told_with_its_place(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "days", DAYS)
    file = tmp_path / "table.csv"
    file.write_text("id;type;status;custom.called_at\nC1;fixed;active;3/4/2026\n", "utf-8")
    (problem,) = own_problems(read_snapshot([str(file)]), by_platform([pack]))
    assert problem.message.endswith('custom.called_at: expected an instant, found "3/4/2026"')


def test_validate_tells_what_does_not_fit_as_check_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_of(tmp_path / "teams", ACCOUNTS)
    monkeypatch.chdir(tmp_path)
    accounts_file(tmp_path, rate="dear")
    done = CliRunner().invoke(app, ["validate", "accounts.json", "--policies", "teams"])
    assert done.exit_code == 3
    assert 'error: account A1, custom.rate: expected a number, found "dear"' in done.stdout
    again = CliRunner().invoke(app, ["check", "accounts.json", "--policies", "teams"])
    assert again.exit_code == 3
    assert 'error: account A1, custom.rate: expected a number, found "dear"' in again.stderr
    accounts_file(tmp_path, rate=4)
    done = CliRunner().invoke(app, ["validate", "accounts.json", "--policies", "teams"])
    assert (done.exit_code, "0 errors" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    "sides", [("teams", "dear"), ("dear", "teams")], ids=["the older pack", "the newer pack"]
)
def test_diff_holds_values_against_both_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sides: tuple[str, str]
) -> None:
    pack_of(tmp_path / "teams", ACCOUNTS)
    pack_of(
        tmp_path / "dear",
        ACCOUNTS.replace("rate: {unit: ratio", "rate: {unit: flag").replace(
            "rate: {gt: 3}", "rate: true"
        ),
    )
    monkeypatch.chdir(tmp_path)
    accounts_file(tmp_path, rate=4)
    done = CliRunner().invoke(app, ["diff", "accounts.json", "--policies", *sides])
    assert done.exit_code == 3
    assert "account A1, custom.rate: expected" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("lint {pack} --with {file} --fail-on never", id="lint with an export"),
        pytest.param("sweep least 1..3 {file} --policies {pack}", id="sweep"),
    ],
)
def test_what_looks_at_an_export_holds_its_values_against_the_pack(
    command: str, tmp_path: Path
) -> None:
    text = ACCOUNTS.replace("fields:", "params: {least: {value: 3, unit: ratio}}\nfields:")
    pack_of(tmp_path / "teams", text.replace("{rate: {gt: 3}}", "{rate: {gt: $least}}"))
    names = {"pack": str(tmp_path / "teams")}

    def told(**custom: object) -> tuple[int, str]:
        names["file"] = str(accounts_file(tmp_path, **custom))
        ran = CliRunner().invoke(app, command.format(**names).split(" "))
        return ran.exit_code, ran.stderr

    code, errors = told(rate=2, rat=2)
    assert (code, errors.count("no pack declares this field; it is ignored")) == (0, 1)
    code, errors = told(rate="much")
    assert code == 3
    assert "account A1, custom.rate: expected a number" in errors


RATED = """
id: rated
actions: {look: {title: Have a look, effect: none}}
fields: {contract.client_rating: {unit: ratio, about: Stars of the client.}}
rules:
  - id: low
    title: Low
    for: contract
    when: {client_rating: {lt: 3}}
    then: {action: look, severity: info, message: Look.}
"""
OUTSIDE = '  a field of your own: write "custom": {"client_rating": ...}, as a column custom.client_rating\n'


@pytest.mark.parametrize("command", ["check", "validate"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"version": 1, "contracts": [{"id": "C1", "client_rating": 4}]}'),
        ("a.csv", "id,Client rating\nC1,4\n"),
    ],
)
def test_a_declared_field_that_stands_outside_of_custom_is_told_where_it_belongs(
    command: str, name: str, text: str, tmp_path: Path
) -> None:
    pack_of(tmp_path / "rated", RATED)
    (tmp_path / name).write_text(text, "utf-8")
    arguments = [command, str(tmp_path / name), "--policies", str(tmp_path / "rated")]
    assert OUTSIDE in CliRunner().invoke(app, arguments).output
    assert OUTSIDE not in CliRunner().invoke(app, arguments[:2]).output
