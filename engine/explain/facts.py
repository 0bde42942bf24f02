"""How the value of a fact came about: its definition in words and the values that went in."""

from __future__ import annotations

from dataclasses import replace

from ..facts.layout import enclosing
from ..facts.order import GROUPS
from ..language.conditions import Literal, Operand, Ref
from ..language.definitions import Case, Definition, Named
from ..language.walk import parts
from ..reference.reading import Reader
from ..snapshot.fields import BY_PATH
from .members import group_note
from .model import Branch, FactNote
from .values import origins_of, sources_of, value_of
from .words import definition_words, operand_words


def note_of(ref: Ref, reader: Reader, depth: int) -> FactNote:
    """A fact as seen from a row; opened `depth` times, then only its value."""
    value = value_of(ref, reader)
    applied = reader.layout.applied
    key = (ref.scope, ref.name)
    definition = applied.facts.get(key)
    if definition is None:
        return FactNote(value, about=_about(ref))
    dated = applied.pack.facts[key]
    period = next(
        (
            period
            for period in dated.periods
            if (period.start is None or period.start <= applied.as_of)
            and (period.until is None or applied.as_of < period.until)
        ),
        None,
    )
    own = Reader(reader.layout, ref.scope, enclosing(reader.row, reader.scope, ref.scope))
    note = FactNote(
        value=value,
        about=dated.about,
        definition=definition_words(definition),
        start=period.start if period else None,
        until=period.until if period else None,
        sources=sources_of(dated.sources, applied),
        origins=origins_of(definition, applied),
    )
    return _opened(note, ref, definition, own, depth - 1) if depth > 0 else note


def _about(ref: Ref) -> str:
    field = BY_PATH.get((ref.scope, ref.name))
    if field is not None:
        return field.about
    return "The instant that the report is for." if ref.name == "as_of" else ""


def _opened(
    note: FactNote, ref: Ref, definition: Definition, reader: Reader, depth: int
) -> FactNote:
    """The note with what its definition shows of itself, by its kind."""
    if isinstance(definition, Named):
        from .tree import tree_of

        return replace(note, tree=tree_of(definition.condition, reader, depth))
    if isinstance(definition, Case):
        return replace(note, branches=_branches(definition, reader, depth))
    if isinstance(definition, GROUPS):
        return replace(note, group=group_note(ref, definition, reader))
    named = dict.fromkeys(part for part in parts(definition) if isinstance(part, Ref))
    return replace(note, inputs=tuple(note_of(other, reader, depth) for other in named))


def _branches(case: Case, reader: Reader, depth: int) -> tuple[Branch, ...]:
    from .tree import tree_of

    rows = [
        Branch(tree_of(branch.when, reader, depth), _value(branch.value, reader))
        for branch in case.branches
    ]
    if case.otherwise is not None:
        rows.append(Branch(None, _value(case.otherwise, reader)))
    return tuple(rows)


def _value(operand: Operand, reader: Reader) -> str:
    """A literal, or a fact with its value: `ended_at (2026-03-01 10:00 UTC)`."""
    if isinstance(operand, Literal):
        return operand_words(operand)
    assert isinstance(operand, Ref)
    return f"{operand_words(operand)} ({value_of(operand, reader).text})"
