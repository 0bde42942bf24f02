"""Who imports whom in `engine`, `cli` and `api`, read from the source.

Imports count wherever they stand: inside functions, and behind `TYPE_CHECKING` too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

HOUSE = Path(__file__).parents[2]
TOPS = ("engine", "cli", "api")
ROOT = "api"
"""The folder that is installed as the package around the others."""
INSTALLED = "closeout."
"""What begins the whole name of an installed module."""

Graph = Mapping[str, Set[str]]


def modules(house: Path = HOUSE) -> dict[str, Path]:
    """Every module by its dotted name: `engine.report.findings`."""
    return {
        _name(path.relative_to(house)): path
        for top in TOPS
        for path in sorted((house / top).rglob("*.py"))
    }


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(house: Path = HOUSE) -> Graph:
    """The modules of the house that each module imports."""
    known = modules(house)
    return {
        name: known.keys() & set(_imported(name, path, known)) - {name}
        for name, path in known.items()
    }


def _imported(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = [*base, *(node.module or "").split(".")] if node.module else base
            names = [".".join([*whole, alias.name]) for alias in node.names]
            yield from (
                _home(each if _home(each, known) in known else ".".join(whole), known)
                for each in names
            )
        elif isinstance(node, ast.Import):
            yield from (_home(alias.name, known) for alias in node.names)


def _home(name: str, known: Mapping[str, Path]) -> str:
    """The module of a dotted name: inside the root package the others are named as its own, and its
    modules have no folder of theirs when they are named from the others."""
    name = name.removeprefix(INSTALLED)
    inner = name.removeprefix(f"{ROOT}.")
    return next((each for each in (name, inner, f"{ROOT}.{name}") if each in known), name)


def between(graph: Graph, room: Mapping[str, str]) -> Graph:
    """The graph of the rooms that modules lie in."""
    found: dict[str, set[str]] = {name: set() for name in room.values()}
    for name, others in graph.items():
        found[room[name]] |= {room[other] for other in others if other in room}
    return {name: frozenset(others - {name}) for name, others in found.items()}


def room_of(module: str) -> str:
    """`engine.report` for `engine.report.findings`."""
    return ".".join(module.split(".")[:2])


def rings(graph: Graph) -> list[list[str]]:
    """Each set of two or more that reach each other."""
    reach = {name: reached(graph, name) for name in graph}
    found = {
        tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph
    }
    return sorted(list(ring) for ring in found if len(ring) > 1)


def reached(graph: Graph, start: str) -> set[str]:
    """What is reached over any number of imports."""
    found: set[str] = set()
    todo = [start]
    while todo:
        fresh = graph[todo.pop()] - found
        found |= fresh
        todo += fresh
    return found
