"""Facts over groups, as Python source: one function per aggregate, called with the group's members.

`members` certainly belong to the group, `maybes` may belong, and where not `complete` there may be
others of which the export knows nothing. Each function returns one quantity, sums of money also
their currency.
"""

from __future__ import annotations

from typing import assert_never

from ..meaning.layout import ID, Layout, has_own_currency
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

HEADER = "(members, maybes, complete):"


def function(name: str, definition: Aggregate, layout: Layout, target: Ref) -> list[str]:
    """Source lines of the function of an aggregate; `target` is the fact that it defines."""
    body = _body(definition, layout, target)
    return [f"def {name}{HEADER}", *("    " + line for line in body)]


def _body(definition: Aggregate, layout: Layout, target: Ref) -> list[str]:
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


def _loops(sure: list[str], maybe: list[str]) -> list[str]:
    """One loop over the members and one over those that may belong."""
    return [
        "for m in members:",
        *("    " + line for line in sure),
        "for m in maybes:",
        *("    " + line for line in maybe),
    ]


def _count(where: Pair) -> list[str]:
    if where == ALWAYS:
        return ["lo = len(members)", "return (lo, lo + len(maybes) if complete else INF, False)"]
    return [
        "lo = hi = 0",
        *_loops(
            [f"if {where.possibly}:", "    hi += 1", f"    if {where.certainly}: lo += 1"],
            [f"if {where.possibly}: hi += 1"],
        ),
        "return (lo, hi if complete else INF, False)",
    ]


def _sum(of: Ref, where: Pair, view: View, own_currency: bool) -> list[str]:
    slots = view.ordered(of)
    note = [f"    if {slots.hi} > 0: currencies.add({view.currency(of)})"] if own_currency else []
    lines = [
        "lo = hi = 0",
        "currencies = set()",
        *_loops(
            [
                f"if {where.possibly} and {slots.lo} <= {slots.hi}:",
                f"    hi += max(0, {slots.hi})",
                f"    lo += {slots.lo} if {where.certainly} and not {slots.opt} else min(0, {slots.lo})",
                *note,
            ],
            [
                f"if {where.possibly} and {slots.lo} <= {slots.hi}:",
                f"    hi += max(0, {slots.hi})",
                f"    lo += min(0, {slots.lo})",
                *note,
            ],
        ),
        "if not complete: hi = INF",
    ]
    if not own_currency:
        return [*lines, "return (lo, hi, False)"]
    return [
        *lines,
        "if not complete: currencies.add(None)",
        "return one_currency(lo, hi, currencies)",
    ]


def _end(of: Ref, where: Pair, view: View, latest: bool) -> list[str]:
    slots = view.ordered(of)
    return [
        "values = [] if complete else [UNKNOWN]",
        *_loops(
            [
                f"if {where.possibly}:",
                f"    values.append(({slots.lo}, {slots.hi}, {slots.opt} or not {where.certainly}))",
            ],
            [f"if {where.possibly}:", f"    values.append(({slots.lo}, {slots.hi}, True))"],
        ),
        f"return {'later_of' if latest else 'earlier_of'}(values)",
    ]


def _distinct(of: Ref, where: Pair, view: View) -> list[str]:
    value = view.slot(of)
    return [
        "sure, possible, unnamed = set(), set(), 0",
        *_loops(
            [
                f"if {where.possibly}:",
                f"    value = {value}",
                "    if value is None: unnamed += 1",
                "    elif value != 'none':",
                "        possible.add(value)",
                f"        if {where.certainly}: sure.add(value)",
            ],
            [
                f"if {where.possibly}:",
                f"    value = {value}",
                "    if value is None: unnamed += 1",
                "    elif value != 'none': possible.add(value)",
            ],
        ),
        "return (len(sure), len(possible) + unnamed if complete else INF, False)",
    ]


def _share(where: Pair, of: Pair) -> list[str]:
    return [
        "if not complete: return (0, 1, True)",
        "certain = whole = lifting = lowering = part = 0",
        *_loops(
            [
                f"if {of.certainly}:",
                "    whole += 1",
                f"    if {where.possibly}:",
                "        part += 1",
                f"        if {where.certainly}: certain += 1",
                f"elif {of.possibly}:",
                f"    if {where.possibly}: lifting += 1",
                f"    if not {where.certainly}: lowering += 1",
            ],
            [
                f"if {of.possibly}:",
                f"    if {where.possibly}: lifting += 1",
                f"    if not {where.certainly}: lowering += 1",
            ],
        ),
        "return share(certain, whole, lifting, lowering, part)",
    ]


def _streak(
    where: Condition, newest: Ref, skip: Condition, while_: Condition, view: View
) -> list[str]:
    counts = pair(All((where, Not(skip), while_)), view)
    breaks = pair(All((where, Not(skip), Not(while_))), view)
    slots = view.ordered(newest)

    def link(sure: bool) -> list[str]:
        certain = (counts.certainly, breaks.certainly) if sure else ("False", "False")
        return [
            f"counts, breaks = {counts.possibly}, {breaks.possibly}",
            "if counts or breaks:",
            f"    lo, hi = oldest_if_none({slots.lo}, {slots.hi}, {slots.opt})",
            f"    links.append(Link({certain[0]}, counts, {certain[1]}, breaks, lo, hi, m[{ID}]))",
        ]

    return [
        "if not complete: return (0, INF, False)",
        "links = []",
        *_loops(link(True), link(False)),
        "return streak(links, complete)",
    ]


def _rank(where: Condition, order: tuple[Ref, ...], view: View) -> list[str]:
    fits = pair(where, view)
    keys = [
        f"oldest_if_none({slots.lo}, {slots.hi}, {slots.opt})"
        for slots in (view.ordered(ref) for ref in order if ref.unit.is_ordered)
    ]
    lows = "".join(f"k{index}[0], " for index in range(len(keys)))
    highs = "".join(f"k{index}[1], " for index in range(len(keys)))

    def place(sure: bool) -> list[str]:
        return [
            f"if {fits.possibly}:",
            *(f"    k{index} = {key}" for index, key in enumerate(keys)),
            f"    places.append(Place({fits.certainly if sure else 'False'}, "
            f"({lows}m[{ID}]), ({highs}m[{ID}]), id(m)))",
        ]

    return [
        "places = []",
        *_loops(place(True), place(False)),
        "return ranks(places, complete)",
    ]
