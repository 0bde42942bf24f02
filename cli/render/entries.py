"""The entries of the text report: a contract with what is told of it, and what is to be done first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ...engine.report.findings import ContractResult, Finding, Verdict
from .finding_lines import (
    facts_lines,
    finding_lines,
    findings_lines,
    is_brief,
    nearness,
    until_words,
)
from .layout import LONG_TEXT, plain, wrapped
from .page import LONGEST_ID, Page, contract_title, short_title, subject_title, titles
from .phrases import is_folded

_PATIENT = (Verdict.WAIT, Verdict.KEEP_OPEN)


def contracts_lines(page: Page, contracts: Iterable[ContractResult]) -> list[str]:
    """Contracts one after the other; those that ask for the same patience in one line."""
    lines: list[str] = []
    for brief, group in groupby(contracts, key=lambda one: _brief(page, one)):
        if brief is None:
            lines += (line for contract in group for line in contract_lines(page, contract))
        else:
            same = list(group)
            names = ", ".join(short_title(page, contract) for contract in same)
            ids = ", ".join(plain(contract.id, LONGEST_ID) for contract in same)
            told = [wrapped(f"{each}: {brief}", page.width, 2, 4) for each in (names, ids)]
            shortest: list[str] = min(told, key=len)
            lines += shortest
    return lines


def contract_lines(page: Page, contract: ContractResult) -> list[str]:
    """A contract: its name, what its verdict adds, and its findings; a single one beside the name."""
    sentences, findings = page.sentences(contract), page.asking(contract)
    is_short = not (sentences or page.options.verbose or page.options.facts)
    if is_short and len(findings) == 1 and not is_folded(page.report, findings[0], page.options):
        return finding_lines(page, findings[0], titles(page, contract))
    lines = ["  " + contract_title(contract, page.width - 2, page.report.role)]
    for sentence in sentences:
        lines += wrapped(sentence, page.width, 4, 6)
    lines += findings_lines(page, findings)
    if page.options.facts:
        lines += facts_lines(page, contract.facts)
    return lines


def is_patient(page: Page, contract: ContractResult) -> bool:
    """Whether a contract asks for patience alone, so that a few words say all of it."""
    if page.options.verbose or page.options.facts or contract.verdict not in _PATIENT:
        return False
    findings = page.asking(contract)
    return bool(findings) and all(is_brief(one) and not one.is_known for one in findings)


def _brief(page: Page, contract: ContractResult) -> str | None:
    """All that is to be said of a contract that asks for patience alone; None where there is more."""
    if not is_patient(page, contract):
        return None
    findings = page.asking(contract)
    parts = [brief_words(page, one) for one in findings]
    is_told = any(one.deadline == contract.until for one in findings)
    sentences = page.sentences(contract)
    parts += [one for one in sentences if not (is_told and one.startswith("Wait until"))]
    return "; ".join(dict.fromkeys(parts))


def brief_words(page: Page, finding: Finding) -> str:
    """What is to be waited for, and until when: `End one contract at a time. Behind C1: not before 2026-04-02`."""
    words = patience_words(finding)
    return words if finding.behind else words + until_words(page, finding, is_near_told=False)


def patience_words(finding: Finding) -> str:
    """What is to be waited for, and behind which contract."""
    title = plain(finding.action.title)
    clause, _, _ = plain(finding.message, LONG_TEXT).partition(", ")
    return f"{title}. {clause}" if finding.behind else title


def first_lines(page: Page, place: int, finding: Finding) -> list[str]:
    """What comes first, with all that is told of it, and what else is told of its contract."""
    contract = page.report.by_id.get(finding.subject.contract or "")
    near = nearness(page.report, finding)
    if contract is None:
        title = subject_title(finding.subject, page.width - 5)
        return finding_lines(page, finding, (f"{place}. {title}",), near)
    named = [f"{place}. {each}" for each in titles(page, contract)]
    lines = finding_lines(page, finding, named, near)
    if page.is_told_first(contract):
        rest = [one for one in page.asking(contract) if one is not finding]
        lines += findings_lines(page, rest)
    return lines
