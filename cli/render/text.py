"""The format `text`: for a person with little time.

What to do first, then the contracts by verdict, the most urgent verdict first, then what the export
would have to say for the rest. Words carry all meaning: no drawing, no meaning by colour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from ...engine.policy.pack import Severity
from ...engine.report.counts import Counts
from ...engine.report.findings import ContractResult, Finding, Report, Subject, Verdict
from ...engine.report.granted import granted
from ...engine.written import counted
from . import RenderOptions
from .age import age_sentence, as_of_words
from .answers import planned_answer
from .entries import contracts_lines, first_lines, is_patient
from .finding_lines import action_lines, facts_lines, finding_lines, findings_lines
from .folded import background_words, granted_words
from .layout import LONG_TEXT, columns, listed, painted, plain, run_in, wrapped
from .missing import missing_lines
from .narrow import narrowed, told_phrase
from .overrides import override_words
from .page import LONGEST_ID, Page, subject_title
from .phrases import (
    as_of_phrase,
    findings_phrase,
    hidden_phrase,
    is_folded,
    policies_phrase,
    reach_phrase,
)
from .questions import question_lines
from .unfound import undecided_words
from .urgency import open_errors
from .words import HEADINGS

MOST_PLANNED = 20
"""So many planned closings are answered at the top."""

FOLDED_LINES = 4
"""Lines of ids that contracts without any finding may take."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as lines of at most `options.width` columns (links of sources excepted)."""
    whole, page = Page.of(report, options), Page.of(narrowed(report, options), options)
    sections = [
        _headline(whole),
        _planned(page),
        _do_first(page),
        question_lines(page),
        *_groups(page),
        _elsewhere(page),
        _account_facts(page),
        *_tail(page, whole),
    ]
    blocks = ("\n".join(map(str.rstrip, lines)) for lines in sections if lines)
    return "\n\n".join(blocks) + "\n"


def _tail(page: Page, whole: Page) -> list[list[str]]:
    """What asks for nothing, what is open, what is assumed, and of what run this is; with `-v` a section each."""
    sections = [_background(page), missing_lines(page), _taken_for_granted(page)]
    if page.options.verbose:
        return [*sections, _footer(whole)]
    return [[line for section in (*sections, _footer(whole)) for line in section]]


def heading(page: Page, text: str) -> str:
    """A heading; it stands out by its place, the colour only helps."""
    return painted(text, "strong", page.options.color)


def _run_in(page: Page, title: str, text: str) -> list[str]:
    return run_in(title, text, page.width, page.options.color)


def _headline(page: Page) -> list[str]:
    contracts = page.report.contracts
    counts = _counts(
        (verdict.words, sum(one.verdict is verdict for one in contracts)) for verdict in HEADINGS
    )
    total = counted(len(contracts), "contract")
    line = f"{total} {as_of_words(page.report)}"
    lines = wrapped(f"{line}: {counts}." if counts else f"{line}.", page.width, 0)
    return [*lines, *wrapped(age, page.width, 0)] if (age := age_sentence(page.report)) else lines


