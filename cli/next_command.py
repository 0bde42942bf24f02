"""A command that a person is told to call next: with what this one was called with, so that both agree."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

Given = Sequence[object] | object | None


def next_command(words: Sequence[str], options: Mapping[str, Given] | None = None) -> str:
    """`closeout check c.csv --as-of 2026-03-10`, to be pasted into a shell.

    `options` as they were given on the command line: those that were not are left out, since the settings of the
    folder and the environment hold by themselves.
    """
    line = ["closeout", *words]
    for name, value in (options or {}).items():
        line += _option(name, value)
    return shlex.join(line)


def _option(name: str, value: Given) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [f"--{name}" if value else f"--no-{name}"]
    given = value if isinstance(value, list | tuple) else (value,)
    return [part for each in given for part in (f"--{name}", str(each))]
