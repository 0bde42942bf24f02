"""Every case beside the shipped rules, one test a file; with `--full` on the durable engine too.

`-k escrow-at-stake` runs the files that speak of this rule; `closeout test upwork -k "words of a name"`
runs one case alone, on both engines.
"""

from __future__ import annotations

from functools import cache

import pytest

from closeout.engine.cases.model import CaseFile
from closeout.engine.cases.reading.discover import test_files
from closeout.engine.cases.reading.reader import read_cases
from closeout.engine.cases.running.run import run_cases
from closeout.engine.durable.bank import availability
from closeout.engine.evaluation.engines import Engine
from closeout.engine.language.load import shipped_pack_ids

from ..sizes import sizes

IS_DURABLE = sizes().is_every_case_on_both_engines and availability() is None
ENGINE = Engine.DURABLE if IS_DURABLE else Engine.PYTHON
"""Asked for the durable engine, both run, and a difference is a fault."""

FILES = [
    pytest.param(file.pack, file.label, id=file.label) for file in test_files(shipped_pack_ids())
]


@cache
def read(pack: str) -> dict[str, CaseFile]:
    """The test files of a pack, which share its rules."""
    return {file.file: file for file in read_cases([pack])}


@pytest.mark.parametrize(("pack", "file"), FILES)
def test_every_case_of_the_file_passes(pack: str, file: str) -> None:
    run = run_cases([read(pack)[file]], ENGINE)
    assert run.engine is ENGINE
    assert [
        (result.case.name, failure) for result in run.results for failure in result.failures
    ] == []


def test_there_are_cases() -> None:
    assert sum(len(read(pack)[file].cases) for pack, file in (each.values for each in FILES)) > 700
