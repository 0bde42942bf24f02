"""Fields of a user's own: what the snapshot states of them has to fit what the packs declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..engine.meaning.own_fields import by_platform
from ..engine.problems import InputError, Level
from ..engine.snapshot.own import own_problems, with_own_names

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack
    from ..engine.problems import Problem
    from ..engine.snapshot.model import Snapshot


def check_own_fields(snapshot: Snapshot, packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """A warning for each name that no pack declares. Raises `InputError` for values of another type.

    What the reader said of a name that a pack declares, outside of `custom`, gets the hint that fits.
    """
    declared = by_platform(packs)
    if any(fields for fields in declared.values()):
        snapshot.problems[:] = with_own_names(snapshot.problems, declared)
    problems = tuple(own_problems(snapshot, declared))
    errors = [each for each in problems if each.level is Level.ERROR]
    if errors:
        raise InputError(errors)
    return problems
