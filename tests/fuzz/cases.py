"""Test files beside a small pack: whatever is expected, the cases are run or the file is told about."""

from __future__ import annotations

import random
from typing import Any

from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import FIELDS, Field, Kind
from closeout.engine.units import Scope

from .inputs import Input, as_json
from .slices import cut
from .snapshots import value_of
from .trees import change
from .values import INSTANTS

MOMENTS = (
    "day 0",
    "day 14",
    "day 14 - 1 second",
    "day 3 + 1 second",
    "90 days",
    "6 months",
    "2026-03-10",
    "day 9999",
)
PAST = tuple(day for day in INSTANTS if day < "2026-03-11")
"""Before the as-of instant of most cases."""
VERDICTS = tuple(str(verdict) for verdict in Verdict)


def make(chance: random.Random) -> Input:
    """A cut pack and a test file of one or two cases; one of four files is damaged at will."""
    pack = cut(chance)
    ids = [rule["id"] for rule in pack["rules"]]
    tree: Any = {
        "as_of": _instant(chance, "2026-03-25"),
        "defaults": {"contract": {"currency": "USD"}},
        "cases": [_case(chance, f"case {number}", ids) for number in range(chance.randint(1, 2))],
    }
    if chance.random() < 0.25:
        for _ in range(chance.randint(1, 2)):
            change(chance, tree)
    files = {"mutant/pack.yaml": as_json(pack), "mutant/a.test.yaml": as_json(tree)}
    word = chance.choice((*[""] * 9, "--coverage", "--boundaries", "--mutate"))
    return Input(files, ("test", "mutant"), (("test", "mutant", word),) if word else ())


def _case(chance: random.Random, name: str, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    one = {"contract": _contract(chance)}
    several = {"contracts": [_contract(chance) for _ in range(chance.randint(2, 3))]}
    is_one = chance.random() < 0.7
    found |= one if is_one else several
    if chance.random() < 0.3:
        found["role"] = chance.choice((["freelancer", "agency"], "client"))
    if chance.random() < 0.1:
        found["exported_at"] = chance.choice(INSTANTS)
    if chance.random() < 0.4:
        start = chance.choice(("started_at", "last_activity_at"))
        moments = chance.sample(MOMENTS, 2)
        first = found["contract"] if "contract" in found else found["contracts"][0]
        first[start] = _instant(chance, "2026-03-01")
        steps = {each: _expected(chance, ids, is_one) for each in moments}
        return {**found, "from": start, "at": steps}
    return found | {"findings": "none", **_more(chance, ids, is_one)}


def _instant(chance: random.Random, otherwise: str) -> str:
    return chance.choice(INSTANTS) if chance.random() < 0.1 else otherwise


def _expected(chance: random.Random, ids: list[str], is_one: bool) -> Any:
    more = {"findings": "none", **_more(chance, ids, is_one)}
    return chance.choice(([], [chance.choice(ids)], more))


def _more(chance: random.Random, ids: list[str], is_one: bool) -> dict[str, Any]:
    """Some of what may be expected; a verdict of one contract alone, since it names none."""
    all_more: dict[str, Any] = {
        "silent": [chance.choice(ids)],
        "undetermined": {chance.choice(ids): ["escrow"]},
        **({"verdict": chance.choice(VERDICTS)} if is_one else {}),
        "facts": {"escrow": chance.choice(("not known", "5.00 USD", "none"))},
    }
    return {key: all_more[key] for key in chance.sample(list(all_more), chance.randint(0, 2))}


def _contract(chance: random.Random) -> dict[str, Any]:
    found = _record(chance, Scope.CONTRACT, chance.randint(0, 6))
    if chance.random() < 0.6:
        found["milestone"] = _record(chance, Scope.MILESTONE, chance.randint(0, 4))
    return found


def _record(chance: random.Random, scope: Scope, number: int) -> dict[str, Any]:
    fields = [each for each in FIELDS[scope] if each.path not in ("id", "account_id", "currency")]
    found: dict[str, Any] = {}
    for field in chance.sample(fields, number):
        holder = found
        *steps, last = field.path.split(".")
        for step in steps:
            holder = holder.setdefault(step, {})
        holder[last] = None if chance.random() < 0.1 else _written(chance, field)
    return found


def _written(chance: random.Random, field: Field) -> Any:
    if field.kind in (Kind.ID, Kind.PLATFORM, Kind.CURRENCY, Kind.TEXT):
        return field.example
    if field.kind in (Kind.INSTANT, Kind.INSTANTS) and chance.random() < 0.9:
        day = chance.choice(PAST)
        return day if field.kind is Kind.INSTANT else [day]
    return value_of(chance, field)
