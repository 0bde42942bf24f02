"""`closeout test`: what it prints, writes and returns."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.engine.problems import Level, Place, Problem

from ..sizes import sizes

PACK = """\
id: tiny
version: "1"
platform: tiny
title: A pack for tests
params: {patience: {value: 14 days, basis: advice}}
actions:
  ask: {title: Ask, who: owner, effect: prepare, how: [Ask.]}
  stay: {title: Stay, who: owner, effect: keep, how: [Stay.]}
rules:
  - id: late
    title: It is late
    for: contract
    when:
      status: active
      last_activity_at: {older_than: $patience}
      any: [{total_paid: {gt: 100 USD}}, {open_tasks: {gt: 2}}]
    then:
      action: ask
      severity: warning
      deadline: {at: last_activity_at, plus: $patience}
      message: "Nothing since {last_activity_at:date}."
    basis: advice
    why: It is a test.
"""

HEAD = """\
as_of: 2026-03-10T12:00:00Z
defaults:
  contract: {status: active, currency: USD, total_paid: 200, open_tasks: 0, last_activity_at: 2026-02-01T12:00:00Z}
cases:
"""
FIRES = "  - {name: it fires, findings: {late: {deadline: 2026-02-15T12:00:00Z}}}\n"


def run(*args: str) -> Result:
    """The command line, in this process."""
    return CliRunner().invoke(app, ["test", *args])


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the pack, where the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny/pack.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path / "tiny"


def write(pack: Path, cases: str, name: str = "rules.test.yaml") -> None:
    (pack / name).write_text(HEAD + cases, encoding="utf-8")


def test_cases_that_pass_are_counted(pack: Path) -> None:
    write(pack, FIRES)
    result = run("tiny", "--engine", "python")
    assert result.exit_code == 0
    assert result.stdout == "1 case in 1 file: all passed (reference engine).\n"


def test_without_a_path_the_current_folder_is_searched(pack: Path) -> None:
    write(pack, FIRES)
    assert run("--engine", "python").stdout.startswith("1 case in 1 file: all passed")


def test_a_wrong_date_is_told_with_both_dates(pack: Path) -> None:
    write(pack, "  - {name: a day off, findings: {late: {deadline: 2026-02-16T12:00:00Z}}}\n")
    result = run("tiny", "--engine", "python")
    assert result.exit_code == 1
    assert result.stdout == (
        "FAILED tiny/rules.test.yaml:5:5: a day off\n"
        "  late on C1: deadline is 2026-02-15 12:00 UTC, expected 2026-02-16 12:00 UTC\n"
        "\n"
        "1 case in 1 file: 1 failed, 0 passed (reference engine).\n"
    )


def test_a_missing_finding_is_told_with_the_deciding_leaf(pack: Path) -> None:
    write(
        pack,
        "  - {name: young, contract: {last_activity_at: 2026-03-01}, findings: [late]}\n"
        "  - {name: poor, contract: {total_paid: 100}, findings: [late]}\n"
        "  - {name: unclear, contract: {last_activity_at: }, findings: [late]}\n",
    )
    result = run("tiny", "--engine", "python")
    assert [line for line in result.stdout.splitlines() if line.startswith("    ")] == [
        "    C1: last_activity_at is 2026-03-01 00:00 UTC, expected older than 14 days ($patience)",
        "    C1: total_paid is 100.00 USD, expected more than 100.00 USD",
        "    C1: last_activity_at is not known, expected older than 14 days ($patience)",
    ]


END_IT = """\
  - id: over
    title: It is over
    for: contract
    when: {work_state: complete}
    then: {action: end, severity: info, message: End it.}
    basis: advice
    why: It is a test.
