"""Facts over groups, as Python source: two functions per aggregate.

The first is given rows of which each may belong to the group, and sums up what they may do to it; many
groups share such rows, which so are gone through once. The second is called with a group: `members`
certainly belong, `mays` are the sums of those that may, and where not `complete` there may be others of
which the export knows nothing. It returns one quantity, sums of money also their currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, assert_never

from ..meaning.layout import CLIENTS, ID, MAYBES, MEMBERS, RECORD, UP, Layout, has_own_currency
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
from .expressions import ALWAYS, Pair, View, pair

_SLOT = re.compile(r"\bm\[(\d+)\]")
"""A slot of a member in generated code."""


class _Bodies(NamedTuple):
    """Source lines of the two functions of an aggregate."""

    may: list[str]
    """Of `maybes`."""
    whole: list[str]
    """Of `members`, `mays` and `complete`."""


def functions(name: str, definition: Aggregate, layout: Layout, target: Ref) -> list[str]:
    """Source lines of the functions of an aggregate; `target` is the fact that it defines."""
    bodies = _bodies(definition, layout, target)
    return [
        f"def {name}_may(maybes):",
        *("    " + line for line in bodies.may),
        f"def {name}(members, mays, complete):",
        *("    " + line for line in bodies.whole),
    ]


def columns_read(lines: Iterable[str]) -> tuple[int, ...] | None:
    """The slots of a member that the functions read; None: they also read what a link of it leads to."""
    found = {int(slot) for line in lines for slot in _SLOT.findall(line)}
    if found & {RECORD, UP, MEMBERS, MAYBES, CLIENTS}:
        return None
    return tuple(sorted(found - {ID}))


def _bodies(definition: Aggregate, layout: Layout, target: Ref) -> _Bodies:
    match definition:
        case GroupCount(member, where):
            return _count(pair(where, View(layout, member, "m")))
        case GroupSum(member, of, where):
            view = View(layout, member, "m")
            return _sum(of, pair(where, view), view, has_own_currency(target))
        case GroupEnd(member, of, where, latest):
            view = View(layout, member, "m")
            return _end(of, pair(where, view), view, latest)
        case CountDistinct(member, of, where):
            view = View(layout, member, "m")
            return _distinct(of, pair(where, view), view)
        case Share(member, where, of):
            view = View(layout, member, "m")
            return _share(pair(where, view), pair(of, view))
        case Streak(member, _, where, newest, skip, while_):
            view = View(layout, member, "m")
            return _streak(where, newest, skip, while_, view)
        case Rank(_, where, order):
            return _rank(where, order, View(layout, target.scope, "m"))
        case _:
            assert_never(definition)


def _each(lines: list[str], rows: str = "members") -> list[str]:
    """A loop over rows."""
    return [f"for m in {rows}:", *("    " + line for line in lines)]


def _count(where: Pair) -> _Bodies:
    total = ["if mays: hi += sum(mays)", "return (lo, hi if complete else INF, False)"]
    if where == ALWAYS:
        return _Bodies(["return len(maybes)"], ["lo = hi = len(members)", *total])
    return _Bodies(
        ["hi = 0", *_each([f"if {where.possibly}: hi += 1"], "maybes"), "return hi"],
        [
            "lo = hi = 0",
            *_each([f"if {where.possibly}:", "    hi += 1", f"    if {where.certainly}: lo += 1"]),
            *total,
        ],
    )


def _sum(of: Ref, where: Pair, view: View, own_currency: bool) -> _Bodies:
    slots = view.ordered(of)
    note = [f"    if {slots.hi} > 0: currencies.add({view.currency(of)})"] if own_currency else []
    counts = f"if {where.possibly} and {slots.lo} <= {slots.hi}:"
    most = f"    hi += max(0, {slots.hi})"
    start = ["lo = hi = 0", "currencies = set()"]
    own = f"{slots.lo} if {where.certainly} and not {slots.opt} else min(0, {slots.lo})"
    may = _each([counts, most, f"    lo += min(0, {slots.lo})", *note], "maybes")
    lines = [
        *start,
        *_each([counts, most, f"    lo += {own}", *note]),
        "for low, high, others in mays: lo += low; hi += high; currencies |= others",
        "if not complete: hi = INF",
    ]
    if own_currency:
        lines += [
            "if not complete: currencies.add(None)",
            "return one_currency(lo, hi, currencies)",
        ]
    else:
        lines.append("return (lo, hi, False)")
    several = "return (lo, hi, currencies if len(currencies) < 2 else {None})"
    return _Bodies([*start, *may, several], lines)


def _end(of: Ref, where: Pair, view: View, latest: bool) -> _Bodies:
    slots = view.ordered(of)
    join = f"return {'later_of' if latest else 'earlier_of'}(values)"
    value = f"{slots.lo}, {slots.hi}"
    return _Bodies(
        [
            "values = []",
            *_each([f"if {where.possibly}: values.append(({value}, True))"], "maybes"),
            join,
        ],
        [
            "values = [*mays] if complete else [UNKNOWN, *mays]",
            *_each(
                [
                    f"if {where.possibly}:",
                    f"    values.append(({value}, {slots.opt} or not {where.certainly}))",
                ]
            ),
            join,
        ],
    )


def _distinct(of: Ref, where: Pair, view: View) -> _Bodies:
    def name(*sure: str) -> list[str]:
        return [
            f"if {where.possibly}:",
            f"    value = {view.slot(of)}",
            "    if value is None: unnamed += 1",
            "    elif value != 'none':",
            "        possible.add(value)",
            *sure,
        ]

    return _Bodies(
        [
            "possible, unnamed = set(), 0",
            *_each(name(), "maybes"),
            "return Texts(possible, unnamed)",
        ],
        [
            "sure, possible, unnamed = set(), set(), 0",
            *_each(name(f"        if {where.certainly}: sure.add(value)")),
            "unnamed += sum(other.unnamed for other in mays)",
            "most = in_any(possible, mays) + unnamed",
            "return (len(sure), most if complete else INF, False)",
        ],
    )


def _share(where: Pair, of: Pair) -> _Bodies:
    lifts = f"if {where.possibly}: lifting += 1"
    lowers = f"if not {where.certainly}: lowering += 1"
    return _Bodies(
        [
            "lifting = lowering = 0",
            *_each([f"if {of.possibly}:", f"    {lifts}", f"    {lowers}"], "maybes"),
            "return (lifting, lowering)",
        ],
        [
            "if not complete: return (0, 1, True)",
            "certain = whole = part = 0",
            "lifting = sum(lifts for lifts, _ in mays)",
            "lowering = sum(lowers for _, lowers in mays)",
            *_each(
                [
                    f"if {of.certainly}:",
                    "    whole += 1",
                    f"    if {where.possibly}:",
                    "        part += 1",
                    f"        if {where.certainly}: certain += 1",
                    f"elif {of.possibly}:",
                    f"    {lifts}",
                    f"    {lowers}",
                ]
            ),
            "return share(certain, whole, lifting, lowering, part)",
        ],
    )


def _streak(
    where: Condition, newest: Ref, skip: Condition, while_: Condition, view: View
) -> _Bodies:
    counts = pair(All((where, Not(skip), while_)), view)
    breaks = pair(All((where, Not(skip), Not(while_))), view)
    slots = view.ordered(newest)

    def link(counts_surely: str, breaks_surely: str) -> list[str]:
        return [
            f"counts, breaks = {counts.possibly}, {breaks.possibly}",
            "if counts or breaks:",
            f"    lo, hi = oldest_if_none({slots.lo}, {slots.hi}, {slots.opt})",
            f"    links.append(Link({counts_surely}, counts, {breaks_surely}, breaks, lo, hi, m[{ID}]))",
        ]

    return _Bodies(
        ["links = []", *_each(link("False", "False"), "maybes"), "return loose_links(links)"],
        [
            "if not complete: return (0, INF, False)",
            "links = []",
            *_each(link(counts.certainly, breaks.certainly)),
            "return streak(links, complete, mays)",
        ],
    )


def _rank(where: Condition, order: tuple[Ref, ...], view: View) -> _Bodies:
    fits = pair(where, view)
    keys = [
        f"oldest_if_none({slots.lo}, {slots.hi}, {slots.opt})"
        for slots in (view.ordered(ref) for ref in order if ref.unit.is_ordered)
    ]
    lows = "".join(f"k{index}[0], " for index in range(len(keys)))
    highs = "".join(f"k{index}[1], " for index in range(len(keys)))
    ends = [f"    k{index} = {key}" for index, key in enumerate(keys)]
    return _Bodies(
        [
            "places = []",
            *_each(
                [f"if {fits.possibly}:", *ends, f"    places.append(({lows}m[{ID}]))"], "maybes"
            ),
            "return sorted(places)",
        ],
        [
            "places = []",
            *_each(
                [
                    f"if {fits.possibly}:",
                    *ends,
                    f"    places.append(Place({fits.certainly}, "
                    f"({lows}m[{ID}]), ({highs}m[{ID}]), id(m)))",
                ]
            ),
            "return ranks(places, complete, mays)",
        ],
    )
