"""Which engine matches, and the checks that it agrees with another and with the specification."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from ..meaning.judge import judge
from ..meaning.layout import Layout
from ..meaning.matching import Match, Rows
from ..policy.applied import Applied
from ..problems import EngineFault, Place, UsageError
from ..python.match import match as match_reference
from ..report.subjects import subject_of


class Engine(StrEnum):
    """The matchers that can be asked for."""

    AUTO = "auto"
    PYTHON = "python"
    DURABLE = "durable"


AUTO_LIMIT = 50_000
"""Rows (milestones, contracts, clients, accounts) up to which `auto` takes the durable engine where
it is installed: about a second more than the reference engine alone, at the 70,000 rows a second
that benchmarks/durable_rate.py measures for 30 rules."""


JUDGED = 40
"""Rows of each scope that the specification judges in every run."""

JUDGED_MORE = {Engine.PYTHON: 1_000, Engine.DURABLE: 200}
"""Of so many more rows one more is judged: where two engines were asked for, of fewer."""


class Job(NamedTuple):
    """One pack's rules over its rows."""

    applied: Applied
    layout: Layout
    rows: Rows


def match_all(
    wanted: Engine, jobs: Sequence[Job], judged: int = JUDGED
) -> tuple[Engine, list[list[Match]]]:
    """The matches of every job, and the engine that found them. `judged`: rows of each scope, at least.

    The durable engine's are compared with the reference engine's, and those of either with the
    specification's: raises `EngineFault` naming rule and entity where they differ. Raises
    `UsageError` where the wanted engine is missing. A policy that is too large for the durable
    engine is left to the reference engine by `auto`.
    """
    expected = [match_reference(*job) for job in jobs]
    engine = _chosen(wanted, jobs)
    if engine is Engine.DURABLE:
        from ..durable.banks import Banks
        from ..durable.engine import matched as match_durable
        from ..durable.formula import TooManyTerms

        try:
            with Banks() as banks:
                for job, matches in zip(jobs, expected, strict=True):
                    _compare(matches, match_durable(*job, banks), job)
        except TooManyTerms as limit:
            if wanted is Engine.DURABLE:
                raise UsageError.at(Place("--engine durable"), str(limit)) from limit
            engine = Engine.PYTHON
    for job, matches in zip(jobs, expected, strict=True):
        _judge(job, matches, judged, JUDGED_MORE[engine])
    return engine, expected


def is_for_python(wanted: Engine, rows: int) -> bool:
    """Whether the reference engine alone matches so many rows, or more."""
    if wanted is not Engine.AUTO:
        return wanted is Engine.PYTHON
    from ..durable.bank import availability

    return rows > AUTO_LIMIT or availability() is not None


def _chosen(wanted: Engine, jobs: Sequence[Job]) -> Engine:
    size = sum(len(rows) for job in jobs for rows in job.rows.values())
    if wanted is Engine.PYTHON or (wanted is Engine.AUTO and size > AUTO_LIMIT):
        return Engine.PYTHON
    from ..durable.bank import availability

    reason = availability()
    if reason is None:
        return Engine.DURABLE
    if wanted is Engine.DURABLE:
        raise UsageError.at(Place("--engine durable"), reason)
    return Engine.PYTHON


def _judge(job: Job, matches: list[Match], least: int, of: int) -> None:
    """Raise `EngineFault` where the specification decides otherwise."""
    sample = least + sum(map(len, job.rows.values())) // of
    found = judge(job.applied, job.layout, job.rows, matches, sample)
    if found is not None:
        raise EngineFault(
            f"the specification and the matches disagree on {_named(job, found.rule, found.row)}: "
            f"specification {_OUTCOMES[found.by_trace]}, matches {_OUTCOMES[found.by_matches]}"
        )


def _named(job: Job, index: int, row: int) -> str:
    rule = job.applied.rules[index].rule
    return f"rule {rule.id} for {subject_of(rule.scope, job.rows[rule.scope][row])}"


def _compare(expected: list[Match], found: list[Match], job: Job) -> None:
    if expected == found:
        return
    first = min(set(expected) ^ set(found), default=None)
    if first is None:
        raise EngineFault("the durable engine gives the same matches in another order")
    raise EngineFault(
        "the reference and the durable engine disagree on "
        f"{_named(job, first.rule, first.row)}: "
        f"reference {_outcome(first, expected)}, durable {_outcome(first, found)}"
    )


def _outcome(match: Match, matches: list[Match]) -> str:
    outcomes = {(item.rule, item.row): item.is_certain for item in matches}
    return _OUTCOMES[outcomes.get((match.rule, match.row))]


_OUTCOMES = {None: "does not hold", True: "holds", False: "cannot be decided"}
