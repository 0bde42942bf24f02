"""The file that answers are kept in: where it lies, and that it is none of what is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def answers_file(files: Sequence[str]) -> Path:
    """Where answers about these files go: beside a single file, else in the current folder."""
    from ..engine.snapshot.finding.kinds import ANSWERS_ENDING

    only = Path(files[0])
    if len(files) == 1 and only.is_file():
        return only.with_name(only.stem + ANSWERS_ENDING)
    return Path("closeout" + ANSWERS_ENDING)


def refuse_input(target: Path | None, inputs: Sequence[str]) -> None:
    """Refuse to write answers over a file that is read. Raises `UsageError`."""
    from .output import would_be_overwritten

    if target is None or not target.exists():
        return
    if any(is_same(target, name) for name in inputs):
        raise would_be_overwritten(target)


def is_same(target: Path | None, name: str) -> bool:
    """Whether a file that is named is the one that answers are kept in."""
    return target is not None and Path(name).exists() and target.samefile(name)
