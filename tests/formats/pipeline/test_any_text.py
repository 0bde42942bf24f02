"""Whatever a text holds, each format stays whole for the parser of somebody else."""

from __future__ import annotations

import csv
import json
from io import StringIO
from xml.etree import ElementTree

import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from closeout.cli.render import RenderOptions, render
from closeout.engine.policy.pack import Action, Effect, Source
from closeout.engine.problems import Place
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report, Waived

from ...sizes import examples

MARKS = (
    *("::", "::error::", "##[", "]]>", "<b>", "|", "`", "\\", "\r\n", "\n", ",", ";", '"', "'"),
    *("=", "[x](y)", "&amp;", "@a", "#1", "{0}", "\x1b[0m", "\u202e", "\ud800", "END:VEVENT"),
    *("%0A", " "),
)
PIECES = st.sampled_from(MARKS)
TEXTS = st.lists(PIECES | st.characters() | st.text(max_size=30), max_size=12).map("".join)
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def filled(report: Report, text: str) -> Report:
    """The report with the text wherever somebody else's words stand."""
    place = Place(f"in/{text}.json", 3, 5)
    contracts = tuple(
        record_with(one, title=text, client=text, end_reason=text, needs=(text,), place=place)
        for one in report.contracts
    )
    findings = tuple(
        record_with(
            one,
            rule=text,
            title=text,
            told=(text,),
            why=text,
            action=Action(text, text, Effect.WAIT, how=(text,)),
            sources=(Source(text, text, text), Source(text, text, f"https://example.org/{text}")),
            waived=Waived(text, 0, text) if one.waived else None,
        )
        for one in report.findings
    )
    questions = report.questions.mapped(lambda one: record_with(one, field=text, told=(text,)))
    readings = {
        id: record_with(one, id=text, says=text, because=text, short=text)
        for id, one in report.readings.items()
    }
    return record_with(
        report,
        contracts=contracts,
        findings=findings,
        notes=(text,),
        questions=questions,
        readings=readings,
    )


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=TEXTS)
def test_every_format_stays_whole(portfolio: Report, text: str) -> None:
    report = filled(portfolio, text)
    found = {
        name: render(name, report, RenderOptions(verbose=True)).encode("utf-8").decode("utf-8")
        for name in ("sarif", "junit", "github", "gitlab", "markdown", "csv", "ndjson", "ics")
    }
    assert len(json.loads(found["sarif"])["runs"][0]["results"]) == 10
    assert len(ElementTree.fromstring(found["junit"].encode("utf-8")).findall(".//testcase")) == 13
    lines = found["github"].split("\n")
    assert [line.startswith("::") for line in lines] == [True] * 11 + [False, False]
    assert len(json.loads(found["gitlab"])) == 10
    types = {token.type for token in PARSER.parse(found["markdown"])}
    assert types.isdisjoint({"html_block", "fence", "code_block", "bullet_list_open", "hr"})
    rows = list(csv.reader(StringIO(found["csv"], newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])} and len(rows) == 10
    assert (
        len([json.loads(line) for line in found["ndjson"].splitlines()]) == 1 + 11 + 9 + 7 + 8 + 5
    )
    assert len(vobject.readOne(found["ics"]).vevent_list) == 7
