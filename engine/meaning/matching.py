"""What a matcher answers: which rules hold for which rows, and which cannot be decided.

Every engine is a function `match(applied, layout, rows) -> list[Match]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..policy.applied import Applied
from ..units import Scope
from .layout import Layout, Row

Rows = Mapping[Scope, Sequence[Row]]
"""The rows that rules may speak of, by scope; clients and accounts that are not known are left out."""


class Match(NamedTuple):
    """One rule that holds for one row, or that cannot be decided for it."""

    rule: int
    """Index into `Applied.rules`."""
    row: int
    """Index into the rows of the rule's scope."""
    is_certain: bool
    """True: it holds. False: it may hold."""


Matcher = Callable[[Applied, Layout, Rows], list[Match]]
"""Matches in ascending order of (rule, row)."""
