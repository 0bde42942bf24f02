"""One line a problem, `file:line:column: severity: message [kind]`, as `closeout check -q` tells findings."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.problems import unheard
from ..whereabouts import spot
from ..words import problem_words
from .kinds import KINDS
from .told import Told


def render(found: Told) -> Iterator[str]:
    """The lines; none where nothing is wrong."""
    for problem in found:
        kind = KINDS[problem.level]
        line = f"{spot(problem.place)}: {kind.severity}: {problem_words(problem)} [{kind.id}]"
        yield f"{unheard(line)}\n"
