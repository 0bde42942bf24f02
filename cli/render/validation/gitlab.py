"""The code quality report of GitLab: an issue for each problem; how tables were understood is none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ....engine.problems import Level, Problem
from ..gitlab import Marks, issue
from ..json_writing import document
from ..whereabouts import spot
from ..words import problem_words
from .kinds import KINDS
from .told import Told


def render(found: Told) -> Iterator[str]:
    """The list."""
    told = (one for one in found if one.level is not Level.NOTE)
    yield document(list(map(partial(_issue, Marks()), told)))


def _issue(marks: Marks, problem: Problem) -> dict[str, Any]:
    kind, place = KINDS[problem.level], spot(problem.place)
    fingerprint = marks.next(kind.id, place.path, problem.told)
    return issue(
        f"{kind.title}: {problem_words(problem)}", kind.id, fingerprint, kind.severity, place
    )
