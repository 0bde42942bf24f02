"""The specification as judge: what a matcher found is held against the trace.

Whatever program finds the matches, for a sample of the rows every rule is traced as well. The sample
follows from the number of rows alone, so that a run is the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..policy.applied import Applied
from ..units import Scope
from .layout import Layout
from .matching import Match, Rows
from .reading import Reader
from .trace import decision

_SPREAD = 11_400_714_819_323_198_485
"""2**64 over the golden ratio: its multiples leave no part of a portfolio out and fall into no rhythm
of it (D. E. Knuth, The Art of Computer Programming, volume 3, 6.4)."""


class Disagreement(NamedTuple):
    """A rule for a row on which the trace and the matches differ."""

    rule: int
    """Index into `Applied.rules`."""
    row: int
    """Index into the rows of the rule's scope."""
    by_trace: bool | None
    """True: it holds. False: it cannot be decided. None: it does not hold."""
    by_matches: bool | None
    """The same of the matches."""


def judge(
    applied: Applied, layout: Layout, rows: Rows, matches: Sequence[Match], sample: int
) -> Disagreement | None:
    """The first rule and row of which the trace thinks otherwise; None where they agree.

    Asked are all rules of `sample` rows of each scope (of all rows, where there are no more), and of
    every rule the first row for which it holds and the first for which it cannot be decided.
    """
    found = {(match.rule, match.row): match.is_certain for match in matches}
    for rule, row in sorted({*_sampled(applied, rows, sample), *_firsts(matches)}):
        scope = applied.rules[rule].rule.scope
        reader = Reader(layout, scope, rows[scope][row])
        certainly, possibly = decision(applied.rules[rule].condition, reader)
        expected = certainly if possibly else None
        if expected is not found.get((rule, row)):
            return Disagreement(rule, row, expected, found.get((rule, row)))
    return None


def sampled(count: int, sample: int) -> list[int]:
    """Up to `sample` indices below `count`, spread over all of them and always the same."""
    if count <= sample:
        return list(range(count))
    return sorted({((step * _SPREAD) % 2**64 * count) >> 64 for step in range(sample)})


def _sampled(applied: Applied, rows: Rows, sample: int) -> Iterator[tuple[int, int]]:
    chosen: dict[Scope, list[int]] = {
        scope: sampled(len(items), sample) for scope, items in rows.items()
    }
    for index, rule in enumerate(applied.rules):
        for row in chosen[rule.rule.scope]:
            yield index, row


def _firsts(matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, bool]] = set()
    for match in matches:
        if (match.rule, match.is_certain) not in seen:
            seen.add((match.rule, match.is_certain))
            yield match.rule, match.row
