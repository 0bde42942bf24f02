"""Params: the named values of a pack, plain or dated."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as AnyMapping
from dataclasses import replace

from ..policy.conditions import NONE_WORD, Literal
from ..policy.pack import Basis, DatedValue, ParamDefinition
from ..units import Unit
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .dated import EVER, PERIOD_KEYS, Span, check_apart, span_of, without
from .gather import Gathered, fault
from .literals import EXAMPLES, PHRASES, instant_hint, literal_of, parse_instant
from .reading import (
    NAME,
    check_identifier,
    check_keys,
    clipped,
    identifier_of,
    mapping_of,
    name_among,
    one_or_more,
    scalar_of,
    text_of,
    word_of,
)
from .spelling import spelling
from .values import literal, looks, same_unit

VALUE_KEYS = ("value", "unit", "sources", "basis", "about", "renamed_from")
HOLIDAYS = "holidays"
"""The one param that is a list: days that are no business days."""


class _Entry:
    """One dated value as it is written."""

    def __init__(self, node: Node, gathered: Gathered) -> None:
        self.node = node
        self.span: Span = EVER
        self.value = node
        self.keys: AnyMapping[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Mapping):
            allowed = (*VALUE_KEYS, *PERIOD_KEYS)
            check_keys(node, "a param", gathered, allowed, ["value"])
            self.span = span_of(node)
            self.value = node.entries["value"][1]
            self.keys = node.entries
            if "about" in self.keys:
                text_of(self.keys["about"][1], "`about`")


def read_param(
    key: Scalar,
    node: Node,
    pack: str,
    base: ParamDefinition | None,
    sources: Collection[str],
    strict: bool,
    gathered: Gathered,
) -> ParamDefinition:
    """A param of a pack; `pack` is its id, `base` the param of the same name of the pack that it extends.

    Where the pack gives dates, the base's values stay in force outside them. `strict` demands a
    source and a basis.
    """
    name = base.name if base else key.text
    check_identifier(key, name, NAME, "the name of a param")
    if name == HOLIDAYS:
        return replace(_holidays(key, node, gathered), pack=pack, replaces=base)
    entries = _entries(node, gathered)
    unit = base.unit if base else _unit(entries)
    values = tuple(DatedValue(*entry.span, _literal(entry.value, unit, name)) for entry in entries)
    check_apart([(entry.node, entry.span) for entry in entries], gathered)
    if base and any(entry.span != EVER for entry in entries):
        values = _laid_over(base.values, values)
    found = ParamDefinition(
        name=name,
        unit=unit,
        values=tuple(sorted(values, key=lambda value: value.start or -(10**15))),
        basis=_basis(entries),
        sources=_sources(entries, sources, gathered),
        label=_first(entries, "unit") or (base.label if base else ""),
        renamed_from=(*_renamed(entries), *(base.renamed_from if base else ())),
        pack=pack,
        replaces=base,
    )
    if strict and not found.sources:
        gathered.add(key, f"the param `{name}` lacks `sources`", "a shipped pack names its sources")
    return found


def _entries(node: Node, gathered: Gathered) -> list[_Entry]:
    if not isinstance(node, Sequence):
        return [_Entry(node, gathered)]
    entries = []
    before = gathered.faults
    for item in one_or_more(node, "a dated param"):
        with gathered:
            hint = "`[{until: 2023-12-01, value: 4}, {from: 2023-12-01, value: 2}]`"
            entries.append(_Entry(mapping_of(item, "an entry of a dated param", hint), gathered))
    gathered.must_be_unchanged_since(before)
    return entries


def _unit(entries: list[_Entry]) -> Unit:
    nodes = [scalar_of(entry.value, "the value of a param") for entry in entries]
    return same_unit(looks(nodes), "the values of a param")


def _literal(node: Node, unit: Unit, name: str) -> Literal:
    scalar = scalar_of(node, f"the value of `{name}`")
    if scalar.text == NONE_WORD and unit.is_ordered:
        raise fault(node, "a param cannot be `none`", f"write a value like {EXAMPLES[unit]}")
    if scalar.text.startswith("$"):
        amount = spelling(scalar.text, Unit.MONEY)
        raise fault(node, "a param cannot be another param", amount or "write its value out")
    if literal_of(scalar.text, unit) is None:
        message = f"`{clipped(scalar.text)}` is not {PHRASES[unit]}; `{name}` is {PHRASES[unit]}"
        hint = spelling(scalar.text, unit) or f"write it like {EXAMPLES[unit]}"
        raise fault(node, message, hint)
    return literal(node, unit, "the values of a param")


def _laid_over(base: tuple[DatedValue, ...], own: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    spans = [(value.start, value.until) for value in own]
    kept = [
        DatedValue(*span, value.value)
        for value in base
        for span in without((value.start, value.until), spans)
    ]
    return (*kept, *own)


def _holidays(key: Scalar, node: Node, gathered: Gathered) -> ParamDefinition:
    entry = _Entry(node, gathered) if isinstance(node, Mapping) else None
    items = one_or_more(entry.value if entry else node, "`holidays`")
    days: set[int] = set()
    for item in items:
        with gathered:
            scalar = scalar_of(item, "a holiday")
            day = parse_instant(scalar.text)
            if day is None or day % 86_400:
                message = f"`{clipped(scalar.text)}` is not a day"
                raise fault(item, message, instant_hint(scalar.text, "write it like `2026-12-25`"))
            days.add(day)
    value = DatedValue(None, None, Literal(tuple(sorted(days)), Unit.INSTANTS))
    return ParamDefinition(HOLIDAYS, Unit.INSTANTS, (value,), Basis.ADVICE, label="days")


def _basis(entries: list[_Entry]) -> Basis:
    """What the values rest on; mixed where they differ."""
    found = {
        Basis(word_of(entry.keys["basis"][1], tuple(Basis), "a basis"))
        for entry in entries
        if "basis" in entry.keys
    }
    if len(found) > 1:
        return Basis.MIXED
    return found.pop() if found else Basis.ADVICE


def _sources(entries: list[_Entry], known: Collection[str], gathered: Gathered) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for entry in entries:
        if "sources" in entry.keys:
            found |= dict.fromkeys(read_sources(entry.keys["sources"][1], known, gathered))
    return tuple(found)


DEFINE_SOURCE = "or define it: `sources: {NAME: {title: ..., url: ...}}`"


def read_sources(node: Node, known: Collection[str], gathered: Gathered) -> tuple[str, ...]:
    """Keys of sources, each defined in the pack."""
    found: list[str] = []
    for item in one_or_more(node, "`sources`"):
        with gathered:
            found.append(name_among(item, known, "a source of this pack", DEFINE_SOURCE))
    return tuple(found)


def _first(entries: list[_Entry], key: str) -> str:
    for entry in entries:
        if key in entry.keys:
            return text_of(entry.keys[key][1], f"`{key}`")
    return ""


def _renamed(entries: list[_Entry]) -> tuple[str, ...]:
    return tuple(
        identifier_of(item, NAME, "the former name of a param")
        for entry in entries
        if "renamed_from" in entry.keys
        for item in one_or_more(entry.keys["renamed_from"][1], "`renamed_from`")
    )
