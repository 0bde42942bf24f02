"""The instants of a case that travels in time: `day 13`, `day 14 - 1 second`, a date.

`from:` names the instant that days are counted from: a date, or a fact of the case's snapshot.
"""

from __future__ import annotations

import re

from ...calendar import FIRST, FIRST_YEAR, LAST, LAST_YEAR, add
from ...language.gather import fault
from ...language.literals import instant_hint, parse_duration, parse_instant
from ...language.reading import clipped, scalar_of
from ...meaning.reading import Reader
from ...policy.applied import apply_pack
from ...policy.conditions import Ref
from ...policy.pack import Pack
from ...python.compute import filled
from ...snapshot.model import Snapshot
from ...units import Duration, Unit
from ...yaml_tree import Node, Scalar
from ..model import Given
from .values import fact_named

_DAY = re.compile(r"day (\d{1,5})", re.ASCII)
_STEP = re.compile(r" *([+-]) *")
_HINT = "write `day 14`, `day 14 - 1 second`, `90 days`, or a date"


def anchor(node: Node, given: Given, pack: Pack, role: str, as_of: int | None) -> int:
    """The instant that `from:` means, in UTC seconds."""
    scalar = scalar_of(node, "`from`")
    instant = parse_instant(scalar.text)
    if instant is not None:
        return instant
    ref = fact_named(scalar, pack)
    if ref.unit not in (Unit.INSTANT, Unit.INSTANTS):
        raise fault(node, f"{ref.full} is no instant", "count from a date or an instant")
    values = {value for value in _values(ref, given, pack, role, as_of or 0) if value is not None}
    if len(values) != 1:
        problem = "is not known" if not values else "has several values"
        message = f"{ref.full} {problem} in this case"
        raise fault(node, message, "write the date itself")
    return values.pop()


def _values(ref: Ref, given: Given, pack: Pack, role: str, as_of: int) -> list[int | None]:
    # Days may be counted from an instant that has not come at the case's own as-of.
    applied = apply_pack(pack, as_of, LAST, role)
    snapshot = Snapshot(list(given.contracts), list(given.accounts))
    made = filled(applied, snapshot, given.contracts, [ref])
    values: list[int | None] = []
    for row in made.rows.rows[ref.scope]:
        value = Reader(made.layout, ref.scope, row).exact(ref)
        if isinstance(value, tuple):
            value = max(value, default=None)
        values.append(value if isinstance(value, int) else None)
    return values


def instant_at(key: Scalar, start: int | None, pack: Pack, role: str) -> int:
    """The instant of a key of `at:`, in UTC seconds; business days skip the holidays of the pack."""
    instant = parse_instant(key.text)
    if instant is not None:
        return instant
    if start is None:
        hint = "`from: contract.ended_at` says which instant days are counted from"
        hint = instant_hint(key.text, hint)
        raise fault(key, f"`{clipped(key.text)}` is no date, and there is no `from`", hint)
    first, *rest = _STEP.split(key.text.strip())
    day = _DAY.fullmatch(first)
    length = Duration(seconds=int(day[1]) * 86_400) if day else parse_duration(first)
    if length is None:
        raise fault(key, f"`{clipped(key.text)}` is no instant", instant_hint(key.text, _HINT))
    total = end = add(start, length, apply_pack(pack, start, start, role).holidays)
    for sign, text in zip(rest[::2], rest[1::2], strict=True):
        more = parse_duration(text)
        if more is None or not more.is_fixed:
            raise fault(key, f"`{clipped(text)}` is no length", _HINT)
        total += more.seconds if sign == "+" else -more.seconds
    if not FIRST <= total <= LAST or not FIRST <= end <= LAST:
        message = f"`{clipped(key.text)}` lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise fault(key, message, "count from another instant, or fewer days")
    return total
