"""Finds and reads the configuration file: `closeout.yaml`, or `[tool.closeout]` in pyproject.toml.

It is looked for from the working directory upwards, up to the root of the repository; outside a
repository up to, but not in, a folder that everybody may write to, such as /tmp.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ...engine.problems import Place, Problem, UsageError
from ..text_file import read_text
from .values import REPOSITORY, shown_path

CONFIG_FILE = "closeout.yaml"
MISSPELT = ("closeout.yml", ".closeout.yaml", ".closeout.yml")
PROJECT_FILE = "pyproject.toml"
TABLE = "tool.closeout"


class Entry(Struct, frozen=True):
    """What a file says about a setting."""

    texts: tuple[str, ...]
    place: Place


class ConfigFile(Struct, frozen=True):
    """A configuration file. Relative paths in it are relative to its folder."""

    label: str
    """Its path, as seen from the working directory."""
    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    """Those in whose shape nothing is wrong."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the shape of the others."""


def find_config(start: Path | None = None) -> ConfigFile | None:
    """The nearest configuration file. Raises `UsageError` for one that cannot be used."""
    start = Path.cwd() if start is None else start
    for folder in _folders(start):
        found = _in_folder(folder)
        if found is not None:
            return found
    return None


def _folders(start: Path) -> list[Path]:
    """The folders that are looked into, from the inside out."""
    upward = [start, *start.parents]
    for count, folder in enumerate(upward, start=1):
        if _is_there(folder / REPOSITORY):
            return upward[:count]
    for count, folder in enumerate(upward[1:], start=1):
        if _is_open_to_everybody(folder):
            return upward[:count]
    return upward


def _is_there(path: Path) -> bool:
    """Whether there is such a file or folder; not where nobody may look."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_open_to_everybody(folder: Path) -> bool:
    """Whether a stranger may have put a file there."""
    try:
        return os.name == "posix" and bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return True


def _in_folder(folder: Path) -> ConfigFile | None:
    own, project = folder / CONFIG_FILE, folder / PROJECT_FILE
    for name in MISSPELT:
        if _is_there(folder / name):
            message = "this file would not be read"
            raise UsageError.at(_file(folder / name), message, f"rename it to {CONFIG_FILE}")
    table = _project(project) if _is_there(project) else None
    if not _is_there(own):
        return table
    if table is not None:
        message = f"[{TABLE}] in {PROJECT_FILE} stands beside it"
        raise UsageError.at(_file(own), message, "keep the settings in one of the two")
    return _yaml(own)


def _file(path: Path) -> Place:
    return Place(shown_path(path))


def _yaml(path: Path) -> ConfigFile:
    from ...engine.documents.shape import Shape, plain
    from ...engine.yaml_tree import YamlFault, read_tree

    label = shown_path(path)
    found = ConfigFile(label, path.parent)
    try:
        root = read_tree(read_text(path, label), label)
    except YamlFault as broken:
        raise UsageError(broken.problems) from None
    if root is None:
        return found
    shape = Shape(root, "config")
    found.problems.extend(shape.problems)
    for name, value in shape.sound_entries(root).items():
        found.entries[name] = Entry(_texts(plain(value)), value.place)
    return found


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a single value or of a list of such."""
    texts = value if isinstance(value, list) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in texts)


_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def _project(path: Path) -> ConfigFile | None:
    """The table of a pyproject.toml; None where it has none."""
    label = shown_path(path)
    text = read_text(path, label)
    if "closeout" not in text:
        return None
    import tomllib

    lines = text.split("\n")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT.search(str(error))
        line, column = (int(at[1]), int(at[2])) if at else (0, 0)
        quoted = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
        message = f"this is not valid TOML: {_AT.sub('', str(error)).strip().lower()}"
        raise UsageError.at(Place(label, line, column, quoted), message) from None
    tool = document.get("tool")
    table = tool.get("closeout") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise UsageError.at(Place(label), f"`{TABLE}` is a table", f"begin it with [{TABLE}]")
    return _of_table(table, label, path.parent, lines)


def _of_table(table: dict[str, Any], label: str, folder: Path, lines: list[str]) -> ConfigFile:
    from ...engine.documents.shape import mistakes

    def place(path: tuple[str | int, ...], at_key: bool) -> Place:
        return _place_of(str(path[0]), label, lines) if path else Place(label)

    written = {name: _written(value) for name, value in table.items()}
    found = mistakes(written, "config", place)
    unsound = {path[0] for path, _ in found if path}
    entries = {
        name: Entry(_texts(value), place((name,), True))
        for name, value in written.items()
        if name not in unsound
    }
    return ConfigFile(label, folder, entries, [problem for _, problem in found])


def _written(value: Any) -> object:
    """A value of TOML as it would be written in YAML: numbers and days as texts."""
    from datetime import date

    if isinstance(value, list):
        return [_written(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _place_of(name: str, label: str, lines: list[str]) -> Place:
    """The line of a key: TOML's reader does not tell it. No line where it is written unusually."""
    within = False
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if bare.startswith("["):
            within = bare.replace(" ", "").startswith(f"[{TABLE}]")
        elif within and re.match(rf"[\"']?{re.escape(name)}[\"']?\s*=", bare):
            return Place(label, number, line.index(bare) + 1, line.rstrip("\r"))
    return Place(label)
