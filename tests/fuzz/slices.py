"""Small packs cut out of the shipped ones: a few rules with every fact, param and action they name."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import closeout.policies

SHIPPED = Path(closeout.policies.__path__[0])
OTHER_FILES = (".test.yaml", "mutants.yaml", "statements.yaml")
NAMES = ("upwork", "upwork", "fiverr", "freelancer-com")
_WORD = re.compile(r"[a-z][a-z0-9_.]*")


@cache
def whole(name: str) -> dict[str, Any]:
    """A shipped pack as one document, without sources; every value is a text, as it is written."""
    found: dict[str, Any] = {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    for file in sorted((SHIPPED / name).rglob("*.yaml")):
        if file.name.endswith(OTHER_FILES):
            continue
        tree = yaml.load(file.read_text(encoding="utf-8"), loader)
        for key, value in ({"rules": tree} if isinstance(tree, list) else tree).items():
            if isinstance(value, dict):
                found.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                found.setdefault(key, []).extend(value)
            else:
                found[key] = value
    del found["sources"]
    _without_sources(found)
    return found


def _without_sources(tree: Any) -> None:
    for holder in _trees(tree):
        if isinstance(holder, dict):
            holder.pop("sources", None)


def _trees(tree: Any) -> Iterator[Any]:
    open_trees = [tree]
    while open_trees:
        current = open_trees.pop()
        yield current
        if isinstance(current, dict | list):
            open_trees += current.values() if isinstance(current, dict) else current


def words(tree: Any) -> set[str]:
    """Every word below a document: names of facts and params, with and without their scope."""
    found: set[str] = set()
    for each in _trees(tree):
        texts = [each] if isinstance(each, str) else each if isinstance(each, dict) else ()
        for text in texts:
            found.update(_WORD.findall(text))
            found.add(text)
    return found


def cut(chance: random.Random) -> dict[str, Any]:
    """A pack `mutant` of one to three rules of a shipped pack, which can be loaded as it is."""
    base = whole(chance.choice(NAMES))
    rules = copy.deepcopy(chance.sample(base["rules"], chance.choice((1, 1, 2, 3))))
    named = {rule["then"]["action"] for rule in rules}
    actions = {name: copy.deepcopy(base["actions"][name]) for name in sorted(named)}
    facts = _needed(base["facts"], words([rules, actions]))
    used = words([rules, actions, facts])
    params = {name: copy.deepcopy(param) for name, param in base["params"].items() if name in used}
    found = {
        "id": "mutant",
        "platform": base["platform"],
        "params": params,
        "actions": actions,
        "facts": facts,
        "rules": rules,
    }
    return {key: value for key, value in found.items() if value}


def _needed(facts: dict[str, Any], named: set[str]) -> dict[str, Any]:
    """The facts that are named, and those that they name."""
    by_word: dict[str, list[str]] = {}
    for full in facts:
        by_word.setdefault(full, []).append(full)
        by_word.setdefault(full.partition(".")[2], []).append(full)
    found: set[str] = set()
    open_words = list(named)
    while open_words:
        for full in by_word.get(open_words.pop(), ()):
            if full not in found:
                found.add(full)
                open_words += words(facts[full])
    return {full: copy.deepcopy(fact) for full, fact in facts.items() if full in found}
