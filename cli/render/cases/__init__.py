"""What the options of `closeout test` add to its report."""

from __future__ import annotations

from msgspec import Struct


class Section(Struct, frozen=True):
    """Lines of the report, and whether they fail the run."""

    lines: tuple[str, ...]
    has_failed: bool = False
