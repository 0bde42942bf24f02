"""JUnit XML, checked by the schema of Jenkins and read by another library."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import pytest
import xmlschema

from closeout.cli.outcome import failing, fails, visible
from closeout.cli.render import RenderOptions, render
from closeout.cli.settings.choices import FailOn, MinSeverity, Undecided
from closeout.engine.policy.pack import Severity
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report

SCHEMA = Path(__file__).parent / "schemas" / "jenkins-junit.xsd"


def rendered(report: Report) -> str:
    text = render("junit", report, RenderOptions())
    assert isinstance(text, str)
    return text


def suite(report: Report) -> ElementTree.Element:
    found = ElementTree.fromstring(rendered(report).encode("utf-8")).find("testsuite")
    assert found is not None
    return found


def test_every_document_fits_the_schema_of_jenkins(pipeline_report: tuple[str, Report]) -> None:
    schema = xmlschema.XMLSchema(SCHEMA)
    assert list(schema.iter_errors(StringIO(rendered(pipeline_report[1])))) == []


def test_the_schema_would_notice(portfolio: Report) -> None:
    broken = (
        rendered(failing(portfolio, FailOn.ERROR))
        .replace("<failure ", "<fault ")
        .replace("</failure>", "</fault>")
    )
    assert list(xmlschema.XMLSchema(SCHEMA).iter_errors(StringIO(broken)))


def test_another_library_counts_the_same(pipeline_report: tuple[str, Report]) -> None:
    xml = junitparser.JUnitXml.fromstring(rendered(pipeline_report[1]).encode("utf-8"))
    told = (xml.tests, xml.failures, xml.errors, xml.skipped)
    xml.update_statistics()
    assert (xml.tests, xml.failures, xml.errors) == told[:3]
    (found,) = xml
    assert found.skipped == len([case for case in found if case.is_skipped])


def outcomes(report: Report) -> dict[str, list[str]]:
    """The cases that are anything but passed."""
    found = {
        str(case.get("name")): [part.tag for part in case if part.tag != "system-out"]
        for case in suite(report).findall("testcase")
    }
    return {name: tags for name, tags in found.items() if tags}


CANNOT_TELL = {"C8": ["skipped"], "C9": ["skipped"]}
FAILURES = {
    FailOn.NEVER: [],
    FailOn.ERROR: ["C6"],
    FailOn.WARNING: ["C6", "C11", "Account A1"],
}


@pytest.mark.parametrize("fail_on", FAILURES)
def test_a_case_fails_for_what_the_run_fails_for_and_for_nothing_else(
    portfolio: Report, fail_on: FailOn
) -> None:
    report = failing(portfolio, fail_on)
    assert fails(report) == bool(FAILURES[fail_on])
    assert outcomes(report) == CANNOT_TELL | {name: ["failure"] for name in FAILURES[fail_on]}


def test_what_the_baseline_knows_is_no_failure(portfolio: Report) -> None:
    known = tuple(record_with(one, is_known=True) for one in portfolio.findings)
    report = failing(record_with(portfolio, findings=known), FailOn.INFO)
    assert not fails(report)
    assert outcomes(report) == CANNOT_TELL


def test_a_contract_that_was_to_be_ended_and_may_not_be_fails_with_the_answer(
    portfolio: Report,
) -> None:
    report = failing(
        record_with(portfolio, findings=()), FailOn.ERROR, closing=frozenset({"C2", "C8"})
    )
    assert fails(report)
    assert outcomes(report) == {"C8": ["failure"], "C9": ["skipped"]}
    failure = suite(report).find("testcase[@name='C8']/failure")
    assert failure is not None
    answer = "May it be ended now? Cannot tell; supply escrow, milestone.state"
    assert (failure.get("type"), failure.get("message")) == ("close", answer)


def test_a_rule_that_fails_the_run_because_it_cannot_be_decided_is_a_failure(
    portfolio: Report,
) -> None:
    grave = tuple(record_with(one, severity=Severity.ERROR) for one in portfolio.undetermined[2:4])
    report = record_with(portfolio, findings=(), undetermined=grave)
    assert outcomes(failing(report, FailOn.ERROR, Undecided.IGNORE)) == CANNOT_TELL
    marked = failing(report, FailOn.ERROR)
    assert fails(marked)
    assert outcomes(marked) == CANNOT_TELL | {"Account A1": ["failure"], "C8": ["failure"]}
    failure = suite(marked).find("testcase[@name='C8']/failure")
    assert failure is not None and failure.text is not None
    assert failure.text == (
        "error, not decided: Leave feedback for the client [never-end-with-escrow]\n"
        "Contract C8: supply escrow, supply milestone.state"
    )


def test_findings_that_are_hidden_and_fail_the_run_have_a_case_of_their_own(
    portfolio: Report,
) -> None:
    report, hidden = visible(failing(portfolio, FailOn.WARNING), MinSeverity.ERROR)
    options = RenderOptions(hidden=hidden.by_severity, hidden_failing=hidden.failing)
    text = render("junit", report, options)
    assert isinstance(text, str)
    (case,) = ElementTree.fromstring(text.encode()).findall(
        "testsuite/testcase[@name='findings below --min-severity']"
    )
    assert [(part.tag, part.text) for part in case] == [
        ("failure", "2 findings that the run fails for")
    ]


def test_a_failure_tells_the_worst_first_and_all_of_them(portfolio: Report) -> None:
    two = record_with(portfolio.findings[2], subject=portfolio.findings[0].subject)
    found = failing(record_with(portfolio, findings=(portfolio.findings[0], two)), FailOn.WARNING)
    failure = suite(found).find("testcase[@name='C6']/failure")
    assert failure is not None and failure.text is not None
    assert failure.get("message") == "error: Answer the refund request (and 1 more)"
    assert failure.get("type") == "refund-request-open"
    assert "\n\nwarning: Contact support [auto-release-overdue]\n" in failure.text


def test_a_waived_finding_is_told_but_does_not_fail(portfolio: Report) -> None:
    out = suite(portfolio).findtext("testcase[@name='C3']/system-out")
    assert out is not None
    assert "error: Do not end the contract [never-end-with-escrow]" in out
    assert "Waived until 2026-05-01 00:00 UTC by Ann: agreed with the client" in out


def test_as_of_is_the_time_stamp_and_a_property(portfolio: Report) -> None:
    found = suite(portfolio)
    assert found.get("timestamp") == "2026-03-10T12:00:00"
    values = {one.get("name"): one.get("value") for one in found.iter("property")}
    assert values == {
        "as_of": "2026-03-10T12:00:00Z",
        "as_of_origin": "given",
        "policies": "my-policies 0.2.0, upwork 1.0.0",
    }


def test_every_finding_is_told(pipeline_report: tuple[str, Report]) -> None:
    _, report = pipeline_report
    text = " ".join(suite(report).itertext())
    assert text.count("\nSource: ") == sum(len(one.sources) for one in report.findings)


@pytest.mark.parametrize("text", ["]]>", "<failure/>", "&amp;", "\x00", "\ufffe", "\ud800", "\x0b"])
def test_no_text_breaks_the_document(text: str, portfolio: Report) -> None:
    contracts = tuple(record_with(one, title=text, client=text) for one in portfolio.contracts)
    findings = tuple(record_with(one, told=(text,), rule=text) for one in portfolio.findings)
    broken = failing(record_with(portfolio, contracts=contracts, findings=findings), FailOn.WARNING)
    assert len(suite(broken).findall("testcase")) == 13
    assert len(suite(broken).findall("testcase/failure")) == 3
