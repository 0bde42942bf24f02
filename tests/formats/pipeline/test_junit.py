"""JUnit XML, checked by the schema of Jenkins and read by another library."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import pytest
import xmlschema

from closeout.cli.render import RenderOptions, render
from closeout.engine.report.findings import Report

SCHEMA = Path(__file__).parent / "schemas" / "jenkins-junit.xsd"


def rendered(report: Report) -> str:
    return render("junit", report, RenderOptions())


def suite(report: Report) -> ElementTree.Element:
    found = ElementTree.fromstring(rendered(report).encode("utf-8")).find("testsuite")
    assert found is not None
    return found


def test_every_document_fits_the_schema_of_jenkins(pipeline_report: tuple[str, Report]) -> None:
    schema = xmlschema.XMLSchema(SCHEMA)
    assert list(schema.iter_errors(StringIO(rendered(pipeline_report[1])))) == []


def test_the_schema_would_notice(portfolio: Report) -> None:
    broken = rendered(portfolio).replace("<failure ", "<fault ").replace("</failure>", "</fault>")
    assert list(xmlschema.XMLSchema(SCHEMA).iter_errors(StringIO(broken)))


def test_another_library_counts_the_same(pipeline_report: tuple[str, Report]) -> None:
    xml = junitparser.JUnitXml.fromstring(rendered(pipeline_report[1]).encode("utf-8"))
    told = (xml.tests, xml.failures, xml.errors, xml.skipped)
    xml.update_statistics()
    assert (xml.tests, xml.failures, xml.errors) == told[:3]
    (found,) = xml
    assert found.skipped == len([case for case in found if case.is_skipped])


def test_a_contract_fails_for_errors_and_warnings_that_are_not_waived(portfolio: Report) -> None:
    outcomes = {
        case.get("name"): [part.tag for part in case if part.tag != "system-out"]
        for case in suite(portfolio).findall("testcase")
    }
    assert outcomes == {
        "C1": [],
        "C2": [],
        "C3": [],
        "C4": [],
        "C5": [],
        "C6": ["failure"],
        "C7": [],
        "C8": ["skipped"],
        "C9": ["error"],
        "C10": [],
        "C11": ["failure"],
        "Account A1": ["failure"],
        "Client K7 of account A1": [],
    }


def test_a_failure_tells_the_worst_first_and_all_of_them(portfolio: Report) -> None:
    two = replace(portfolio.findings[2], subject=portfolio.findings[0].subject)
    found = replace(portfolio, findings=(portfolio.findings[0], two))
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
    contracts = tuple(replace(one, title=text, client=text) for one in portfolio.contracts)
    findings = tuple(replace(one, told=(text,), rule=text) for one in portfolio.findings)
    broken = replace(portfolio, contracts=contracts, findings=findings)
    assert len(suite(broken).findall("testcase")) == 13
    assert len(suite(broken).findall("testcase/failure")) == 3
