"""The rows of endings without feedback that a pack counts at worst, and how long they may be.

A row is a fact of accounts that counts contracts in a row and passes none over; how long it may be is
the number from which on a rule speaks of it. Both are read from the pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..evaluation.pack_run import PackRun
from ..meaning.reading import Reader
from ..policy.applied import Applied
from ..policy.conditions import AnyOf, Compare, Literal, Op, Ref
from ..policy.definitions import Streak
from ..policy.walk import leaves, references
from ..report.subjects import subject_of
from ..units import Scope
from .model import Row

PASSES_NONE_OVER = AnyOf(())


def rows_of(runs: Iterable[PackRun]) -> tuple[Row, ...]:
    """Every row of every account, in the order of packs and accounts."""
    return tuple(row for run in runs for row in _rows(run))


def _rows(run: PackRun) -> Iterator[Row]:
    state = run.states.working
    counted = list(_counted(run.applied))
    for account in state.rows.subjects[Scope.ACCOUNT] if counted else ():
        reader = Reader(state.results.layout, Scope.ACCOUNT, account)
        for ref, limit in counted:
            yield Row(
                account=subject_of(Scope.ACCOUNT, account).account,
                fact=ref.full,
                about=run.applied.pack.facts[Scope.ACCOUNT, ref.name].about,
                length=_whole(reader, ref),
                limit=limit,
            )


def _whole(reader: Reader, ref: Ref) -> int | None:
    value = reader.exact(ref)
    return value if isinstance(value, int) else None


def _counted(applied: Applied) -> Iterator[tuple[Ref, int | None]]:
    """The facts that rules in force name, with the least length that one of them speaks of."""
    named = {ref.key: ref for rule in applied.rules for ref in references(rule.condition)}
    for (scope, name), definition in applied.facts.items():
        is_row = isinstance(definition, Streak) and definition.skip == PASSES_NONE_OVER
        if is_row and scope is Scope.ACCOUNT and (scope, name) in named:
            ref = named[scope, name]
            yield ref, min(_limits(applied, ref), default=None)


def _limits(applied: Applied, ref: Ref) -> Iterator[int]:
    for rule in applied.rules:
        for leaf in leaves(rule.condition):
            if not isinstance(leaf, Compare) or leaf.left != ref or leaf.op is not Op.GTE:
                continue
            if isinstance(leaf.operand, Literal) and isinstance(leaf.operand.value, int):
                yield leaf.operand.value
