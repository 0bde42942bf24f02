"""Contracts that are told in the same way are asked the same, and it is looked for once."""

from __future__ import annotations

import pytest

from closeout.engine.questions.asked import Survey
from closeout.engine.questions.probe import Ground
from closeout.engine.report.question import Question
from closeout.engine.snapshot.model import Contract, Snapshot

from ..masked.sources import read_contracts, snapshot_of
from .masked import PACKS, reported

COUNT = 5
EVALUATIONS = 4
"""For each question: what is waited for, two answers that lead elsewhere, and the one that leads on."""
TOLD = {"status": "active", "platform": "upwork", "currency": "USD"}


def snapshot(**differing: str) -> Snapshot:
    """Contracts of which the same is told, but for titles; the last one differs in what is given."""
    documents = [{"id": f"C{n}", "title": f"Logo {n}", **TOLD} for n in range(COUNT)]
    documents[-1] |= differing
    return snapshot_of("freelancer", read_contracts(documents), [])


def survey(of: Snapshot) -> Survey:
    return Survey(reported(of), of, PACKS, is_strict=False)


def questions(of: Snapshot) -> list[list[Question]]:
    """Those of each contract, asked one after the other."""
    together = survey(of)
    return [list(together.questions(contract)) for contract in of.contracts]


@pytest.mark.parametrize("differing", [{}, {"type": "hourly"}, {"total_paid": "300"}])
def test_they_are_asked_what_each_is_asked_alone(differing: dict[str, str]) -> None:
    of = snapshot(**differing)
    assert questions(of) == [list(survey(of).questions(contract)) for contract in of.contracts]
    assert all(questions(of))


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The contracts that are evaluated from now on in search of questions, one entry each time."""
    seen: list[str] = []
    outcome = Ground.outcome

    def noted(ground: Ground, contract: Contract, *arguments: object, **options: object) -> object:
        seen.append(contract.id)
        return outcome(ground, contract, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Ground, "outcome", noted)
    return seen


def test_what_is_asked_is_looked_for_once(evaluated: list[str]) -> None:
    of = snapshot()
    together = survey(of)
    first, *others = of.contracts
    list(together.questions(first))
    once = len(evaluated)
    asked = sum(len(list(together.questions(contract))) for contract in others)
    assert len(evaluated) - once < once
    assert len(evaluated) - once <= asked * EVALUATIONS + len(others)


def of_one_kind() -> Snapshot:
    """Contracts of which the same is told, each with another client, day and amount."""
    documents = [
        {
            "id": f"C{n}",
            "account_id": f"A{n}",
            "client": {"name": f"Client {n}"},
            "type": "fixed",
            "started_at": f"2026-01-{n + 1:02d}",
            "total_paid": f"{100 + n}",
            "closing_planned": True,
            **TOLD,
        }
        for n in range(COUNT)
    ]
    return snapshot_of("freelancer", read_contracts(documents), [])


def test_those_of_one_kind_are_asked_what_each_is_asked_alone() -> None:
    of = of_one_kind()
    alone = [list(survey(of).questions(contract)) for contract in of.contracts]
    assert questions(of) == alone
    assert all(alone)


def test_the_best_question_is_looked_for_once_for_those_of_one_kind(evaluated: list[str]) -> None:
    of = of_one_kind()
    for contract in of.contracts:
        list(survey(of).questions(contract))
    alone = len(evaluated)
    questions(of)
    assert len(evaluated) - alone < alone / 2
