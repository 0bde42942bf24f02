"""Waivers, baselines and settings beside a small pack and its snapshot."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

from closeout.cli.settings.keys import KEYS, Key, Kind

from .inputs import Input, as_json
from .snapshots import HOUSE
from .trees import change, damaged
from .values import HOSTILE, INSTANTS, LENGTHS, NUMBERS

SNAPSHOT = (Path(HOUSE).parent / "snapshot.json").read_bytes()
FILES = {"snapshot.json": SNAPSHOT}
RULES = ("money-inside", "silent", "quiet", "many", "named", "escrow-at-stake", "no-such-rule")
SUBJECTS: dict[str, tuple[str, ...]] = {
    "contract": ("C1", "C2", "C*", "*", "no such contract"),
    "client": ("K1", "Bakery*", "*"),
    "account": ("A1", "*"),
}
WORDS = tuple(text for text in HOSTILE if text.strip() and text != "\x00")
UNTIL = ("2026-03-11", "2026-04-01", "2026-03-01", "2026-03-10T12:00:00Z", "2027-03-10", *INSTANTS)


def waivers(chance: random.Random) -> Input:
    """A file of waivers for the findings of the pack."""
    several: list[Any] = [_waiver(chance) for _ in range(chance.randint(1, 4))]
    tree: Any = several if chance.random() < 0.8 else {"waivers": several}
    if chance.random() < 0.35:
        change(chance, tree)
    content = as_json(tree) if chance.random() < 0.95 else damaged(chance, as_json(tree))
    asked = (*_check(chance), "--waivers", "w.yaml")
    return Input({**FILES, "w.yaml": content}, asked)


def _waiver(chance: random.Random) -> dict[str, str]:
    kind = chance.choice(("contract", "contract", "client", "account"))
    rule = chance.choice(RULES[:-2]) if chance.random() < 0.9 else chance.choice(RULES)
    subject = chance.choice(SUBJECTS[kind])
    if rule == "money-inside":
        kind, subject = "contract", chance.choice(("C1", "C2"))
    found = {
        "rule": rule,
        kind: subject,
        "reason": chance.choice(("As agreed.", *WORDS)),
        "until": chance.choice(UNTIL[:4]) if chance.random() < 0.9 else chance.choice(UNTIL),
    }
    if chance.random() < 0.3:
        found["who"] = chance.choice(("Ana", *WORDS))
    return found


def _check(chance: random.Random) -> tuple[str, ...]:
    form = chance.choice(("json", "json", "text", "sarif", "junit", "csv"))
    return ("check", "snapshot.json", "--policies", HOUSE, "-f", form)


BASELINE = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "findings": [],
}


def baselines(chance: random.Random, written: bytes) -> Input:
    """A baseline as the program writes it, changed; `written` is a whole one."""
    tree: Any = copy.deepcopy(json.loads(written))
    for _ in range(chance.randint(0, 2)):
        change(chance, tree)
    content = as_json(tree) if chance.random() < 0.9 else damaged(chance, as_json(tree))
    asked = (*_check(chance), "--baseline", "b.json")
    return Input({**FILES, "b.json": content}, asked)


def settings(chance: random.Random) -> Input:
    """A `closeout.yaml`, or a table of `pyproject.toml`."""
    tree: Any = {
        key.name: _setting(chance, key) for key in chance.sample(KEYS, chance.randint(1, 4))
    }
    tree.setdefault("policies", [HOUSE])
    for one, other in (("as-of", "require-as-of"), ("fail-on", "waivers"), ("fail-on", "baseline")):
        if one in tree and chance.random() < 0.9:
            tree.pop(other, None)
    if chance.random() < 0.25:
        change(chance, tree)
    files = {**FILES, "w.yaml": b"[]", "b.json": as_json(BASELINE)}
    if chance.random() < 0.2:
        lines = [f"{key} = {json.dumps(value)}" for key, value in tree.items()]
        files["pyproject.toml"] = "\n".join(("[tool.closeout]", *lines)).encode()
    else:
        content = as_json(tree)
        files["closeout.yaml"] = content if chance.random() < 0.95 else damaged(chance, content)
    return Input(files, ("config",), (("check", "snapshot.json", "--color", "never"),))


def _setting(chance: random.Random, key: Key[Any]) -> Any:
    if chance.random() < 0.07:
        return chance.choice((*HOSTILE, 3, [], {}, ["x"]))
    match key.kind:
        case Kind.WORD:
            return str(chance.choice(list(key.words or ())))
        case Kind.PATH:
            return "w.yaml" if key.name == "waivers" else "b.json"
        case Kind.PACKS:
            return [HOUSE]
        case Kind.FORMATS:
            word = chance.choice(("text", "json", "markdown", "csv"))
            return chance.choice((word, [word, "sarif:out.sarif"], ["junit:out.xml"]))
        case Kind.DAYS:
            return chance.choice(NUMBERS[:6])
        case Kind.DURATION:
            return chance.choice(LENGTHS)
        case Kind.ZONE:
            return chance.choice(("UTC", "Europe/Berlin", "Europe/Berlln"))
        case Kind.INSTANT:
            return chance.choice(INSTANTS)