"""
ONLY_UNDER_CLOSE = (
    "    C1: it holds, but a finding that ends a contract is told only under the verdict close, "
    "and that of C1 is "
)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ("contract: {OVER}", "prepare: late holds"),
        (
            "contract: {OVER, last_activity_at: }",
            "cannot-tell: late cannot be decided without last_activity_at",
        ),
        (
            "exported_at: 2026-03-08, contract: {OVER, last_activity_at: 2026-03-07}",
            "cannot-tell: the export is too old for it",
        ),
    ],
)
def test_what_ends_a_contract_is_missing_under_another_verdict_which_is_told(
    given: str, verdict: str, pack: Path
) -> None:
    requires = "requires: {status: active, escrow: 0}"
    end = f"  end: {{title: End, who: owner, effect: close, how: [End.], {requires}}}\nrules:\n"
    text = PACK.replace("rules:\n", end) + END_IT
    (pack / "pack.yaml").write_text(text, encoding="utf-8")
    given = given.replace("OVER", "work_state: complete, escrow: 0")
    write(
        pack,
        f"  - {{name: told, {given}, findings: {{over: C1}}}}\n"
        f"  - {{name: open, {given}, undetermined: [over]}}\n",
    )
    told, _, undecided = run("tiny", "--engine", "python").stdout.partition("\n\n")
    assert f"  missing: over on C1\n{ONLY_UNDER_CLOSE}{verdict}" in told
    assert "  over is not undetermined: it holds\n" in undecided


def test_an_unexpected_finding_is_told_with_its_message(pack: Path) -> None:
    write(pack, "  - {name: nothing, findings: none}\n")
    result = run("tiny", "--engine", "python")
    assert "  unexpected: late on C1: Nothing since 2026-02-01.\n" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("expectation", "difference"),
    [
        ("verdict: close", "verdict of C1 is prepare, expected close"),
        (
            "facts: {total_paid: 201 USD}",
            "fact contract.total_paid of C1 is 200.00 USD, expected 201.00 USD",
        ),
        ("facts: {budget: 1 USD}", "fact contract.budget of C1 is not known, expected 1.00 USD"),
        ("silent: [late]", "late is not silent: it holds for C1"),
        ("undetermined: [late]", "late is not undetermined: it holds"),
        ("findings: {late: {action: stay}}", "late on C1: action is ask, expected stay"),
        ("findings: {late: {severity: error}}", "late on C1: severity is warning, expected error"),
        (
            "findings: {late: {safe_by: 2026-02-15}}",
            "late on C1: safe_by is none, expected 2026-02-15 00:00 UTC",
        ),
        ("findings: [late, late]", "missing: late"),
        (
            "contract: {platform: other}, verdict: close",
            "C1 has no verdict: its platform is not tiny, the one of pack tiny",
        ),
    ],
)
def test_every_difference_is_told(pack: Path, expectation: str, difference: str) -> None:
    write(pack, f"  - {{name: one, {expectation}}}\n")
    result = run("tiny", "--engine", "python")
    assert f"\n  {difference}\n" in result.stdout
    assert result.exit_code == 1


def test_what_is_undetermined_is_told_with_its_needs(pack: Path) -> None:
    write(
        pack,
        "  - {name: right, contract: {status: }, undetermined: {late: [status]}}\n"
        "  - {name: wrong, contract: {status: }, undetermined: {late: [open_tasks]}}\n"
        "  - {name: none, contract: {status: }, undetermined: none}\n",
    )
    result = run("tiny", "--engine", "python")
    assert "undetermined late on C1: needs status, expected open_tasks" in result.stdout
    assert "unexpected: late cannot be decided for C1: status" in result.stdout
    assert "2 failed, 1 passed" in result.stdout


def test_one_case_travels_in_time(pack: Path) -> None:
    write(
        pack,
        "  - name: two weeks\n"
        "    from: last_activity_at\n"
        "    at:\n"
        "      day 13: []\n"
        "      day 14 - 1 second: []\n"
        "      day 14: [late]\n"
        "      2 months: []\n",
    )
    result = run("tiny", "--engine", "python")
    assert result.stdout.splitlines()[1:3] == [
        "  2 months (2026-04-01 12:00 UTC): unexpected: late on C1: Nothing since 2026-02-01.",
        "",
    ]


def test_a_case_runs_for_each_of_its_roles(pack: Path) -> None:
    write(pack, "  - {name: both, role: [freelancer, client], findings: none}\n")
    told = run("tiny", "--engine", "python").stdout
    assert "  as freelancer: unexpected" in told
    assert "  as client: unexpected" in told


def test_k_chooses_by_name_or_file(pack: Path) -> None:
    write(pack, FIRES + "  - {name: Other, findings: [late]}\n")
    assert run("tiny", "-k", "oTHer").stdout.startswith("1 case in 1 file")
    assert run("tiny", "-k", "rules.test").stdout.startswith("2 cases in 1 file")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["tiny"], "tiny: error: there is no test file"),
        (["tiny/pack.yaml"], "tiny/pack.yaml: error: this is not a test file"),
        (["tinny"], "tinny: error: there is no such file or folder"),
    ],
)
def test_an_empty_run_is_an_error(pack: Path, args: list[str], told: str) -> None:
    result = run(*args)
    assert result.exit_code == 3
    assert told in result.stderr


def test_no_case_left_is_an_error(pack: Path) -> None:
    write(pack, FIRES)
    result = run("tiny", "-k", "nowhere")
    assert result.exit_code == 3
    assert '-k: error: no case has "nowhere" in its file or name' in result.stderr
    (pack / "rules.test.yaml").write_text("cases: []\n", encoding="utf-8")
    assert run("tiny").exit_code == 3


def test_junit_is_well_formed_whatever_a_case_is_called(pack: Path) -> None:
    write(pack, '  - {name: "<b>&\\e[31m\\u202e\\ufffe]]>", findings: none}\n' + FIRES)
    result = run("tiny", "--junit", "out.xml", "--engine", "python")
    assert result.exit_code == 1
    root = ElementTree.parse("out.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    cases = list(root.iter("testcase"))
    assert [case.get("name") for case in cases] == ["<b>&\\x1b[31m\\x202e\\xfffe]]>", "it fires"]
    failure = cases[0].find("failure")
    assert failure is not None
    assert failure.text == "unexpected: late on C1: Nothing since 2026-02-01."


def test_junit_has_an_error_where_nothing_could_be_run(pack: Path) -> None:
    write(pack, "  - {name: it fires, findings: {lte: C1}}\n")
    Path("out.xml").write_text("<testsuites/>", encoding="utf-8")  # of a run that went well
    result = run("tiny", "--junit", "out.xml", "--engine", "python")
    assert result.exit_code == 2
    root = ElementTree.parse("out.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("1", "0", "1")
    (suite,) = root
    (case,) = suite
    (error,) = case
    assert (suite.get("name"), case.get("name")) == ("tiny/rules.test.yaml", "Cannot be used")
    assert (
        error.text == 'tiny/rules.test.yaml:5:33: pack tiny has no rule `lte`; did you mean "late"?'
    )


def test_junit_takes_the_place_of_no_test_file(pack: Path) -> None:
    write(pack, "  - {name: it fires, findings: {lte: C1}}\n")
    before = (pack / "rules.test.yaml").read_bytes()
    assert run("tiny", "--junit", "tiny/rules.test.yaml").exit_code == 2
    assert (pack / "rules.test.yaml").read_bytes() == before


def test_a_slip_in_the_defaults_is_told_once(pack: Path) -> None:
    cases = FIRES + FIRES.replace("it fires", "it fires again")
    (pack / "rules.test.yaml").write_text(
        HEAD.replace("status: active", "status: activ") + cases, encoding="utf-8"
    )
    result = run("tiny", "--engine", "python")
    assert result.exit_code == 3
    assert result.stderr.count('found "activ"') == 1


def test_coverage_lists_what_no_case_exercises_and_gates(pack: Path) -> None:
    write(pack, FIRES)
    result = run("tiny", "--coverage", "--engine", "python")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "Coverage of tiny: 40 % (1 of 3 outcomes of 1 rule, 1 of 2 branches).",
        "  rule late: no case states that it does not fire",
        "  rule late: no case states that it cannot be decided",
        "  rule late: no case fulfils the branch `open_tasks: {gt: 2}` of any",
    ]
    assert run("tiny", "--coverage-min", "40").exit_code == 0
    assert run("tiny", "--coverage-min", "41").exit_code == 1
    assert run("tiny", "--coverage-min", "101").exit_code == 2


def test_boundaries_are_listed_written_and_then_stated(pack: Path) -> None:
    write(
        pack,
        FIRES
        + "  - {name: by tasks, contract: {open_tasks: 9, total_paid: 0}, findings: [late]}\n",
    )
    listed = run("tiny", "--boundaries", "--engine", "python").stdout.splitlines()[1:]
    assert listed == [
        "Boundaries of tiny: 0 of 9 outcomes around 3 thresholds are stated by cases.",
        "  rule late: `last_activity_at: {older_than: $patience}`, just before: today late does not fire",
        "  rule late: `last_activity_at: {older_than: $patience}`, at: today late fires",
        "  rule late: `last_activity_at: {older_than: $patience}`, just after: today late fires",
        "  rule late: `total_paid: {gt: 100.00 USD}`, just before: today late does not fire",
        "  rule late: `total_paid: {gt: 100.00 USD}`, at: today late does not fire",
        "  rule late: `total_paid: {gt: 100.00 USD}`, just after: today late fires",
        "  rule late: `open_tasks: {gt: 2}`, just before: today late fires",
        "  rule late: `open_tasks: {gt: 2}`, at: today late fires",
        "  rule late: `open_tasks: {gt: 2}`, just after: today late fires",
    ]
    assert "Written: tiny/pack.boundaries.test.yaml" in run("tiny", "--boundaries", "write").stdout
    written = (pack / "pack.boundaries.test.yaml").read_text(encoding="utf-8")
    assert written.startswith("# Written by `closeout test --boundaries write`")
    again = run("tiny", "--boundaries", "--engine", "python")
    assert again.exit_code == 0
    assert again.stdout == (
        "11 cases in 2 files: all passed (reference engine).\n"
        "Boundaries of tiny: 9 of 9 outcomes around 3 thresholds are stated by cases.\n"
    )
    run("tiny", "--boundaries", "write")
    assert (pack / "pack.boundaries.test.yaml").read_text(encoding="utf-8") == written


READING = """\
assumptions:
  few-tasks-where-little-was-paid:
    for: contract
    field: open_tasks
    when: {total_paid: {lt: 50 USD}}
    value: 3
    says: Three tasks are open where little was paid.
    because: It is a test.
    basis: advice
