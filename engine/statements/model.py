"""The statements of a pack's sources as the reader gives them: typed, immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was written, and where."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
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


@dataclass(frozen=True, slots=True)
class Group:
    """Statements under one heading; without a heading where the file has no groups."""

    heading: Name | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Statements:
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
