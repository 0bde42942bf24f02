"""`closeout check` as its users call it: exit codes, verdicts, filters, output files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import clock
from closeout.cli.app import app

PLAIN: dict[str, Any] = {
    "id": "C1",
    "type": "fixed",
    "status": "active",
    "currency": "USD",
    "started_at": "2026-01-05",
    "ended_at": "none",
    "work_state": "complete",
    "total_paid": "250.00",
    "last_paid_at": "2026-03-01",
    "last_activity_at": "2026-03-01",
    "last_client_message_at": "2026-03-08",
    "last_freelancer_message_at": "2026-03-09",
    "close_requests": [],
    "refund_request": "none",
    "dispute": "none",
    "hours": {"this_week": 0, "unlogged": 0},
    "milestones": [],
}
"""A finished contract with nothing in escrow, about which everything is known."""

IN_REVIEW: dict[str, Any] = {
    "id": "m1",
    "state": "submitted",
    "amount": "250.00",
    "funded_amount": "250.00",
    "paid_amount": "0.00",
    "submissions": ["2026-03-01T09:00:00Z"],
    "changes_requested_at": "none",
    "work_state": "complete",
}


def contract(**changes: Any) -> dict[str, Any]:
    """The plain contract with some fields changed; None takes a field away."""
    return {key: value for key, value in {**PLAIN, **changes}.items() if value is not None}


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Writes contracts to a file and checks them."""

    def run(contracts: list[dict[str, Any]], *options: str, **header: Any) -> Result:
        document = {"version": 1, "as_of": "2026-03-10T12:00:00Z", **header, "contracts": contracts}
        path = tmp_path / "snapshot.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return CliRunner().invoke(app, ["check", str(path), *options])

    return run


def report(result: Result) -> dict[str, Any]:
    """The JSON that was printed."""
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def verdicts(result: Result) -> dict[str, str]:
    return {entry["id"]: entry["verdict"] for entry in report(result)["contracts"]}


COLOURS = [
    pytest.param({}, False, id="no terminal"),
    pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
    pytest.param({"FORCE_COLOR": "0"}, False, id="forced off"),
    pytest.param({"FORCE_COLOR": ""}, False, id="empty"),
    pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="forced and forbidden"),
]


@pytest.mark.parametrize(("environment", "is_coloured"), COLOURS)
def test_colours_follow_the_environment(
    environment: dict[str, str],
    is_coloured: bool,
    check: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in check([PLAIN]).stdout) == is_coloured


@pytest.mark.parametrize("fail_on", ["error", "warning", "info", "undetermined", "never"])
def test_junit_fails_exactly_when_the_exit_code_is_one(check: Any, fail_on: str) -> None:
    for contracts in ([PLAIN], [contract(milestones=[IN_REVIEW], closing_planned=True)]):
        for close in ((), ("--close", "C1")):
            result = check(contracts, "-f", "junit", "--fail-on", fail_on, *close)
            assert result.exit_code == int("<failure" in result.stdout)


def test_the_pinned_example_waits_for_the_automatic_release(check: Any) -> None:
    found = report(
        check(
            [
                {
                    "id": "C1",
                    "type": "fixed",
                    "status": "active",
                    "currency": "USD",
                    "milestones": [IN_REVIEW],
                }
            ],
            "-f",
            "json",
            "--engine",
            "python",
        )
    )
    assert found["policies"] == [{"id": "upwork", "version": "0.2.0"}]
    assert found["summary"] == {
        "contracts": 1,
        "findings": 1,
        "undetermined": 0,
        "error": 0,
        "warning": 0,
        "info": 1,
    }
    assert found["contracts"] == [
        {
            "id": "C1",
            "verdict": "wait",
            "until": "2026-03-15T09:00:00Z",
            "end_reason": None,
            "needs": [],
            "assumes": ["no-refund-request"],
        }
    ]
    finding = found["findings"][0]
    assert {key: finding[key] for key in ("rule", "scope", "account", "client", "contract")} == {
        "rule": "auto-release-pending",
        "scope": "milestone",
        "account": None,
        "client": None,
        "contract": "C1",
    }
    assert finding["deadline"] == "2026-03-15T09:00:00Z"
    assert finding["safe_by"] == "2026-03-15T00:00:00Z"
    assert finding["events"] == {"funds_available_at": "2026-03-20T09:00:00Z"}
    assert finding["evidence"]["last_submitted_at"] == "2026-03-01T09:00:00Z"


