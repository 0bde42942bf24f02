"""Work that is spread over processes comes back whole, or ends plainly with nothing left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from closeout.engine.problems import EngineFault, SurroundingsError
from closeout.engine.processes import cores, spread

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


@pytest.fixture(autouse=True)
def _no_child_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each process that a test forks is waited for; other tests may have children of their own."""
    fork, made = os.fork, list[int]()

    def forked() -> int:
        pid = fork()
        made.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", forked)
    yield
    for pid in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_every_piece_is_worked_on_once(jobs: int) -> None:
    assert sorted(spread(range(20), lambda piece: piece * piece, jobs)) == [
        piece * piece for piece in range(20)
    ]


def test_what_is_larger_than_a_pipe_comes_whole() -> None:
    assert [len(text) for text in spread([1, 2], lambda piece: b"x" * 3_000_000, 2)] == [
        3_000_000,
        3_000_000,
    ]


def test_several_processes_work_on_it() -> None:
    pids = set(spread(range(6), lambda _: os.getpid(), 3))
    assert len(pids) == 3
    assert os.getpid() not in pids


def test_a_fault_of_a_process_is_that_of_the_run() -> None:
    def work(piece: int) -> int:
        if piece == 3:
            raise EngineFault("two engines disagree")
        return piece

    with pytest.raises(EngineFault, match="two engines disagree"):
        list(spread(range(6), work, 2))


def test_a_fault_that_nobody_foresaw_is_a_fault_of_the_program() -> None:
    def work(piece: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(EngineFault, match="ZeroDivisionError in a process"):
        list(spread(range(6), work, 2))


def test_a_process_that_is_killed_ends_the_run_with_a_word_about_memory() -> None:
    def work(piece: int) -> int:
        if piece == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return piece

    with pytest.raises(SurroundingsError) as told:
        list(spread(range(6), work, 2))
    assert str(told.value) == (
        "--jobs: error: a process was killed by SIGKILL before its work was done\n"
        "  perhaps the memory is full: fewer processes take less, --jobs 1 the least"
    )


def test_an_interrupted_run_ends_processes_that_are_still_at_work() -> None:
    reading, writing = os.pipe()

    def work(piece: int) -> int:
        if piece:
            os.read(reading, 1)  # nobody ever writes
        return piece

    try:
        found = spread(range(4), work, 2)
        assert next(found) == 0
        with pytest.raises(KeyboardInterrupt):
            found.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    finally:
        os.close(reading)
        os.close(writing)


def test_there_is_one_core_at_least() -> None:
    assert cores() >= 1
