"""Terms of one contract, joined: the older `Contract` of Upwork's API is one term of a contract.

A contract whose rate or scope was changed has several. The newest tells its state; milestones of all
belong to it; it began with the first.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...calendar import FIRST
from ..bad_value import BadValueError
from ..conform import MILESTONES
from ..instants import parse_instant
from .foreign import ForeignContract, Node, text

Translated = tuple[ForeignContract, Node]


def joined(contracts: Iterable[Translated]) -> list[Translated]:
    """The contracts, with the terms of each made one; everything else stays as it is."""
    groups: dict[object, list[Translated]] = {}
    for index, each in enumerate(contracts):
        contract_id = text(each[0].node.get("contractId"))
        groups.setdefault(contract_id or index, []).append(each)
    found: list[Translated] = []
    for group in groups.values():
        terms = {text(contract.node.get("id")) for contract, _ in group}
        are_terms = len(terms) == len(group) > 1 and None not in terms
        found += [_one(group)] if are_terms else group
    return found


def _one(group: list[Translated]) -> Translated:
    """One contract of several terms."""
    ordered = sorted(group, key=lambda each: _started(each[1]))
    newest, raw = ordered[-1]
    raw = {**raw, "started_at": ordered[0][1]["started_at"]}
    if _is_open(ordered[:-1]) and not _is_open(ordered[-1:]):
        newest.warn(("status",), "an older term is still open: the status is not known")
        raw |= {"status": None, "ended_at": None}
    lists = [each[MILESTONES] for _, each in ordered]
    milestones = [entry for each in lists if isinstance(each, list) for entry in each]
    raw[MILESTONES] = milestones if all(isinstance(each, list) for each in lists) else None
    paths = [path for contract, _ in ordered for path in contract.milestone_paths]
    problems = [problem for contract, _ in group for problem in contract.problems]
    newest.milestone_paths, newest.problems = paths, problems
    return newest, raw


def _is_open(terms: Iterable[Translated]) -> bool:
    return any(raw["status"] in ("active", "paused") for _, raw in terms)


def _started(raw: Node) -> int:
    try:
        return parse_instant(str(raw["started_at"]))
    except BadValueError:
        return FIRST
