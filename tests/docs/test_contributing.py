"""CONTRIBUTING and the page on the architecture name what is there."""

from __future__ import annotations

import re
from pathlib import Path

from closeout.engine.meaning import layout

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PATH = re.compile(r"[a-z_.]+(?:/[a-z_*.-]*)+(?<!\.)")

TABLE = [line for line in CONTRIBUTING.splitlines() if line.startswith("| ")]
NAMED = sorted(
    {
        path
        for text in ("\n".join(TABLE), ARCHITECTURE)
        for piece in re.findall(r"`([^`]+)`|\"([^\"]+)\"", text)
        for path in PATH.findall("".join(piece))
        if path.split("/")[0] in ("api", "engine", "cli", "policies", "tests", "schemas", "docs")
    }
)


def test_every_place_that_is_named_exists() -> None:
    assert [
        path
        for path in NAMED
        if not list(ROOT.glob(path.rstrip("/").replace("/*", "/*/*") if "*" in path else path))
    ] == []


def test_there_are_places() -> None:
    assert len(NAMED) > 30


def test_every_part_of_the_engine_is_named() -> None:
    parts = {path.parent.name for path in (ROOT / "engine").glob("*/__init__.py")}
    named = "".join(TABLE)
    assert [part for part in sorted(parts) if f"engine/{part}/" not in named] == []


def test_the_picture_of_a_row_has_the_links_in_their_order() -> None:
    names = ["RECORD", "UP", "MEMBERS", "MAYBES", "IS_COMPLETE", "CLIENTS", "ID"]
    assert [getattr(layout, name) for name in names] == list(range(layout.FIRST))
    (line,) = (line for line in ARCHITECTURE.splitlines() if "RECORD" in line)
    assert line.split() == [*names, "facts"]


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = [line.split("|")[1].strip() for line in ARCHITECTURE.splitlines() if line[:2] == "| "]
    words = words[words.index("word") + 1 :]
    assert words == sorted(words, key=str.lower)
    assert len(words) > 40


def test_the_readme_begins_with_what_it_is() -> None:
    assert README.splitlines()[2].startswith("`closeout` reads an export")
