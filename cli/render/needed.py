"""Whose fields would decide a verdict: those of the contract itself, and of others that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...engine.report.findings import ContractResult, Report
from ...engine.snapshot.fields import currencies_of, object_of
from .layout import plain

FEW = 3
"""So many other contracts are named."""


def fields_needed(report: Report, contract: ContractResult) -> str:
    """`work_state; ended_at, ended_by of icons`: what to fill in, and where; "" where no field tells."""
    asked = [need for need in contract.needs if not currencies_of(need)]
    elsewhere = needed_elsewhere(report, contract)
    parts = [needs_words([need for need in asked if need not in elsewhere])]
    by_place: dict[Sequence[str], list[str]] = {}
    for need in asked:
        if need in elsewhere:
            by_place.setdefault(elsewhere[need], []).append(need)
    parts += (f"{needs_words(needs)} of {_names(ids)}" for ids, needs in by_place.items())
    return "; ".join(filter(None, parts))


def needed_elsewhere(report: Report, contract: ContractResult) -> Mapping[str, tuple[str, ...]]:
    """By need that is open at other contracts of the account alone: their ids."""
    found = {}
    for need in contract.needs:
        places = report.gaps_by_need.get(need, frozenset())
        if not places & {None, contract.id}:
            ids = (id for id in places if id is not None and _is_beside(report, contract, id))
            if others := tuple(sorted(ids)):
                found[need] = others
    return found


def _is_beside(report: Report, contract: ContractResult, id: str) -> bool:
    other = report.by_id.get(id)
    return other is None or other.account in (None, contract.account)


def needs_words(needs: Sequence[str]) -> str:
    """`escrow, refund_request`: a request or dispute of which several fields are asked for is one thing."""
    groups = [object_of(need) for need in needs]
    named = (
        group if group and groups.count(group) > 1 else need
        for need, group in zip(needs, groups, strict=True)
    )
    return ", ".join(dict.fromkeys(map(plain, named)))


def _names(ids: Iterable[str]) -> str:
    names = [plain(id) for id in ids]
    return " and ".join(names) if len(names) <= FEW else f"{len(names)} other contracts"
