"""Mutants are judged by what they touch alone; here the whole pack is evaluated with each of them instead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from closeout.engine.cases.model import CaseFile
from closeout.engine.cases.mutants import mutation
from closeout.engine.cases.mutants.mutants import Mutant, mutants_of
from closeout.engine.cases.mutants.mutation import mutation_of
from closeout.engine.cases.reading.reader import read_cases
from closeout.engine.cases.running.run import Run, run_cases
from closeout.engine.evaluation.engines import Engine
from closeout.engine.records import record_with

from ..sizes import sizes

PACKS = ("policies/fiverr", "policies/freelancer-com")


@cache
def files(pack: str) -> tuple[CaseFile, ...]:
    """The cases beside a shipped pack."""
    return tuple(read_cases([pack]))


@cache
def run(pack: str) -> Run:
    """What comes out for them."""
    return run_cases(files(pack), Engine.PYTHON)


def some_mutants(pack: str) -> list[Mutant]:
    """A part of the mutants, of every kind."""
    made = list(mutants_of(files(pack)[0].pack))
    return made[:: len(made) // sizes().whole_mutants]


def is_noticed_by_the_whole(mutant: Mutant, pack: str) -> bool:
    """Whether a case fails when everything is evaluated with the mutant."""
    mutated = (record_with(file, pack=mutant.pack) for file in files(pack))
    return any(run_cases([file], Engine.PYTHON).failed for file in mutated)


@pytest.mark.parametrize("pack", PACKS)
def test_a_mutant_survives_where_no_case_fails_with_all_of_it_evaluated(
    pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = some_mutants(pack)

    def mine(_: object) -> Iterator[Mutant]:
        yield from chosen

    monkeypatch.setattr(mutation, "mutants_of", mine)
    (found,) = mutation_of(run(pack).outcomes)
    assert list(found.survivors) == [
        mutant.id for mutant in chosen if not is_noticed_by_the_whole(mutant, pack)
    ]


def test_mutants_that_processes_share_survive_as_those_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pack = PACKS[0]
    made = mutants_of(files(pack)[0].pack)
    chosen = [mutant for mutant in made if mutant.touched[0] == "reading"][:60:3]
    monkeypatch.setattr(mutation, "mutants_of", lambda _: iter(chosen))
    seen: list[int] = []
    shared = mutation_of(run(pack).outcomes, lambda done, _: seen.append(done), jobs=2)
    assert shared == mutation_of(run(pack).outcomes)
    assert shared[0].survivors
    assert seen == sorted(seen)
    assert seen[-1] == len(chosen)
