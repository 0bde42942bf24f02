"""Workflow commands, read back as the runner of GitHub Actions reads them."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from closeout.cli.render import RenderOptions, render, resolve
from closeout.cli.render.github import command
from closeout.cli.render.markdown import step_summary
from closeout.cli.render.whereabouts import Spot
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report

ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str, codes: tuple[str, ...]) -> str:
    return re.sub("|".join(codes), lambda match: ESCAPES[match.group()], text)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As the runner takes a log: a line that begins with `::` up to the next `::`."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        if not line.startswith("::"):
            assert "##[" not in line
            continue
        head, _, message = line[2:].partition("::")
        name, _, properties = head.partition(" ")
        pairs = (pair.partition("=") for pair in properties.split(",") if pair)
        values = {key: unescaped(value, tuple(ESCAPES)) for key, _, value in pairs}
        found.append((name, values, unescaped(message, ("%0D", "%0A", "%25"))))
    return found


def rendered(report: Report, options: RenderOptions | None = None) -> str:
    return render("github", report, options or RenderOptions())


def test_an_annotation_names_file_line_column_and_title(portfolio: Report) -> None:
    assert commands(rendered(portfolio))[0] == (
        "error",
        {
            "file": "exports/my contracts.json",
            "line": "25",
            "col": "5",
            "title": "Answer the refund request",
        },
        "Contract C6: The client asked for 120.00 USD back; without your answer it is refunded on "
        "2026-03-12 09:00 UTC. Deadline 2026-03-12 09:00 UTC; safe until 2026-03-12 00:00 UTC. "
        "[refund-request-open]",
    )


def test_the_worst_come_first_and_waived_ones_as_notices_after_them(portfolio: Report) -> None:
    names = [name for name, _, _ in commands(rendered(portfolio))]
    assert names == ["error", "warning", "warning"] + ["notice"] * 7 + ["warning"]
    waived = [text for _, _, text in commands(rendered(portfolio)) if "Waived until" in text]
    assert len(waived) == 1
    assert commands(rendered(portfolio))[8][2] == waived[0]


def test_the_log_ends_with_the_counts_and_the_as_of_instant(portfolio: Report) -> None:
    options = RenderOptions(hidden={"info": 3})
    assert rendered(portfolio, options).splitlines()[-1] == (
        "11 contracts as of 2026-03-10 12:00 UTC (as given). 9 findings (2 errors, 2 warnings, "
        "5 info), 1 waived. 8 undetermined. Hidden by --min-severity: 3 info."
    )


def test_contracts_that_cannot_be_decided_are_noticed_with_what_to_supply(
    portfolio: Report,
) -> None:
    told = [
        text for _, values, text in commands(rendered(portfolio)) if "Cannot" in values["title"]
    ]
    assert told == [
        "Contract C8 cannot be decided; supply escrow, milestone.state.",
        "Contract C9: could not be read, so nothing is known of it.",
    ]


def test_no_text_ends_a_command_or_begins_another(pipeline_report: tuple[str, Report]) -> None:
    _, report = pipeline_report
    text = rendered(report)
    expected = len(report.findings) + sum(one.verdict == "cannot-tell" for one in report.contracts)
    assert len(commands(text)) == expected == len(text.splitlines()) - 1
    for name, values, _ in commands(text):
        assert name in ("error", "warning", "notice")
        assert set(values) <= {"file", "line", "col", "title"}


def test_properties_and_messages_are_escaped() -> None:
    text = command("error", "50%\r\n::error::x", "a:b,c%\n", Spot("x:y,z%.json", 3, 0))
    assert text == (
        "::error file=x%3Ay%2Cz%25.json,line=3,col=1,title=a%3Ab%2Cc%25%0A::50%25%0D%0A::error::x"
    )
    assert commands(text) == [
        (
            "error",
            {"file": "x:y,z%.json", "line": "3", "col": "1", "title": "a:b,c%\n"},
            "50%\r\n::error::x",
        )
    ]


def test_standard_input_is_no_file_to_annotate(portfolio: Report, shapes: SimpleNamespace) -> None:
    found = commands(rendered(shapes.placed(portfolio, "<stdin>")))
    assert all(set(values) == {"title"} for _, values, _ in found)


@pytest.mark.parametrize(
    ("name", "environ", "format_"),
    [
        ("auto", {"GITHUB_ACTIONS": "true"}, "github"),
        ("auto", {"GITHUB_ACTIONS": "false"}, "text"),
        ("auto", {"GITLAB_CI": "true"}, "text"),
        ("auto", {}, "text"),
        ("json", {"GITHUB_ACTIONS": "true"}, "json"),
    ],
)
def test_auto_is_github_inside_github_actions(
    name: str, environ: dict[str, str], format_: str
) -> None:
    assert resolve(name, environ) == format_


def test_the_step_summary_is_the_page_where_it_fits(portfolio: Report) -> None:
    page = render("markdown", portfolio, RenderOptions())
    assert step_summary(portfolio, RenderOptions()) == page


def test_the_step_summary_keeps_to_its_room_and_counts_what_it_leaves_out(
    portfolio: Report,
) -> None:
    many = record_with(portfolio, findings=portfolio.findings * 2_000)
    text = step_summary(many, RenderOptions())
    assert len(text.encode()) <= 1_000_000
    # of nine findings two ask for patience alone, and stand beside the verdicts
    rows = text.count("\n| error") + text.count("\n| warning") + text.count("\n| info")
    assert f"\nand {14_000 - rows} more rows, left out for lack of room\n" in text
    assert rows > 3_000
    assert "18000 findings" in text
    assert "Policies: my-policies 0.2.0, upwork 1.0.0." in text
