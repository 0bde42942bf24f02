"""Lists of instants that are told and yet do not tell the last one: it has to be said again.

A pack may find that what is told is not the last of it (submitted, although changes were asked for later): the
fact that says when it was last then has no value, and what would decide it is a longer list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..policy.definitions import Case
from ..policy.walk import references
from ..snapshot.field import Kind
from ..snapshot.fields import BY_PATH


def to_be_said_again(applied: Applied, case: Case) -> tuple[Ref, ...]:
    """The lists that the values of a case are made of, where no branch has to hold."""
    if case.otherwise is not None:
        return ()
    values = [branch.value for branch in case.branches if isinstance(branch.value, Ref)]
    return tuple(dict.fromkeys(_lists_behind(applied, values)))


def _lists_behind(applied: Applied, refs: Iterable[Ref]) -> Iterator[Ref]:
    for ref in refs:
        definition = applied.facts.get(ref.key)
        field = BY_PATH.get(ref.key)
        if definition is not None:
            yield from _lists_behind(applied, references(definition))
        elif field is not None and field.kind is Kind.INSTANTS:
            yield ref
