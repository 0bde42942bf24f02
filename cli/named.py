"""Names on the command line, checked against what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..engine.problems import Place, UsageError, unknown_contract

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack
    from ..engine.snapshot.model import Snapshot


def known_rules(wanted: Iterable[str], packs: Sequence[Pack]) -> frozenset[str]:
    """The ids that `--rule` named. Raises `UsageError` with the nearest for one that is none."""
    from ..engine.policy.kinds import no_rule, rule_hint

    known = {rule.id for pack in packs for rule in pack.rules}
    for name in wanted:
        if name not in known:
            raise UsageError.at(Place("--rule"), no_rule(name), rule_hint(name, packs))
    return frozenset(wanted)


def known_contracts(
    wanted: Iterable[str], snapshot: Snapshot, option: str = "--close"
) -> frozenset[str]:
    """The ids that an option named. Raises `UsageError` with the nearest for one that is none."""
    known = {contract.id for contract in snapshot.contracts}
    for name in wanted:
        if name not in known:
            raise UsageError([unknown_contract(Place(option), name, known)])
    return frozenset(wanted)
