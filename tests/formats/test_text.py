"""What a person reads: exact output for hand-built reports, and what holds for every report."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.finding_lines import is_brief
from closeout.cli.render.layout import columns
from closeout.cli.render.urgency import first_things, relative, safe_time_words
from closeout.engine.records import record_with
from closeout.engine.report.findings import Closing, Report, Shown, Verdict, Waived
from closeout.engine.units import Scope, Unit

DAY, HOUR = 86_400, 3_600
ANSI = re.compile(r"\x1b\[[0-9;]*m")

OPTIONS = {
    "plain": RenderOptions(),
    "verbose": RenderOptions(verbose=True),
    "facts": RenderOptions(facts=True, hidden={"info": 3, "warning": 1}),
    "narrow": RenderOptions(verbose=True, facts=True, width=44),
}


@pytest.mark.parametrize("options", OPTIONS)
def test_no_line_is_wider_than_asked_for(named_report: tuple[str, Report], options: str) -> None:
    text = render("text", named_report[1], OPTIONS[options])
    lines = [line for line in text.split("\n") if "https://" not in line]
    assert [line for line in lines if columns(line) > OPTIONS[options].width] == []


@pytest.mark.parametrize("options", OPTIONS)
def test_no_line_ends_in_a_space(named_report: tuple[str, Report], options: str) -> None:
    text = render("text", named_report[1], OPTIONS[options])
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("options", OPTIONS)
def test_colours_add_nothing_but_colour(named_report: tuple[str, Report], options: str) -> None:
    _, found = named_report
    plain = render("text", found, OPTIONS[options])
    colored = render("text", found, record_with(OPTIONS[options], color=True))
    assert "\x1b" not in plain
    assert ANSI.sub("", colored) == plain


def test_colours_are_used_where_asked_for(full_report: Report) -> None:
    text = render("text", full_report, RenderOptions(color=True))
    assert "): \x1b[1;31merror\x1b[0m, in 36 hours: Answer the refund request" in " ".join(
        text.split()
    )
    assert "\x1b[1mWait: 1 contract\x1b[0m" in text


@pytest.mark.parametrize("options", OPTIONS)
def test_only_printable_text_and_no_workflow_command_is_printed(
    named_report: tuple[str, Report], options: str
) -> None:
    text = render("text", named_report[1], OPTIONS[options])
    assert [char for char in text if char != "\n" and not char.isprintable()] == []
    assert [line for line in text.split("\n") if re.match(r"\s*::.*::", line)] == []
    assert "##[" not in text


@pytest.mark.parametrize("verbose", [False, True])
def test_every_finding_is_told_with_severity_action_message_and_rule(
    full_report: Report, verbose: bool
) -> None:
    text = " ".join(render("text", full_report, RenderOptions(verbose=verbose)).split())
    for finding in full_report.findings:
        is_said_by_the_heading = finding.action.id == "keep-open" and not verbose
        assert finding.action.title in text or is_said_by_the_heading
        if verbose or not is_brief(finding):
            near = "(, in [^:]*|, at once, [^:]*|, overdue, [^:]*)?"
            assert re.search(f"{finding.severity}{near}: {re.escape(finding.action.title)}", text)
            safe = safe_time_words(full_report, finding)
            told = " ".join(filter(None, (finding.message, safe, f"[{finding.rule}]")))
            assert told in text


def test_verbose_tells_every_evidence_event_step_and_source(full_report: Report) -> None:
    text = " ".join(render("text", full_report, RenderOptions(verbose=True)).split())
    for finding in full_report.findings:
        for name, value in finding.evidence.items():
            assert f"Evidence {name}: {value.text}" in text
        for name in finding.events:
            assert f"Event {name}: " in text
        for step in finding.action.how:
            assert step in text
        for source in finding.sources:
            assert f"{source.title} ({source.id}) {source.url}".rstrip() in text


def test_every_contract_is_named(full_report: Report) -> None:
    text = render("text", full_report, RenderOptions())
    for contract in full_report.contracts:
        assert re.search(rf"\b{contract.id}\b", text)


def test_contracts_without_any_finding_are_folded_over_few_lines(make: SimpleNamespace) -> None:
    contracts = tuple(
        make.contract(f"{number:08}", Verdict.NOTHING_TO_DO, title="Done") for number in range(500)
    )
    text = render("text", make.report(contracts), RenderOptions())
    group = text.split("\n\n")[1].split("\n")
    assert group[0] == "Nothing to do: 500 contracts"
    assert group[1].startswith("  00000000, 00000001, ")
    assert len(group) == 6
    assert group[-1] == "  and 472 more, told with -v"
    everything = render("text", make.report(contracts), RenderOptions(verbose=True))
    assert everything.count("0000") >= 500
    assert " more, " not in everything


def test_every_contract_that_needs_action_is_told_however_many_there_are(
    make: SimpleNamespace,
) -> None:
    contracts = tuple(make.contract(f"C{n}", Verdict.DO_NOT_END) for n in range(600))
    findings = tuple(
        make.finding("escrow", "do-not-end", "error", "Money.", contract=f"C{n}")
        for n in range(600)
    )
    text = render("text", make.report(contracts, findings), RenderOptions())
    assert "  and 595 more errors below\n" in text
    assert text.count(". Money. [escrow]") == 600


def first(make: SimpleNamespace, *findings: object, role: str = "freelancer") -> list[str]:
    """The numbered lines of "Do first"."""
    found = make.report((), findings, role=role)
    text = render("text", found, RenderOptions(width=200))
    return re.findall(r"^  \d\. (.*)", text, re.MULTILINE)


def test_what_comes_first_is_errors_then_what_is_due_soonest(make: SimpleNamespace) -> None:
    def due(rule: str, severity: str, **more: object) -> object:
        return make.finding(rule, "leave-feedback", severity, rule, account=rule, **more)

    now = make.AS_OF
    assert first(
        make,
        due("a", "warning", deadline=now + DAY),
        due("b", "warning", deadline=now - 3 * DAY),
        due("c", "info", deadline=now + HOUR),
        due("d", "error"),
        due("e", "error", deadline=now + 3 * DAY, safe_by=now + 2 * DAY),
        due("f", "info"),
    ) == [
        "Account e: error, in 2 days: Leave feedback for the client. Deadline 2026-03-13 12:00 UTC;"
        " safe until 2026-03-12 12:00. e [e]",
        "Account d: error: Leave feedback for the client. d [d]",
        "Account a: warning, in 24 hours: Leave feedback for the client. Deadline 2026-03-11 12:00 UTC. a [a]",
        "Account b: warning, overdue, 3 days ago: Leave feedback for the client. Deadline 2026-03-07 12:00"
        " UTC. b [b]",
        "Account c: info, in 1 hour: Leave feedback for the client. Deadline 2026-03-10 13:00 UTC. c [c]",
    ]


def test_each_contract_client_and_account_comes_first_once_with_its_most_urgent(
    make: SimpleNamespace,
) -> None:
    def found(message: str, severity: str, hours: int | None, **subject: object) -> object:
        deadline = None if hours is None else make.AS_OF + hours * HOUR
        return make.finding("r", "leave-feedback", severity, message, deadline=deadline, **subject)

    findings = (
        found("an error without a date", "error", None, contract="C1"),
        found("an error soon", "error", 5, contract="C1", milestone="m1"),
        found("a warning sooner", "warning", 1, contract="C1", milestone="m2"),
        found("a client's later", "warning", 9, account="A1", client="K1"),
        found("a client's sooner", "warning", 8, account="A1", client="K1"),
        found("another client's", "warning", 7, account="A1", client="K2"),
        found("the same name elsewhere", "warning", 6, account="A2", client="K1"),
        found("an account's later", "info", 3, account="A1"),
        found("an account's sooner", "info", 2, account="A1"),
        found("a contract's first", "info", 4, contract="C2", milestone="m1"),
        found("a contract's second", "info", 4, contract="C2", milestone="m2"),
    )
    chosen = [thing.message for thing in first_things(make.report((), findings))]
    assert chosen == [
        "an error soon",
        "the same name elsewhere",
        "another client's",
        "a client's sooner",
        "an account's sooner",
    ]
    left = [thing.message for thing in first_things(make.report((), findings[8:]))]
    assert left == ["an account's sooner", "a contract's first"]


def test_errors_that_do_not_come_first_are_counted(make: SimpleNamespace) -> None:
    def error(contract: str, **more: object) -> object:
        return make.finding("r", "leave-feedback", "error", "m", contract=contract, **more)

    waived = Waived("agreed", make.AS_OF + DAY)
    findings = (error("C1"), error("C1", milestone="m1"), error("C1", waived=waived), error("C2"))
    text = render("text", make.report((), findings), RenderOptions())
    assert (
        "  2. Contract C2: error: Leave feedback for the client. m [r]\n  and 1 more error below\n"
        in text
    )
    text = render("text", make.report((), findings[1:]), RenderOptions())
    assert " more error" not in text


def test_waiting_and_the_work_of_others_do_not_come_first(make: SimpleNamespace) -> None:
    later = make.AS_OF + DAY
    wait = make.finding("w", "wait-for-auto-release", "warning", "m", account="A", deadline=later)
    refund = make.finding("r", "respond-to-refund-request", "warning", "m", account="A")
    assert first(make, wait) == []
    assert first(make, refund, role="freelancer") == [
        "Account A: warning: Answer the refund request. m [r]"
    ]
    assert first(make, refund, role="agency") == [
        "Account A: warning: Answer the refund request. m [r]"
    ]
    assert first(make, refund, role="client") == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "now"),
        (1, "in less than a minute"),
        (-59, "less than a minute ago"),
        (60, "in 1 minute"),
        (3_599, "in 59 minutes"),
        (3_600, "in 1 hour"),
        (3 * HOUR + 60, "in 3 hours"),
        (2 * DAY - 1, "in 47 hours"),
        (2 * DAY, "in 2 days"),
        (5 * DAY - 1, "in 4 days"),
        (-2 * DAY, "2 days ago"),
        (-3 * DAY + 1, "2 days ago"),
        (400 * DAY, "in 400 days"),
    ],
)
def test_distances_are_rounded_towards_now(seconds: int, text: str) -> None:
    assert relative(1_700_000_000 + seconds, 1_700_000_000) == text


def test_a_wait_that_is_over_asks_for_a_new_export(make: SimpleNamespace) -> None:
    over = make.contract("C1", Verdict.WAIT, until=make.AS_OF - DAY)
    ending = make.contract("C3", Verdict.WAIT, until=make.AS_OF)
    open_ended = make.contract("C2", Verdict.WAIT)
    text = render("text", make.report((over, open_ended, ending)), RenderOptions())
    assert "  C1\n    Export again now: the wait ended 2026-03-09 12:00 UTC, 24 hours ago\n" in text
    assert "  C2\n    Wait, then export again.\n" in text
    assert "  C3\n    Export again now: the wait ended 2026-03-10 12:00 UTC\n" in text


def test_a_date_that_does_not_fit_beside_the_action_has_a_line_of_its_own(
    make: SimpleNamespace,
) -> None:
    soon = make.finding("r", "leave-feedback", "error", "m", account="A", deadline=make.AS_OF + DAY)
    text = render("text", make.report((), (soon,)), RenderOptions(width=60, verbose=True))
    assert (
        "  1. error: Account A: Leave feedback for the client,\n"
        "     by 2026-03-11 12:00 UTC, in 24 hours\n"
    ) in text


def test_a_contract_of_what_comes_first_is_told_there_whole_and_once(make: SimpleNamespace) -> None:
    soon = make.finding("r", "leave-feedback", "error", "m", contract="C1", deadline=make.AS_OF)
    other = make.finding("s", "leave-feedback", "info", "n", contract="C1")
    found = (make.contract("C1", Verdict.PREPARE), make.contract("C2", Verdict.PREPARE))
    text = render("text", make.report(found, (soon, other)), RenderOptions())
    assert text.split("\n\n")[1:3] == [
        "Do first\n"
        "  1. C1: error, now: Leave feedback for the client. Deadline 2026-03-10 12:00\n"
        "    UTC. m [r]\n"
        "    info: Leave feedback for the client. n [s]",
        "Prepare (do this first): 2 contracts; above: C1\n  C2",
    ]


def test_an_end_reason_is_no_permission_to_end(make: SimpleNamespace) -> None:
    found = make.contract("C1", Verdict.DO_NOT_END, end_reason="client_not_responsive")
    report = make.report((found,))
    assert "End reason" not in render("text", report, RenderOptions())
    text = render("text", report, RenderOptions(verbose=True))
    assert "  C1\n    End reason when it may end: client not responsive\n" in text


def test_a_wait_beside_another_verdict_is_told_as_well(make: SimpleNamespace) -> None:
    found = make.contract("C1", Verdict.PREPARE, until=make.AS_OF + 3 * DAY)
    text = render("text", make.report((found,)), RenderOptions())
    assert "    Also wait until 2026-03-13 12:00 UTC, in 3 days, then export again\n" in text


def test_a_finding_on_a_contract_that_is_not_listed_is_told_all_the_same(
    make: SimpleNamespace,
) -> None:
    lost = make.finding("r", "leave-feedback", "info", "Lost.", contract="C404")
    text = render("text", make.report((), (lost,)), RenderOptions())
    assert "\n\nContract C404: info: Leave feedback for the client. Lost. [r]\n" in text


def test_a_field_that_decides_more_is_asked_for_first_and_annotations_once(
    make: SimpleNamespace,
) -> None:
    missing = (
        make.undetermined("a", ("ended_at",), contract="C1"),
        make.undetermined("a", ("escrow", "open_tasks"), contract="C1"),
        make.undetermined("b", ("escrow",), contract="C2"),
        make.undetermined("c", ("repeat_client",), contract="C2"),
    )
    text = render("text", make.report((), (), missing), RenderOptions(width=105))
    assert text.split("\n\n")[1].split("\n")[:2] == [
        "Not decided for lack of data: supply escrow, ended_at; optional, no export carries them: open_tasks,",
        "  repeat_client (3 rules for 2 contracts, told with -v)",
    ]
    text = render("text", make.report((), (), missing), RenderOptions(width=120, verbose=True))
    lines = [line for line in text.split("\n\n")[1].split("\n") if "Rules: " not in line]
    assert lines == [
        "Not decided for lack of data",
        "  supply escrow: 2 rules for 2 contracts cannot be decided (C1, C2)",
        "  supply ended_at: 1 rule for 1 contract cannot be decided (C1)",
        "  optional, no export carries them: open_tasks, repeat_client"
        " (would decide 2 rules for 2 contracts)",
    ]


def test_hidden_findings_are_counted(full_report: Report) -> None:
    options = RenderOptions(hidden={"info": 3, "warning": 1})
    last = render("text", full_report, options).splitlines()[-2:]
    assert " ".join(" ".join(last).split()).endswith("Hidden by --min-severity: 1 warning, 3 info.")


def test_what_stays_open_is_one_line_unless_its_action_says_more(full_report: Report) -> None:
    assert "\nKeep open: 1 contract (C7)\n" in render("text", full_report, RenderOptions())
    named = tuple(
        record_with(one, action=record_with(one.action, title="Ask for more work"))
        if one.action.id == "keep-open"
        else one
        for one in full_report.findings
    )
    told = render("text", record_with(full_report, findings=named), RenderOptions())
    assert "\nKeep open: 1 contract\n  C7 (Acme): Ask for more work\n" in told


def test_who_waits_behind_another_contract_is_told_so(full_report: Report) -> None:
    behind = Shown(Unit.TEXT, "C2", "C2", (Scope.CONTRACT, "id"))
    waiting = tuple(
        record_with(one, told=("Behind ", behind, ": not before 2026-04-02, unless it is sooner."))
        if one.subject.contract == "C1"
        else one
        for one in full_report.findings
    )
    planned = tuple(
        record_with(one, closing=Closing(False), until=None) if one.id == "C1" else one
        for one in full_report.contracts
    )
    report = record_with(full_report, findings=waiting, contracts=planned)
    told = render("text", report, RenderOptions())
    assert "\n  C1: not yet, wait: it is behind C2\n" in told
    title = "Wait for the automatic release"
    assert f"  C1: {title}. Behind C2: not before 2026-04-02\n" in told
