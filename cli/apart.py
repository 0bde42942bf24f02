"""Files that cannot be read together: commands that can hold each by itself say so."""

from __future__ import annotations

from msgspec.structs import replace

from ..engine.problems import CloseoutError, Problem
from ..engine.snapshot.merge import MUST_AGREE, SAY_IT_FOR_ALL

EACH = "or take each file by itself: --each"


def told_apart(problem: Problem) -> Problem:
    """A problem, with that way out where files say different things of one export."""
    if problem.hint not in (MUST_AGREE, SAY_IT_FOR_ALL):
        return problem
    return replace(problem, hint=f"{problem.hint}; {EACH}")


def all_told_apart(failure: CloseoutError) -> CloseoutError:
    """The same of all problems of a failure."""
    return type(failure)(map(told_apart, failure.problems))
