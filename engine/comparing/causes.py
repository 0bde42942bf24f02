"""Which edits of the policies bring a change about: the smallest set, found and proven by evaluation.

Only the accounts that changed are evaluated again. Sets are tried from the smallest up, each once for
all changes; a set counts only if the packs before with these edits alone give what the packs after give.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import comb

from msgspec import Struct
from msgspec.structs import replace

from ..cases.mutants.mutants import dependents
from ..evaluation.evaluate import Options
from ..policy.pack import Effect, Pack
from ..python.order import STATUS
from ..report.findings import Subject
from ..snapshot.model import AT_ACCOUNT, ID, Snapshot
from ..units import Scope
from ..variants.bench import Bench, Outcome
from ..variants.edits import ASKED_BY_NAME, READINGS, Edit, Kind
from .changes import contract_told, item_told, items_of
from .model import Causes, Comparison, EditTold
from .sides import Sides

MOST_SETS = 200
"""So many sets of one size are tried; where there are more, a set is made smaller edit by edit."""
MOST_PARTS = 8
"""Edits of a set of which every smaller part is tried."""


Name = tuple[str, str]
Asked = tuple[str, object]
"""What a change is about: ("contract", id), or ("rule", rule and subject)."""
Told = Mapping[str, object]


class _Side(Struct, frozen=True):
    """What comes out, by what may be asked."""

    told: Mapping[Asked, Told]
    rules_of: Mapping[str, Mapping[str, object]]
    """By contract: what its rules say, to find those that bear on its verdict."""


def with_causes(comparison: Comparison, search: Search) -> Comparison:
    """The comparison in which every change names the edits that bring it about."""
    contracts = tuple(
        replace(change, causes=search.causes(("contract", change.id)))
        for change in comparison.contracts
    )
    rules = tuple(
        replace(change, causes=search.causes(("rule", (change.rule, change.subject))))
        for change in comparison.rules
    )
    named = [*(change.causes for change in contracts), *(change.causes for change in rules)]
    parts = [causes for causes in named if causes is not None]
    told = tuple(
        EditTold(edit, sum(edit in causes.edits for causes in parts)) for edit in search.sides.edits
    )
    return replace(comparison, contracts=contracts, rules=rules, edits=told, has_causes=True)


class Search:
    """Looks for causes among the edits of two sides."""

    def __init__(
        self, comparison: Comparison, sides: Sides, snapshot: Snapshot, options: Options
    ) -> None:
        self.sides = sides
        self.names = sides.names
        self.edits = tuple(edit for edit in sides.edits if edit.stands_alone)
        as_of = comparison.before.as_of
        changed = accounts_of(comparison, snapshot)
        self._told: dict[frozenset[Edit], _Side | None] = {}
        self._found: dict[tuple[Asked, frozenset[Edit]], bool] = {}
        self.reach = _reach(sides)
        """By edit: the rules that it can change, "" for verdicts as such; None: everything."""
        self.evaluated = 0
        """How many sets of edits were evaluated."""
        self.snapshot = replace(snapshot, contracts=[], accounts=[])
        """Of what is evaluated again."""
        if not comparison.is_empty:
            self.snapshot = snapshot_of(snapshot, changed)
            self._bench = Bench(self.snapshot, sides.old, as_of, options)
            self._before = _side(self._bench.before, self.names)
            self._after = _side(self._bench.outcome(sides.new), {})
            self._told[frozenset()] = self._before
            self._told[frozenset(self.edits)] = self._after

    def causes(self, asked: Asked) -> Causes | None:
        """The smallest set of edits after which it is as on the newer side; None where there is none."""
        near = [edit for edit in self.edits if self._bears_on(edit, asked)]
        for pool in (near, self.edits):
            found = self._smallest(asked, pool)
            if found is not None:
                return found
        return None

    def _smallest(self, asked: Asked, pool: Collection[Edit]) -> Causes | None:
        for size in range(1, len(pool) + 1):
            if comb(len(pool), size) > MOST_SETS:
                return self._made_smaller(asked, pool)
            for chosen in itertools.combinations(pool, size):
                if self._brings_about(asked, chosen):
                    return Causes(chosen)
        return None

    def _made_smaller(self, asked: Asked, pool: Collection[Edit]) -> Causes | None:
        """A set from which nothing can be left out, of all edits; not always the smallest there is."""
        if not self._brings_about(asked, pool):
            return None
        kept = list(pool)
        for edit in pool:
            rest = [other for other in kept if other is not edit]
            if self._brings_about(asked, rest):
                kept = rest
        if len(kept) > MOST_PARTS:
            return Causes(tuple(kept), is_smallest=False)
        for size in range(1, len(kept)):
            for chosen in itertools.combinations(kept, size):
                if self._brings_about(asked, chosen):
                    return Causes(chosen)
        return Causes(tuple(kept))

    def _brings_about(self, asked: Asked, chosen: Iterable[Edit]) -> bool:
        side = self._side_with(frozenset(chosen))
        return side is not None and side.told.get(asked, {}) == self._after.told.get(asked, {})

    def _side_with(self, chosen: frozenset[Edit]) -> _Side | None:
        if chosen not in self._told:
            packs = self.sides.with_edits(chosen)
            self.evaluated += 1
            outcome = None if packs is None else self._bench.outcome(packs)
            self._told[chosen] = None if outcome is None else _side(outcome, self.names)
        return self._told[chosen]

    def _bears_on(self, edit: Edit, asked: Asked) -> bool:
        """Whether an edit can have to do with it, by what names what."""
        reached = self.reach[edit]
        if reached is None:
            return True
        if asked[0] == "rule":
            assert isinstance(asked[1], tuple)
            return asked[1][0] in reached
        before = self._before.rules_of.get(str(asked[1]), {})
        after = self._after.rules_of.get(str(asked[1]), {})
        rules = {rule for rule in (*before, *after) if before.get(rule) != after.get(rule)}
        return "" in reached or bool(rules & reached)


def _side(outcome: Outcome, names: Mapping[str, str]) -> _Side:
    told: dict[Asked, Told] = {
        ("contract", contract.id): contract_told(contract) for contract in outcome.contracts
    }
    rules_of: dict[str, dict[str, object]] = {}
    for (rule, subject, number), item in items_of(outcome, names).items():
        key: Asked = ("rule", (rule, subject))
        own = item_told(item) | {"": type(item).__name__}
        told[key] = own if not number else {**told[key], str(number): own}
        if subject.contract is not None:
            rules_of.setdefault(subject.contract, {})[rule] = (
                rules_of.get(subject.contract, {}).get(rule),
                subject.milestone,
                own,
            )
    return _Side(told, rules_of)


def _reach(sides: Sides) -> dict[Edit, frozenset[str] | None]:
    """By edit: the rules that it can change, "" for verdicts as such; None: everything."""
    found: dict[Edit, frozenset[str] | None] = {}
    for slot, edits in zip(sides.slots, sides.edits_of_slots, strict=True):
        packs = [pack for pack in slot if pack is not None]
        graphs = [dependents(pack) for pack in packs]
        verdicts = {name for pack in packs for name in _of_verdicts(pack)}
        for edit in edits:
            found[edit] = _reached(edit, graphs, verdicts)
    return found


def _of_verdicts(pack: Pack) -> Iterator[Name]:
    """What verdicts rest on beside the rules."""
    yield "fact", STATUS.full
    if pack.end_reason is not None:
        yield "fact", pack.end_reason.full
    for action in pack.actions.values():
        if action.effect is Effect.CLOSE:
            yield "action", action.id
    for reading in pack.readings.values():
        if reading.scope is Scope.EXPORT:
            yield "reading", reading.id


def _reached(
    edit: Edit, graphs: Iterable[Mapping[Name, frozenset[Name]]], verdicts: Collection[Name]
) -> frozenset[str] | None:
    if edit.kind in (Kind.PACK, Kind.ORDER, Kind.SETTLED, Kind.END_REASON):
        return None
    if edit.kind is Kind.PARAM and edit.name in ASKED_BY_NAME:
        return None
    name: Name = (str(edit.kind), edit.name)
    if edit.kind in READINGS:
        name = ("reading", edit.name)
    todo, seen = {name}, set[Name]()
    while todo:
        each = todo.pop()
        seen.add(each)
        for graph in graphs:
            todo |= graph.get(each, frozenset()) - seen
    found = {other for kind, other in seen if kind == "rule"}
    if not seen.isdisjoint(verdicts):
        found.add("")
    return frozenset(found)


def accounts_of(comparison: Comparison, snapshot: Snapshot) -> set[object]:
    """The accounts of everything that changed; None among them: of a contract whose account is not known."""
    accounts = {contract.id: contract.values[AT_ACCOUNT] for contract in snapshot.contracts}
    subjects: list[Subject] = [change.subject for change in comparison.rules]
    found: set[object] = {accounts.get(change.id) for change in comparison.contracts}
    for subject in subjects:
        found.add(subject.account if subject.contract is None else accounts.get(subject.contract))
    return found


def snapshot_of(snapshot: Snapshot, accounts: Collection[object]) -> Snapshot:
    """What bears on these accounts: their contracts, and those whose account is not known."""
    has_accounts = bool(snapshot.accounts) or any(
        contract.values[AT_ACCOUNT] is not None for contract in snapshot.contracts
    )
    if not has_accounts or None in accounts:
        return snapshot
    return replace(
        snapshot,
        contracts=[
            contract
            for contract in snapshot.contracts
            if contract.values[AT_ACCOUNT] is None or contract.values[AT_ACCOUNT] in accounts
        ],
        accounts=[record for record in snapshot.accounts if record[ID] in accounts],
    )
