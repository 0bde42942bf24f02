"""The options of this test suite: `--full` tries all that the random tests can try, `--accept` writes goldens.

`--spark` runs the tests that start Spark, which take minutes; they need Java and `closeout[spark]`.
`--postgres` runs those that start a PostgreSQL server; they need its programs and `closeout[postgres]`.
`--fuzz N` tries N damaged inputs instead of 400, `--fuzz-from SEED` others than those of every run.
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from hypothesis import HealthCheck, settings

from closeout.cli.entry import GARBAGE_THRESHOLD

from . import golden, sizes
from .sentences import sentence


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare them; all also reach the workers of pytest-xdist."""
    group = parser.getgroup("closeout")
    group.addoption("--full", action="store_true", help="run the heavy tests at full size")
    group.addoption(
        "--accept", action="store_true", help="write what is printed now into the golden files"
    )
    group.addoption("--spark", action="store_true", help="run the tests that start Spark")
    group.addoption(
        "--postgres", action="store_true", help="run the tests that start a PostgreSQL server"
    )
    group.addoption("--fuzz", type=int, default=400, metavar="N", help="damaged inputs to try")
    group.addoption("--fuzz-from", type=int, default=0, metavar="SEED", help="the first seed")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test file is read: sizes are needed to collect."""
    sizes.choose(is_full=config.getoption("--full"))
    golden.accept(config.getoption("--accept"))
    # The command line is made once a process, as it is in the program: making it takes a third of a short run.
    typer.testing._get_command = cache(typer.testing._get_command)
    if config.getoption("--spark"):  # PySpark leaves sockets open
        config.addinivalue_line("filterwarnings", "ignore:unclosed:ResourceWarning")
    # How long a machine takes is no fault of what is tested.
    never_late: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile(
        "sample", max_examples=sizes.examples(100), derandomize=True, database=None, **never_late
    )
    settings.register_profile("full", print_blob=True, **never_late)
    settings.load_profile("full" if config.getoption("--full") else "sample")


@pytest.fixture(autouse=True, scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing is stored in the cache folder of who runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was collected stays to the end: thousands of tests, which the garbage collector need not go through
    again and again. It looks for garbage seldom, as it does in the program."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 100)


def pytest_unconfigure() -> None:
    """What libraries look for when they end is found again."""
    gc.unfreeze()


def pytest_make_parametrize_id(val: object) -> str | None:
    """For values without an id of their own."""
    return sentence(val)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails in a random world names its seed."""
    report = yield
    for entry in call.excinfo.traceback if call.excinfo else ():
        seed = entry.frame.f_locals.get("seed")
        if seed is not None:
            report.sections.append(("the seed", str(seed)))
            break
    return report
