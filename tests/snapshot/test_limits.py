"""What is too much: problems, bytes, lines, levels of nesting."""

from __future__ import annotations

import gc
import gzip
from pathlib import Path

import pytest

from closeout.engine.problems import Level
from closeout.engine.snapshot import intake, sources
from closeout.engine.snapshot.read import Check, read_snapshot

from .files import ids, refused, write

pytestmark = pytest.mark.usefixtures("folder")


def test_at_most_100_problems_of_a_kind_are_told_at_once() -> None:
    write("a.ndjson", *({"id": f"C{index}", "ended_at": "x"} for index in range(250)))
    problems = refused("a.ndjson")
    assert len(problems) == 101
    assert problems[-1] == "a.ndjson: 150 more of this kind are not listed"
    check = Check(["a.ndjson"])
    assert len(list(check)) == 250
    assert check.count[Level.ERROR] == 250


def test_a_file_of_nothing_but_errors_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_PROBLEMS", 10)
    Path("a.json").write_text(
        '{"version": 1, "contracts": [' + "1," * 500 + "1]}", encoding="utf-8"
    )
    assert refused("a.json")[-1] == "a.json: more than 10 problems: the rest is not read"


def test_a_document_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 2 * sources.HEAD_BYTES)
    title = "x" * (2 * sources.HEAD_BYTES)
    write("a.json", {"id": "C1", "title": title})
    write("b.ndjson", {"id": "C2", "title": title})
    assert refused("a.json") == ["a.json: the document is larger than 2 MiB"]
    assert ids(read_snapshot(["b.ndjson"])) == ["C2"]


def test_a_line_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_LINE_BYTES", 1000)
    write("a.ndjson", "C1", {"id": "C2", "title": "x" * 1000})
    assert refused("a.ndjson") == ["a.ndjson:2:1: the line is longer than 0 MiB"]


def test_a_gzip_bomb_is_bounded_by_the_same_limits() -> None:
    Path("spaces.json.gz").write_bytes(gzip.compress(b" " * (80 << 20), 1))
    Path("lines.ndjson.gz").write_bytes(gzip.compress(b"\n" * (80 << 20), 1))
    assert refused("spaces.json.gz", "lines.ndjson.gz") == [
        "spaces.json.gz: the document is larger than 64 MiB",
        "lines.ndjson.gz:100001:1: 100001 empty lines in a row",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"version": 1, "contracts": ' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"version": 1, "x": ' + '{"x": ' * 10_000 + "1" + "}" * 10_000 + "}",
        '{"id": "C1", "title": ' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"id": "C1", "x": ' + "[" * 500 + "]" * 500 + "}",
        "version: 1\ncontracts: " + "[" * 100_000,
        "- " * 10_000 + "x",
    ],
)
def test_nesting_without_reason_is_one_clear_error(text: str) -> None:
    problems = refused("-", stdin=text.encode())
    assert len(problems) == 1
    assert "nested more than 100 levels deep" in problems[0] or "found a list" in problems[0]


def test_garbage_collection_is_as_it_was_after_reading() -> None:
    write("a.json", "C1")
    assert gc.isenabled()
    read_snapshot(["a.json"])
    assert gc.isenabled()
    refused("nothing.json")
    assert gc.isenabled()