"""


def test_boundaries_lie_in_what_is_taken_for_granted_where_nothing_is_said(pack: Path) -> None:
    (pack / "readings.yaml").write_text(READING, encoding="utf-8")
    said = "  - {name: said, contract: {open_tasks: 9, total_paid: 0}, findings: [late]}\n"
    write(pack, said)
    assert "assumption" not in run("tiny", "--boundaries", "--engine", "python").stdout
    write(
        pack,
        said + "  - {name: unsaid, contract: {open_tasks: , total_paid: 9}, findings: [late]}\n",
    )
    listed = run("tiny", "--boundaries", "--engine", "python").stdout.splitlines()
    owner = "  assumption few-tasks-where-little-was-paid: `total_paid: {lt: 50.00 USD}`"
    assert [line for line in listed if "assumption" in line] == [
        f"{owner}, just before: today late fires",
        f"{owner}, at: today late cannot be decided",
        f"{owner}, just after: today late cannot be decided",
    ]


def test_mutants_that_no_case_notices_are_listed_and_can_be_justified(pack: Path) -> None:
    write(pack, FIRES)
    result = run("tiny", "--mutate", "--engine", "python")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()[1:]
    assert lines[0].startswith("Mutants of tiny: ")
    assert "  rule late: without `status: active`" in lines
    assert "  rule late: severity info" in lines
    assert "  rule late: without deadline" not in lines
    survivors = "".join(f"  - {{mutant: '{line[2:]}', reason: A test.}}\n" for line in lines[1:])
    (pack / "mutants.yaml").write_text(f"survivors:\n{survivors}", encoding="utf-8")
    result = run("tiny", "--mutate", "--engine", "python")
    assert result.exit_code == 0
    assert result.stdout.rstrip().endswith("0 not noticed by any case.")


def test_a_rule_that_holds_where_it_should_not_is_noticed_by_a_case_of_another_rule(
    pack: Path,
) -> None:
    rules = """