ESCROW = [
    pytest.param({"milestones": [IN_REVIEW]}, "do-not-end", 1, id="money in review"),
    pytest.param(
        {"milestones": [], "escrow": "5.00"}, "do-not-end", 1, id="stated against the sum"
    ),
    pytest.param({"milestones": None}, "do-not-end", 1, id="escrow not known"),
    pytest.param({"milestones": None, "escrow": 0}, "cannot-tell", 1, id="milestones not known"),
    pytest.param({"milestones": []}, "close", 0, id="nothing in escrow"),
    pytest.param({"hours": {"this_week": 0}, "type": "hourly"}, "cannot-tell", 1, id="unlogged?"),
    pytest.param({"status": None}, "cannot-tell", 1, id="status not known"),
]


@pytest.mark.parametrize(("changes", "verdict", "code"), ESCROW)
def test_a_contract_may_be_ended_only_where_no_money_can_be_lost(
    check: Any, changes: dict[str, Any], verdict: str, code: int
) -> None:
    result = check([contract(**changes)], "--close", "C1", "-f", "json")
    assert verdicts(result) == {"C1": verdict}
    assert result.exit_code == code


def test_close_sets_closing_planned_and_names_a_reason(check: Any) -> None:
    result = check([contract()], "--close", "C1", "-f", "json")
    assert report(result)["contracts"][0]["end_reason"] == "completed"


def test_close_asks_for_the_named_contracts_alone(check: Any) -> None:
    two = [contract(), contract(id="C2", milestones=[IN_REVIEW])]
    assert check(two, "--close", "C1").exit_code == 0
    assert check(two, "--close", "C2").exit_code == 1
    assert check(two, "--close", "C2", "--fail-on", "never").exit_code == 0


def test_a_contract_id_with_a_slip_is_refused_with_the_nearest(check: Any) -> None:
    result = check([contract(id="summer-logo")], "--close", "sumer-logo")
    assert result.exit_code == 2
    assert result.stderr == (
        '--close: error: no contract has the id "sumer-logo"\n  did you mean "summer-logo"?\n'
    )


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("error", 0), ("warning", 1), ("info", 1), ("undetermined", 1), ("never", 0)],
)
def test_fail_on_sets_the_severity_from_which_the_exit_code_is_1(
    check: Any, fail_on: str, code: int
) -> None:
    late = {**IN_REVIEW, "submissions": ["2026-02-01"]}
    result = check([contract(milestones=[late])], "--fail-on", fail_on)
    assert result.exit_code == code


def test_fail_on_undetermined_fails_where_something_is_not_known(check: Any) -> None:
    unknown = contract(last_client_message_at=None, work_state=None)
    assert check([unknown], "--fail-on", "undetermined").exit_code == 1
    assert check([unknown], "--fail-on", "error").exit_code == 0


def test_a_format_never_changes_the_exit_code(check: Any) -> None:
    for format in ("text", "json"):
        assert (
            check([contract(milestones=[IN_REVIEW])], "--close", "C1", "-f", format).exit_code == 1
        )


def test_min_severity_hides_findings_and_changes_neither_verdict_nor_exit_code(check: Any) -> None:
    late = {**IN_REVIEW, "submissions": ["2026-02-01"]}
    options = ("-f", "json", "--fail-on", "warning")
    everything = check([contract(milestones=[late])], *options)
    errors = check([contract(milestones=[late])], *options, "--min-severity", "error")
    assert report(everything)["findings"]
    assert report(errors)["findings"] == []
    assert verdicts(everything) == verdicts(errors) == {"C1": "do-not-end"}
    assert everything.exit_code == errors.exit_code == 1


