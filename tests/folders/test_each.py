"""`check --each`: a report for each file, under the settings nearest to it, and the worst exit code."""

from __future__ import annotations

import csv
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.each_file import WORST_FIRST

AT = "2026-03-09T12:00:00Z"
CLEAN = {
    "type": "fixed",
    "status": "active",
    "escrow": "0",
    "milestones": [],
    "work_state": "in_progress",
    "started_at": AT,
    "last_activity_at": AT,
}
TO_END = {
    "work_state": "complete",
    "open_tasks": 0,
    "total_paid": "100",
    "last_freelancer_message_at": AT,
    "refund_request": "none",
    "dispute": "none",
}
"""What has to be known, beside CLEAN, to end a contract."""
FAILING = {
    **CLEAN,
    "escrow": "300",
    "closing_planned": True,
    "currency": "USD",
    "milestones": [{"id": "m1", "state": "funded", "amount": "300", "funded_amount": "300"}],
}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("CLOSEOUT_")]:
        monkeypatch.delenv(name)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, content: object) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def export(name: str, contract: dict[str, Any], id: str = "C1", **header: str) -> None:
    header = {"as_of": "2026-03-10T12:00:00Z", **header}
    put(name, {"version": 1, **header, "contracts": [{"id": id, **contract}]})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


def test_roles_instants_and_ids_may_differ_from_file_to_file() -> None:
    export("a/x.json", CLEAN)
    export("b/x.json", CLEAN, role="client", as_of="2026-03-09T12:00:00Z")
    together = run(".")
    assert together.exit_code == 3
    assert "files that are read together must agree" in together.stderr
    done = run("--each", ".")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"==> a/x.json <==\n{run('a/x.json').stdout}\n"
        f"==> b/x.json <==\n{run('b/x.json').stdout}\n"
        "2 files checked one by one, exit code 0:\n"
        "  0  a/x.json: 1 contract, 0 findings\n"
        "  0  b/x.json: 1 contract, 0 findings\n"
    )