rules:
  - {id: done, title: D, for: contract, when: {status: active, open_tasks: 0}, why: w,
     then: {action: ask, severity: info, message: m}}
"""
    (pack / "rules.yaml").write_text(rules, encoding="utf-8")
    mutants = ("without `open_tasks: 0`", "without `status: active`")
    write(pack, "  - {name: late alone, contract: {open_tasks: 3}, findings: [late]}\n")
    listed = run("tiny", "--mutate", "--engine", "python").stdout
    assert [f"  rule done: {each}\n" in listed for each in mutants] == [False, True]


def test_a_reading_that_only_lets_go_is_missed_by_a_case_that_is_let_go_by_it(pack: Path) -> None:
    rests = """
actions:
  end: {title: End, who: owner, effect: close, requires: {status: [active, paused], escrow: 0}, how: [End.]}
facts:
  contract.rests: {last_activity_at: {older_than: $patience}}
rules:
  - {id: over, title: O, for: contract, when: {status: active, rests: true}, why: w,
     then: {action: end, severity: info, message: m}}
assumptions:
  active-since-its-start:
    {for: contract, field: last_activity_at, value: {fact: started_at}, says: S., because: B., basis: advice}
  it-rests: {for: contract, field: rests, value: true, may_close: true, says: S., because: B., basis: advice}
