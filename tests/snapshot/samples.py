"""Strategies for snapshots as people write them, driven by the field catalogue."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from closeout.engine.snapshot.fields import FIELDS, OBJECTS_WITH_NONE, Field, Kind
from closeout.engine.units import Scope

words = st.text("abcXYZ019 ,;:'\"#@[]{}äß漢-_", min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and text.casefold() not in ("none", "null", "-")
)
"""Texts that mean the same in every format; only CSV takes spaces around a text off."""

days = st.dates(datetime.date(1971, 1, 1), datetime.date(2100, 1, 1)).map(str)
times = st.times().map(lambda time: time.replace(microsecond=0).isoformat())
offsets = st.sampled_from(["", "Z", "z", "+00:00", "+0530", "-03:30", "+23:59", ".5Z"])
instants = days | st.builds(
    lambda *parts: "{}{}{}{}".format(*parts), days, st.sampled_from("Tt "), times, offsets
)


def decimals(least: int, most: int, places: int) -> st.SearchStrategy[str]:
    """Decimal texts from `least` to `most` with up to so many decimals."""
    return st.decimals(least, most, places=places, allow_nan=False).map(lambda each: f"{each:f}")


def field_values(field: Field) -> st.SearchStrategy[Any]:
    """Values that fit a field, as JSON writes them."""
    match field.kind:
        case Kind.ID | Kind.PLATFORM | Kind.TEXT:
            return words
        case Kind.CURRENCY:
            return st.sampled_from(("USD", "EUR"))
        case Kind.ENUM:
            return st.sampled_from(field.choices)
        case Kind.FLAG:
            return st.booleans()
        case Kind.COUNT:
            return st.integers(0, 10**15 - 1)
        case Kind.NUMBER:
            least, most = field.limits or (0, 1000)
            return st.integers(least, most) | decimals(least, most, 1).map(float)
        case Kind.MONEY:
            return decimals(0, 10**10, 2) | st.integers(0, 10**13)
        case Kind.HOURS:
            return decimals(0, 1000, 3) | st.integers(0, 1000)
        case Kind.INSTANT:
            return instants | st.just("none")
        case Kind.INSTANTS:
            return st.lists(instants, max_size=3)
        case Kind.CHOICES:
            return st.lists(st.sampled_from(field.choices), max_size=3)
        case Kind.PAYMENTS:
            return st.lists(
                st.fixed_dictionaries({"amount": decimals(-100, 10**6, 2), "paid_at": instants}),
                max_size=3,
            )


@st.composite
def records(draw: st.DrawFn, scope: Scope, identity: str) -> dict[str, Any]:
    """An object of a scope with some of its fields."""
    record: dict[str, Any] = {"id": identity}
    fields = [each for each in FIELDS[scope] if each.path != "id" and each.kind is not Kind.CUSTOM]
    for field in draw(
        st.lists(st.sampled_from(fields), unique_by=lambda field: field.path, max_size=12)
    ):
        *groups, name = field.path.split(".")
        here = record
        for group in groups:
            here = here.setdefault(group, {})
        here[name] = draw(field_values(field))
    if scope is Scope.CONTRACT:
        for group in OBJECTS_WITH_NONE:
            if group not in record and draw(st.booleans()):
                record[group] = "none"
    return record


@st.composite
def contracts(draw: st.DrawFn, identity: str) -> dict[str, Any]:
    """A contract with its milestones."""
    contract = draw(records(Scope.CONTRACT, identity))
    many = draw(st.none() | st.integers(0, 3))
    if many is not None:
        contract["milestones"] = [
            draw(records(Scope.MILESTONE, f"m{index}")) for index in range(many)
        ]
    return contract


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A snapshot document that has no errors; contradictions are as may be."""
    document: dict[str, Any] = {"version": 1}
    if draw(st.booleans()):
        document["as_of"] = draw(instants)
        document["exported_at"] = draw(st.none() | instants)
        document["role"] = draw(st.sampled_from(["freelancer", "agency", "client"]))
        document["account"] = draw(records(Scope.ACCOUNT, "A1"))
    many = draw(st.integers(1, 4))
    document["contracts"] = [draw(contracts(f"C{index}")) for index in range(many)]
    return document
