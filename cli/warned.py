"""What is odd but does not stop a run, told on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import typer

from ..engine.problems import Problem, shown
from ..engine.written import counted
from .ending import MOST_PROBLEMS

MOST = 10
"""How many problems are told."""


def tell_all(problems: Sequence[Problem]) -> None:
    """Problems on stderr; what goes beyond a list that somebody reads is only counted."""
    for problem in problems[:MOST_PROBLEMS]:
        typer.echo(problem.rendered(), err=True)
    left = len(problems) - MOST_PROBLEMS
    if left > 0:
        typer.echo(f"{counted(left, 'more problem')} not told", err=True)


def warn(problems: Sequence[Problem], rest: str = "`closeout validate` lists them") -> None:
    """The first of the problems on stderr, and where the rest can be read."""
    for problem in problems[:MOST]:
        typer.echo(problem.rendered(), err=True)
    left = len(problems) - MOST
    if left > 0:
        typer.echo(f"{left} more of this kind: {rest}", err=True)


def warn_without_names(problems: Sequence[Problem]) -> None:
    """How many problems there are: what they say may name people and things."""
    for level, number in sorted(Counter(str(problem.level) for problem in problems).items()):
        typer.echo(f"{counted(number, level)} not shown because of --redact", err=True)


def warn_of_sentences(rules: Sequence[str]) -> None:
    """The rules whose policy itself says what --redact hides: its sentences are left as they stand."""
    named = ", ".join(shown(rule) for rule in rules[:MOST])
    left = f" and {len(rules) - MOST} more" if len(rules) > MOST else ""
    typer.echo(
        "not hidden by --redact: a title, name or id of the snapshot that the policy says in its own "
        f"words, in {counted(len(rules), 'rule')}: {named}{left}",
        err=True,
    )
