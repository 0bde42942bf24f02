"""A condition as a tree: every comparison with its value, its operand and how it came out; and each
fact in it with its definition in words and the values that went in, which may be conditions again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..meaning.definition_words import definition_words
from ..meaning.reading import Reader
from ..meaning.trace import Trace, trace
from ..meaning.words import leaf_words, listed_words, one_of, operand_words
from ..policy.applied import is_in_force
from ..policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Condition,
    Leaf,
    Literal,
    Not,
    Operand,
    Part,
    Ref,
    Undecided,
)
from ..policy.definitions import Aggregate, Case, Definition, Named
from ..policy.walk import parts, references
from ..snapshot.fields import BY_PATH
from .grounded import seen_from
from .grounds import ground_of
from .members import group_note
from .model import Branch, FactNote, Kind, Node, Origin
from .values import origin_of, origins_of, sources_of, value_of

RULE_DEPTH = 1
"""Derived facts of a rule are opened once: named conditions show their own tree."""


def tree_of(condition: Condition, reader: Reader, depth: int = RULE_DEPTH) -> Node:
    """The tree of a condition for a row; `depth`: how often derived facts are opened."""
    return _node(trace(condition, reader), reader, depth)


def rule_tree(condition: Condition, required: int, reader: Reader) -> Node:
    """The tree of a rule's condition, of which the last parts are what its action requires."""
    found = trace(condition, reader)
    if not required:
        return _node(found, reader, RULE_DEPTH)
    own, demanded = found.parts[:-required], found.parts[-required:]
    parts = list(_flat(own, All, reader, RULE_DEPTH, False))
    parts += _flat(demanded, All, reader, RULE_DEPTH, True)
    return Node(Kind.ALL, condition, found.certainly, found.possibly, parts=tuple(parts))


def _node(found: Trace, reader: Reader, depth: int, required: bool = False) -> Node:
    condition = found.condition
    listed = one_of(condition)
    if listed is not None:
        ref, values = listed
        return _leaf(found, listed_words(ref, values), (ref,), None, reader, depth, required)
    match condition:
        case All() | AnyOf():
            parts = tuple(_flat(found.parts, type(condition), reader, depth, required))
            if len(parts) == 1:
                return parts[0]
            kind = Kind.ALL if isinstance(condition, All) else Kind.ANY
        case Not() | Certainly():
            parts = (_node(found.parts[0], reader, depth, required),)
            kind = Kind.NOT if isinstance(condition, Not) else Kind.CERTAINLY
        case _:
            refs = tuple(dict.fromkeys(references(condition)))
            origin = _origin(condition, reader)
            return _leaf(found, leaf_words(condition), refs, origin, reader, depth, required)
    return Node(kind, condition, found.certainly, found.possibly, "", parts, required)


def _flat(
    parts: Iterable[Trace], kind: type, reader: Reader, depth: int, required: bool
) -> Iterator[Node]:
    """The parts; those that are joined in the same way are taken apart."""
    for part in parts:
        if isinstance(part.condition, kind) and one_of(part.condition) is None:
            yield from _flat(part.parts, kind, reader, depth, required)
        else:
            yield _node(part, reader, depth, required)


def _leaf(
    found: Trace,
    text: str,
    refs: tuple[Ref, ...],
    origin: Origin | None,
    reader: Reader,
    depth: int,
    required: bool,
) -> Node:
    return Node(
        Kind.LEAF,
        found.condition,
        found.certainly,
        found.possibly,
        text,
        is_required=required,
        facts=tuple(note_of(ref, reader, depth) for ref in refs),
        origin=origin,
    )


def _origin(leaf: Leaf, reader: Reader) -> Origin | None:
    """Of the literal that the leaf compares with, if any."""
    if isinstance(leaf, Undecided):
        return None
    literal = leaf.operand.times if isinstance(leaf.operand, Part) else leaf.operand
    return origin_of(literal, reader.layout.applied) if isinstance(literal, Literal) else None


def leaves_of(node: Node) -> Iterator[Node]:
    """The comparisons of a tree, in written order."""
    if node.kind is Kind.LEAF:
        yield node
    for part in node.parts:
        yield from leaves_of(part)


def note_of(ref: Ref, reader: Reader, depth: int) -> FactNote:
    """A fact as seen from a row; opened `depth` times, then only its value."""
    value = value_of(ref, reader)
    applied = reader.layout.applied
    key = ref.key
    definition = applied.facts.get(key)
    if definition is None:
        return FactNote(value, about=_about(ref), ground=ground_of(ref, reader))
    dated = applied.pack.facts[key]
    period = next(
        (
            period
            for period in dated.periods
            if is_in_force(period.start, period.until, applied.as_of)
        ),
        None,
    )
    own = seen_from(reader, ref.scope)
    note = FactNote(
        value=value,
        about=dated.about,
        definition=definition_words(definition),
        start=period.start if period else None,
        until=period.until if period else None,
        sources=sources_of(dated.sources, applied),
        origins=origins_of(definition, applied),
        ground=ground_of(ref, reader),
    )
    return _opened(note, ref, definition, own, depth - 1) if depth > 0 else note


def _about(ref: Ref) -> str:
    field = BY_PATH.get(ref.key)
    if field is not None:
        return field.about
    return "The instant that the report is for." if ref.name == "as_of" else ""


def _opened(
    note: FactNote, ref: Ref, definition: Definition, reader: Reader, depth: int
) -> FactNote:
    """The note with what its definition shows of itself, by its kind."""
    if isinstance(definition, Named):
        return replace(note, tree=tree_of(definition.condition, reader, depth))
    if isinstance(definition, Case):
        return replace(note, branches=_branches(definition, reader, depth))
    if isinstance(definition, Aggregate):
        return replace(note, group=group_note(ref, definition, reader))
    named = dict.fromkeys(part for part in parts(definition) if isinstance(part, Ref))
    return replace(note, inputs=tuple(note_of(other, reader, depth) for other in named))


def _branches(case: Case, reader: Reader, depth: int) -> tuple[Branch, ...]:
    rows = [
        _branch(tree_of(branch.when, reader, depth), branch.value, reader)
        for branch in case.branches
    ]
    if case.otherwise is not None:
        rows.append(_branch(None, case.otherwise, reader))
    return tuple(rows)


def _branch(when: Node | None, operand: Operand, reader: Reader) -> Branch:
    """A row with a literal, or with a fact and its value."""
    if isinstance(operand, Literal):
        return Branch(when, operand_words(operand))
    assert isinstance(operand, Ref)
    return Branch(when, operand_words(operand), value_of(operand, reader))
