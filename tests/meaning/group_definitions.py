"""What definitions over groups say, read from the definitions themselves; see `definitions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from closeout.engine.meaning import bounds, streaks
from closeout.engine.meaning.bounds import INF, NONE, UNKNOWN, Bound, Quantity
from closeout.engine.meaning.groups import members_of
from closeout.engine.meaning.layout import (
    ID,
    IS_COMPLETE,
    MAYBES,
    MEMBERS,
    Layout,
    Row,
    enclosing,
    has_own_currency,
)
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.streaks import Link
from closeout.engine.meaning.trace import Decision, decision
from closeout.engine.policy.conditions import All, Condition, Not, Ref
from closeout.engine.policy.definitions import (
    Aggregate,
    CountDistinct,
    GroupCount,
    GroupEnd,
    GroupSum,
    Rank,
    Share,
    Streak,
)
from closeout.engine.units import Scope

Value = tuple[object, ...]
"""The slots of a fact."""


class Group(NamedTuple):
    """Who belongs to a group surely, who may, and whether there is nobody else."""

    sure: list[Reader]
    maybe: list[Reader]
    is_complete: bool

    @property
    def all(self) -> list[tuple[Reader, bool]]:
        """Everybody, and whether they surely belong to it."""
        return [(one, True) for one in self.sure] + [(one, False) for one in self.maybe]


def group_of(ref: Ref, definition: Aggregate, reader: Reader) -> Group:
    """Whom a fact of the reader's row is about."""
    row, layout = reader.row, reader.layout
    if isinstance(definition, Rank):
        return _direct(enclosing(row, Scope.CONTRACT, definition.within), layout, Scope.CONTRACT)
    if definition.member is Scope.CONTRACT and ref.scope is Scope.CONTRACT:
        account = _direct(enclosing(row, Scope.CONTRACT, Scope.ACCOUNT), layout, Scope.CONTRACT)
        by = definition.by if isinstance(definition, Streak) else None
        return account if by is None else _alike(account, by, reader.plain(by))
    if definition.member is Scope.CONTRACT or ref.scope is Scope.CONTRACT:
        return _direct(row, layout, definition.member)
    sure, maybe, is_complete = members_of(row, definition.member)
    return _readers(sure, maybe, is_complete, layout, definition.member)


def over_own_group(ref: Ref, definition: Aggregate, reader: Reader) -> Quantity:
    """What a definition gives for the group of the reader's row; whose is not known, for any that may be."""
    by = definition.by if isinstance(definition, Streak) else None
    if by is None or reader.plain(by) is not None:
        return over_group(definition, reader, group_of(ref, definition, reader))
    row = enclosing(reader.row, Scope.CONTRACT, Scope.ACCOUNT)
    account = _direct(row, reader.layout, Scope.CONTRACT)
    keys = {one.plain(by) for one, _ in account.all} - {None}
    found = [over_group(definition, reader, _alike(account, by, key)) for key in (*keys, "nobody")]
    return (0, max(high for _, high, _ in found), False)


def _direct(row: Row, layout: Layout, scope: Scope) -> Group:
    return _readers(row[MEMBERS], row[MAYBES], row[IS_COMPLETE], layout, scope)


def _readers(
    sure: Sequence[Row], maybe: Sequence[Row], is_complete: bool, layout: Layout, scope: Scope
) -> Group:
    one, other = ([Reader(layout, scope, row) for row in rows] for rows in (sure, maybe))
    return Group(one, other, is_complete)


def _alike(group: Group, by: Ref, key: object) -> Group:
    """Those with the same text; of whom it is not known, they may have it."""
    return Group(
        [one for one in group.sure if one.plain(by) == key],
        [one for one in group.sure if one.plain(by) is None]
        + [one for one in group.maybe if one.plain(by) in (None, key)],
        group.is_complete,
    )


def _holds(condition: Condition, member: Reader, belongs: bool) -> Decision:
    certainly, possibly = decision(condition, member)
    return certainly and belongs, possibly


def over_group(definition: Aggregate, reader: Reader, group: Group) -> Quantity:
    """What a definition gives for a group; not for sums."""
    match definition:
        case GroupCount(_, where):
            found = [_holds(where, *member) for member in group.all]
            return _counted(sum(one[0] for one in found), sum(one[1] for one in found), group)
        case GroupEnd(_, of, where, latest):
            values = [] if group.is_complete else [UNKNOWN]
            for member, belongs in group.all:
                certainly, possibly = _holds(where, member, belongs)
                low, high, opt = member.quantity(of)
                if possibly:
                    values.append((low, high, opt or not certainly))
            return end_of(values, latest)
        case CountDistinct(_, of, where):
            return _distinct(of, where, group)
        case Share(_, where, of):
            return _share(where, of, group)
        case Streak():
            return _streak(definition, group)
        case Rank():
            return _rank(definition, reader, group)
    raise AssertionError(definition)


