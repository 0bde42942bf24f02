"""What platforms export, and tables beside it, with other values, junk and less or more of everything."""

from __future__ import annotations

import json
import random
import shlex
from dataclasses import dataclass
from pathlib import Path

from .inputs import Input, as_json
from .trees import change, damaged
from .values import AMOUNTS, HOSTILE, INSTANTS

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "importers" / "cases"
WHEN = ("--exported-at", "2026-03-11T12:00:00Z")


@dataclass(frozen=True, slots=True)
class Whole:
    """A command that converts sound files, and the one of them that is to be changed."""

    command: tuple[str, ...]
    files: dict[str, bytes]
    changed: str


def _wholes() -> tuple[Whole, ...]:
    """Every file of the examples, and of the cases that are converted: what is refused as it stands shows
    little when it is damaged further.
    """
    found = [
        Whole(("convert", file.name, *WHEN), {file.name: file.read_bytes()}, file.name)
        for file in sorted((ROOT / "examples").glob("*.json"))
    ]
    for folder in sorted(CASES.iterdir()):
        words = shlex.split((folder / "command").read_text(encoding="utf-8"))
        is_converted = (folder / "expected").read_text(encoding="utf-8").startswith("exit 0\n")
        if words[0] == "convert" and is_converted and "--policies" not in words:
            paths = {word: folder / word for word in words if (folder / word).is_file()}
            files = {path.name: path.read_bytes() for path in paths.values()}
            command = tuple(paths[word].name if word in paths else word for word in words)
            found += [Whole(command, files, name) for name in files]
    return tuple(found)


WHOLES = _wholes()


def make(chance: random.Random) -> Input:
    """Files to convert, alone or with a table to merge; one of them is changed."""
    whole = chance.choice(WHOLES)
    content = whole.files[whole.changed]
    changes = chance.choice((1, 1, 2, 4))
    if whole.changed.endswith(".json"):
        tree = json.loads(content)
        for _ in range(changes):
            change(chance, tree)
        content = as_json(tree)
        if chance.random() < 0.05:
            content = damaged(chance, content)
    else:
        lines = content.decode("utf-8-sig").splitlines()
        for _ in range(changes):
            _slip(chance, lines)
        content = "\n".join(lines).encode()
    files = {**whole.files, whole.changed: content}
    return Input(files, _at(chance, whole.command), (("validate", whole.changed),))


def _at(chance: random.Random, command: tuple[str, ...]) -> tuple[str, ...]:
    """The command, now and then with another instant of the export, or with none."""
    if "--exported-at" not in command:
        return command
    at = command.index("--exported-at")
    if chance.random() < 0.1:
        return command[:at] + command[at + 2 :]
    if chance.random() < 0.2:
        return (*command[: at + 1], chance.choice(INSTANTS), *command[at + 2 :])
    return command


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
