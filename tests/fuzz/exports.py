"""What platforms export, and tables beside it, with other values, junk and less or more of everything."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

from .inputs import Input, as_json
from .trees import change, damaged
from .values import AMOUNTS, HOSTILE, INSTANTS

ROOT = Path(__file__).parents[2]
FOLDERS = (
    ROOT / "examples",
    ROOT / "examples" / "exports",
    *(ROOT / "tests/importers/cases").iterdir(),
)
SNAPSHOT = (ROOT / "examples" / "portfolio.json").read_bytes()


def _documents() -> tuple[Any, ...]:
    found = []
    for folder in sorted(FOLDERS):
        for file in sorted(folder.glob("*.json")):
            try:
                found.append(json.loads(file.read_text(encoding="utf-8")))
            except ValueError:
                continue
    return tuple(found)


def _tables() -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (file.name, file.read_bytes())
        for folder in sorted(FOLDERS)
        for file in sorted(folder.glob("*.csv"))
        if file.name != "portfolio.csv"
    )


def _by_columns(lines: list[str]) -> tuple[str, list[str]]:
    """The option that a table is for, and the table with ids that the snapshot has."""
    if lines[0].split(",")[0] != "id":
        return "--merge", lines
    return "--supplement", [line.replace("A,", "C101,", 1) for line in lines]


DOCUMENTS = _documents()
TABLES = _tables()


def make(chance: random.Random) -> Input:
    """An export to convert, alone or with a table to merge."""
    if chance.random() < 0.35:
        return _with_table(chance)
    tree = copy.deepcopy(chance.choice(DOCUMENTS))
    for _ in range(chance.choice((1, 1, 2, 4))):
        change(chance, tree)
    content = as_json(tree)
    if chance.random() < 0.05:
        content = damaged(chance, content)
    instant = "2026-03-11T12:00:00Z" if chance.random() < 0.8 else chance.choice(INSTANTS)
    when = ("--exported-at", instant) if chance.random() < 0.9 else ()
    main = ("convert", "export.json", *when)
    return Input({"export.json": content}, main, (("validate", "export.json"),))


def _with_table(chance: random.Random) -> Input:
    name, content = chance.choice(TABLES)
    word, lines = _by_columns(content.decode("utf-8-sig").splitlines())
    for _ in range(chance.choice((1, 1, 2, 4))):
        _slip(chance, lines)
    files = {name: "\n".join(lines).encode(), "snapshot.json": SNAPSHOT}
    return Input(files, ("convert", "snapshot.json", word, name))


def _slip(chance: random.Random, lines: list[str]) -> None:
    """Another cell, or a line less or once more; there is always a line."""
    at = chance.randrange(len(lines)) if chance.random() < 0.2 else len(lines) - 1
    cells = lines[at].split(",")
    match chance.randrange(5):
        case 0 if len(lines) > 1:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case _:
            others = (*AMOUNTS, *INSTANTS, *HOSTILE, "Feb 03", '"Feb 03, 2026"', "C101", "(3)")
            cells[chance.randrange(len(cells))] = chance.choice(others)
            lines[at] = ",".join(cells)
