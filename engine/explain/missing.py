"""What each missing field would lead to: words and flags are tried out, one value after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options, evaluate
from ..policy.pack import Pack
from ..report.findings import Report, Undetermined
from ..snapshot.fields import ANNOTATIONS, BY_NEED, FIELDS, POSITION, Field, Kind
from ..snapshot.model import AT_ACCOUNT, Contract, Record, Snapshot, Value
from ..units import Scope
from .model import Missing, Trial
from .surroundings import Surroundings

MOST_NEIGHBOURS = 200
"""Contracts of the account up to which values are tried out; beyond, only the rules are named."""


def missing_of(
    undetermined: Sequence[Undetermined], at: Surroundings, packs: Sequence[Pack]
) -> tuple[Missing, ...]:
    """The fields that undetermined rules of the contract wait for, those of verdicts first."""
    rules: dict[str, list[str]] = {}
    for item in undetermined:
        for need in item.needs:
            waiting = rules.setdefault(need, [])
            if item.rule not in waiting:
                waiting.append(item.rule)
    if not rules:
        return ()
    before = _report(at, at.contract, packs) if len(at.contracts) <= MOST_NEIGHBOURS else None
    found = []
    for need, waiting in sorted(
        rules.items(), key=lambda entry: (entry[0] in ANNOTATIONS, entry[0])
    ):
        field = BY_NEED.get(need)
        trials = tuple(_trials(field, before, at, packs)) if field and before else ()
        found.append(Missing(need, tuple(waiting), need in ANNOTATIONS, trials))
    return tuple(found)


def _trials(
    field: Field, before: Report, at: Surroundings, packs: Sequence[Pack]
) -> Iterator[Trial]:
    """The verdict for every word or flag, if the field is missing in the contract itself."""
    now = _holding(before, at.contract.id)
    for word, value in _values(field):
        filled = _filled(at.contract, field, value)
        if filled is None:
            return
        report = _report(at, filled, packs)
        result = next(one for one in report.contracts if one.id == at.contract.id)
        appears = [rule for rule in _holding(report, at.contract.id) if rule not in now]
        yield Trial(word, result.verdict, tuple(appears))


def _values(field: Field) -> Iterable[tuple[str, Value]]:
    if field.kind is Kind.FLAG:
        return (("yes", True), ("no", False))
    if field.kind is Kind.ENUM:
        return tuple((word, word) for word in field.choices)
    if field.kind is Kind.CHOICES:
        return (("[]", ()), *((f"[{word}]", (word,)) for word in field.choices))
    return ()


def _filled(contract: Contract, field: Field, value: Value) -> Contract | None:
    """The contract with the value wherever the field is not known; None where it is known everywhere."""
    position = POSITION[field.scope][field.path]

    def with_value(record: Record) -> Record:
        return [*record[:position], value, *record[position + 1 :]]

    if field.scope is Scope.CONTRACT and contract.values[position] is None:
        return replace(contract, values=with_value(contract.values))
    if field.scope is Scope.MILESTONE and contract.milestones:
        milestones = [
            with_value(record) if record[position] is None else record
            for record in contract.milestones
        ]
        if milestones != contract.milestones:
            return replace(contract, milestones=milestones)
    return None


def _report(at: Surroundings, contract: Contract, packs: Sequence[Pack]) -> Report:
    """The report of the surroundings, with another version of the contract."""
    contracts = list(at.contracts)
    contracts[at.place] = contract
    snapshot = at.snapshot
    accounts = list(snapshot.accounts)
    if not accounts:
        # That there are accounts at all tells that a contract without one belongs to one of them.
        named = (other.values[AT_ACCOUNT] for other in snapshot.contracts)
        one = next((id for id in named if id is not None), None)
        accounts = [[one, *[None] * (len(FIELDS[Scope.ACCOUNT]) - 1)]] if one is not None else []
    near = Snapshot(
        contracts=contracts,
        accounts=accounts,
        exported_at=at.exported_at,
        platform=snapshot.platform,
        role=snapshot.role,
    )
    return evaluate(near, packs, at.as_of, Options(engine=Engine.PYTHON, is_strict=at.is_strict))


def _holding(report: Report, contract: str) -> list[str]:
    """The rules that hold for a contract or its milestones."""
    found = (item.rule for item in report.findings if item.subject.contract == contract)
    return list(dict.fromkeys(found))
