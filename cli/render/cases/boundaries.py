"""What `closeout test --boundaries` adds: thresholds that no written case tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.written import counted
from . import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....engine.cases.boundaries.boundaries import Boundaries
    from ....engine.cases.running.run import Run


def boundaries_section(run: Run, *, writes: bool) -> Section:
    """One line a pack, every spot that no case states, and the files that were written."""
    from ....engine.cases.boundaries.boundaries import boundaries_of
    from ....engine.problems import shown

    lines: list[str] = []
    found = boundaries_of(run.outcomes)
    for item in found:
        lines.append(
            f"Boundaries of {shown(item.pack.id)}: {item.stated} of {item.spots} outcomes around "
            f"{counted(item.thresholds, 'threshold')} are stated by cases."
        )
        lines += [f"  {shown(line)}" for line in _listed(item)]
    if writes:
        lines += [f"Written: {shown(file)}" for file in _written(found)]
    return Section(tuple(lines))


def _listed(item: Boundaries) -> Iterator[str]:
    from ....engine.cases.boundaries.thresholds import POSITIONS

    for made in item.made:
        yield f"{made.threshold}, {POSITIONS[made.position]}: today {made.rule} {made.result}"
    for text in item.unmade:
        yield f"{text}: no case in which the rule fires can be moved there"


def _written(found: list[Boundaries]) -> Iterator[str]:
    from ....engine.cases.boundaries.written import texts_of
    from ...output import write
    from ...text_file import read_text

    texts = texts_of(made for item in found for made in item.made)
    for file, text in sorted(texts.items()):
        before = read_text(file) if file.exists() else ""
        write(before + text, file, extends=True)
        yield file.as_posix()
