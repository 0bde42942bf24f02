"""Snapshots: a contract or a few of the examples, with values of the catalogue put into them."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

from closeout.engine.snapshot.fields import FIELDS, Field, Kind
from closeout.engine.units import Scope

from .inputs import Input, as_json, questions
from .trees import change, damaged
from .values import AMOUNTS, CURRENCIES, HOSTILE, INSTANTS

ROOT = Path(__file__).parents[2]
EXAMPLES = tuple(
    json.loads((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("portfolio", "agency", "client")
)
TABLE = (ROOT / "examples" / "portfolio.csv").read_bytes()
HOUSE = str(ROOT / "tests" / "waivers" / "house")
"""A pack of few rules: quick to apply."""
PACKS = (*["house"] * 12, "fiverr", "freelancer-com", "upwork")


def snapshot(chance: random.Random, *, platform: str | None = None) -> dict[str, Any]:
    """A snapshot that can be read, of up to three contracts; the first is C1."""
    found = copy.deepcopy(chance.choice(EXAMPLES))
    contracts = found["contracts"]
    kept = chance.sample(contracts, min(len(contracts), chance.randint(1, 3)))
    found["contracts"] = kept
    kept[0]["id"] = "C1"
    if platform is not None:
        found["platform"] = platform
    for _ in range(chance.randint(0, 6)):
        _put(chance, found)
    if chance.random() < 0.3:
        found["as_of"] = chance.choice(INSTANTS)
    if chance.random() < 0.2:
        found["exported_at"] = chance.choice(INSTANTS)
    if chance.random() < 0.2:
        found["role"] = chance.choice(("freelancer", "agency", "client"))
    if chance.random() < 0.1:
        kept.append({**copy.deepcopy(chance.choice(kept)), "id": "C9"})
    return found


def _put(chance: random.Random, found: dict[str, Any]) -> None:
    """Put a value of the catalogue, known or not, at its place."""
    contract = chance.choice(found["contracts"])
    records: dict[Scope, Any] = {Scope.CONTRACT: contract}
    if milestones := contract.get("milestones"):
        records[Scope.MILESTONE] = chance.choice(milestones)
    if isinstance(found.get("account"), dict):
        records[Scope.ACCOUNT] = found["account"]
    scope = chance.choice(list(records))
    field = chance.choice([each for each in FIELDS[scope] if each.path not in ("id", "account_id")])
    record = records[scope]
    *steps, last = field.path.split(".")
    for step in steps:
        if not isinstance(record.get(step), dict):
            record[step] = {}
        record = record[step]
    record[last] = None if chance.random() < 0.1 else value_of(chance, field)


def value_of(chance: random.Random, field: Field) -> Any:
    """A value that the field can have."""
    match field.kind:
        case Kind.ENUM:
            return chance.choice(field.choices)
        case Kind.CHOICES:
            return chance.sample(field.choices, chance.randint(0, len(field.choices)))
        case Kind.FLAG:
            return chance.random() < 0.5
        case Kind.COUNT:
            return chance.choice((0, 1, 2, 999_999))
        case Kind.NUMBER:
            low, high = field.limits or (0, 100)
            return chance.choice((low, high, low + 1, high - 0.1))
        case Kind.HOURS:
            return chance.choice((0, 0.25, 5.5, 40))
        case Kind.MONEY:
            return chance.choice(AMOUNTS[:-1])
        case Kind.INSTANT:
            return "none" if chance.random() < 0.1 else chance.choice(INSTANTS)
        case Kind.INSTANTS:
            return chance.sample(INSTANTS, chance.randint(0, 3))
        case Kind.PAYMENTS:
            several = range(chance.randint(0, 4))
            return [
                {"amount": chance.choice(AMOUNTS), "paid_at": chance.choice(INSTANTS)}
                for _ in several
            ]
        case _:
            if field.path == "currency":
                return chance.choice(CURRENCIES)
            if field.path == "platform":
                return None
            # Whoever damages the value shall not damage the catalogue.
            return copy.deepcopy(chance.choice((field.example, *HOSTILE[4:])))


def make(chance: random.Random) -> Input:
    """A snapshot that is asked of a pack; one of three is damaged beyond what the catalogue allows."""
    pack = chance.choice(PACKS)
    platform = None if pack == "house" else pack
    tree = snapshot(chance, platform=platform)
    name = f"snapshot{chance.choice(('.json', '.json', '.json', '.yaml', '.ndjson', '.csv'))}"
    if chance.random() < 0.33:
        for _ in range(chance.randint(1, 3)):
            change(chance, tree)
    content = as_json(tree)
    if name.endswith(".ndjson"):
        content = _lines(tree)
    elif name.endswith(".csv"):
        content = _table(chance)
    if chance.random() < 0.05:
        content = damaged(chance, content)
    policies = (HOUSE if pack == "house" else pack,)
    more = ("--facts",) if chance.random() < 0.3 else ()
    skip = ("--on-invalid", "skip") if chance.random() < 0.3 else ()
    main = ("check", name, "--policies", *policies, "-f", "json", *more, *skip)
    return Input({name: content}, main, questions(chance, name, policies))


def _lines(tree: Any) -> bytes:
    """The snapshot as one object a line, where it still has a list of contracts."""
    if not isinstance(tree, dict) or not isinstance(tree.get("contracts"), list):
        return as_json(tree)
    head = {key: value for key, value in tree.items() if key != "contracts"}
    return b"\n".join(as_json(each) for each in (head, *tree["contracts"]))


def _table(chance: random.Random) -> bytes:
    """Some rows of the table of the examples, with other values in some cells."""
    header, *rows = TABLE.decode().splitlines()
    kept = [row.split(",") for row in chance.sample(rows, min(3, len(rows)))]
    for _ in range(chance.randint(0, 4)):
        row = chance.choice(kept)
        row[chance.randrange(len(row))] = chance.choice((*INSTANTS, *AMOUNTS, "none", "", '"', "x"))
    return "\n".join([header, *(",".join(row) for row in kept)]).encode()
