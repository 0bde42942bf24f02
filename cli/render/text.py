"""The format `text`: for a person with little time.

What to do first, then the contracts by verdict, the most urgent verdict first, then what the export
would have to say for the rest. Words carry all meaning: no drawing, no meaning by colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from ...engine.policy.pack import SEVERITIES, Effect, Severity
from ...engine.report.findings import ContractResult, Report, Subject, Verdict
from ...engine.report.granted import Granted, granted
from ...engine.written import counted
from . import RenderOptions
from .age import age_sentence, as_of_words
from .answers import planned_answer
from .entries import (
    LONGEST_ID,
    Page,
    action_lines,
    contract_lines,
    facts_lines,
    findings_lines,
    subject_title,
)
from .layout import LONG_TEXT, listed, painted, plain, wrapped
from .missing import missing_lines
from .narrow import narrowed, told_phrase
from .overrides import override_words
from .phrases import is_folded
from .questions import question_lines
from .urgency import first_things, open_errors
from .words import HEADINGS, ORIGINS

MOST_PLANNED = 20
"""So many planned closings are answered at the top."""

MOST_GRANTED = 3
"""So many assumptions are told."""

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
        *(_group(page, verdict) for verdict in HEADINGS),
        _elsewhere(page),
        _background(page),
        _account_facts(page),
        missing_lines(page),
        _taken_for_granted(page),
        _footer(whole),
    ]
    blocks = ("\n".join(map(str.rstrip, lines)) for lines in sections if lines)
    return "\n\n".join(blocks) + "\n"


def heading(page: Page, text: str) -> str:
    """A heading; it stands out by its place, the colour only helps."""
    return painted(text, "strong", page.options.color)


def _headline(page: Page) -> list[str]:
    contracts = page.report.contracts
    counts = _counts(
        (str(verdict).replace("-", " "), sum(one.verdict is verdict for one in contracts))
        for verdict in HEADINGS
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
    for contract in planned[:MOST_PLANNED]:
        lines += wrapped(
            f"{plain(contract.id, LONGEST_ID)}: {planned_answer(page.report, contract)}",
            page.width,
            2,
            4,
        )
    if len(planned) > MOST_PLANNED:
        lines.append(f"  and {len(planned) - MOST_PLANNED} more below")
    return lines


def _do_first(page: Page) -> list[str]:
    things = first_things(page.report)
    if not things:
        return []
    lines = [heading(page, "Do first")]
    for place, finding in enumerate(things, start=1):
        lines += action_lines(page, place, finding, _about(page, finding.subject))
    left = open_errors(page.report) - sum(thing.severity is Severity.ERROR for thing in things)
    if left > 0:
        lines.append(f"  and {counted(left, 'more error')} below")
    return lines


def _about(page: Page, subject: Subject) -> str:
    """`C121`; the rest is told below."""
    if subject.contract is not None:
        return plain(subject.contract, LONGEST_ID)
    return subject_title(page, None, subject, page.width - 5)


def _group(page: Page, verdict: Verdict) -> list[str]:
    members = [one for one in page.report.contracts if one.verdict is verdict]
    if not members:
        return []
    lines = [heading(page, f"{HEADINGS[verdict]}: {counted(len(members), 'contract')}")]
    for contract in sorted(members, key=page.urgency):
        if not _is_folded(page, contract) and not _is_known(page, contract):
            lines += contract_lines(page, contract)
    lines += _known(page, [one for one in members if _is_known(page, one)])
    folded = [one for one in members if _is_folded(page, one)]
    unsure = {one.subject.contract for one in page.report.undetermined}
    known = [one for one in folded if one.id not in unsure]
    if known and len(known) < len(members):
        lines.append(f"  Without anything to do: {counted(len(known), 'contract')}")
    lines += _ids(page, known)
    if len(known) < len(folded):
        lines.append(f"  As far as is known: {counted(len(folded) - len(known), 'contract')}")
        lines += _ids(page, [one for one in folded if one.id in unsure])
    return lines


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
    """Findings on clients and accounts."""
    lines: list[str] = []
    for subject, group in groupby(page.elsewhere, key=lambda finding: finding.subject):
        title = subject_title(page, None, subject, page.width - 2)
        lines += wrapped(title, page.width, 2, 4)
        lines += findings_lines(page, group)
    return [heading(page, "Clients and accounts"), *lines] if lines else []


def _background(page: Page) -> list[str]:
    """What asks for nothing: one line for each kind, with the contracts that it speaks of."""
    found: dict[str, list[str]] = {}
    for contract in page.report.contracts:
        for finding in page.report.by_contract.get(contract.id, ()):
            is_kept = finding.action.effect is Effect.KEEP
            is_told = not is_kept and not is_folded(page.report, finding, page.options)
            if page.is_background(finding, contract.verdict) and is_told:
                ids = found.setdefault(plain(finding.action.title), [])
                ids.append(plain(contract.id, LONGEST_ID))
    lines: list[str] = []
    for title, ids in found.items():
        told = ", ".join(dict.fromkeys(ids[:MOST_PLANNED]))
        more = f" and {len(ids) - MOST_PLANNED} more" if len(ids) > MOST_PLANNED else ""
        lines += wrapped(f"{title}: {told}{more}", page.width, 2, 4)
    return [heading(page, "Good to know (more with -v)"), *lines] if lines else []


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
    if not page.options.verbose:
        lines = wrapped(_granted_in_short(found), page.width, 2, 4)
    return [heading(page, "Taken for granted"), *lines] if found else []


def _granted_in_short(found: list[Granted]) -> str:
    """`nothing is in dispute (23 contracts), nobody asked for money back (18), 11 more with -v`."""
    told: dict[str, int] = {}
    for one in found:
        if one.reading.short:
            words = plain(one.reading.short, LONG_TEXT).removeprefix("if ")
            told[words] = max(told.get(words, 0), one.contracts)
    most = list(told.items())[:MOST_GRANTED]
    parts = [f"{words} ({counted(number, 'contract')})" for words, number in most]
    left = len(found) - len(most)
    return "; ".join([*parts, *([f"{left} more, told with -v"] if left else [])])


def _severities(counts: Mapping[str, int]) -> str:
    """`2 errors, 1 warning, 5 info`."""
    return ", ".join(
        f"{number} info" if severity is Severity.INFO else counted(number, severity)
        for severity in SEVERITIES
        if (number := counts.get(severity, 0))
    )


def _footer(page: Page) -> list[str]:
    report, width = page.report, page.width
    lines: list[str] = []
    for note in report.notes:
        lines += wrapped(f"Note: {plain(note, LONG_TEXT)}", width, 0, 2)
    as_of = f"As of {report.zone.text(report.as_of)} ({ORIGINS[report.as_of_origin]})"
    if report.exported_at != report.as_of:
        as_of += f"; the export reaches to {report.zone.text(report.exported_at)}"
    packs = ", ".join(f"{plain(id_)} {plain(version)}" for id_, version in report.policies)
    counts = _severities(Counter(str(finding.severity) for finding in report.findings))
    waived = sum(finding.waived is not None for finding in report.findings)
    findings = f"{counted(len(report.findings), 'finding')}{f' ({counts})' if counts else ''}"
    findings += f", {waived} waived" if waived else ""
    findings += f", {report.known} known" if report.known else ""
    sentences = [
        f"{counted(len(report.contracts), 'contract')}.",
        f"{findings}.",
        f"{len(report.undetermined)} undetermined.",
    ]
    hidden = _severities(page.options.hidden)
    if hidden:
        sentences.append(f"Hidden by --min-severity: {hidden}.")
    for one in report.overrides:
        lines += wrapped(f"{plain(override_words(one))}.", width, 0, 2)
    sentences += filter(None, [told_phrase(report, page.options)])
    about = f"{as_of}. Policies: {packs or 'none'}. Engine: {plain(report.engine)}."
    lines += wrapped(" ".join([about, *sentences]), width, 0, 2)
    return lines
