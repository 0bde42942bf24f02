"""How far a `close` can be trusted, held against an oracle that knows nothing of policies.

Complete contracts are shown with fields missing at random. Where the engine says `close`, the complete
contract may be ended, or could be if the assumptions that the verdict names were true; and no assumption
makes up for money in escrow, work in review or hours that are not logged.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Report, Verdict
from closeout.engine.snapshot.model import Contract, Snapshot

from ..sizes import sizes
from .granted import GRANTED, ORDER, granted
from .oracle import Case, may_be_ended
from .sources import complete, leaves, read_contracts, snapshot_of, thinned, without
from .stories import NOW, PLAIN, TROUBLE, Document, Portfolio, portfolio

(PACK,) = load_packs(["upwork"])
ROLES = ("freelancer", "freelancer", "freelancer", "agency", "client")
AGES = (None, 0, 1, 3_600, 86_400)
"""Seconds since the export; None: the file states no instant."""
MAY_CLOSE = {reading.id for reading in PACK.readings.values() if reading.may_close}


@dataclass(slots=True)
class Seen:
    """What was asked so far."""

    contracts: int = 0
    closes: int = 0
    excused: int = 0
    given_back: int = 0
    faults: list[str] = field(default_factory=list)


def masked(made: Portfolio, rng: random.Random) -> list[Document]:
    """The same contracts with fields missing: a share of all, or the same few everywhere."""
    if rng.random() < 0.7:
        return thinned(made.contracts, rng.choice((0.02, 0.05, 0.1, 0.2, 0.3, 0.5)), rng)
    paths = {plain(path) for document in made.contracts for path in leaves(document)}
    gone = set(rng.sample(sorted(paths), rng.choice((1, 2, 4, 8))))
    shown = [
        without(document, [path for path in leaves(document) if plain(path) in gone])
        for document in made.contracts
    ]
    for name in ("refund_request", "dispute", "milestones", "feedback"):
        if rng.random() < 0.15:
            for document in shown:
                document.pop(name, None)
    return shown


def plain(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The names of fields on a path."""
    return tuple(step for step in path if isinstance(step, str))


def check(made: Portfolio, rng: random.Random, seen: Seen) -> None:
    """Ask about one portfolio, and hold every `close` against the oracle."""
    whole = complete(made)
    contracts = read_contracts(masked(made, rng))
    shown = snapshot_of(made.role, contracts, whole.accounts if rng.random() < 0.7 else [])
    age = rng.choice(AGES)
    shown.as_of = None if age is None else NOW
    shown.exported_at = None if age is None else NOW - age
    report = evaluate(shown, [PACK], NOW, Options(engine=Engine.PYTHON))
    seen.contracts += len(contracts)
    for result in report.contracts:
        if result.verdict is Verdict.CLOSE:
            seen.closes += 1
            seen.faults += faults(whole, shown, result.id, result.assumes, made.role, seen)
    seen.faults += given_back_wrongly(report, whole, made.role, seen)


def faults(
    whole: Snapshot, shown: Snapshot, id: str, assumes: tuple[str, ...], role: str, seen: Seen
) -> Iterator[str]:
    """What speaks against a `close`."""
    case = Case(by_id(whole)[id], role)
    if not set(assumes) <= MAY_CLOSE:
        yield f"{role} {id}: a close rests on {set(assumes) - MAY_CLOSE}"
    states = {state for state in map(state_of, case.milestones()) if state}
    if case.escrow() or states & {"submitted", "changes_requested"}:
        yield f"{role} {id}: money is lost"
    if role != "client" and case.at("hours.unlogged"):
        yield f"{role} {id}: hours are lost"
    if ends(whole, id, role):
        return
    supposed = granted(whole, shown, assumes)
    if not ends(supposed, id, role, is_alone=not ORDER.isdisjoint(assumes)):
        yield f"{role} {id}: not to be ended, and nothing that is named says otherwise: {assumes}"
    seen.excused += 1


def state_of(record: list[object]) -> object:
    """The state of a milestone."""
    return record[2]


def by_id(snapshot: Snapshot) -> dict[str, Contract]:
    """The contracts by id."""
    return {contract.id: contract for contract in snapshot.contracts}


def ends(snapshot: Snapshot, id: str, role: str, is_alone: bool = False) -> bool:
    """What the oracle says of a contract. `is_alone`: which comes first is left open."""
    contract = by_id(snapshot)[id]
    account = [
        other
        for other in snapshot.contracts
        if other.get("account_id") == contract.get("account_id")
        and (not is_alone or other.get("status") == "ended")
    ]
    return may_be_ended(contract, account, role)


def given_back_wrongly(report: Report, whole: Snapshot, role: str, seen: Seen) -> Iterator[str]:
    """Contracts whose freelancer is told that the money may go back, although something was done for it."""
    contracts = by_id(whole)
    for finding in report.findings:
        if finding.action.id == "give-back-escrow":
            seen.given_back += 1
            id = str(finding.subject.contract)
            if not Case(contracts[id], role).is_untouched():
                yield f"{role} {id}: {finding.rule} gives back what was earned: {finding.assumes}"


def ask(contracts: int, seed: str) -> Seen:
    """Ask about so many contracts."""
    rng = random.Random(seed)
    seen = Seen()
    while seen.contracts < contracts:
        mix = PLAIN if rng.random() < 0.4 else TROUBLE
        check(portfolio(rng, rng.choice(ROLES), 6, mix, rng.choice((1, 3, 8, 18))), rng, seen)
    return seen


@pytest.mark.parametrize("batch", range(sizes().masked_batches))
def test_a_close_is_true_but_for_what_it_names(batch: int) -> None:
    seen = ask(sizes().masked_contracts, f"trust {batch}")
    assert not seen.faults, (len(seen.faults), seen.faults[:5])
    assert seen.closes > seen.contracts / 100
    assert seen.excused * 10 <= seen.closes


def test_of_complete_contracts_the_engine_ends_those_that_the_oracle_ends() -> None:
    for mix in (PLAIN, TROUBLE):
        for role in sorted(set(ROLES)):
            whole = complete(portfolio(random.Random(f"complete {role}"), role, 20, mix))
            report = evaluate(whole, [PACK], NOW, Options(engine=Engine.PYTHON))
            told = {each.id for each in report.contracts if each.verdict is Verdict.CLOSE}
            assert told == {each.id for each in whole.contracts if ends(whole, each.id, role)}
            assert told


def test_everything_on_which_a_closing_may_rest_is_weighed_by_the_oracle() -> None:
    assert set(GRANTED) == MAY_CLOSE
