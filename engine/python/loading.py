"""Fields of the snapshot as Python source: statements that fill the slots of a row from its record.

Between the export and as-of things may have happened. A pending state is then not known; the latest
message or payment is one since the known one, up to as-of; what did not exist may have come up.

What has happened and is dated after as-of and the export, as where day and month were swapped, did happen, and
nobody knows when: a time that runs from a day that has not come would be told months too late. So it is with two
days of which the second lies before what it follows: one is wrong, and nobody knows which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..calendar import DAY
from ..meaning.layout import (
    AS_OF,
    ESCROW_OF_MILESTONE,
    EXPORTED_AT,
    IS_COMPLETE,
    MEMBERS,
    RECORD,
    Instant,
    Layout,
    Since,
)
from ..policy.conditions import Ref
from ..snapshot.denied import DEMANDED, UNFUNDED
from ..snapshot.field import COUNTED
from ..snapshot.fields import BY_PATH, NOT_UNDERSTOOD, OBJECTS_WITH_NONE, POSITION, Field, Kind
from ..snapshot.misplaced import MAY_LIE_AHEAD, PAIRS_OF
from ..snapshot.model import CUSTOM
from ..snapshot.undated_claims import STATUSES
from ..units import Duration, Scope, Unit

TOLD_AHEAD = Instant(Since.TOLD, Duration(seconds=DAY))
"""How late what has happened may be dated: clocks of other zones are ahead, and an as-of may be a bare date."""

STAY_ABSENT = frozenset({"started_at", "due_at", "ended_at"})
"""Instants that do not come up by themselves while an export ages; all others may."""

UNSAID = "if x is None:"
"""Begins what is loaded where the snapshot does not say a field; `x` is its value."""

AGENCY, MEMBER = "agency", "member_id"
"""To an agency the freelancer of a contract is its member."""

_STATUS = POSITION[Scope.CONTRACT]["status"]


def load_lines(ref: Ref, layout: Layout, settled: Ref | None) -> list[str]:
    """Statements for a field of the row `r`. `settled`: from when on its pending states stay."""
    field = BY_PATH[ref.key]
    column = layout.column(ref)
    if ref.scope is Scope.CONTRACT and ref.name == "escrow":
        return _contract_escrow(column, layout)
    if ref.scope is Scope.MILESTONE and ref.name == "escrow_amount":
        call = f"milestone_escrow(r[{RECORD}], {layout.applied.is_stale})"
        return [f"r[{column}], r[{column + 1}] = {call}", f"r[{column + 2}] = False"]
    return _from_record(field, column, layout, settled)


def stated_lines(of: Ref, layout: Layout, target: Ref) -> list[str]:
    """Statements that fill a fact with what the record says of a field of its scope."""
    return _from_record(BY_PATH[of.key], layout.column(target), layout, None)


def own_lines(field: Field, column: int, name: str) -> list[str]:
    """Statements that fill a fact with a field of a user's own; `name` stands for the field in the code.

    A person writes it, and no export: it is as the person says, however old the export is.
    """
    lines = [f"x = r[{RECORD}][{CUSTOM}] and own_value(r[{RECORD}][{CUSTOM}], {name})"]
    if not field.unit.is_ordered:
        return [*lines, f"r[{column}] = x"]
    lo, hi, opt = f"r[{column}]", f"r[{column + 1}]", f"r[{column + 2}]"
    low, high = unknown_range(field)
    return [
        *lines,
        f"if x is None: {lo} = {low}; {hi} = {high}; {opt} = {field.kind is Kind.INSTANT}",
        f"elif x is ABSENT: {lo} = INF; {hi} = -INF; {opt} = True",
        f"else: {lo} = {hi} = x; {opt} = False",
    ]


def _from_record(field: Field, column: int, layout: Layout, settled: Ref | None) -> list[str]:
    lines = [f"x = r[{RECORD}][{POSITION[field.scope][field.path]}]"]
    if field.scope is Scope.CONTRACT and field.path == MEMBER and layout.applied.role == AGENCY:
        others = (POSITION[Scope.CONTRACT][path] for path in ("freelancer.id", "freelancer.name"))
        lines += [f"if x is None: x = r[{RECORD}][{position}]" for position in others]
    if field.scope is Scope.CONTRACT and field.path in STATUSES:
        lines.append(_contradicted(STATUSES[field.path]))
    if field.scope is Scope.MILESTONE and field.path in DEMANDED:
        lines.append(f"if {is_denied_code('x', field.path)}: x = None")
    if field.scope is Scope.MILESTONE and field.path == "state":
        held = f"r[{RECORD}][{POSITION[Scope.MILESTONE]['escrow_amount']}]"
        lines.append(f"if x == {UNFUNDED!r} and {held}.__class__ is int and {held} > 0: x = None")
    lines += _list_to_come(field, layout)
    if field.unit.is_ordered:
        return [*lines, *_ordered(field, column, layout, settled)]
    return [*lines, f"r[{column}] = {_plain(field, layout, settled)}"]


def _contradicted(state: str) -> str:
    """Of a contract that is called disputed and is said to have no dispute nobody knows since when it is there.

    Where it was read the day is forgotten already; an answer may have called it so since.
    """
    return f"if x is ABSENT and r[{RECORD}][{_STATUS}] == {state!r}: x = None"


def is_denied_code(value: str, path: str) -> str:
    """Condition: a field is said not to exist that the state of the milestone demands, so that it is not known."""
    state = f"r[{RECORD}][{POSITION[Scope.MILESTONE]['state']}]"
    return f"({value} == () or {value} is ABSENT) and {state} in {DEMANDED[path]!r}"


def is_misdated_code(value: str, field: Field, layout: Layout) -> str:
    """Condition: the day that a field tells cannot be right; "" where it always may."""
    return " or ".join(
        filter(None, (_is_ahead(value, field, layout), _is_out_of_order(value, field)))
    )


def _is_ahead(value: str, field: Field, layout: Layout) -> str:
    """Condition: what a field says happened has not come; "" where it can be planned."""
    latest = layout.name(TOLD_AHEAD)
    if field.kind is Kind.INSTANTS:
        return f"{value}.__class__ is tuple and {value} != () and max({value}) > {latest}"
    if field.kind is not Kind.INSTANT or field.path in MAY_LIE_AHEAD:
        return ""
    is_over = f" and r[{RECORD}][{_STATUS}] == 'ended'" if field.path == "ended_at" else ""
    return f"{value}.__class__ is int and {value} > {latest}{is_over}"


def _is_out_of_order(value: str, field: Field) -> str:
    """Condition: a field lies before what it follows, or behind what follows it; "" where it follows nothing."""
    ways = []
    for pair in PAIRS_OF.get(field.need, ()):
        first, second = pair.positions
        other = f"r[{RECORD}][{first if field == pair.second else second}]"
        order = (value, other) if field == pair.second else (other, value)
        ways.append(f"{other}.__class__ is int and {order[0]} + {DAY} <= {order[1]}")
    return f"{value}.__class__ is int and ({' or '.join(ways)})" if ways else ""


def _list_to_come(field: Field, layout: Layout) -> Iterator[str]:
    """What a list says happened on a day that has not come; what is told beside it of a payment stays."""
    if field.kind is Kind.INSTANTS:
        yield f"if {is_misdated_code('x', field, layout)}: x = None"
    elif field.kind is Kind.PAYMENTS:
        yield f"if x.__class__ is tuple: x = come(x, {layout.name(TOLD_AHEAD)})"


def _contract_escrow(column: int, layout: Layout) -> list[str]:
    """From the milestones' escrow, which is loaded before."""
    at = layout.column(ESCROW_OF_MILESTONE)
    parts = f"[(m[{RECORD}], m[{at}], m[{at + 1}]) for m in r[{MEMBERS}]]"
    return [
        f"parts = {parts} if r[{IS_COMPLETE}] or r[{MEMBERS}] else None",
        f"r[{column}], r[{column + 1}] = contract_escrow(r[{RECORD}], parts, {layout.applied.is_stale})",
        f"r[{column + 2}] = False",
    ]


