"""Runs damaged inputs through the command line, in this process, and tells what must never be.

An input ends with exit code 0, 1, 2 or 3, in bounded time and memory, without a traceback; what it prints
holds no control character, is JSON where JSON was asked, the same bytes each time, and the same from
both engines.
"""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import typer

from closeout.cli import clock
from closeout.cli.app import app

from . import cases, documents, exports, packs, snapshots
from .inputs import Command, Input, Maker

MOST_CPU_SECONDS = 20
"""For one input; the slowest good ones take less than one."""
MOST_SECONDS = 300
"""The same by the clock, for what waits instead of working."""
MOST_MEMORY = 300_000_000
"""Bytes by which one input may raise the highest use of memory of the process."""
NOW = 1_773_144_000.0
"""2026-03-10T12:00:00Z: what names no instant is the same whenever it is tried, and tried again."""
MOST_OUTPUT = 5_000_000
"""Bytes that one command may print."""

NOT_PRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)


ENGINE = re.compile(rb'"engine": "[a-z]+"|\([a-z ]+ engine\)')
"""Where the answers of two engines may differ."""


class TooSlow(BaseException):
    """An input used up its time. No `Exception`, so that nothing on the way takes it for its own."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: bytes


@dataclass(slots=True)
class Tally:
    """What was tried of one kind."""

    tried: int = 0
    evaluated: int = 0
    failures: list[str] = field(default_factory=list)
    told: int = 0
    """Failures that are printed already."""


@cache
def _program() -> Any:
    """The command line; made once, since making it takes longer than most inputs."""
    return typer.main.get_command(app)


def ran(command: Command) -> Ended:
    """A command in this process, with what it writes to both streams."""
    out, err = (_stream() for _ in range(2))
    code: Any = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            _program().main(args=list(command), prog_name="closeout")
        except SystemExit as end:
            code = end.code
    for stream in (out, err):
        stream.flush()
    return Ended(int(code or 0), _written(out), _written(err))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")


def _written(stream: io.TextIOWrapper) -> bytes:
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue()


@cache
def _baseline() -> bytes:
    (Path.cwd() / "snapshot.json").write_bytes(documents.SNAPSHOT)
    words = ("baseline", "write", "snapshot.json", "--policies", snapshots.HOUSE)
    return ran(words).out


KINDS: dict[str, Maker] = {
    "snapshots": snapshots.make,
    "exports": exports.make,
    "packs": packs.make,
    "test files": cases.make,
    "waivers": documents.waivers,
    "baselines": lambda chance: documents.baselines(chance, _baseline()),
    "settings": documents.settings,
}


def tried(kind: str, seed: int, tally: Tally) -> None:
    """Try the input of a seed in the current folder, and note what must never be."""
    chance = random.Random(f"{kind} {seed}")
    made = KINDS[kind](chance)
    put(made)
    tally.tried += 1
    before = _highest_memory()
    try:
        with _bounded(), patch.object(clock.time, "time", lambda: NOW):
            faults = list(_faults(made, chance, tally))
    except TooSlow as slow:
        faults = [f"took more than {MOST_CPU_SECONDS} s of CPU or {MOST_SECONDS} s: {slow}"]
    except Exception:
        faults = [traceback.format_exc()]
    if _highest_memory() - before > MOST_MEMORY:
        faults.append(f"took {(_highest_memory() - before) // 1_000_000} MB more than all before")
    tally.failures += [f"{kind}, seed {seed}: {fault}" for fault in faults]


def put(made: Input) -> None:
    """The files of an input, and nothing else, in the current folder."""
    for entry in Path.cwd().iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for name, content in made.files.items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _faults(made: Input, chance: random.Random, tally: Tally) -> Iterator[str]:
    ended = ran(made.main)
    yield from _broken(made.main, ended)
    if ended.code not in (0, 1):
        return
    tally.evaluated += 1
    for command in made.others if chance.random() < 0.3 else ():
        yield from _broken(command, ran(command))
    if chance.random() < 0.7:
        return
    again = made.main
    if ENGINE.search(ended.out) and chance.random() < 0.7:
        again = (*made.main, "--engine", chance.choice(("python", "durable", "durable")))
    other = ran(again)
    if ENGINE.sub(b"", other.out) != ENGINE.sub(b"", ended.out) or other.code != ended.code:
        yield f"{again} prints {other.out!r} and ends with {other.code}; before: {ended.out!r}"


def _broken(command: Command, ended: Ended) -> Iterator[str]:
    if ended.code not in (0, 1, 2, 3):
        yield f"{command} ends with {ended.code}: {ended.err[:2000].decode()}"
    if len(ended.out) + len(ended.err) > MOST_OUTPUT:
        yield f"{command} prints {len(ended.out) + len(ended.err)} bytes"
    for stream in (ended.out, ended.err):
        text = stream.decode()
        if found := NOT_PRINTABLE.search(text):
            piece = text[max(0, found.start() - 60) : found.end() + 60]
            yield f"{command} prints a control character: {piece!r}"
        if "Traceback" in text:
            yield f"{command} prints a traceback: {text[:2000]}"
    if "json" in command and ended.code in (0, 1):
        try:
            json.loads(ended.out)
        except ValueError as error:
            yield f"{command} prints no JSON ({error}): {ended.out[:500]!r}"


@contextmanager
def _bounded() -> Iterator[None]:
    """Raises `TooSlow` in whatever takes too much time, with the line where it was."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        where = "".join(traceback.format_stack(frame, 6)) if frame else ""
        raise TooSlow(where)

    kept = [(each, signal.signal(each, ring)) for each in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, handler in kept:
            signal.signal(each, handler)


def _highest_memory() -> int:
    """The highest use of memory of this process so far, in bytes; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


SHARES: dict[str, int] = {
    "snapshots": 8,
    "exports": 50,
    "packs": 8,
    "test files": 4,
    "waivers": 10,
    "baselines": 10,
    "settings": 10,
}
"""Of a hundred inputs; fewer of those that take long."""
