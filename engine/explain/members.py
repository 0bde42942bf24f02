"""The members behind an aggregate, and what each does for it: by the same criteria as the bounds."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from ..meaning.bounds import Bound, oldest_if_none
from ..meaning.layout import ID, UP
from ..meaning.reading import Reader
from ..meaning.trace import Trace, trace
from ..policy.conditions import All, Condition, Not, Ref
from ..policy.definitions import (
    Aggregate,
    CountDistinct,
    GroupCount,
    GroupEnd,
    GroupSum,
    Rank,
    Share,
    Streak,
)
from ..policy.walk import references
from ..units import Scope
from .groups import group_of
from .model import Group, Member, Part
from .values import value_of


def group_note(ref: Ref, definition: Aggregate, reader: Reader) -> Group:
    """The group of a fact of the row that the reader stands on."""
    group = group_of(ref, definition, reader)
    named = [item for item in _named(definition) if item.name != "id"]
    entries = [(member, True) for member in group.sure] + [
        (member, False) for member in group.maybe
    ]
    if isinstance(definition, Streak):
        entries, told = _streak(definition, entries)
    elif isinstance(definition, Rank):
        entries, told = _rank(definition, entries)
    else:
        told = [_part(definition, member, belongs) for member, belongs in entries]
    members = tuple(
        Member(
            id=_id(member),
            part=part,
            belongs=belongs,
            values=tuple(value_of(item, member) for item in named if member.scope.sees(item.scope)),
        )
        for (member, belongs), part in zip(entries, told, strict=True)
    )
    return Group(members, group.is_complete)


Entries = list[tuple[Reader, bool]]


def _id(member: Reader) -> str:
    own = str(member.row[ID])
    return f"{member.row[UP][ID]}/{own}" if member.scope is Scope.MILESTONE else own


def _named(definition: Aggregate) -> list[Ref]:
    """The facts of a member that tell: sort keys and amounts first."""
    match definition:
        case Streak():
            first: tuple[Ref, ...] = (definition.newest,)
        case GroupSum() | GroupEnd() | CountDistinct():
            first = (definition.of,)
        case Rank():
            first = definition.order
        case GroupCount() | Share():
            first = ()
        case _:
            assert_never(definition)
    return list(dict.fromkeys((*first, *references(definition))))


def _part(definition: Aggregate, member: Reader, belongs: bool) -> Part:
    if isinstance(definition, Share):
        return _share(definition, member, belongs)
    assert not isinstance(definition, Streak | Rank)
    found = trace(definition.where, member)
    is_sure, is_possible = found.certainly, found.possibly
    if isinstance(definition, CountDistinct):
        is_sure = is_sure and member.plain(definition.of) is not None
        is_possible = is_possible and member.plain(definition.of) != "none"
    elif isinstance(definition, GroupSum | GroupEnd):
        low, high, may_be_none = member.quantity(definition.of)
        is_possible = is_possible and low <= high
        is_sure = is_sure and not may_be_none
    if not is_possible:
        return Part.LEFT_OUT
    return Part.COUNTED if is_sure and belongs else Part.MAY_COUNT


def _share(definition: Share, member: Reader, belongs: bool) -> Part:
    of, where = trace(definition.of, member), trace(definition.where, member)
    if not of.possibly:
        return Part.LEFT_OUT
    if not (of.certainly and belongs) or where.certainly != where.possibly:
        return Part.MAY_COUNT
    return Part.COUNTED if where.certainly else Part.WHOLE_ONLY


class _Link(Struct, frozen=True):
    """A member of a streak's group. `counts`, `breaks`: certainly or possibly, with the instant's bounds."""

    member: Reader
    belongs: bool
    counts: Trace
    breaks: Trace
    newest: tuple[Bound, Bound]
    id: str

    @property
    def may_matter(self) -> bool:
        return self.counts.possibly or self.breaks.possibly


def _streak(definition: Streak, entries: Entries) -> tuple[Entries, list[Part]]:
    """Newest first. A member surely counts if it is surely newer than all that may break."""
    links = sorted(
        (_link(definition, member, belongs) for member, belongs in entries),
        key=lambda link: (-link.newest[1], -link.newest[0], link.id),
    )
    may_stop = min(
        ((-link.newest[1], link.id) for link in links if link.breaks.possibly), default=None
    )
    stop = min(
        ((-link.newest[0], link.id) for link in links if link.breaks.certainly and link.belongs),
        default=None,
    )
    parts = [_of_streak(definition, link, may_stop, stop) for link in links]
    return [(link.member, link.belongs) for link in links], parts


def _link(definition: Streak, member: Reader, belongs: bool) -> _Link:
    within: tuple[Condition, ...] = (definition.where, Not(definition.skip))
    low, high, may_be_none = member.quantity(definition.newest)
    return _Link(
        member,
        belongs,
        trace(All((*within, definition.while_)), member),
        trace(All((*within, Not(definition.while_))), member),
        oldest_if_none(low, high, may_be_none),
        str(member.row[ID]),
    )


Place = tuple[Bound, str]


def _of_streak(definition: Streak, link: _Link, may_stop: Place | None, stop: Place | None) -> Part:
    if not link.may_matter:
        in_group = trace(definition.where, link.member).possibly
        return Part.SKIPPED if in_group else Part.LEFT_OUT
    earliest, latest = (-link.newest[1], link.id), (-link.newest[0], link.id)
    if link.counts.certainly and link.belongs and (may_stop is None or latest < may_stop):
        return Part.COUNTED
    if link.counts.possibly and (stop is None or earliest < stop):
        return Part.MAY_COUNT
    if link.breaks.certainly and link.belongs and latest == stop:
        return Part.STOP
    if link.breaks.possibly and (stop is None or earliest < stop):
        return Part.MAY_STOP
    return Part.BEYOND


def _rank(definition: Rank, entries: Entries) -> tuple[Entries, list[Part]]:
    """In the order of the places; those without a place last."""
    keys = [ref for ref in definition.order if ref.unit.is_ordered]

    def place(entry: tuple[Reader, bool]) -> tuple[object, ...]:
        member = entry[0]
        ends = [oldest_if_none(*member.quantity(key)) for key in keys]
        is_out = not trace(definition.where, member).possibly
        return (is_out, *(end[0] for end in ends), str(member.row[ID]))

    ordered = sorted(entries, key=place)
    told = []
    for member, belongs in ordered:
        found = trace(definition.where, member)
        if not found.possibly:
            told.append(Part.LEFT_OUT)
        else:
            told.append(Part.COUNTED if found.certainly and belongs else Part.MAY_COUNT)
    return ordered, told
