"""What a finding speaks of, from the row that it was found for."""

from __future__ import annotations

from ..meaning.layout import ID, UP, Row
from ..units import Scope
from .findings import Subject


def subject_of(scope: Scope, row: Row) -> Subject:
    """What a row is, by the ids that identify it."""
    if scope is Scope.MILESTONE:
        return Subject(scope, contract=row[UP][ID], milestone=row[ID])
    if scope is Scope.CONTRACT:
        return Subject(scope, contract=row[ID])
    if scope is Scope.CLIENT:
        return Subject(scope, account=row[UP][ID], client=row[ID])
    return Subject(scope, account=row[ID] if scope is Scope.ACCOUNT else None)