def test_a_single_rule_is_shown_while_the_verdict_rests_on_all(check: Any) -> None:
    result = check(
        [contract(milestones=[IN_REVIEW])],
        "--close",
        "C1",
        "-f",
        "json",
        "--rule",
        "escrow-at-stake",
    )
    assert [finding["rule"] for finding in report(result)["findings"]] == ["escrow-at-stake"]
    assert verdicts(result) == {"C1": "do-not-end"}


def test_facts_are_added_on_request(check: Any) -> None:
    ended = contract(
        status="ended",
        ended_at="2026-03-01",
        feedback={"from_client": {"state": "none"}, "from_freelancer": {"state": "given"}},
    )
    plain, full = (
        report(check([ended], "-f", "json")),
        report(check([ended], "-f", "json", "--facts")),
    )
    assert "facts" not in plain["contracts"][0]
    assert "accounts" not in plain
    facts = full["contracts"][0]["facts"]
    assert facts["contract.feedback_window"] == "open"
    assert facts["contract.jss_outcome"] == "pending"
    assert facts["contract.jss_weight"] == 1
    account = full["accounts"][0]["facts"]
    assert account["account.no_feedback_streak"] == 0
    assert account["account.no_feedback_streak_worst_case"] == 1


def test_an_invalid_contract_fails_or_is_skipped_and_counted(check: Any) -> None:
    contracts = [contract(), contract(id="C2", started_at="2026-02-30")]
    failed = check(contracts, "-f", "json")
    assert failed.exit_code == 3
    assert failed.stdout == ""
    skipped = check(contracts, "-f", "json", "--on-invalid", "skip", "--close", "C1")
    assert verdicts(skipped) == {"C1": "cannot-tell", "C2": "cannot-tell"}
    assert report(skipped)["summary"]["contracts"] == 2
    assert check(contracts, "--on-invalid", "skip", "--close", "C2").exit_code == 1


def test_no_platforms_rule_touches_another_platforms_contract(check: Any) -> None:
    delivered = contract(id="F1", platform="fiverr", milestones=[IN_REVIEW])
    found = report(check([contract(milestones=[IN_REVIEW]), delivered], "-f", "json"))
    assert {(item["contract"], item["rule"]) for item in found["findings"]} == {
        ("C1", "auto-release-pending"),
        ("F1", "acceptance-overdue"),
    }
    assert {entry["id"] for entry in found["policies"]} == {"upwork", "fiverr"}


def test_of_a_platform_without_a_pack_nothing_can_be_told(check: Any) -> None:
    contracts = [contract(platform="guru", closing_planned=True)]
    told = " ".join(check(contracts).stdout.split())
    assert "no policy pack covers platform guru: 1 not checked" in told
    assert "C1: cannot tell; no policy is for its platform" in told
    assert "No policy is for its platform, so nothing of it is checked." in told
    (found,) = report(check(contracts, "-f", "json"))["contracts"]
    assert (found["verdict"], found["needs"]) == ("cannot-tell", ["platform"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Upwork", "upwork"),
        ("UPWORK", "upwork"),
        ("https://www.upwork.com/", "upwork"),
        ("Fiverr", "fiverr"),
        ("fiverr.com", "fiverr"),
        ("Freelancer", "freelancer-com"),
        ("freelancer.com", "freelancer-com"),
        ("Freelancer Com", "freelancer-com"),
    ],
)
@pytest.mark.parametrize("is_of_all", [False, True], ids=["of a contract", "of the export"])
def test_a_platform_is_known_by_every_name_that_people_write(
    check: Any, written: str, meant: str, is_of_all: bool
) -> None:
    def findings(platform: str) -> Any:
        of_all = {"platform": platform} if is_of_all else {}
        own = {} if is_of_all else {"platform": platform}
        return report(check([contract(milestones=[IN_REVIEW], **own)], "-f", "json", **of_all))

    assert findings(written) == findings(meant)
    assert findings(written)["findings"]


