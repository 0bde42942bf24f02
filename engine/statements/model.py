"""The statements of a pack's sources as the reader gives them: typed, immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from ..policy.pack import Source
from ..problems import Place


class Kind(StrEnum):
    """What can carry a statement; each is the key under which a statement names it."""

    RULE = "rules"
    FACT = "facts"
    IMPLICATION = "implications"
    ASSUMPTION = "assumptions"
    ACTION = "actions"
    PARAM = "params"
    END_REASON = "end_reasons"


class Name(Struct, frozen=True):
    """A name as it was written, and where."""

    text: str
    place: Place


class Statement(Struct, frozen=True):
    """One thing that the sources say: either carried by parts of the pack, or explained."""

    id: Name
    says: str
    sources: tuple[Name, ...]
    """Empty where the pack itself lays it down."""
    carriers: Mapping[Kind, tuple[Name, ...]]
    """Kinds that are named, in the order of `Kind`."""
    note: str = ""
    """What of a carried statement stays open."""
    not_carried: str = ""
    """Why nothing carries it."""


class Group(Struct, frozen=True):
    """Statements under one heading; without a heading where the file has no groups."""

    heading: Name | None
    statements: tuple[Statement, ...]


class Statements(Struct, frozen=True):
    """A file of statements."""

    file: str
    groups: tuple[Group, ...]
    sources: Mapping[str, Source]
    """Sources on which no part of the pack rests, so that pack.yaml does not have them."""
    source_keys: tuple[Name, ...]
    """Their keys, as they are written."""

    def __iter__(self) -> Iterator[Statement]:
        """All statements, in written order."""
        for group in self.groups:
            yield from group.statements
