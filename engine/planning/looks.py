"""The contracts judged by the rules at a later instant, in a state that a simulation has brought about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..calendar import LAST
from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options
from ..policy.pack import Effect, Pack
from ..report.findings import ContractResult, Finding, Verdict, by_contract
from ..snapshot.model import Contract, Snapshot
from ..variants.bench import Bench
from .model import Row
from .rows import rows_of

MOST_LOOKS = 120
FEWEST_LOOKS = 12
MOST_WORK = 75_000
"""Contracts times looks, so that a plan for many thousand contracts takes a minute and not an hour."""


class Look(Struct, frozen=True, dict=True):
    """What the rules say at an instant."""

    at: int
    contracts: Mapping[str, ContractResult]
    findings: Sequence[Finding]
    rows: tuple[Row, ...]
    by_contract: Mapping[str, tuple[Finding, ...]]

    def with_verdict(self, verdict: Verdict) -> list[ContractResult]:
        """The contracts that have a verdict, in the order of the export."""
        return [one for one in self.contracts.values() if one.verdict is verdict]

    def of_effect(self, contract: str, effect: Effect) -> tuple[Finding, ...]:
        """The findings on a contract whose actions have an effect."""
        found = self.by_contract.get(contract, ())
        return tuple(one for one in found if one.action.effect is effect)

    def rows_of(self, account: str | None) -> tuple[Row, ...]:
        """The rows of an account."""
        return tuple(row for row in self.rows if row.account == account)


class Looks:
    """Judges states of the contracts, so often as its bound allows."""

    def __init__(self, snapshot: Snapshot, packs: Sequence[Pack], options: Options) -> None:
        self._snapshot = snapshot
        self._packs = packs
        self._options = replace(options, engine=Engine.PYTHON, progress=None, with_facts=False)
        contracts = max(1, len(snapshot.contracts))
        self.most = min(MOST_LOOKS, max(FEWEST_LOOKS, MOST_WORK // contracts))
        self._progress = options.progress
        self.made = 0

    @property
    def are_used_up(self) -> bool:
        """Whether another step of the course would go beyond the bound."""
        return self.made >= self.most

    def look(self, state: Mapping[str, Contract], at: int, *, is_first: bool = False) -> Look:
        """The contracts as they are in the state, by what an export of that instant would tell.

        `is_first`: by what the export at hand tells. After the last instant of the calendar nothing can be
        judged: a look at a later one is a look at that one.
        """
        at = min(at, LAST)
        self.made += 1
        if self._progress is not None:
            self._progress(self.made, None)
        snapshot = replace(self._snapshot, contracts=list(state.values()))
        if not is_first and snapshot.known_until is not None:
            snapshot.exported_at = at
        bench = Bench(snapshot, self._packs, at, self._options)
        found = bench.before
        return Look(
            at,
            {one.id: one for one in found.contracts},
            found.findings,
            rows_of(bench.runs),
            by_contract(found.findings),
        )