def _plain(field: Field, layout: Layout, settled: Ref | None) -> str:
    if field.path == NOT_UNDERSTOOD:
        return "x or ()"  # who says nothing of it understood every word
    pending: Sequence[str] = field.pending
    if layout.applied.is_stale and _is_object(field):
        pending = (*pending, "none")
    if not layout.applied.is_stale or not pending:
        return "x"
    states = tuple(sorted(set(pending)))
    if settled is None:
        return f"None if x in {states!r} else x"
    return f"None if x in {states!r} and not ({stays_code(settled, layout)}) else x"


def stays_code(settled: Ref, layout: Layout) -> str:
    """Condition: what an export says could not change any more when it was made."""
    at = layout.column(settled)
    return f"r[{at + 1}] <= {layout.name(EXPORTED_AT)} and not r[{at + 2}]"


def _is_object(field: Field) -> bool:
    return field.path.split(".")[0] in OBJECTS_WITH_NONE


def _ordered(field: Field, column: int, layout: Layout, settled: Ref | None) -> list[str]:
    lo, hi, opt = f"r[{column}]", f"r[{column + 1}]", f"r[{column + 2}]"
    low, high = unknown_range(field)
    may_be_none = field.kind is Kind.INSTANT or _is_object(field)
    applied = layout.applied
    as_of, exported_at = layout.name(AS_OF), layout.name(EXPORTED_AT)
    known, stays_absent = (
        f"{lo} = {hi} = x; {opt} = False",
        f"{lo} = INF; {hi} = -INF; {opt} = True",
    )
    absent, lines = stays_absent, list[str]()
    if applied.is_stale:
        if field.grows:
            known = f"{lo} = x; {hi} = max(x, {as_of}); {opt} = False"
        if field.kind is Kind.INSTANT and field.path not in STAY_ABSENT:
            absent = f"{lo} = {exported_at}; {hi} = {as_of}; {opt} = True"
        elif _is_object(field):
            absent = f"{lo} = {low}; {hi} = {high}; {opt} = True"
        if settled is not None:
            lines = [f"elif x is ABSENT and {stays_code(settled, layout)}: {stays_absent}"]
    lines = [
        f"{UNSAID} {lo} = {low}; {hi} = {high}; {opt} = {may_be_none}",
        *lines,
        f"elif x is ABSENT: {absent}",
    ]
    if condition := _is_ahead("x", field, layout):
        lines.append(f"elif {condition}: {lo} = -INF; {hi} = {as_of}; {opt} = False")
    if condition := _is_out_of_order("x", field):
        latest, is_planned = f"max(x, {as_of})", "False"
        if field.path == "ended_at":
            # Of a contract that runs an end that is told as past is no plan: it is in doubt.
            is_planned = f"(x > {as_of} and r[{RECORD}][{_STATUS}] != 'ended')"
            latest = f"INF if {is_planned} else {latest}"
        lines.append(f"elif {condition}: {lo} = -INF; {hi} = {latest}; {opt} = {is_planned}")
    return [*lines, f"else: {known}"]


def unknown_range(field: Field) -> tuple[str, str]:
    """Source of the bounds of a field of which nothing is known."""
    if field.limits is not None:
        return (repr(field.limits[0]), repr(field.limits[1]))
    if field.kind in COUNTED:
        return ("0", "INF")
    return ("-INF", "INF")


def export_values(ref: Ref, layout: Layout, platform: str) -> tuple[str, ...]:
    """Source of the slots of a fact of the export."""
    applied = layout.applied
    values = {
        "as_of": layout.name(AS_OF),
        "exported_at": layout.name(EXPORTED_AT),
        "role": repr(applied.role),
        "platform": repr(platform),
    }
    value = values[ref.name]
    return (value, value, "False") if ref.unit is Unit.INSTANT else (value,)
