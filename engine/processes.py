"""Work spread over processes: each takes every so many-th piece, and hands back what it made of it.

Processes are forked, so that they have what is loaded and read already. What they hand back goes through a pipe
between the two alone. Whatever ends the work, none of them stays behind.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NoReturn, TypeVar

from msgspec import Struct, field

from .problems import EngineFault, Place, SurroundingsError

Piece = TypeVar("Piece")
Made = TypeVar("Made")

_LENGTH = struct.Struct("<Q")
_CHUNK = 1 << 20
OUT_OF_MEMORY = "perhaps the memory is full: fewer processes take less, --jobs 1 the least"


def cores() -> int:
    """How many processes can run at once; 1 where they cannot be forked."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker(Struct, Generic[Made]):
    pid: int
    pipe: int
    text: bytearray = field(default_factory=bytearray)
    is_done: bool = False

    def take(self) -> Iterator[Made]:
        """What has come whole. Raises what ended the work of the process."""
        while len(self.text) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self.text)
            end = _LENGTH.size + length
            if len(self.text) < end:
                return
            # From a process of our own, over a pipe that nobody else has.
            kind, made = pickle.loads(memoryview(self.text)[_LENGTH.size : end])
            del self.text[:end]
            if kind == "fault":
                raise made
            if kind == "end":
                self.is_done = True
            else:
                yield made


def spread(pieces: Sequence[Piece], work: Callable[[Piece], Made], jobs: int) -> Iterator[Made]:
    """What the work makes of every piece, as it comes, by so many processes.

    Raises what the work raises, and `SurroundingsError` for a process that was killed.
    """
    if jobs <= 1 or len(pieces) <= 1 or not hasattr(os, "fork"):
        yield from map(work, pieces)
        return
    workers: list[_Worker[Made]] = []
    try:
        gc.freeze()  # what is there stays shared with the processes
        for number in range(min(jobs, len(pieces))):
            workers.append(_started(pieces[number::jobs], work, workers))
        yield from _gathered(workers)
    finally:
        gc.unfreeze()
        for worker in workers:
            _end(worker)


def _started(
    pieces: Sequence[Piece], work: Callable[[Piece], Made], others: Sequence[_Worker[Made]]
) -> _Worker[Made]:
    reading, writing = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # The thread that draws progress is not needed there, and holds nothing that is.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            pid = os.fork()
        except OSError as refused:
            os.close(reading)
            os.close(writing)
            message = f"no process could be started: {refused.strerror}"
            raise SurroundingsError.at(Place("--jobs"), message, "name fewer") from None
    if pid == 0:
        os.close(reading)
        for other in others:
            os.close(other.pipe)
        _work(pieces, work, writing, parent)
    os.close(writing)
    return _Worker(pid, reading)


def _work(
    pieces: Sequence[Piece], work: Callable[[Piece], Made], pipe: int, parent: int
) -> NoReturn:
    """All that a process does. It is ended by the one that started it, and never outlives that for long."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        for piece in pieces:
            if os.getppid() != parent:
                break
            _hand_over(pipe, "made", work(piece))
        _hand_over(pipe, "end", None)
        os._exit(0)
    except BaseException as fault:
        with contextlib.suppress(BaseException):
            _hand_over(pipe, "fault", _telling(fault))
        os._exit(1)


def _telling(fault: BaseException) -> BaseException:
    """The fault, or where it cannot be handed over one of the same name."""
    if isinstance(fault, EngineFault | MemoryError):
        return fault
    return EngineFault(f"{type(fault).__name__} in a process")


def _hand_over(pipe: int, kind: str, made: object) -> None:
    text = pickle.dumps((kind, made), pickle.HIGHEST_PROTOCOL)
    left = memoryview(_LENGTH.pack(len(text)) + text)
    while left:
        left = left[os.write(pipe, left) :]


def _gathered(workers: Sequence[_Worker[Made]]) -> Iterator[Made]:
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            selector.register(worker.pipe, selectors.EVENT_READ, worker)
        while selector.get_map():
            for key, _ in selector.select():
                worker = key.data
                text = os.read(worker.pipe, _CHUNK)
                worker.text += text
                yield from worker.take()
                if not text:
                    selector.unregister(worker.pipe)
                    if not worker.is_done:
                        raise _lost(worker)


def _lost(worker: _Worker[Made]) -> SurroundingsError:
    _, status = os.waitpid(worker.pid, 0)
    worker.pid = 0
    how = "ended"
    if os.WIFSIGNALED(status):
        how = f"was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    message = f"a process {how} before its work was done"
    error = SurroundingsError.at(Place("--jobs"), message, OUT_OF_MEMORY)
    assert isinstance(error, SurroundingsError)
    return error


def _end(worker: _Worker[Made]) -> None:
    """Nobody waits for what it still does."""
    os.close(worker.pipe)
    if worker.pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(worker.pid, 0)
