"""Reads one statement: what it says, where, and what carries it or why nothing does."""

from __future__ import annotations

from ..language.gather import Gathered, fault
from ..language.reading import (
    SOURCE_ID,
    check_identifier,
    check_keys,
    clipped,
    listed,
    mapping_of,
    one_or_more,
    scalar_of,
    text_of,
)
from ..yaml_tree import Mapping, Node, Scalar
from .model import Kind, Name, Statement

KEYS = ("says", "sources", *Kind, "note", "not_carried")
EXAMPLE = "`P1: {says: ..., sources: [...], rules: [...]}`"
_WHY_NOT = "`not_carried:` and one sentence why"


def read_statement(key: Scalar, node: Node, gathered: Gathered) -> Statement:
    """The statement of an entry `id: {says: ...}`. Raises `Fault`."""
    check_identifier(key, key.text, SOURCE_ID, "the id of a statement")
    entry = mapping_of(node, "a statement", EXAMPLE)
    faults = gathered.faults
    check_keys(entry, "a statement", gathered, KEYS, ("says",))
    if gathered.faults == faults:
        _check_fit(entry, gathered)
    texts: dict[str, str] = {}
    for word in ("says", "note", "not_carried"):
        with gathered:
            texts[word] = _text(entry, word)
    named: dict[str, tuple[Name, ...]] = {}
    for word in ("sources", *Kind):
        with gathered:
            named[word] = _names(entry, word, gathered)
    gathered.must_be_unchanged_since(faults)
    return Statement(
        id=Name(key.text, key.place),
        sources=named["sources"],
        carriers={kind: named[kind] for kind in Kind if named[kind]},
        **texts,
    )


def _text(entry: Mapping, key: str) -> str:
    node = entry.get(key)
    return "" if node is None else text_of(node, f"`{key}`")


def _names(entry: Mapping, key: str, gathered: Gathered) -> tuple[Name, ...]:
    """The names under a key, each once; none where it is not there."""
    node = entry.get(key)
    found: dict[str, Name] = {}
    for item in () if node is None else one_or_more(node, f"`{key}`"):
        with gathered:
            text = scalar_of(item, f"a name under `{key}`").text
            if text in found:
                raise fault(item, f"`{clipped(text)}` is named twice under `{key}`")
            found[text] = Name(text, item.place)
    return tuple(found.values())


def _check_fit(entry: Mapping, gathered: Gathered) -> None:
    """Carried or explained: one of the two, and a note only on what is carried."""
    carriers = [kind for kind in Kind if kind in entry.entries]
    not_carried, note = entry.entries.get("not_carried"), entry.entries.get("note")
    if not_carried is not None and carriers:
        message = f"`not_carried` does not go with `{carriers[0]}`"
        gathered.add(not_carried[0], message, "`note:` says what of a carried statement stays open")
    elif not_carried is not None and note is not None:
        gathered.add(note[0], "`note` is for what is carried", "write it under `not_carried`")
    elif not_carried is None and not carriers:
        message = "nothing carries this statement, and it does not say why"
        gathered.add(entry, message, f"one of {listed(Kind)}, or {_WHY_NOT}")
