"""Imports go one way: down the floors, in no ring, and no renderer looks behind the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from .floors import FLOORS, FOR_PROGRAMS, FOR_RENDERERS, HANDED_OVER
from .imports import Graph, between, imports, modules, reached, rings, room_of

FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
INSIDE = sorted({room for room in map(room_of, modules()) if "." in room})


@cache
def graph() -> Graph:
    """Of the whole house: reading it takes a second, which is not for every collection of tests."""
    return imports()


@cache
def rooms() -> Graph:
    """The same of its rooms."""
    return between(graph(), {name: room_of(name) for name in graph()})


def test_every_room_has_a_floor_and_every_floor_its_rooms() -> None:
    assert sorted(FLOOR) == INSIDE, "tests/architecture/floors.py names every room once"


def test_a_room_imports_only_from_lower_floors() -> None:
    above = {
        room: sorted(other for other in rooms()[room] if FLOOR.get(other, 0) >= FLOOR[room])
        for room in INSIDE
    }
    assert {room: others for room, others in above.items() if others} == {}


def test_no_files_import_each_other_in_a_ring() -> None:
    assert rings(graph()) == []


def test_no_folders_of_a_room_import_each_other_in_a_ring() -> None:
    every = modules()
    found = {}
    for room in INSIDE:
        paths = {name: path.parent for name, path in every.items() if room_of(name) == room}
        top = min(paths.values(), key=lambda path: len(path.parts))
        folders = {name: str(path) for name, path in paths.items() if path != top}
        found[room] = rings(between({name: graph()[name] for name in folders}, folders))
    assert {room: each for room, each in found.items() if each} == {}


@pytest.mark.parametrize("room", ["engine.language", "engine.policy", "engine.report"])
def test_the_snapshot_never_reaches_policies_or_reports(room: str) -> None:
    assert room not in reached(rooms(), "engine.snapshot")


def test_renderers_see_only_what_is_reported() -> None:
    named = {
        other
        for name, others in graph().items()
        if room_of(name) == "cli.render"
        for other in others
        if room_of(other) != "cli.render"
    }
    behind = {each for each in named if not {each, room_of(each)} & FOR_RENDERERS}
    assert sorted(behind) == []


def test_the_interface_for_programs_knows_no_terminal() -> None:
    named = {
        other for name, others in graph().items() if name.startswith("api") for other in others
    }
    assert {other for other in named if other.startswith("cli")} == FOR_PROGRAMS


def test_nothing_but_the_interface_itself_imports_the_package_around_it() -> None:
    outside = {
        name: {other for other in others if other.startswith("api")}
        for name, others in graph().items()
        if not name.startswith("api")
    }
    assert {name: others for name, others in outside.items() if others} == HANDED_OVER


HIDDEN: list[tuple[str, str]] = [
    ("at the top of a file", "from .two import thing\n"),
    ("inside a function", "def f():\n    from .two import thing\n"),
    (
        "behind TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import two\n",
    ),
    ("by its whole name", "from engine.a.two import thing\n"),
    ("by the name it is installed under", "import closeout.engine.a.two\n"),
    ("out of the package that is installed", "from closeout.engine.a import two\n"),
]


@pytest.fixture
def graph_of(tmp_path: Path) -> Callable[[str, str], Graph]:
    """The imports of a house with two files."""

    def made(one: str, two: str) -> Graph:
        folder = tmp_path / "engine" / "a"
        folder.mkdir(parents=True)
        (tmp_path / "cli").mkdir()
        for name, text in (("one", one), ("two", two), ("__init__", "")):
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return imports(tmp_path)

    return made


@pytest.mark.parametrize("text", [text for _, text in HIDDEN], ids=[id for id, _ in HIDDEN])
def test_a_ring_is_found_wherever_the_import_stands(
    graph_of: Callable[[str, str], Graph], text: str
) -> None:
    assert rings(graph_of(text, "from .one import other\n")) == [["engine.a.one", "engine.a.two"]]
