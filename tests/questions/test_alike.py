"""Contracts that are told in the same way are asked the same, and it is looked for once."""

from __future__ import annotations

import pytest

from closeout.engine.questions.asked import Survey
from closeout.engine.questions.probe import Ground
from closeout.engine.report.question import Question
from closeout.engine.snapshot.model import Snapshot

from ..masked.sources import read_contracts, snapshot_of
from .masked import PACKS, reported

COUNT = 12
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


def test_what_is_asked_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    outcome = Ground.outcome

    def counted(*arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        return outcome(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Ground, "outcome", counted)
    of = snapshot()
    together = survey(of)
    first, *others = of.contracts
    list(together.questions(first))
    once, count = count, 0
    asked = sum(len(list(together.questions(contract))) for contract in others)
    assert count < once
    assert count <= asked * EVALUATIONS + len(others)
