"""The Markdown page, read back by a Markdown parser that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.markdown_text import escaped, linked
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report, Verdict

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def page(report: Report, options: RenderOptions | None = None) -> str:
    return render("markdown", report, options or RenderOptions())


def tokens(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def shown_text(text: str) -> str:
    """What a reader sees, without the breaks that part mentions."""
    kinds = ("text", "code_inline", "html_inline", "html_block", "code_block", "text_special")
    seen = "".join(token.content for token in tokens(text) if token.type in kinds)
    return seen.replace("\u200b", "")


ALLOWED = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "inline",
    "text",
    "text_special",
    "hardbreak",
    "strong_open",
    "strong_close",
    "link_open",
    "link_close",
    "table_open",
    "table_close",
    "thead_open",
    "thead_close",
    "tbody_open",
    "tbody_close",
    "tr_open",
    "tr_close",
    "th_open",
    "th_close",
    "td_open",
    "td_close",
}


def test_no_text_becomes_anything_but_text(pipeline_report: tuple[str, Report]) -> None:
    assert {token.type for token in tokens(page(pipeline_report[1]))} <= ALLOWED


def test_links_lead_to_the_sources_and_nowhere_else(pipeline_report: tuple[str, Report]) -> None:
    links = {
        str(token.attrs["href"])
        for token in tokens(page(pipeline_report[1]))
        if token.type == "link_open"
    }
    hosts = ("https://support.upwork.com/", "https://example.org/")
    assert [link for link in links if not link.startswith(hosts)] == []


def test_tables_have_one_row_a_finding_and_keep_their_columns(
    pipeline_report: tuple[str, Report],
) -> None:
    _, report = pipeline_report
    rows: list[list[str]] = []
    for token in tokens(page(report, RenderOptions(verbose=True))):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append(token.type)
    told = [row for row in rows if row and row[0] == "td_open"]
    assert [len(row) for row in told[: len(report.findings)]] == [5] * len(report.findings)
    decided = [one for one in report.contracts if one.verdict is not Verdict.NOTHING_TO_DO]
    verdicts = told[len(report.findings) :][: len(decided)]
    assert [len(row) for row in verdicts] == [4] * len(decided)


def test_everything_is_told(portfolio: Report) -> None:
    seen = shown_text(page(portfolio, RenderOptions(verbose=True)))
    for finding in portfolio.findings:
        assert finding.message in seen
        assert finding.action.title in seen
    assert "Contracts as of 2026-03-10 12:00 UTC" in seen
    assert "1 do not end, 2 cannot tell, 2 prepare, 1 close, 1 wait, 1 keep open" in seen
    assert "Waived until 2026-05-01 00:00 UTC by Ann: agreed with the client" in seen
    assert "Note: no policy pack covers platform fiverr" in seen
    hidden = RenderOptions(hidden={"warning": 1, "info": 3})
    assert "Hidden by --min-severity: 1 warning, 3 info." in shown_text(page(portfolio, hidden))


@pytest.mark.parametrize(
    "text",
    [
        "a *b* _c_ **d** `e` ~~f~~",
        "<b>x</b> <!-- y --> &lt; &#60; &copy;",
        "[x](https://evil.example) ![y](z) <https://evil.example> [z][a]",
        "a | b || c \\| d \\",
        "# no heading - no list 1. no number > no quote",
        "price $5 and $x$ and 50% off, C# and F#, R&D, a@b.example",
        "::error:: {% raw %} {{ x }} ${y}",
    ],
)
def test_a_text_is_shown_as_it_is(text: str) -> None:
    assert shown_text(f"| h |\n| --- |\n| {escaped(text)} |\n") == f"h{text}"
    assert {token.type for token in tokens(f"x {escaped(text)}")} <= ALLOWED


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("@octocat", "@&#8203;octocat"),
        ("#12", "#&#8203;12"),
        ("!3", "\\!&#8203;3"),
        ("&6", "\\&&#8203;6"),
        ("~bug", "\\~&#8203;bug"),
        ('%"next"', '%&#8203;"next"'),
        ("$7", "&#36;&#8203;7"),
        ("https://x.example", "https\\://x.example"),
        ("WWW.x.example", "WWW\\.x.example"),
        ("at 5 # 3 @ 4", "at 5 # 3 @ 4"),
    ],
)
def test_mentions_references_and_bare_addresses_have_no_effect(text: str, marked: str) -> None:
    assert escaped(text) == marked


def test_a_link_keeps_its_address() -> None:
    address = "https://x.example/a?b=1&copy=2#c"
    (opening,) = (token for token in tokens(linked("[t]", address)) if token.type == "link_open")
    assert opening.attrs["href"] == address
    assert linked("[t]", "") == "\\[t\\]"


def test_what_only_annotations_would_decide_is_not_asked_for(
    portfolio: Report, make: SimpleNamespace
) -> None:
    both = make.undetermined("both", ("escrow", "open_tasks"), contract="C1")
    report = record_with(portfolio, undetermined=(*portfolio.undetermined, both))
    text = page(report, RenderOptions(verbose=True))
    assert "open\\_tasks" not in text
    assert "situation" not in text
    assert "| escrow | 2 rules for 2 subjects |" in text
    short = page(report)
    assert "**Not decided for lack of data:** supply " in short
    assert "; optional, no export carries them: open\\_tasks, situation (" in short


def test_what_asks_for_patience_stands_beside_its_verdict_alone(portfolio: Report) -> None:
    text = page(portfolio)
    assert "Contract C1, milestone m1" not in text
    row = "| wait | C1: Logo for a bakery (client Bakery Blum) | 2026-03-15 09:00 UTC |"
    assert f"{row} Wait for the automatic release |" in text


def test_a_deadline_that_the_message_names_is_told_once(portfolio: Report) -> None:
    (row,) = (line for line in page(portfolio).splitlines() if "**Answer the refund" in line)
    assert row.count("2026-03-12 09:00") == 1
    assert "| in 36 hours |" in row


def test_contracts_of_which_all_is_told_share_the_row_of_their_verdict(portfolio: Report) -> None:
    assert "| prepare | C6, C11 |  |  |\n" in page(portfolio)


def test_what_is_taken_for_granted_is_one_sentence(portfolio: Report) -> None:
    assert "\n**Taken for granted:** nothing is in dispute (2 contracts); " in page(portfolio)
