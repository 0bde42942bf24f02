"""Packs: slices of the shipped ones, changed so that most of them can still be applied.

Values change within their unit, operators within their kind; rules are doubled under new ids, params get
dates, keys that need not be there go, and facts are made of facts. One of eight is damaged at will.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from closeout.engine.snapshot.fields import FIELDS
from closeout.engine.units import Scope, Unit

from .inputs import Input, as_json, questions
from .slices import NAMES, cut, whole
from .snapshots import snapshot
from .trees import Place, change, places
from .values import AMOUNTS, FIXED_LENGTHS, HOSTILE, INSTANTS, LENGTHS, same_look

OPERATORS = (
    ("gt", "gte", "lt", "lte", "eq", "ne"),
    ("older_than", "newer_than", "within_next"),
    ("before", "after"),
    ("in", "not_in"),
    ("later_of", "earlier_of"),
    ("latest", "earliest"),
    ("plus", "minus"),
)
"""Words of which each may stand where another of its row stands."""
KINDS = {word: row for row in OPERATORS for word in row}
CONDITIONS = ("when", "where", "while", "skip", "not", "certainly")
OPTIONAL = (
    "roles",
    "effective",
    "why",
    "basis",
    "renamed_from",
    "status",
    "about",
    "unit",
    "floor",
)
LOOK = {"title": "Have a look", "effect": "prepare", "how": ["Open the contract."]}

Change = Callable[[random.Random, dict[str, Any]], None]


def make(chance: random.Random) -> Input:
    """A changed pack that is asked about a small snapshot."""
    tree = _own(chance) if chance.random() < 0.96 else _extending(chance)
    for _ in range(chance.randint(1, 4)):
        chance.choice(CHANGES)(chance, tree)
    if chance.random() < 0.12:
        change(chance, tree)
    platform = tree.get("platform", "upwork") if isinstance(tree, dict) else None
    found = snapshot(chance, platform=platform if isinstance(platform, str) else None)
    files = {"mutant/pack.yaml": as_json(tree), "snapshot.json": as_json(found)}
    facts = ("--facts",) if chance.random() < 0.4 else ()
    main = ("check", "snapshot.json", "--policies", "mutant", "-f", "json", *facts)
    return Input(files, main, questions(chance, "snapshot.json", ("mutant",)))


def _own(chance: random.Random) -> dict[str, Any]:
    return cut(chance)


def _extending(chance: random.Random) -> dict[str, Any]:
    """A pack that changes params and severities of a shipped one."""
    name = chance.choice(NAMES)
    base = whole(name)
    ids = [rule["id"] for rule in base["rules"]]
    params = chance.sample(sorted(base["params"]), 3)
    return {
        "id": "mutant",
        "extends": name,
        "severity": {id: chance.choice(("error", "info")) for id in chance.sample(ids, 2)},
        "disable": chance.sample(ids, 2),
        "params": {each: copy.deepcopy(base["params"][each]) for each in params},
    }


def _holders(tree: Any, words: tuple[str, ...]) -> list[Place]:
    return [(holder, key) for holder, key in places(tree) if key in words and isinstance(key, str)]


def _pick(chance: random.Random, found: list[Place]) -> Place | None:
    return chance.choice(found) if found else None


def other_value(chance: random.Random, tree: dict[str, Any]) -> None:
    """A value of a condition, a definition or a param: another one of its unit."""
    found = []
    for holder, key in places([tree.get(part) for part in ("rules", "facts", "params")]):
        text = holder[key]
        if isinstance(text, str) and key not in ("message", "id", "title", "why", "until", "from"):
            other = same_look(chance, text)
            if other is not None:
                found.append((holder, key, other))
    if found:
        holder, key, other = chance.choice(found)
        holder[key] = other


def other_operator(chance: random.Random, tree: dict[str, Any]) -> None:
    """An operator or keyword: another one of its kind."""
    place = _pick(chance, _holders(tree, tuple(KINDS)))
    if place:
        holder, key = place
        row = [word for word in KINDS[key] if word not in holder]
        if row:
            word = chance.choice(row)
            entries = [(word if each == key else each, value) for each, value in holder.items()]
            holder.clear()
            holder.update(entries)


def doubled_rule(chance: random.Random, tree: dict[str, Any]) -> None:
    """A rule once more, under another id and often with another severity."""
    rules = tree.get("rules")
    if isinstance(rules, list) and rules:
        twin = copy.deepcopy(chance.choice(rules))
        twin["id"] = f"twin-{len(rules)}"
        twin.pop("renamed_from", None)
        if isinstance(twin.get("then"), dict):
            twin["then"]["severity"] = chance.choice(("error", "warning", "info"))
        rules.append(twin)


def dated_param(chance: random.Random, tree: dict[str, Any]) -> None:
    """A plain param gets another value from a date on."""
    params = tree.get("params") or {}
    plain = [name for name, param in params.items() if isinstance(param, dict | str)]
    if plain:
        name = chance.choice(plain)
        param = params[name] if isinstance(params[name], dict) else {"value": params[name]}
        other = same_look(chance, str(param.get("value"))) or param.get("value")
        day = chance.choice(("2020-01-01", "2026-03-10", "2026-03-11"))
        params[name] = [{**param, "until": day}, {**param, "value": other, "from": day}]


def less(chance: random.Random, tree: dict[str, Any]) -> None:
    """A key that need not be there goes, or one of several conditions does."""
    found = _holders(tree, OPTIONAL)
    for holder, key in _holders(tree, CONDITIONS):
        if isinstance(holder[key], dict) and len(holder[key]) > 1:
            found.append((holder[key], chance.choice(list(holder[key]))))
    if place := _pick(chance, found):
        del place[0][place[1]]


def nested(chance: random.Random, tree: dict[str, Any]) -> None:
    """A condition is put into a `not`, `certainly`, `any` or `all`, a few times over."""
    place = _pick(chance, _holders(tree, CONDITIONS))
    if place and isinstance(place[0][place[1]], dict) and place[0][place[1]]:
        holder, key = place
        for _ in range(chance.choice((1, 1, 2, 30))):
            word = chance.choice(("not", "certainly", "any", "all"))
            inner = holder[key]
            holder[key] = {word: [inner, copy.deepcopy(inner)] if word in ("any",) else inner}
            if len(str(inner)) > 4_000:
                break


def other_frame(chance: random.Random, tree: dict[str, Any]) -> None:
    """What stands around a condition: period, roles, severity, status, message, deadline."""
    rules = tree.get("rules")
    rule = chance.choice(rules) if isinstance(rules, list) and rules else {}
    then = rule.get("then") if isinstance(rule, dict) else None
    if not isinstance(then, dict):
        return
    match chance.randrange(6):
        case 0:
            rule["effective"] = {chance.choice(("from", "until")): chance.choice(INSTANTS)}
        case 1:
            rule["roles"] = chance.sample(("freelancer", "agency", "client"), 2)
        case 2:
            then["severity"] = chance.choice(("error", "warning", "info"))
        case 3:
            rule["status"] = chance.choice(("stable", "preview"))
        case 4:
            hostile = chance.choice(HOSTILE[5:]).replace("{", "{{").replace("}", "}}")
            then["message"] = f"{hostile} {{as_of}} {{as_of:date}}"
        case _:
            then["deadline"] = {"at": "as_of", chance.choice(("plus", "minus")): _lengths(chance)}


def _lengths(chance: random.Random) -> list[str]:
    return [chance.choice(LENGTHS) for _ in range(chance.randint(1, 3))]


def chained_facts(chance: random.Random, tree: dict[str, Any]) -> None:
    """Facts that are made of fields and of each other, and a rule that asks for the last one."""
    facts = tree.setdefault("facts", {})
    rules = tree.setdefault("rules", [])
    if not isinstance(facts, dict) or not isinstance(rules, list):
        return
    number = len(facts)
    start = chance.choice(list(_fields(Scope.CONTRACT, Unit.INSTANT)))
    for step in range(chance.randint(1, 4)):
        name = f"contract.moment_{number}_{step}"
        facts[name] = chance.choice(_MOMENTS)(chance, start)
        start = name
    matcher: Any = {
        chance.choice(("older_than", "newer_than", "within_next")): chance.choice(LENGTHS)
    }
    if chance.random() < 0.5:
        matcher = {
            chance.choice(("before", "after")): chance.choice((*INSTANTS, {"fact": "as_of"}))
        }
    _add_rule(tree, "contract", {start: matcher}, f"On {{{start}}}.")


_MOMENTS: tuple[Callable[[random.Random, str], Any], ...] = (
    lambda chance, of: {"at": of, "plus": _lengths(chance)},
    lambda chance, of: {"at": of, "minus": chance.choice(LENGTHS), "floor": "day"},
    lambda chance, of: {"at": of, "next": {"weekday": "monday", "time": "12:00"}},
    lambda chance, of: {chance.choice(("later_of", "earlier_of")): [of, "as_of", "started_at"]},
    lambda chance, of: {"first_known": [of, "ended_at"]},
    lambda chance, of: {
        "case": [{"when": {of: {"before": "2026-03-01"}}, "value": {"fact": of}}, {"else": "none"}]
    },
)


def grouped_facts(chance: random.Random, tree: dict[str, Any]) -> None:
    """A fact of an account made of its contracts, and a rule that asks for it."""
    where = {chance.choice(("status", "type", "work_state", "title")): {"present": "true"}}
    instant = chance.choice(list(_fields(Scope.CONTRACT, Unit.INSTANT)))
    money = chance.choice(list(_fields(Scope.CONTRACT, Unit.MONEY)))
    name, body, matcher = chance.choice(
        (
            ("account.g", {"count": "contract", "where": where}, {"gte": chance.choice("0129")}),
            ("account.g", {"sum": money}, {"lt": f"{chance.choice(AMOUNTS)} USD"}),
            ("account.g", {"latest": instant}, {"older_than": chance.choice(LENGTHS)}),
            ("account.g", {"share": "contract", "where": where}, {"gte": "33%"}),
            ("account.g", {"count_distinct": "contract.client.id"}, {"gte": "1"}),
            ("account.g", {"streak": "contract", "newest": instant, "while": where}, {"gt": "0"}),
            ("contract.g", {"rank": "account", "order": [instant, "id"]}, {"gt": "1"}),
            ("contract.g", {"count_periods": _periods(chance)}, {"gte": "1"}),
            ("contract.g", {"longest_gap": {"of": "payments.paid_at"}}, {"gt": FIXED_LENGTHS[3]}),
            (
                "contract.g",
                {"difference": ["as_of", instant]},
                {"gt": chance.choice(FIXED_LENGTHS)},
            ),
            ("contract.g", _table(chance, money), {"gte": "1"}),
        )
    )
    facts = tree.setdefault("facts", {})
    if isinstance(facts, dict) and name not in facts:
        facts[name] = body
        scope = name.partition(".")[0]
        _add_rule(tree, scope, {name: matcher}, f"It is {{{name}}}.")


def _periods(chance: random.Random) -> dict[str, str]:
    every = chance.choice([each for each in LENGTHS if each not in ("0", "1 second")])
    return {"of": "payments.paid_at", "every": every}


def _table(chance: random.Random, of: str) -> dict[str, Any]:
    steps = [{"upto": f"{limit} USD", "value": str(place)} for place, limit in enumerate((5, 250))]
    return {"table": {"of": of, "steps": [*steps, {"else": chance.choice(("3", "1.5"))}]}}


def _fields(scope: Scope, unit: Unit) -> Iterator[str]:
    for field in FIELDS[scope]:
        if field.unit is unit:
            yield f"{scope}.{field.path}"


def _add_rule(tree: dict[str, Any], scope: str, when: dict[str, Any], message: str) -> None:
    rules, actions = tree.setdefault("rules", []), tree.setdefault("actions", {})
    if isinstance(rules, list) and isinstance(actions, dict):
        actions["look"] = LOOK
        then = {"action": "look", "severity": "info", "message": message}
        id = f"added-{len(rules)}"
        rules.append({"id": id, "title": "Added", "for": scope, "when": when, "then": then})


CHANGES: tuple[Change, ...] = (
    other_value,
    other_value,
    other_value,
    other_operator,
    other_operator,
    doubled_rule,
    dated_param,
    less,
    nested,
    other_frame,
    chained_facts,
    grouped_facts,
)
