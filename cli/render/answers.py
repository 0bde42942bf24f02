"""The answer for one contract in plain sentences: may it be ended now, until when, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...engine.report.findings import ContractResult, Finding, Report, Verdict
from ...engine.report.granted import look_before
from ...engine.snapshot.fields import EXPORTED_AT, PLATFORM, currencies_of
from .age import export_again
from .layout import LONG_TEXT, plain
from .needed import fields_needed
from .phrases import NO_POLICY, between_phrases, needs_phrase, unmet_phrase
from .urgency import dated
from .words import capital

WORDS = {
    Verdict.CANNOT_TELL: "cannot tell",
    Verdict.WAIT: "wait",
    Verdict.PREPARE: "something comes first",
    Verdict.KEEP_OPEN: "keep it open",
    Verdict.NOTHING_TO_DO: "nothing is known that speaks for it",
}
"""Why a planned closing is not answered with yes or no."""


END_REASON = "End reason"
SUPPLY = "To decide, supply"
NO_REASON = "End reason: choose the one that is true; nothing told speaks for any"
"""Where a contract may be ended and nothing speaks for one of the reasons."""


UNREAD = "could not be read, so nothing is known of it"


def unchecked_phrase(contract: ContractResult) -> str:
    """Why no rule could be asked of a contract."""
    return UNREAD if contract.is_invalid else f"{NO_POLICY}, so nothing of it is checked"


def planned_answer(report: Report, contract: ContractResult) -> str:
    """`not yet, wait until 2026-03-15 09:00 UTC`: to who wants to end a contract."""
    if contract.status == "ended":
        return "it has already ended"
    match contract.verdict:
        case Verdict.CLOSE:
            reason = contract.end_reason
            return "yes" if reason is None else f"yes, with the reason {plain(reason)}"
        case Verdict.DO_NOT_END:
            return "no, do not end it"
        case Verdict.CANNOT_TELL if contract.needs:
            return f"cannot tell; {needs_phrase(report, contract)}"
        case Verdict.CANNOT_TELL if contract.unmet:
            return f"cannot tell; {unmet_phrase(contract)}"
        case Verdict.WAIT if contract.until is not None:
            return f"not yet, wait until {report.zone.text(contract.until)}"
        case Verdict.WAIT if behind := _behind(report, contract):
            return f"not yet, wait: it is behind {', '.join(behind)}"
        case verdict:
            return f"not yet: {WORDS[verdict]}"


def _behind(report: Report, contract: ContractResult) -> list[str]:
    """The contracts that it waits behind."""
    found = report.by_contract.get(contract.id, ())
    return [plain(id) for each in found for id in each.behind]


def verdict_sentences(report: Report, contract: ContractResult, *, tells_all: bool) -> list[str]:
    """What a verdict adds to its word; `tells_all`: also what would decide the rest."""
    found = []
    if contract.is_invalid:
        found.append(f"This contract {UNREAD}.")
    if contract.until is not None and not _tells_until(report, contract):
        found.append(_until(report, contract.verdict, contract.until))
    elif contract.verdict is Verdict.WAIT and contract.id not in report.by_contract:
        found.append("Wait, then export again.")
    if contract.end_reason is not None and (contract.verdict is Verdict.CLOSE or tells_all):
        label = END_REASON if contract.verdict is Verdict.CLOSE else "End reason when it may end"
        found.append(f"{label}: {plain(contract.end_reason).replace('_', ' ')}")
    elif contract.verdict is Verdict.CLOSE:
        found.append(NO_REASON)
    look = look_before(report, contract)
    if look:
        found.append(f"Before the click: {plain(look, LONG_TEXT)}")
    if contract.needs == (EXPORTED_AT,):
        found.append(f"{capital(export_again(report, contract))}.")
    elif contract.needs == (PLATFORM,):
        found.append(f"{capital(unchecked_phrase(contract))}.")
    elif contract.needs and (contract.verdict is Verdict.CANNOT_TELL or tells_all):
        fields = fields_needed(report, contract)
        found += [f"{SUPPLY}: {fields}"] if fields else []
        found += [f"{capital(phrase)}." for phrase in between_phrases(contract.needs)]
    elif contract.unmet:
        found.append(f"{capital(unmet_phrase(contract))}.")
    return found


def to_decide(needs: Iterable[str], supply: str) -> Iterator[str]:
    """The sentence `supply` with the fields for its `{}`, and one on what no field would tell."""
    needs = list(needs)
    asked = ", ".join(plain(need) for need in needs if not currencies_of(need))
    if asked:
        yield supply.format(asked)
    yield from (f"{capital(phrase)}." for phrase in between_phrases(needs))


def tells_deadline(report: Report, finding: Finding) -> bool:
    """Whether the message names the day of the deadline already, so that it is not told twice."""
    deadline = finding.deadline
    return deadline is not None and report.zone.day(deadline) in finding.message


def _tells_until(report: Report, contract: ContractResult) -> bool:
    """Whether a finding tells until when to wait; then it is not said twice."""
    found = report.by_contract.get(contract.id, ())
    until = contract.until
    return (
        until is not None
        and until > report.as_of
        and any(item.deadline == until and tells_deadline(report, item) for item in found)
    )


def _until(report: Report, verdict: Verdict, until: int) -> str:
    if until <= report.as_of:
        return f"Export again now: the wait ended {dated(until, report)}".removesuffix(", now")
    if verdict is not Verdict.WAIT:
        return f"Also wait until {dated(until, report)}, then export again"
    return f"Wait until {dated(until, report)}, then export again"
