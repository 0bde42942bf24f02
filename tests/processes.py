"""The program as a process of its own, without the start that costs most of a short run.

One process loads the program and forks for every run: what runs has its own streams, working folder, signals
and exit code, and ends as a process does. Where there is no fork, every run starts anew.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[1]
NO_READER = "(nobody reads)"
"""As a stream: a pipe of which the other end is closed."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a run ended, and what it wrote to the streams that were not led elsewhere."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class _Run:
    arguments: Sequence[str]
    folder: str
    streams: tuple[str, str]
    """Paths of stdout and stderr, or `NO_READER`."""


def run(arguments: Sequence[str], stdout: str | None = None, stderr: str | None = None) -> Done:
    """The program with these arguments in the current folder, without stdin.

    `stdout`, `stderr`: a path to write to, or `NO_READER`; None: what is written comes back.
    """
    with tempfile.TemporaryDirectory() as kept:
        paths = tuple(str(Path(kept, name)) for name in ("stdout", "stderr"))
        asked = _Run(arguments, str(Path.cwd()), (stdout or paths[0], stderr or paths[1]))
        code = _forked(asked) if hasattr(os, "fork") else _started(asked)
        written = [Path(path).read_text("utf-8") if Path(path).exists() else "" for path in paths]
    return Done(code, *written)


def _forked(asked: _Run) -> int:
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(asdict(asked)) + "\n")
    server.stdin.flush()
    return int(server.stdout.readline())


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(_end, server)
    return server


def _end(server: subprocess.Popen[str]) -> None:
    with suppress(OSError):
        server.communicate(timeout=60)


def _started(asked: _Run) -> int:
    opened = [_open(stream) for stream in asked.streams]
    try:
        return subprocess.call(
            [sys.executable, "-m", "closeout.cli.entry", *asked.arguments],
            stdin=subprocess.DEVNULL,
            stdout=opened[0],
            stderr=opened[1],
        )
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _open(stream: str) -> int:
    if stream == NO_READER:
        reader, writer = os.pipe()
        os.close(reader)
        return writer
    return os.open(stream, os.O_WRONLY | os.O_CREAT, 0o600)


def _serve() -> None:
    """Answer every line, a run as JSON, with the exit code of a child that ran it."""
    for package in ("closeout.engine", "closeout.cli"):
        root = import_module(package)
        for module in walk_packages(root.__path__, f"{package}."):
            if ".durable" not in module.name and "sheets" not in module.name:
                import_module(module.name)
    for line in iter(sys.stdin.readline, ""):
        asked = _Run(**json.loads(line))
        child = os.fork()
        if child == 0:
            _become(asked)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def _become(asked: _Run) -> NoReturn:
    """The run itself: from here on the process is the program."""
    from closeout.cli.entry import main

    os.chdir(asked.folder)
    opened = (os.open(os.devnull, os.O_RDONLY), *map(_open, asked.streams))
    for number, descriptor in enumerate(opened):
        os.dup2(descriptor, number)
        os.close(descriptor)
    # As Python opens them at its start; those of the server know what it read, and of which kind they were.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["closeout", *asked.arguments]
    main()


if __name__ == "__main__":
    _serve()
