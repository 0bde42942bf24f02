"""The same contracts under variants of the packs: what a variant does not touch is not computed again.

The packs that a bench begins with are evaluated as a check does. Of a variant only the rules that it may
touch are compiled, filled in and matched; the results of all others are taken over. What a result
assumes and which fields would decide it is not told: it takes most of the time, and nobody here asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from ..evaluation.collecting import Collected, collect
from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options
from ..evaluation.pack_run import PackRun, pack_run
from ..evaluation.standings import contract_results, standing_findings, standings_of
from ..evaluation.states import match_states
from ..meaning.no_needs import NoNeeds
from ..policy.applied import Applied, apply_pack
from ..policy.pack import Pack
from ..python.compute import compile_facts
from ..python.order import wanted
from ..python.rows import platform_of
from ..report.findings import ContractResult, Finding, Undetermined
from ..snapshot.model import Contract, Snapshot
from ..snapshot.planned import with_planned
from .touched import Reach

Packs = Sequence[Pack | None]
"""Packs in their slots; None: the slot is empty."""


class Outcome(Struct, frozen=True):
    """What comes out for the contracts of a bench."""

    contracts: tuple[ContractResult, ...]
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]


class _Ran(Struct):
    """One pack over its contracts, and what was collected."""

    run: PackRun
    collected: Collected


class _Base(_Ran, dict=True):
    """The pack that a slot begins with."""

    pack: Pack
    contracts: list[Contract] = field(default_factory=list)

    @cached_property
    def reach(self) -> Reach:
        """What each of its facts goes into."""
        return Reach(self.run.applied)


class Bench:
    """Contracts under packs, ready for variants of the packs."""

    def __init__(self, snapshot: Snapshot, packs: Packs, as_of: int, options: Options) -> None:
        self.as_of = as_of
        self.exported_at = snapshot.exported_for(as_of)
        self.snapshot = with_planned(snapshot, options.closing)
        self.options = options
        self._by_platform: dict[str, list[Contract]] = {}
        for contract in self.snapshot.contracts:
            platform = platform_of(contract, self.snapshot)
            self._by_platform.setdefault(platform, []).append(contract)
        self._bases = [self._base(pack) for pack in packs]
        found = [None if base is None else _Ran(base.run, base.collected) for base in self._bases]
        self.before = self._together(found)
        """What comes out with the packs that the bench begins with."""

    @property
    def runs(self) -> list[PackRun]:
        """The packs that the bench begins with, over their contracts."""
        return [base.run for base in self._bases if base is not None]

    def outcome(self, packs: Packs) -> Outcome:
        """What comes out with other packs in the same slots."""
        found = [self._varied(*pair) for pair in zip(self._bases, packs, strict=True)]
        is_same = all(
            (None if base is None else base.run) is (None if one is None else one.run)
            for base, one in zip(self._bases, found, strict=True)
        )
        return self.before if is_same else self._together(found)

    def _applied(self, pack: Pack) -> Applied:
        return apply_pack(pack, self.as_of, self.exported_at, self.snapshot.role)

    def _base(self, pack: Pack | None) -> _Base | None:
        ran = self._whole(pack, self.options.engine)
        if ran is None or pack is None:
            return None
        return _Base(ran.run, ran.collected, pack, self._by_platform[pack.platform])

    def _whole(self, pack: Pack | None, engine: Engine) -> _Ran | None:
        if pack is None or pack.platform not in self._by_platform:
            return None
        return self._ran(self._applied(pack), engine)

    def _varied(self, base: _Base | None, pack: Pack | None) -> _Ran | None:
        if base is None or pack is None:
            return self._whole(pack, Engine.PYTHON)
        if base.pack is pack:
            return _Ran(base.run, base.collected)
        applied = self._applied(pack)
        touched = base.reach.touched(applied)
        if touched is None:
            return self._ran(applied, Engine.PYTHON)
        if touched.is_nothing:
            return _Ran(base.run, base.collected)
        chosen = tuple(rule for rule in applied.rules if rule.rule.id in touched.rules)
        ran = self._ran(replace(applied, rules=chosen), Engine.PYTHON)
        return _Ran(ran.run, _combined(base.collected, ran.collected, touched.rules))

    def _ran(self, applied: Applied, engine: Engine) -> _Ran:
        contracts = self._by_platform[applied.pack.platform]
        program = compile_facts(applied, wanted(applied))
        is_strict = self.options.is_strict
        run = pack_run(program, self.snapshot, contracts, is_strict, tells_assumed=False)
        for state in run.states.distinct:
            state.results.needs = NoNeeds(program.layout)
        match_states(engine, [[run.states]])
        collected = Collected()
        collect(run.states, collected)
        return _Ran(run, collected)

    def _together(self, found: Sequence[_Ran | None]) -> Outcome:
        ran = [one for one in found if one is not None]
        runs = [one.run for one in ran]
        collected = _joined([one.collected for one in ran])
        standings = standings_of(self.snapshot.contracts, runs, collected)
        results = tuple(contract_results(self.snapshot, standings, runs, False))
        findings = tuple(standing_findings(collected, results))
        return Outcome(results, findings, tuple(collected.undetermined))


def _combined(before: Collected, fresh: Collected, rules: frozenset[str]) -> Collected:
    """What is found anew for some rules, and as before for the others."""
    return Collected(
        [*(one for one in before.findings if one.rule not in rules), *fresh.findings],
        [*(one for one in before.undetermined if one.rule not in rules), *fresh.undetermined],
        [*(one for one in before.hindering if one.rule not in rules), *fresh.hindering],
        [*(one for one in before.only_assumed if one.rule not in rules), *fresh.only_assumed],
        [*(one for one in before.nearly if one.rule not in rules), *fresh.nearly],
    )


def _joined(parts: Sequence[Collected]) -> Collected:
    if len(parts) == 1:
        return parts[0]
    return Collected(
        [one for part in parts for one in part.findings],
        [one for part in parts for one in part.undetermined],
        [one for part in parts for one in part.hindering],
        [one for part in parts for one in part.only_assumed],
        [one for part in parts for one in part.nearly],
    )