def test_as_of_comes_from_the_option_then_the_file_then_the_clock(
    check: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_800_000_000)
    assert report(check([contract()], "-f", "json", "--as-of", "2026-04-01"))["as_of"] == (
        "2026-04-01T00:00:00Z"
    )
    assert report(check([contract()], "-f", "json"))["as_of"] == "2026-03-10T12:00:00Z"
    assert report(check([contract()], "-f", "json", as_of=None))["as_of"] == "2027-01-15T08:00:00Z"


def test_what_was_pending_at_the_export_is_not_known_later(check: Any) -> None:
    waiting = contract(milestones=[IN_REVIEW])
    fresh = report(check([waiting], "-f", "json"))
    lately = report(check([waiting], "-f", "json", exported_at="2026-03-07T12:00:00Z"))
    stale = report(check([waiting], "-f", "json", exported_at="2026-03-07T11:59:59Z"))
    for found in (fresh, lately):
        assert [item["rule"] for item in found["findings"]] == ["auto-release-pending"]
    assert stale["findings"] == []
    needs = {item["rule"]: item["needs"] for item in stale["undetermined"]}
    assert needs["auto-release-pending"] == ["exported_at"]


def test_an_output_file_is_written_whole_or_not_at_all(check: Any, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert check([contract()], "-f", "json", "-o", str(target)).stdout == ""
    assert json.loads(target.read_text("utf-8"))["summary"]["contracts"] == 1
    assert check([contract()], "-o", str(tmp_path)).exit_code == 2
    assert check([contract()], "-o", str(tmp_path / "no" / "report.txt")).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "snapshot.json"]


def test_the_same_input_gives_the_same_bytes_from_both_engines(check: Any) -> None:
    pytest.importorskip("durable_rules_engine")
    contracts = [contract(), contract(id="C2", milestones=[IN_REVIEW])]
    outputs = {
        engine: check(contracts, "-f", "json", "--facts", "--engine", engine).stdout
        for engine in ("python", "durable", "auto")
    }
    assert outputs["durable"] == outputs["auto"]
    assert (
        outputs["durable"].replace('"engine": "durable"', '"engine": "python"') == outputs["python"]
    )


def test_an_unknown_format_or_rule_is_refused_before_any_work(check: Any) -> None:
    assert check([contract()], "-f", "jsn").exit_code == 2
    result = check([contract()], "--rule", "auto-release-pendin")
    assert (result.exit_code, 'did you mean "auto-release-pending"?' in result.stderr) == (2, True)


def write(path: Path, **document: Any) -> str:
    path.write_text(json.dumps({"version": 1, "as_of": "2026-03-10", **document}), encoding="utf-8")
    return str(path)


def test_what_one_file_says_of_its_platform_is_not_said_of_anothers_contracts(
    tmp_path: Path,
) -> None:
    funded = {**IN_REVIEW, "state": "funded", "submissions": []}
    mine = write(
        tmp_path / "u.json",
        contracts=[
            {"id": "U1", "status": "active", "closing_planned": True, "milestones": [funded]}
        ],
    )
    other = write(
        tmp_path / "f.json", platform="fiverr", contracts=[{"id": "F1", "status": "active"}]
    )
    for files in ([mine, other], [other, mine]):
        result = CliRunner().invoke(app, ["check", *files, "-f", "json"])
        assert result.exit_code == 1
        assert verdicts(result)["U1"] == "do-not-end"


def test_a_freelancers_file_is_not_read_with_a_clients(tmp_path: Path) -> None:
    mine = write(tmp_path / "u.json", contracts=[{"id": "U1", "status": "active"}])
    client = write(tmp_path / "c.json", role="client", contracts=[{"id": "K1", "status": "active"}])
    result = CliRunner().invoke(app, ["check", mine, client])
    assert result.exit_code == 3
    assert "no role is stated here, and it is client at" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="streams are closed otherwise there")
