"""The format `markdown` (GitHub's and GitLab's dialect): for summaries, comments and issues.

Texts of others have no effect on the page (`markdown_text`). `step_summary` is the same page cut to
what GitHub takes as the summary of a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...engine.report.counts import Counts
from ...engine.report.findings import ContractResult, Finding, Report, Verdict
from ...engine.report.granted import granted, look_before
from ...engine.snapshot.fields import ANNOTATIONS, EXPORTED_AT
from ...engine.written import counted
from . import RenderOptions
from .age import age_sentence, as_of_words
from .answers import tells_deadline, unchecked_phrase
from .entries import is_patient, patience_words
from .folded import MOST_NAMED, background_words, granted_words
from .layout import LONG_TEXT, plain
from .markdown_text import escaped, linked
from .missing import NOT_DECIDED, missing_words
from .narrow import narrowed, told_phrase
from .overrides import override_words
from .page import Page
from .phrases import (
    about_phrase,
    action_phrase,
    basis_phrase,
    between_phrases,
    contract_phrase,
    counts_phrase,
    hidden_phrase,
    is_folded,
    link,
    needs_phrase,
    policies_phrase,
    unmet_phrase,
    waiver_phrase,
)
from .questions import shown_questions
from .room import fitting, left_out, size
from .unfound import undecided_words
from .urgency import due, safe_time_words, time_left
from .words import HEADINGS, subject_phrase

STEP_SUMMARY_BYTES = 1_000_000
"""GitHub refuses a step's summary of more than 1 MiB."""


def render(report: Report, options: RenderOptions) -> str:
    """The whole report as a page."""
    return _page(report, options, None)


def step_summary(report: Report, options: RenderOptions) -> str:
    """The page in at most `STEP_SUMMARY_BYTES` of UTF-8: rows that do not fit are counted instead.

    To be appended to the file that the environment variable `GITHUB_STEP_SUMMARY` names.
    """
    return _page(report, options, STEP_SUMMARY_BYTES)


def _page(report: Report, options: RenderOptions, room: int | None) -> str:
    foot = list(_foot(report, options))
    head = _head(report)
    report = narrowed(report, options)
    page = Page.of(report, options)
    left = None if room is None else room - size(head) - size(foot) - 500
    lines = [*head]
    for title, header, rows in (
        (
            "What to do",
            "| Severity | Where | What to do | By | Why |",
            _findings(page),
        ),
        (
            "Verdicts",
            "| Verdict | Contract | Until | To decide, or before the click |",
            _verdicts(page),
        ),
        ("To decide", "| Contract | Question | Until |", _questions(report, options)),
        (NOT_DECIDED, "| Supply | Would decide |", _missing(page)),
        ("Taken for granted", "| What | For |", _granted(page)),
    ):
        section, left = _table(title, header, list(rows), left)
        lines += section
    for title, text in _sentences(page):
        sentence = [f"**{title}:** {escaped(text)}.", ""]
        if left is not None:
            left -= size(sentence)
        if left is None or left >= 0:
            lines += sentence
    return "\n".join([*lines, *foot]) + "\n"


def _head(report: Report) -> list[str]:
    verdicts = Counter(contract.verdict for contract in report.contracts)
    counts = [
        f"{verdicts[verdict]} {str(verdict).replace('-', ' ')}"
        for verdict in HEADINGS
        if verdicts[verdict]
    ]
    lines = [f"## Contracts {as_of_words(report)}", ""]
    age = age_sentence(report)
    lines += [f"**{age}**", ""] if age else []
    return [*lines, *([f"**{', '.join(counts)}**", ""] if counts else [])]


def _table(
    title: str, header: str, rows: list[str], room: int | None
) -> tuple[list[str], int | None]:
    """A heading and a table with the rows that fit, and the room that is left."""
    if not rows:
        return [], room
    start = [f"### {title}", "", header, "|" + " --- |" * (header.count("|") - 1)]
    kept = rows
    if room is not None:
        room -= size(start)
        kept = list(fitting(rows, room))
        room -= size(kept)
    cut = len(rows) - len(kept)
    rest = ["", f"and {left_out(cut, 'more row')}"] if cut else []
    return [*start, *kept, *rest, ""], room


def _findings(page: Page) -> Iterator[str]:
    """What is new, unless all is asked for; how many findings the baseline has is told after it.

    What asks for nothing is told below, what asks for patience beside the verdict.
    """
    known, report = 0, page.report
    patient = {one.id for one in report.contracts if is_patient(page, one)}
    for finding in report.findings:
        contract = report.contract_of(finding)
        if contract is not None and page.is_background(finding, contract.verdict):
            continue
        if finding.subject.contract in patient:
            continue
        if is_folded(report, finding, page.options):
            known += 1
            continue
        about = about_phrase(report, finding)
        where = escaped(subject_phrase(finding.subject)) + (f": {escaped(about)}" if about else "")
        severity = str(finding.severity) + (" (waived)" if finding.waived else "")
        severity += " (known)" if finding.is_known else ""
        action = escaped(action_phrase(report, finding))
        yield _row(severity, where, f"**{action}**", _by(page, finding), _why(report, finding))
    if known:
        yield _row("", f"{known} known", "", "", "")


