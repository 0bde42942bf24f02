"""What differs between two reports: pairs of verdicts, and pairs of a rule for a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..policy.pack import SEVERITIES
from ..report.findings import ContractResult, Finding, Report, Subject, Undetermined, Verdict
from ..variants.bench import Outcome
from .model import Comparison, ContractChange, Item, Of, RuleChange, Side, What

RuleKey = tuple[str, Subject, int]
"""A rule, what it is about, and which one of them where two packs have rules of one name."""


def compared(
    of: Of,
    before: tuple[str, Report],
    after: tuple[str, Report],
    names: Mapping[str, str] | None = None,
) -> Comparison:
    """Two reports with their names. `names`: rules that the newer side calls by another name."""
    old, new = before[1], after[1]
    changes = rule_changes(old, new, names or {})
    rules = sorted((one for one in changes if _is_told(one, old, new)), key=_rule_order)
    contracts = sorted(_contract_changes(old, new, rules), key=_contract_order)
    return Comparison(
        of,
        Side.of(*before),
        Side.of(*after),
        tuple(contracts),
        tuple(rules),
        tuple(one for one in new.contracts if one.id not in old.by_id),
        tuple(one for one in old.contracts if one.id not in new.by_id),
    )


def _is_told(change: RuleChange, old: Report, new: Report) -> bool:
    """Of a contract that came or went, what holds; not what could not be decided of it."""
    contract = change.subject.contract
    if contract is None or (contract in old.by_id and contract in new.by_id):
        return True
    return isinstance(change.before or change.after, Finding)


def _contract_changes(
    old: Report, new: Report, rules: Iterable[RuleChange]
) -> Iterator[ContractChange]:
    unblocked: dict[str | None, list[str]] = {}
    for change in rules:
        if change.lost_block:
            unblocked.setdefault(change.subject.contract, []).append(change.rule)
    for after in new.contracts:
        before = old.by_id.get(after.id)
        if before is None:
            continue
        lost = tuple(dict.fromkeys(unblocked.get(after.id, ())))
        fields = tuple(
            name for name, was in contract_told(before).items() if was != contract_told(after)[name]
        )
        if fields or lost:
            yield ContractChange(before, after, fields, lost)


def contract_told(contract: ContractResult) -> dict[str, object]:
    """What is compared of a verdict."""
    return {
        "verdict": contract.verdict,
        "until": contract.until,
        "end_reason": contract.end_reason,
    }


def rule_changes(
    old: Report | Outcome, new: Report | Outcome, names: Mapping[str, str]
) -> Iterator[RuleChange]:
    """How rules stand otherwise than before."""
    before, after = items_of(old, names), items_of(new, {})
    for key in dict.fromkeys((*after, *before)):
        change = _change(key, before.get(key), after.get(key))
        if change is not None:
            yield change


def items_of(side: Report | Outcome, names: Mapping[str, str]) -> dict[RuleKey, Item]:
    """By rule and subject: what holds and what cannot be decided."""
    found: dict[RuleKey, Item] = {}
    items: tuple[Finding | Undetermined, ...] = (*side.findings, *side.undetermined)
    for item in items:
        rule, number = names.get(item.rule, item.rule), 0
        while (rule, item.subject, number) in found:
            number += 1
        found[rule, item.subject, number] = item
    return found


def _change(key: RuleKey, before: Item, after: Item) -> RuleChange | None:
    was, now = item_told(before), item_told(after)
    if was == now:
        return None
    item = after or before
    assert item is not None
    fields = tuple(name for name, value in was.items() if name in now and value != now[name])
    return RuleChange(key[0], item.title, key[1], _what(before, after), before, after, fields)


def item_told(item: Item) -> dict[str, object]:
    """What is compared of a rule for a subject; which fields would decide it is not."""
    if item is None:
        return {}
    told: dict[str, object] = {
        "severity": item.severity,
        "action": (item.action.id, item.action.title, item.action.effect),
    }
    if isinstance(item, Finding):
        told |= {
            "deadline": item.deadline,
            "safe_by": item.safe_by,
            "events": tuple(item.events.items()),
            "text": (item.title, item.message),
        }
    return told


def _what(before: Item, after: Item) -> What:
    if type(before) is type(after):
        return What.CHANGED
    if isinstance(before, Undetermined):
        return What.DECIDED
    if isinstance(after, Undetermined):
        return What.UNDECIDED
    return What.NEW if before is None else What.GONE


_VERDICTS = tuple(Verdict)
_WHATS = tuple(What)


def _contract_order(change: ContractChange) -> tuple[object, ...]:
    """Those that may be ended now, those that lost a block, the others by their verdicts."""
    return (
        not change.became_close,
        not change.unblocked,
        "verdict" not in change.fields,
        _VERDICTS.index(change.after.verdict),
        _VERDICTS.index(change.before.verdict),
    )


def _rule_order(change: RuleChange) -> tuple[object, ...]:
    subject = change.subject
    return (
        not change.lost_block,
        _WHATS.index(change.what),
        SEVERITIES.index(change.severity),
        change.rule,
        *(
            part or ""
            for part in (subject.account, subject.client, subject.contract, subject.milestone)
        ),
    )