def _counts(pairs: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {name}" for name, number in pairs if number)


def _planned(page: Page) -> list[str]:
    """The answer for each contract that somebody wants to end."""
    planned = [one for one in page.report.contracts if one.closing_planned]
    if not planned:
        return []
    if len(planned) > MOST_PLANNED:  # no "yes" is left out
        planned.sort(key=lambda one: one.verdict is not Verdict.CLOSE)
    lines = [heading(page, "May they be ended now?")]
    answers: dict[str, list[str]] = {}
    for contract in planned[:MOST_PLANNED]:
        ids = answers.setdefault(planned_answer(page.report, contract), [])
        ids.append(plain(contract.id, LONGEST_ID))
    for answer, ids in answers.items():
        lines += wrapped(f"{', '.join(ids)}: {answer}", page.width, 2, 4)
    if len(planned) > MOST_PLANNED:
        lines.append(f"  and {len(planned) - MOST_PLANNED} more below")
    return lines


def _do_first(page: Page) -> list[str]:
    things = page.first
    if not things:
        return []
    lines = [heading(page, "Do first")]
    for place, finding in enumerate(things, start=1):
        if page.options.verbose or is_folded(page.report, finding, page.options):
            lines += action_lines(page, place, finding, _about(page, finding.subject))
        else:
            lines += first_lines(page, place, finding)
    left = open_errors(page.report) - sum(thing.severity is Severity.ERROR for thing in things)
    if left > 0:
        lines.append(f"  and {counted(left, 'more error')} below")
    return lines


def _about(page: Page, subject: Subject) -> str:
    """`C121`; the rest is told below."""
    if subject.contract is not None:
        return plain(subject.contract, LONGEST_ID)
    return subject_title(subject, page.width - 5)


def _groups(page: Page) -> list[list[str]]:
    """The contracts by verdict; groups of one line stand together at the end."""
    groups = [lines for verdict in HEADINGS if (lines := _group(page, verdict))]
    longer = [lines for lines in groups if len(lines) > 1]
    return [*longer, [line for lines in groups if len(lines) == 1 for line in lines]]


def _group(page: Page, verdict: Verdict) -> list[str]:
    members = [one for one in page.report.contracts if one.verdict is verdict]
    if not members:
        return []
    title = f"{HEADINGS[verdict]}: {counted(len(members), 'contract')}"
    if (ids := _in_one_line(page, title, members)) is not None:
        return [heading(page, title) + ids]
    before = [one for one in members if page.is_told_first(one)]
    lines = _heading_with(page, title, before)
    left = [one for one in members if one not in before]
    told = [one for one in left if not _is_folded(page, one) and not _is_known(page, one)]
    lines += contracts_lines(page, sorted(told, key=page.urgency))
    lines += _known(page, [one for one in left if _is_known(page, one)])
    folded = [one for one in left if _is_folded(page, one)]
    unsure = {one.subject.contract for one in page.report.undetermined}
    known = [one for one in folded if one.id not in unsure]
    if known and len(known) < len(members):
        lines.append(f"  Without anything to do: {counted(len(known), 'contract')}")
    lines += _ids(page, known)
    if len(known) < len(folded):
        lines.append(f"  As far as is known: {counted(len(folded) - len(known), 'contract')}")
        lines += _ids(page, [one for one in folded if one.id in unsure])
    return lines


def _heading_with(page: Page, title: str, before: list[ContractResult]) -> list[str]:
    """`Prepare (do this first): 12 contracts; above: C104, C121`."""
    if not before:
        return [heading(page, title)]
    ids = ", ".join(plain(one.id, LONGEST_ID) for one in before)
    first, *others = wrapped(f"{title}; above: {ids}", page.width, 0, 2)
    return [heading(page, title) + first.removeprefix(title), *others]


def _in_one_line(page: Page, title: str, members: list[ContractResult]) -> str | None:
    """` (C120, C204)` beside a heading, where nothing else is to be told of its contracts."""
    unsure = {one.subject.contract for one in page.report.undetermined}
    if not all(_is_told_elsewhere(page, one, unsure) or _is_kept(page, one) for one in members):
        return None
    ids = f" ({', '.join(plain(one.id, LONGEST_ID) for one in members)})"
    return ids if columns(title + ids) <= page.width else None


def _is_kept(page: Page, contract: ContractResult) -> bool:
    """Whether a contract is to be left open, and nothing else is told of it."""
    return (
        contract.verdict is Verdict.KEEP_OPEN
        and is_patient(page, contract)
        and not page.sentences(contract)
        and all(_says_keep_open(each) for each in page.asking(contract))
    )


def _says_keep_open(finding: Finding) -> bool:
    """Whether a finding says nothing but what the heading says."""
    said = finding.action.title.casefold().split()
    is_bare = finding.deadline is None and not finding.behind
    return is_bare and set(HEADINGS[Verdict.KEEP_OPEN].casefold().split()) <= set(said)


def _is_told_elsewhere(
    page: Page, contract: ContractResult, unsure: Collection[str | None]
) -> bool:
    """Whether nothing is to be told of a contract, or nothing but what stands above."""
    if page.is_told_first(contract):
        return True
    if contract.id in page.asked and not page.options.verbose and not page.options.facts:
        return not page.asking(contract) and not page.sentences(contract)
    return _is_folded(page, contract) and contract.id not in unsure


def _known(page: Page, contracts: list[ContractResult]) -> list[str]:
    """The contracts of which the baseline has everything."""
    if not contracts:
        return []
    findings = sum(len(page.asking(one)) for one in contracts)
    line = f"  Nothing new, {findings} known: {counted(len(contracts), 'contract')}"
    return [line, *_ids(page, contracts)]


def _is_known(page: Page, contract: ContractResult) -> bool:
    findings = page.asking(contract)
    folded = (is_folded(page.report, one, page.options) for one in findings)
    return bool(findings) and not page.options.facts and all(folded)


def _ids(page: Page, contracts: list[ContractResult]) -> list[str]:
    if not contracts:
        return []
    ids = [plain(one.id, LONGEST_ID) for one in contracts]
    return listed(ids, page.width, 2, None if page.options.verbose else FOLDED_LINES)


def _is_folded(page: Page, contract: ContractResult) -> bool:
    return (
        contract.verdict is Verdict.NOTHING_TO_DO
        and not page.asking(contract)
        and not page.options.facts
    )


def _elsewhere(page: Page) -> list[str]:
    """Findings on clients and accounts; a single one needs no heading."""
    told = () if page.options.verbose else page.first
    left = [
        finding
        for finding in page.elsewhere
        if finding not in told or is_folded(page.report, finding, page.options)
    ]
    if len(left) == 1 and not (
        page.options.verbose or is_folded(page.report, left[0], page.options)
    ):
        title = subject_title(left[0].subject, page.width - 2)
        return [line.removeprefix("  ") for line in finding_lines(page, left[0], [title])]
    lines: list[str] = []
    for subject, group in groupby(left, key=lambda finding: finding.subject):
        title = subject_title(subject, page.width - 2)
        lines += wrapped(title, page.width, 2, 4)
        lines += findings_lines(page, group)
    return [heading(page, "Clients and accounts"), *lines] if lines else []


def _background(page: Page) -> list[str]:
    parts = background_words(page)
    return _run_in(page, "Good to know (more with -v)", "; ".join(parts)) if parts else []


def _account_facts(page: Page) -> list[str]:
    lines: list[str] = []
    for account in page.report.accounts if page.options.facts else ():
        lines.append(
            "  " + ("The account" if account.id is None else f"Account {plain(account.id)}")
        )
        lines += facts_lines(page, account.facts)
    return [heading(page, "Facts of accounts"), *lines] if lines else []


def _taken_for_granted(page: Page) -> list[str]:
    """What was assumed, for how many contracts: that of the most of them, with `-v` all of it."""
    found = granted(page.report)
    lines: list[str] = []
    for one in found if page.options.verbose else ():
        extent = f" ({counted(one.contracts, 'contract')})" if one.contracts else ""
        says = plain(one.reading.says, LONG_TEXT).removesuffix(".")
        lines += wrapped(f"{says}{extent}", page.width, 2, 4)
    if found and not page.options.verbose:
        return _run_in(page, "Taken for granted", granted_words(found))
    return [heading(page, "Taken for granted"), *lines] if found else []


def _footer(page: Page) -> list[str]:
    report, width = page.report, page.width
    lines: list[str] = []
    for note in report.notes:
        lines += wrapped(f"Note: {plain(note, LONG_TEXT)}", width, 0, 2)
    as_of = f"As of {as_of_phrase(report)}"
    as_of += reach_phrase(report.as_of, report.exported_at, report.zone)
    sentences = [findings_phrase(Counts.of(report))]
    sentences += filter(None, [undecided_words(report), hidden_phrase(page.options)])
    for one in report.overrides:
        lines += wrapped(f"{plain(override_words(one))}.", width, 0, 2)
    sentences += filter(None, [told_phrase(report, page.options)])
    about = f"{as_of}. Policies: {policies_phrase(report)}. Engine: {plain(report.engine)}."
    lines += wrapped(" ".join([about, *sentences]), width, 0, 2)
    return lines
