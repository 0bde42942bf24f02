"""Workflow commands, which annotate the files, the worst first; and a line for people who read the log."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.policy.pack import SEVERITIES
from ....engine.problems import Problem
from ..github import COMMANDS, command
from ..whereabouts import spot
from ..words import problem_words
from .kinds import KINDS
from .text import summary
from .told import Told


def render(found: Told) -> Iterator[str]:
    """A command for each problem, and the totals."""
    problems = sorted(found, key=lambda one: SEVERITIES.index(KINDS[one.level].severity))
    yield from (f"{_annotation(problem)}\n" for problem in problems)
    yield f"{summary(found)}\n"


def _annotation(problem: Problem) -> str:
    kind = KINDS[problem.level]
    title = f"{kind.title} [{kind.id}]"
    return command(COMMANDS[kind.severity], problem_words(problem), title, spot(problem.place))