@pytest.mark.parametrize(("redirection", "code"), [(">&-", 0), ("<&-", 3)])
def test_a_closed_stream_is_no_traceback(tmp_path: Path, redirection: str, code: int) -> None:
    source = write(tmp_path / "s.json", contracts=[contract(status="ended", milestones=[])])
    name = "-" if redirection.startswith("<") else source
    command = f'"{sys.executable}" -m closeout.cli.entry check {name} {redirection}'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)


def test_at_a_later_as_of_a_snapshot_is_an_old_export(check: Any) -> None:
    later = check([contract()], "--as-of", "2026-04-01")
    assert "by an export of 21 days before" in " ".join(later.stdout.split())
    assert later.stderr == ""


def test_an_earlier_as_of_says_that_the_snapshot_knows_more(check: Any) -> None:
    told = (
        "the snapshot is of 2026-03-10 12:00 UTC, which is later: what happened in between is in it"
    )
    assert told in check([contract()], "--as-of", "2026-03-10T11:59:59Z").stderr
    exported = {"as_of": None, "exported_at": "2026-03-10T12:00:00Z"}
    assert told in check([contract()], "--as-of", "2026-03-01", **exported).stderr


@pytest.mark.parametrize("format_", ["text", "json", "csv", "sarif"])
def test_a_platform_without_a_pack_is_told_beside_every_format(check: Any, format_: str) -> None:
    contracts = [
        contract(),
        contract(id="C2", platform="upwrok"),
        contract(id="C3", platform="upwrok"),
    ]
    result = check(contracts, "-f", format_)
    assert "no policy pack is for the platform upwrok: 2 contracts not checked" in result.stderr
    assert 'did you mean "upwork"?' in result.stderr
    assert check([contract()], "-f", format_).stderr == ""


def test_a_platform_far_from_every_other_is_told_with_those_that_have_packs(check: Any) -> None:
    told = check([contract(platform="guru", closing_planned=True)]).stderr
    assert "there are packs for fiverr, freelancer-com, upwork" in told


@pytest.mark.parametrize("jobs", ["0", "-1", "257"])
def test_a_number_of_processes_beyond_its_bounds_is_refused(check: Any, jobs: str) -> None:
    result = check([contract()], "--jobs", jobs)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'--jobs': {jobs} is not a number from 1 to 256." in result.stderr


def test_what_is_not_told_of_is_not_taken_for_granted(check: Any) -> None:
    short = contract(refund_request=None, dispute=None, milestones=[IN_REVIEW])
    assert "Taken for granted: " in check([short]).stdout
    alone = check([short], "--rule", "low-recommend-rate")
    assert "Taken for granted" not in alone.stdout


@pytest.mark.parametrize(
    ("command", "rest"),
    [("validate", []), ("check", []), ("explain", ["C1"]), ("diff", ["snapshot.json"])],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_day_that_has_not_come_is_told_of_a_file_without_a_date(
    command: str, rest: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_773_100_800)
    monkeypatch.chdir(tmp_path)
    mistyped = {"version": 1, "contracts": [contract(last_paid_at="2062-03-01")]}
    Path("snapshot.json").write_text(json.dumps(mistyped), encoding="utf-8")
    done = CliRunner().invoke(app, [command, "snapshot.json", *rest])
    assert (
        "contradiction: contract C1, last_paid_at: 2062-03-01T00:00:00Z has not come yet: "
        "it is 2026-03-10T00:00:00Z now" in done.output
    )
    assert "are the day, the month and the year right?" in done.output


def test_a_day_of_what_is_tried_for_later_is_none_that_has_not_come(
    check: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_773_100_800)
    later = contract(last_paid_at="2026-04-01")
    assert "has not come yet" not in check([later], "--as-of", "2026-04-02", as_of=None).stderr
    assert "has not come yet" in check([later], as_of=None).stderr