def _counted(low: int, high: int, group: Group) -> Quantity:
    return (low, high if group.is_complete else INF, False)


def end_of(values: Sequence[Quantity], latest: bool) -> Quantity:
    """The latest that exists: at least as late as each that surely does."""
    if not latest:
        low, high, opt = end_of([(-high, -low, opt) for low, high, opt in values], latest=True)
        return (-high, -low, opt)
    possible = [value for value in values if value[0] <= value[1]]
    if not possible:
        return NONE
    sure = [value[0] for value in possible if not value[2]]
    least = max(sure) if sure else min(value[0] for value in possible)
    return (least, max(value[1] for value in possible), not sure)


def sum_over(ref: Ref, definition: GroupSum, group: Group) -> Value:
    """What surely counts, and what may; below 0 only what may be taken away."""
    low: Bound = 0
    high: Bound = 0
    currencies: set[str | None] = set() if group.is_complete else {None}
    for member, belongs in group.all:
        certainly, possibly = _holds(definition.where, member, belongs)
        least, most, opt = member.quantity(definition.of)
        if not possibly or least > most:
            continue
        low += least if certainly and not opt else min(0, least)
        high += max(0, most)
        if most > 0 and has_own_currency(ref):
            currencies.add(member.currency(definition.of))
    high = high if group.is_complete else INF
    if has_own_currency(ref):
        return bounds.one_currency(low, high, currencies)
    return (low, high, False)


def _distinct(of: Ref, where: Condition, group: Group) -> Quantity:
    sure: set[object] = set()
    maybe: set[object] = set()
    unnamed = 0
    for member, belongs in group.all:
        certainly, possibly = _holds(where, member, belongs)
        text = member.plain(of)
        if possibly and text is None:
            unnamed += 1
        elif possibly and text != "none":
            maybe.add(text)
            sure |= {text} if certainly else set()
    return _counted(len(sure), len(maybe) + unnamed, group)


def _share(where: Condition, of: Condition, group: Group) -> Quantity:
    if not group.is_complete:
        return (0, 1, True)
    certain = whole = lifting = lowering = part = 0
    for member, belongs in group.all:
        is_of, may_be_of = _holds(of, member, belongs)
        fits, may_fit = decision(where, member)
        whole += is_of
        certain += is_of and fits
        part += is_of and may_fit
        lifting += may_be_of and not is_of and may_fit
        lowering += may_be_of and not is_of and not fits
    return bounds.share(certain, whole, lifting, lowering, part)


def _streak(streak: Streak, group: Group) -> Quantity:
    links = []
    counts = All((streak.where, Not(streak.skip), streak.while_))
    breaks = All((streak.where, Not(streak.skip), Not(streak.while_)))
    for member, belongs in group.all:
        low, high = _key(streak.newest, member)
        one, other = _holds(counts, member, belongs), _holds(breaks, member, belongs)
        links.append(Link(one[0], one[1], other[0], other[1], low, high, member.row[ID]))
    return streaks.streak(links, group.is_complete)


def _rank(rank: Rank, reader: Reader, group: Group) -> Quantity:
    """One more than those before it: surely those that surely fit and are surely smaller."""
    places = []
    for member, belongs in group.all:
        certainly, possibly = _holds(rank.where, member, belongs)
        if possibly:
            keys = [_key(ref, member) for ref in rank.order if ref.unit.is_ordered]
            low, high = ((*(key[end] for key in keys), member.row[ID]) for end in (0, 1))
            places.append((certainly, low, high, member.row))
    mine = [place for place in places if place[3] is reader.row]
    if not mine:
        return NONE
    ((certainly, low, high, _),) = mine
    others = [place for place in places if place[3] is not reader.row]
    before = sum(other[0] and other[2] < low for other in others)
    may_be = sum(other[1] < high for other in others)
    return (1 + before, 1 + may_be if group.is_complete else INF, not certainly)


def _key(ref: Ref, member: Reader) -> tuple[Bound, Bound]:
    """Where it may stand in an order in which `none` is first."""
    low, high, opt = member.quantity(ref)
    if low > high:
        return (-INF, -INF)
    return (-INF if opt else low, high)