def _by(page: Page, finding: Finding) -> str:
    """The days to act by; how long that is, to be safe, where the message names the days."""
    report, deadline, near = page.report, finding.deadline, due(finding, page.report.as_of)
    if near is not None and tells_deadline(report, finding) and not page.options.verbose:
        return time_left(report, finding, near)
    parts = []
    if deadline is not None:
        parts.append(report.zone.text(deadline))
    if finding.safe_by is not None and finding.safe_by != deadline:
        parts.append(f"safe until {report.zone.text(finding.safe_by)}")
    return "; ".join(parts)


def _why(report: Report, finding: Finding) -> str:
    texts = (
        plain(finding.message, LONG_TEXT),
        safe_time_words(report, finding),
        basis_phrase(finding),
        waiver_phrase(report, finding),
    )
    sources = ", ".join(linked(plain(source.id), link(source)) for source in finding.sources)
    parts = [escaped(text) for text in texts if text]
    return " ".join([*parts, f"({escaped(plain(finding.rule))}{': ' if sources else ''}{sources})"])


def _verdicts(page: Page) -> Iterator[str]:
    """The contracts that need anybody, by verdict; the others are counted above.

    Those of which all is told by what is to do, or by a question, stand together.
    """
    report = page.report
    for verdict in HEADINGS:
        if verdict is Verdict.NOTHING_TO_DO:
            continue
        alike: list[str] = []
        for contract in report.contracts:
            if contract.verdict is not verdict:
                continue
            until = "" if contract.until is None else report.zone.text(contract.until)
            beside = _beside(page, contract)
            is_named = contract.id in page.asked or page.asking(contract)
            if is_named and not (until or beside or page.options.verbose):
                alike.append(plain(contract.id))
                continue
            name = filter(None, (plain(contract.id), contract_phrase(contract, report.role)))
            yield _row(str(verdict), escaped(": ".join(name)), until, escaped(beside))
        for start in range(0, len(alike), MOST_NAMED):
            ids = ", ".join(alike[start : start + MOST_NAMED])
            yield _row(str(verdict), escaped(ids), "", "")


def _beside(page: Page, contract: ContractResult) -> str:
    """What is to be waited for or supplied, or to be looked at before; questions stand below."""
    if is_patient(page, contract):
        return "; ".join(dict.fromkeys(patience_words(one) for one in page.asking(contract)))
    if contract.is_unchecked:
        return unchecked_phrase(contract)
    if contract.needs and (page.options.verbose or contract.id not in page.asked):
        return needs_phrase(page.report, contract)
    if contract.unmet:
        return unmet_phrase(contract)
    return look_before(page.report, contract)


def _questions(report: Report, options: RenderOptions) -> Iterator[str]:
    """What a person could say, the most harmful first."""
    questions, has_more = shown_questions(report, options.verbose)
    for one in questions:
        where = "/".join(plain(id) for id in (one.contract, one.milestone) if id is not None)
        until = "" if one.until is None else report.zone.text(one.until)
        yield _row(escaped(where), escaped(plain(one.text, LONG_TEXT)), until)
    if has_more:
        yield _row("", "and more: closeout ask asks them one by one", "")


def _sentences(page: Page) -> Iterator[tuple[str, str]]:
    """What asks for nothing, what is open and what is assumed; with `-v` these have tables."""
    if page.options.verbose:
        return
    found = (
        ("Good to know", "; ".join(background_words(page))),
        (NOT_DECIDED, missing_words(page.report.undetermined)),
        ("Taken for granted", granted_words(granted(page.report))),
    )
    yield from ((title, text) for title, text in found if text)


def _missing(page: Page) -> Iterator[str]:
    """One row a field, with `-v`; what only annotations would decide costs no verdict and is left out."""
    if not page.options.verbose:
        return
    report = page.report
    rules: dict[str, set[tuple[str, str]]] = {}
    subjects: dict[str, set[str]] = {}
    for one in report.undetermined:
        for need in one.needs:
            if need in ANNOTATIONS:
                continue
            rules.setdefault(need, set()).add((one.pack, one.rule))
            subjects.setdefault(need, set()).add(str(one.subject))
    for need in sorted(rules, key=lambda need: (-len(subjects[need]), -len(rules[need]), need)):
        extent = (
            f"{counted(len(rules[need]), 'rule')} for {counted(len(subjects[need]), 'subject')}"
        )
        named = "".join(between_phrases([need])) or plain(need)
        yield _row("a new export" if need == EXPORTED_AT else escaped(named), extent)


def _granted(page: Page) -> Iterator[str]:
    """What was assumed, with `-v`, that of the most contracts first."""
    for one in granted(page.report) if page.options.verbose else ():
        extent = counted(one.contracts, "contract") if one.contracts else ""
        yield _row(escaped(plain(one.reading.says, LONG_TEXT)), extent)


def _foot(report: Report, options: RenderOptions) -> Iterator[str]:
    fails = undecided_words(report)
    phrases = (
        counts_phrase(report, Counts.of(report)),
        fails,
        hidden_phrase(options),
        told_phrase(report, options),
    )
    counts = " ".join(filter(None, phrases))
    yield f"{escaped(counts)}\\"
    yield f"Policies: {escaped(policies_phrase(report))}."
    for one in report.overrides:
        yield ""
        yield f"{escaped(plain(override_words(one)))}."
    for note in report.notes:
        yield ""
        yield f"Note: {escaped(plain(note, LONG_TEXT))}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
