"""Reads one statement: what it says, where, and what carries it or why nothing does."""

from __future__ import annotations

from ..documents.shape import Shape
from ..language.gather import Fault, Gathered
from ..language.reading import one_or_more, scalar_of, text_of
from ..yaml_tree import Node, Scalar
from .model import Kind, Name, Statement

EXAMPLE = "`P1: {says: ..., sources: [...], rules: [...]}`"


def read_statement(key: Scalar, node: Node, gathered: Gathered, shape: Shape) -> Statement:
    """The statement of an entry `id: {says: ...}`. Raises `Fault`."""
    if not shape.is_sound(node):
        raise Fault
    faults = gathered.faults
    written = shape.sound_entries(node)
    texts: dict[str, str] = {}
    for word in ("says", "note", "not_carried"):
        with gathered:
            texts[word] = text_of(written[word], f"`{word}`") if word in written else ""
    named = {word: _names(written.get(word)) for word in ("sources", *Kind)}
    gathered.must_be_unchanged_since(faults)
    return Statement(
        id=Name(key.text, key.place),
        sources=named["sources"],
        carriers={kind: named[kind] for kind in Kind if named[kind]},
        **texts,
    )


def _names(node: Node | None) -> tuple[Name, ...]:
    """The names under a key; none where it is not there."""
    items = () if node is None else one_or_more(node, "names")
    return tuple(Name(scalar_of(item, "a name").text, item.place) for item in items)
