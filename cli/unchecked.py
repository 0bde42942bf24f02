"""What cannot be checked, where a run tells it: with its name, or under a pseudonym.

Formats with a place for it (an annotation, an issue, a notification, a test case) tell it also where nothing
of a run could be checked; stderr and the exit code tell it in any case.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..engine.opening import is_read, note
from ..engine.problems import CloseoutError, Level, Problem, SurroundingsError
from ..engine.report.redact import Disguise
from ..engine.snapshot.databases.address import told_name
from ..engine.snapshot.model import Snapshot
from .ending import problems_text, tell
from .outputs import Output, add_to_summary, has_summary, write_texts
from .render.joined import TELL_UNCHECKED, joined, nothing_checked
from .render.unchecked import WHY, Part


class Naming:
    """How the files of a run are told: as they are called, or under pseudonyms of a key."""

    def __init__(self, key: bytes | None) -> None:
        self._disguise = None if key is None else Disguise(key, Snapshot(contracts=[]))

    def file(self, name: str) -> str:
        """A file, by the name that places have."""
        return name if self._disguise is None else self._disguise.file(name)

    def problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """What is wrong; what it says may name people and things, so that with a key the places are all of it."""
        if self._disguise is None:
            return tuple(problems)
        return tuple(
            Problem(place, WHY, level=each.level)
            for each in problems
            if (place := self._disguise.place(each.place)) is not None
        )


def tell_unchecked(
    failure: CloseoutError,
    plans: Sequence[Output],
    files: Sequence[str],
    supplements: Sequence[str],
    key: bytes | None,
) -> None:
    """Write what a run failed for into the outputs that have a place for it, unless one is an input.

    `files`: what was to be read. A failure to do so is told and changes nothing.
    """
    if isinstance(failure, SurroundingsError):
        return
    for name in (*files, *supplements):
        note(Path(name))
    parts = _parts_of(failure, [told_name(name) for name in files], Naming(key))
    try:
        write_texts(
            (joined(plan.format, (), parts, failure.exit_code), plan.target)
            for plan in plans
            if plan.format in TELL_UNCHECKED and (plan.target is None or not is_read(plan.target))
        )
    except CloseoutError as other:
        tell(problems_text(other))
    if has_summary(plans):
        add_to_summary(nothing_checked(parts), os.environ)


def _parts_of(failure: CloseoutError, files: Sequence[str], naming: Naming) -> list[Part]:
    """A part for each file with an error: an export, or one that the run reads beside it, as a waiver or a policy.

    What is wrong with no file, as an option or a name that leads nowhere, is told of the first.
    """
    errors = [one for one in failure.problems if one.level is Level.ERROR]
    found: dict[str, list[Problem]] = {}
    for one in errors or failure.problems:
        place = one.place
        is_file = place.line or place.file in files or not files or _is_there(place.file)
        found.setdefault(place.file if is_file else files[0], []).append(one)
    return [
        Part(naming.file(file), failure.exit_code, None, naming.problems(problems))
        for file, problems in found.items()
    ]


def _is_there(name: str) -> bool:
    """Whether a place names a file of its own. What no system takes for a name is none."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False
