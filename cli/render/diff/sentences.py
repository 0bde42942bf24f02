"""What several formats of a comparison say in the same words. Safe to print; not yet escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ....engine.comparing.model import (
    Causes,
    Comparison,
    ContractChange,
    DataChange,
    EditTold,
    Item,
    Of,
    RuleChange,
    Side,
    What,
    Witness,
)
from ....engine.report.findings import ContractResult, Finding
from ....engine.variants.edit_words import change_words, full_words
from ....engine.variants.edits import Edit
from ....engine.written import counted, instant_text
from ..layout import LONG_TEXT, plain
from ..phrases import contract_phrase
from ..words import subject_words

MOST_DATA = 6
"""So many fields of a contract are told; the rest is counted."""


def head(found: Comparison) -> str:
    """What is compared, over what."""
    before, after = plain(found.before.name), plain(found.after.name)
    if found.of is Of.POLICIES:
        extent = counted(found.before.contracts, "contract")
        return (
            f"Policies {before} -> {after}, over {extent} as of {instant_text(found.before.as_of)}"
        )
    return f"Exports {_reach(before, found.before)} -> {_reach(after, found.after)}"


def _reach(name: str, side: Side) -> str:
    return f"{name} ({counted(side.contracts, 'contract')} as of {instant_text(side.as_of)})"


def first_totals(found: Comparison) -> str:
    """What has to be looked at before everything else."""
    close, lost = len(found.became_close), len(found.unblocked)
    became = (
        f"{counted(close, 'contract')} became `close`" if close else "no contract became `close`"
    )
    blocks = f"{counted(lost, 'contract')} lost a block" if lost else "none lost a block"
    return f"{became}, {blocks}"


def totals(found: Comparison) -> Iterator[str]:
    """Everything else that differs, counted."""
    moves = Counter(
        (change.before.verdict, change.after.verdict)
        for change in found.contracts
        if "verdict" in change.fields
    )
    if moves:
        listed = (
            f"{count} {was.words} -> {now.words}"
            for (was, now), count in sorted(moves.items(), key=lambda each: -each[1])
        )
        yield f"Verdicts: {', '.join(listed)}"
    whats = Counter(change.what for change in found.rules)
    if whats:
        yield "Findings: " + ", ".join(
            f"{whats[what]} {WORDS[found.of][what]}" for what in What if whats[what]
        )
    if found.appeared or found.disappeared:
        yield f"Contracts: {len(found.appeared)} more, {len(found.disappeared)} fewer"
    if found.of is Of.POLICIES:
        idle = sum(not told.changes for told in found.edits) if found.has_causes else 0
        rest = f", {idle} without a change here" if idle else ""
        yield f"Edits of the policies: {len(found.edits)}{rest}"


WORDS: dict[Of, dict[What, str]] = {
    Of.POLICIES: {
        What.NEW: "new",
        What.GONE: "gone",
        What.DECIDED: "decided now",
        What.UNDECIDED: "not decided now",
        What.CHANGED: "changed",
    },
    Of.EXPORTS: {
        What.NEW: "new",
        What.GONE: "cleared",
        What.DECIDED: "decided now",
        What.UNDECIDED: "not decided now",
        What.CHANGED: "moved",
    },
}
"""What became of a rule, by what differs between the sides."""


def contract_name(contract: ContractResult) -> str:
    """`C7: Logo (client Blum)`."""
    return ": ".join(filter(None, (plain(contract.id), contract_phrase(contract))))


def standing_phrase(contract: ContractResult) -> str:
    """`C7: Logo (client Blum): prepare`."""
    return f"{contract_name(contract)}: {contract.verdict.words}"


def verdict_change(change: ContractChange) -> str:
    """`wait until 2026-03-14 00:00 UTC -> close`, and which blocks are gone."""
    before, after = _answer(change.before, change), _answer(change.after, change)
    text = before if before == after else f"{before} -> {after}"
    lost = ", ".join(plain(rule) for rule in change.unblocked)
    return f"{text}; no longer blocked by {lost}" if lost else text


def _answer(contract: ContractResult, change: ContractChange) -> str:
    text = contract.verdict.words
    if "until" in change.fields and contract.until is not None:
        text += f" until {instant_text(contract.until)}"
    if "end_reason" in change.fields and contract.end_reason is not None:
        text += f" with the reason {plain(contract.end_reason)}"
    return text


def rule_change(change: RuleChange) -> str:
    """`late-payment for contract C7: the message`, or what of it changed."""
    head = f"{plain(change.rule)} for {subject_words(change.subject)}"
    if change.what is What.CHANGED:
        return f"{head}: {'; '.join(_fields(change))}"
    if change.what is What.DECIDED:
        told = f"holds, {_said(change.after)}" if change.after else "does not hold"
        return f"{head}: {told}"
    if change.what is What.UNDECIDED:
        return f"{head}: {'held, ' if change.before else ''}cannot be decided"
    return f"{head}: {_said(change.after or change.before)}"


def _said(item: Item) -> str:
    text = plain(item.message, LONG_TEXT) if isinstance(item, Finding) else ""
    severity = "" if item is None else str(item.severity)
    return f"{severity}: {text}" if text else severity


def _fields(change: RuleChange) -> Iterator[str]:
    for name in change.fields:
        before, after = (_field(name, item) for item in (change.before, change.after))
        label = name.replace("_", " ")
        yield f"{label} {before} -> {after}"


def _field(name: str, item: Item) -> str:
    if item is None:
        return "none"
    if name == "action":
        return f"{plain(item.action.id)} ({item.action.effect})"
    if name == "text" and isinstance(item, Finding):
        return f'"{plain(item.message, LONG_TEXT)}"'
    if name == "events" and isinstance(item, Finding):
        return (
            ", ".join(f"{plain(event)} {_instant(at)}" for event, at in item.events.items())
            or "none"
        )
    value = getattr(item, name)
    if name in ("deadline", "safe_by"):
        return _instant(value)
    return str(value)


def _instant(at: int | None) -> str:
    return "none" if at is None else instant_text(at)


def edit_phrase(edit: Edit) -> str:
    """`param auto_release: 14 days -> 10 days`."""
    return f"{edit.kind} {plain(edit.name)}: {plain(change_words(edit), LONG_TEXT)}"


def edit_in_full(edit: Edit) -> str:
    """The same with what became of a condition."""
    return f"{edit.kind} {plain(edit.name)}: {plain(full_words(edit), LONG_TEXT)}"


def causes_phrase(causes: Causes | None) -> str:
    """`by param auto_release: 14 days -> 10 days`; nothing where none were looked for."""
    if causes is None or not causes.edits:
        return ""
    listed = "; with ".join(edit_phrase(edit) for edit in causes.edits)
    return f"by {listed}" + ("" if causes.is_smallest else " (perhaps with fewer of them)")


def data_phrase(data: tuple[DataChange, ...]) -> str:
    """`escrow 900.00 -> 0.00, milestone m1 state funded -> released and 2 more fields`."""
    told = []
    for one in data[:MOST_DATA]:
        where = "" if one.milestone is None else f"milestone {plain(one.milestone)} "
        field = "" if one.field == "milestone" else f"{plain(one.field)} "
        told.append(f"{where}{field}{plain(one.before)} -> {plain(one.after)}")
    more = len(data) - len(told)
    return ", ".join(told) + (f" and {counted(more, 'more field')}" if more > 0 else "")


def witness_phrase(witness: Witness) -> str:
    """What is different of an invented contract."""
    return "; ".join(plain(each, LONG_TEXT) for each in witness.says)


def effect_phrase(told: EditTold, has_causes: bool) -> str:
    """What an edit does here."""
    if not has_causes:
        return ""
    if told.changes:
        return counted(told.changes, "change")
    if told.edit.explains:
        return "explains otherwise, decides the same"
    if not told.edit.stands_alone:
        return "does nothing by itself"
    return "changes nothing here"
