"""One line a problem, `file:line:column: severity: message [kind]`, as `closeout check -q` tells findings."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.problems import unheard
from ..whereabouts import spot
from .kinds import KINDS, words_of
from .told import Told


def render(found: Told) -> Iterator[str]:
    """The lines; none where nothing is wrong."""
    for problem in found:
        kind = KINDS[problem.level]
        line = f"{spot(problem.place)}: {kind.severity}: {words_of(problem)} [{kind.id}]"
        yield f"{unheard(line)}\n"