"""
    (pack / "rests.yaml").write_text(rests, encoding="utf-8")
    fields = "{started_at: 2026-02-01T12:00:00Z, last_activity_at: , total_paid: 0, escrow: 0}"
    write(pack, f"  - {{name: over, contract: {fields}, verdict: close}}\n")
    listed = run("tiny", "--mutate", "--engine", "python").stdout
    assert "Mutants of tiny: " in listed
    for change in ("off", "without may_close"):
        assert f"  assumption it-rests: {change}\n" not in listed


def test_the_ends_of_a_gap_and_of_periods_are_left_out_one_by_one(pack: Path) -> None:
    facts = """
facts:
  contract.gap: {longest_gap: {of: payments.paid_at, since: started_at, to: ended_at}}
  contract.weeks: {count_periods: {of: payments.paid_at, every: 1 week, since: started_at}}
"""
    (pack / "facts.yaml").write_text(facts, encoding="utf-8")
    write(pack, FIRES)
    lines = run("tiny", "--mutate", "--engine", "python").stdout.splitlines()
    assert [line for line in lines if line.startswith("  fact ")] == [
        "  fact contract.gap: without since started_at",
        "  fact contract.gap: without to ended_at",
        "  fact contract.weeks: without since started_at",
        "  fact contract.weeks: 7 days as 7 days 1 second",
        "  fact contract.weeks: 7 days as 6 days 23 hours 59 minutes 59 seconds",
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            "{mutant: 'rule late: severity infos', reason: x}",
            'did you mean "rule late: severity info"?',
        ),
        ("{mutant: 'rule late: severity info'}", "a survivor lacks `reason`"),
    ],
)
def test_a_justification_must_fit_a_mutant_and_say_why(pack: Path, entry: str, told: str) -> None:
    write(pack, FIRES)
    (pack / "mutants.yaml").write_text(f"survivors:\n  - {entry}\n", encoding="utf-8")
    result = run("tiny", "--mutate", "--engine", "python")
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_pack_that_extends_states_only_its_own_findings(pack: Path) -> None:
    (pack / "pack.yaml").write_text(
        "id: tiny\nversion: '1'\nextends: upwork\ntitle: Mine\nrules:\n"
        + PACK.partition("rules:\n")[2]
        .replace("action: ask", "action: talk-to-client")
        .replace("$patience", "14 days"),
        encoding="utf-8",
    )
    write(
        pack, "  - {name: mine, contract: {closing_planned: true, escrow: 50}, findings: [late]}\n"
    )
    result = run("tiny", "--engine", "python")
    assert result.exit_code == 0, result.stdout


@pytest.mark.skipif(not sizes().is_coverage_shown, reason="`.ci/run` measures it; here: --full")
def test_shipped_cases_pass_with_full_coverage() -> None:
    result = run(
        "upwork", "fiverr", "freelancer-com", "--coverage-min", "100", "--engine", "python"
    )
    assert result.exit_code == 0, result.stdout


def test_cases_cannot_be_written_into_the_program(pack: Path) -> None:
    result = run("fiverr", "--boundaries", "write", "-k", "Delivered work counts")
    assert result.exit_code == 2
    assert "cases cannot be written into the program" in result.stderr


def test_a_file_that_is_no_text_is_told_with_the_place_of_the_first_byte_that_is_none(
    pack: Path,
) -> None:
    (pack / "late.test.yaml").write_bytes(HEAD.encode() + b"  - {name: \xff}\n")
    told = run(str(pack / "late.test.yaml"))
    assert told.exit_code == 3
    assert "late.test.yaml:5:12: error: this is not UTF-8 text" in told.stderr


@pytest.mark.parametrize(("name", "is_asked"), [("fiverr", False), ("tiny", True)])
def test_the_schema_is_asked_about_packs_of_ones_own_alone(
    name: str, is_asked: bool, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped ones are held against it by a test of ours."""
    asked: list[str] = []

    def ask(folder: str, _: object) -> list[Problem]:
        asked.append(folder)
        return [Problem(Place(folder), "the schema says no", level=Level.WARNING)]

    monkeypatch.setattr("closeout.engine.language.agreement.refused_by_schema", ask)
    file, of = (
        (pack / "a.test.yaml", "") if name == "tiny" else (Path("a.test.yaml"), "pack: fiverr\n")
    )
    file.write_text(f"{of}{HEAD}  - {{name: a, findings: none}}\n", encoding="utf-8")
    assert ("the schema says no" in run(str(file)).stderr) is is_asked
    assert bool(asked) is is_asked
