"""Each problem with its line, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.problems import Level
from ....engine.written import counted
from .told import Told, Totals


def render(found: Told) -> Iterator[str]:
    """The problems, what was not told, for whom the files were judged, and the totals."""
    for problem in found:
        yield f"{problem.rendered()}\n"
    if found.left:
        yield f"{counted(found.left, 'more problem')} not told: --all tells every one\n"
    if found.note:
        yield f"Note: {found.note}\n"
    yield f"{summary(found)}\n"


def summary(found: Totals) -> str:
    """`3 files, 27 contracts: 2 errors, 1 contradiction, 4 warnings`; notes are no problems: none is missed."""
    levels = ", ".join(
        counted(found.count[level], level)
        for level in Level
        if level is not Level.NOTE or found.count[level] > 0
    )
    return f"{counted(found.files, 'file')}, {counted(found.contracts, 'contract')}: {levels}"
