"""The three contracts by which a new rule is tested: it holds, it does not, it cannot be decided.

None of them contradicts itself: a case that does would be refused, and no other case of the pack would run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from ..policy.conditions import Condition, Not
from ..policy.pack import Effect, Rule
from ..snapshot.conform import Fault, contract_of
from ..snapshot.fields import OBJECTS_WITH_NONE, POSITION, object_fields
from ..snapshot.model import ID, NONE, Contract, Snapshot, Value
from ..snapshot.readers.yaml_document import raw_of
from ..snapshot.writing import snapshot_document
from ..units import Scope
from ..yaml_tree import read_tree
from .linted import Linted
from .settled import settled_like
from .witness import Made, clash_of, contracts_for, evaluated, opened

HOLDS, FAILS, OPEN = "holds", "fails", "open"

_OTHER_WORDS: dict[int, Sequence[Value]] = {
    POSITION[Scope.CONTRACT][name]: words
    for name, words in {
        "closing_planned": (None, True),
        "status": ("active", "ended", "disputed", None),
        "escrow": (0, None),
    }.items()
}
"""By place what a made-up contract says unless it is asked for something else, in the order of trying."""


def _places(group: str) -> tuple[int, ...]:
    return tuple(POSITION[Scope.CONTRACT][each.path] for each in object_fields(group))


_OBJECT_OF = {place: _places(group) for group in OBJECTS_WITH_NONE for place in _places(group)}


class Scaffold(Struct, frozen=True):
    """What was found for a rule, by outcome."""

    contracts: dict[str, Contract]
    """A contract with which the rule was evaluated; those that were not found are missing."""
    impossible: dict[str, Fault]
    """Where no contract that would do can be: what of the first one contradicts itself or is not read."""


def three_contracts(linted: Linted, rule: Rule) -> Scaffold:
    """Contracts for the outcomes of a rule, as far as there are any that can be."""
    search = _Search(linted, rule)
    search.look_for(HOLDS, rule.when)
    search.look_for(FAILS, Not(rule.when))
    if HOLDS in search.found.contracts:
        search.take(OPEN, _with_less(search.found.contracts[HOLDS]))
    return search.found


class _Search:
    """Contracts for one rule, which are evaluated until one comes out as wanted."""

    def __init__(self, linted: Linted, rule: Rule) -> None:
        self._linted = linted
        self._rule = rule
        self._role = "freelancer" if "freelancer" in rule.roles else min(rule.roles)
        # What ends a contract is told only where nothing stands against it: there all rules have a say.
        self._is_closing = linted.pack.action_of(rule).effect is Effect.CLOSE
        self._rules: Sequence[Rule] = linted.pack.rules if self._is_closing else (rule,)
        self.found = Scaffold({}, {})

    def look_for(self, wanted: str, condition: Condition) -> None:
        """Take the first contract that was made up for a condition and comes out as wanted."""
        for made in contracts_for(self._linted, opened(self._linted, condition)):
            if self._is_closing and wanted == HOLDS:
                settled = settled_like(made.contract, self._linted.as_of)
                if self.take(wanted, _otherwise(settled)):
                    self._shorten(made.contract)
                    break
            if self.take(wanted, _otherwise(made.contract)):
                break

    def _shorten(self, made: Contract) -> None:
        """Leave out of a settled contract what the outcome does not need."""
        for place, value in enumerate(made.values):
            contract = self.found.contracts[HOLDS]
            if value is None and contract.values[place] is not None:
                self.take(HOLDS, iter([_without(contract, place)]))

    def take(self, wanted: str, contracts: Iterator[Contract]) -> bool:
        """Whether one of them comes out as wanted and can be; the first that does is taken."""
        for made in contracts:
            contract, faults = _as_read(made)
            clash = next(iter(faults), None) or clash_of(contract, self._linted.as_of)
            is_told = wanted in self.found.impossible
            if (clash is not None and is_told) or self._outcome(contract) != wanted:
                continue
            if clash is None:
                self.found.contracts[wanted] = contract
                self.found.impossible.pop(wanted, None)
                return True
            self.found.impossible[wanted] = clash
        return False

    def _outcome(self, contract: Contract) -> str:
        report = evaluated(self._linted, Made(contract, ""), self._rules, self._role)
        if any(finding.rule == self._rule.id for finding in report.findings):
            return HOLDS
        is_open = any(item.rule == self._rule.id for item in report.undetermined)
        return OPEN if is_open else FAILS


def _as_read(contract: Contract) -> tuple[Contract, list[Fault]]:
    """The contract as it is read from a case, and what is not read as it was meant."""
    faults: list[Fault] = []
    written = snapshot_document(Snapshot([contract]))["contracts"]
    assert isinstance(written, list)
    root = read_tree(json.dumps(written[0], ensure_ascii=False), "case")
    assert root is not None
    return contract_of(raw_of(root), faults, textual=True), faults


def _otherwise(contract: Contract) -> Iterator[Contract]:
    """The contract with other words for those that every one begins with, until it can be.

    Whether the condition asks for a word that is replaced is left to the evaluation.
    """
    values = contract.values
    # Without milestones nothing is in escrow; where some is, it is not known what they are.
    lists = (contract.milestones,) if contract.milestones else (contract.milestones, None)
    words_at = [_words(place, values[place]) for place in _OTHER_WORDS]
    for milestones, words in product(lists, product(*words_at)):
        changed = [*values]
        for place, word in zip(_OTHER_WORDS, words, strict=True):
            changed[place] = word
        yield replace(contract, values=changed, milestones=milestones)


def _words(place: int, value: Value) -> Sequence[Value]:
    others = _OTHER_WORDS[place]
    return others if value in others else (value,)


def _with_less(contract: Contract) -> Iterator[Contract]:
    """The contract without one of its values each; the last ones first, which the condition asked for."""
    values = contract.values
    known = [place for place, value in enumerate(values) if value is not None and place != ID]
    for place in reversed(known):
        yield _without(contract, place)
    for index, record in enumerate(contract.milestones or ()):
        said = [place for place, value in enumerate(record) if value is not None and place != ID]
        for place in reversed(said):
            yield _without_of_milestone(contract, index, place)
    yield replace(contract, milestones=None)


def _without_of_milestone(contract: Contract, index: int, place: int) -> Contract:
    milestones = [[*record] for record in contract.milestones or ()]
    milestones[index][place] = None
    return replace(contract, milestones=milestones)


def _without(contract: Contract, place: int) -> Contract:
    """The contract without a value; one of an object that there is none of goes with the whole object."""
    values = [*contract.values]
    is_none = values[place] is NONE
    for each in _OBJECT_OF.get(place, (place,)) if is_none else (place,):
        values[each] = None
    return replace(contract, values=values)
