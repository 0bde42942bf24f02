"""Patterns for paths: `*`, `?` and `[...]` within one name, `**` for any number of folders.

A pattern that matches a folder covers everything in it. Matching takes time in proportion to the
path and the pattern, whatever they are: both may come from strangers.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

ANY_DEPTH = "**"
_MAGIC = re.compile(r"[*?[]")


def is_pattern(text: str) -> bool:
    """Whether a text has characters that stand for others."""
    return _MAGIC.search(text) is not None


def literal_part(parts: Sequence[str]) -> list[str]:
    """The folders that a pattern begins with: whatever it matches lies in there."""
    taken: list[str] = []
    for part in parts[:-1]:
        if is_pattern(part):
            break
        taken.append(part)
    return taken


def covers(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a pattern matches a path or a folder above it, both as their parts."""
    reached = _with_depth(pattern, {0})
    for part in path:
        if len(pattern) in reached and part != os.pardir:
            return True
        reached = _with_depth(pattern, _advanced(pattern, reached, part))
    return len(pattern) in reached


def _advanced(pattern: Sequence[str], reached: Iterable[int], part: str) -> set[int]:
    """The places in the pattern that may be reached with one more part of the path."""
    further: set[int] = set()
    for at in reached:
        if at < len(pattern) and _fits(pattern[at], part):
            further.add(at if pattern[at] == ANY_DEPTH else at + 1)
    return further


def _with_depth(pattern: Sequence[str], reached: set[int]) -> set[int]:
    """`**` also stands for no folder at all."""
    found = set(reached)
    for at in reached:
        while at < len(pattern) and pattern[at] == ANY_DEPTH:
            at += 1
            found.add(at)
    return found


def _fits(pattern: str, part: str) -> bool:
    """Whether one part fits; the folder above is only meant where it is written."""
    if part == os.pardir or not is_pattern(pattern):
        return part == pattern
    return fnmatchcase(part, pattern)


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path or pattern, as seen from the working directory where that is possible."""
    with contextlib.suppress(ValueError):  # another drive
        path = os.path.relpath(path)
    return Path(path).parts
