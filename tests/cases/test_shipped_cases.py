"""Every case beside the shipped rules, on every engine that is installed, one test each."""

from __future__ import annotations

from functools import cache

import pytest

from closeout.engine.cases.reading.reader import read_cases
from closeout.engine.cases.running.run import Run, run_cases
from closeout.engine.durable.bank import availability
from closeout.engine.language.load import shipped_pack_ids
from closeout.engine.selection import Engine

ENGINES = [Engine.PYTHON] if availability() else [Engine.PYTHON, Engine.DURABLE]
FILES = read_cases(shipped_pack_ids())
CASES = [
    pytest.param(index, id=f"{result.file}: {result.name}".replace("::", ":"))
    for index, result in enumerate(case for file in FILES for case in file.cases)
]


@cache
def results(engine: Engine) -> Run:
    """All cases in one run: they share compiled facts and rules."""
    return run_cases(FILES, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("index", CASES)
def test_case(index: int, engine: Engine) -> None:
    result = results(engine).results[index]
    assert result.failures == (), "\n".join(result.failures)


def test_every_engine_ran_every_case() -> None:
    for engine in ENGINES:
        run = results(engine)
        assert run.engine is engine
        assert len(run.results) == len(CASES) > 200