FILES = {
    "clean.json": (lambda name: export(name, CLEAN), 0),
    "failing.json": (lambda name: export(name, FAILING), 1),
    "broken.json": (lambda name: put(name, "{"), 3),
    "set/x.json": (lambda name: (export(name, CLEAN), put("set/closeout.yaml", "fail_on: x\n")), 2),
}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["clean.json"], 0),
        (["clean.json", "failing.json"], 1),
        (["failing.json", "broken.json", "clean.json"], 3),
        (["broken.json", "set/x.json"], 2),
        (["clean.json", "failing.json", "broken.json", "set/x.json"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_worst_exit_code_counts_and_every_file_is_checked(names: list[str], code: int) -> None:
    for name in names:
        FILES[name][0](name)
    done = run("--each", *names)
    assert done.exit_code == code
    summary = done.stdout.split(f"checked one by one, exit code {code}:\n")[1]
    assert [int(line.split()[0]) for line in summary.splitlines()] == [
        FILES[name][1] for name in names
    ]
    assert summary.count("cannot be checked") == sum(FILES[name][1] > 1 for name in names)


def test_a_usage_error_is_worse_than_bad_input_and_that_than_findings() -> None:
    assert WORST_FIRST == (2, 3, 1, 0)


def test_the_nearest_settings_hold_for_a_file_and_those_of_the_folder_for_the_outputs() -> None:
    export("a/exports/x.json", FAILING)
    export("b/x.json", FAILING)
    put("closeout.yaml", "format: csv\n")
    put("a/closeout.yaml", "fail-on: never\nas-of: 2026-03-11\nformat: json\n")
    done = run("--each", ".")
    assert done.exit_code == 1, done.stderr
    assert done.stderr == (
        "passed over: 2 files of closeout itself (a/closeout.yaml, closeout.yaml)\n"
        "2 files checked one by one, exit code 1:\n"
        "  0  a/exports/x.json: 1 contract, 2 findings\n"
        "  1  b/x.json: 1 contract, 2 findings\n"
    )
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert {(row["file"], row["as_of"]) for row in rows} == {
        ("a/exports/x.json", "2026-03-11T00:00:00Z"),
        ("b/x.json", "2026-03-10T12:00:00Z"),
    }


def test_a_pack_and_waivers_of_a_team_hold_for_its_files_only() -> None:
    for team in ("a", "b"):
        export(f"{team}/x.json", FAILING)
    put("a/closeout.yaml", "policies: [rules]\nwaivers: waivers.yaml\n")
    put("a/rules/pack.yaml", "id: mine\nextends: upwork\nparams: {auto_release: 10 days}\n")
    waiver = "{rule: escrow-at-stake, contract: C1, reason: agreed, until: 2026-04-01}"
    put("a/waivers.yaml", f"- {waiver}\n")
    done = run("--each", ".", "-f", "json")
    assert done.exit_code == 1, done.stderr
    told = json.loads(done.stdout)
    assert [(each["file"], each["exit_code"]) for each in told["files"]] == [
        ("a/x.json", 0),
        ("b/x.json", 1),
    ]
    packs = [[pack["id"] for pack in each["report"]["policies"]] for each in told["files"]]
    assert ("mine" in packs[0], "mine" in packs[1]) == (True, False)


WAIVER = "{{rule: {rule}, contract: {contract}, reason: agreed, until: {until}}}"


def warned(done: Result) -> list[str]:
    """What stands on stderr, without quoted lines, remedies and the summary."""
    return [line for line in done.stderr.splitlines() if ": warning: " in line]


@pytest.mark.parametrize(
    ("waived", "told"),
    [
        ({"contract": "C1", "until": "2026-04-01"}, []),
        (
            {"contract": "C9", "until": "2026-04-01"},
            ["w.yaml:1:3: warning: this waiver is not used: escrow-at-stake for contract C9"],
        ),
        (
            {"contract": "C1", "until": "2026-03-01"},
            [
                "w.yaml:1:3: warning: this waiver ended on 2026-03-01 00:00 UTC: "
                "escrow-at-stake for contract C1"
            ],
        ),
    ],
    ids=["used in one file", "used in none", "ended"],
)
def test_a_waiver_is_told_once_and_as_useless_only_where_no_file_uses_it(
    waived: dict[str, str], told: list[str]
) -> None:
    export("a.json", FAILING)
    export("b.json", {**CLEAN, "id": "C2"})
    put("w.yaml", "- " + WAIVER.format(rule="escrow-at-stake", **waived) + "\n")
    assert warned(run("--each", "a.json", "b.json", "--waivers", "w.yaml", "-f", "json")) == told


def test_a_waiver_is_not_told_as_useless_where_a_file_could_not_be_checked() -> None:
    export("a.json", CLEAN)
    put("b.json", "{")
    waiver = WAIVER.format(rule="escrow-at-stake", contract="C9", until="2026-04-01")
    put("w.yaml", f"- {waiver}\n")
    assert warned(run("--each", "a.json", "b.json", "--waivers", "w.yaml", "-f", "json")) == []


def test_a_known_finding_is_gone_only_where_no_file_has_it_any_more() -> None:
    export("a.json", FAILING)
    export("b.json", {**CLEAN, "id": "C2"})
    CliRunner().invoke(app, ["baseline", "write", "a.json", "-o", "bl.json"])
    arguments = ("--each", "a.json", "b.json", "--baseline", "bl.json")
    still = run(*arguments, "-f", "text")
    assert (warned(still), "gone" in still.stdout) == ([], False)
    export("a.json", CLEAN)
    assert warned(run(*arguments, "-f", "json")) == [
        "bl.json: warning: gone: escrow-at-stake for C1",
        "bl.json: warning: gone: submit-before-ending for C1/m1",
    ]


def test_a_baseline_of_each_file_knows_what_check_finds_in_each() -> None:
    export("a/x.json", FAILING)
    export("b/x.json", FAILING, role="agency", as_of="2026-03-09T12:00:00Z")
    write = ["baseline", "write", ".", "-o", "bl.json"]
    assert CliRunner().invoke(app, write).exit_code == 3
    done = CliRunner().invoke(app, [*write, "--each"])
    assert (done.exit_code, done.output) == (0, "")
    assert json.loads(Path("bl.json").read_text("utf-8"))["as_of"] == "2026-03-10T12:00:00Z"
    assert run("--each", ".").exit_code == 1
    known = run("--each", "a", "b", "--baseline", "bl.json")
    assert (known.exit_code, known.stderr) == (0, "")


def test_no_baseline_is_written_where_a_file_cannot_be_checked() -> None:
    export("a.json", FAILING)
    put("b.json", "{")
    put("set/closeout.yaml", "fail_on: x\n")
    export("set/x.json", CLEAN)
    arguments = ["baseline", "write", "--each", "a.json", "b.json", "set/x.json", "-o", "bl.json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert "b.json:1:1: error: " in done.stderr
    assert "set/closeout.yaml:1:1: error: " in done.stderr
    assert not Path("bl.json").exists()


def test_settings_beside_files_leave_files_out_that_are_found_but_none_that_is_named() -> None:
    export("a/x.json", CLEAN)
    export("a/draft.json", CLEAN)
    put("a/closeout.yaml", "exclude: [draft.json]\n")
    assert "draft" not in run("--each", "a").stdout
    assert "draft" in run("--each", "a/draft.json").stdout
    put("a/closeout.yaml", "exclude: ['*.json']\n")
    done = run("--each", "a")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        2,
        "exclude: error: the settings beside the files leave all of them out",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--close", "C1"], 0, ""),
        (["--close", "C2"], 1, ""),
        (["--close", "C9"], 2, '--close: error: no file has a contract "C9"\n  name another\n'),
        (["--rule", "escrow-not-known"], 0, ""),
        (["--rule", "no-such"], 2, '--rule: error: no file has a rule "no-such"\n  name another\n'),
    ],
)
def test_rules_and_contracts_may_be_in_any_of_the_files(
    arguments: list[str], code: int, told: str
) -> None:
    export("a.json", {**CLEAN, **TO_END, "closing_planned": True})
    milestones = FAILING["milestones"]
    export("b.json", {**CLEAN, "escrow": "300", "milestones": milestones}, id="C2")
    done = run("--each", ".", *arguments)
    assert (done.exit_code, done.stderr) == (code, told)


def test_every_format_joins_the_reports_of_all_files() -> None:
    export("a.json", FAILING)
    export("b/c & d.json", FAILING)
    put("c.json", "{")
    formats = ("json", "ndjson", "csv", "sarif", "junit", "gitlab", "github", "markdown")
    outputs = [argument for each in formats for argument in ("-f", f"{each}:out.{each}")]
    done = run("--each", "a.json", "b", "c.json", *outputs)
    assert done.exit_code == 3
    assert done.stderr.endswith(
        "3 files checked one by one, exit code 3:\n"
        "  1  a.json: 1 contract, 2 findings\n"
        "  1  b/c & d.json: 1 contract, 2 findings\n"
        "  3  c.json: cannot be checked\n"
    )
    told = {each: Path(f"out.{each}").read_text("utf-8") for each in formats}
    files = json.loads(told["json"])["files"]
    assert [(each["file"], each["exit_code"]) for each in files] == [
        ("a.json", 1),
        ("b/c & d.json", 1),
        ("c.json", 3),
    ]
    assert files[2]["report"] is None
    kinds = [json.loads(line)["kind"] for line in told["ndjson"].splitlines()]
    assert [kind for kind in kinds if kind in ("file", "report")] == [
        *("file", "report", "file", "report", "file"),
    ]
    assert len(list(csv.DictReader(StringIO(told["csv"])))) == 4
    (sarif,) = json.loads(told["sarif"])["runs"]
    assert [each["file"] for each in sarif["properties"]["files"]] == ["a.json", "b/c & d.json"]
    rules = sarif["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in sarif["results"]] == [
        each["ruleId"] for each in sarif["results"]
    ]
    assert len({rule["id"] for rule in rules}) == len(rules) == 2
    junit = ElementTree.fromstring(told["junit"])
    assert [suite.get("name") for suite in junit] == ["a.json", "b/c & d.json", "c.json"]
    assert (junit.get("tests"), junit.get("failures"), junit.get("errors")) == ("3", "2", "1")
    issues = json.loads(told["gitlab"])
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 5
    assert told["github"].count("file=a.json") == 2
    assert told["markdown"].startswith("# a.json\n\n## Contracts as of 2026-03-10 12:00 UTC\n")
    assert "# All files\n" in told["markdown"]


def test_calendars_follow_one_another() -> None:
    pytest.importorskip("icalendar")
    export("a.json", CLEAN)
    export("b.json", CLEAN)
    done = run("--each", ".", "-f", "ics")
    assert done.stdout.count("BEGIN:VCALENDAR") == 2


def test_standard_input_is_a_file_of_its_own() -> None:
    export("a.json", CLEAN)
    text = Path("a.json").read_text("utf-8")
    done = CliRunner().invoke(app, ["check", "--each", "-", "a.json"], input=text)
    assert done.exit_code == 0
    assert done.stdout.endswith(
        "  0  <stdin>: 1 contract, 0 findings\n  0  a.json: 1 contract, 0 findings\n"
    )


def test_a_hostile_name_acts_on_no_terminal() -> None:
    export("\x1b[31m.json", CLEAN)
    assert "\x1b" not in run("--each", ".").stdout


def test_an_output_over_a_file_that_is_read_is_refused() -> None:
    export("a.json", CLEAN)
    export("b.json", CLEAN)
    before = Path("b.json").read_bytes()
    done = run("--each", "a.json", "b.json", "-f", "json:b.json")
    assert done.exit_code == 2
    assert Path("b.json").read_bytes() == before


@pytest.mark.parametrize("format_", ["html", "xlsx"])
def test_a_format_that_holds_one_report_is_refused_before_anything_is_checked(
    format_: str,
) -> None:
    result = CliRunner().invoke(app, ["check", "missing", "--each", "-f", f"{format_}:out"])
    assert result.exit_code == 2
    assert f"the format {format_} holds one report, and --each makes several" in result.stderr
    assert not Path("out").exists()
