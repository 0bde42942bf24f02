"""Text of any document can do no harm to a terminal or a build log, whatever command prints it.

Every text and every key of every kind of document is made hostile, one at a time; what is accepted
is then kept together, and every command and format that reads the document prints all of it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import COMMANDS, app
from closeout.cli.commands.explain import ExplainFormat
from closeout.cli.render import BINARY, FORMATS
from closeout.cli.render.diff import FORMATS as DIFF_FORMATS
from closeout.cli.render.joined import joins
from closeout.cli.render.plan import FORMATS as PLAN_FORMATS
from closeout.cli.render.sweep import FORMATS as SWEEP_FORMATS
from closeout.cli.settings.choices import Color
from closeout.engine import opening

HOSTILE = (
    "\x1b[31m\r\n::error::x\n##[error]y\n\x00\x07\x08\x7f\x9b2J\u202e\u2066\u200f\u2028\u2029\u061c"
)
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but the newline, and what turns the direction of text."""
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
"""What a build server obeys."""
COLOUR = re.compile("\x1b\\[[0-9;]*m")

SOURCE = {"title": "A source", "url": "https://example.org/a", "retrieved": "2026-01-01"}
DOCUMENTS: dict[str, Any] = {
    "a.json": {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "account": {"id": "A1", "time_zone": "Europe/Berlin"},
        "contracts": [
            {
                "id": "C1",
                "platform": "mine",
                "title": "A logo",
                "status": "active",
                "currency": "USD",
                "budget": "10.00",
                "client": {"id": "K1", "name": "Some client"},
                "milestones": [{"id": "m1", "title": "First", "state": "funded"}],
            }
        ],
    },
    "mine/pack.yaml": {
        "id": "mine",
        "version": "1.0.0",
        "platform": "mine",
        "title": "Mine",
        "verdict": {"end_reason": "contract.reason"},
        "sources": {"S1": {**SOURCE, "quote": "As said", "review_by": "2027-01-01"}},
        "params": {
            "patience": {
                "value": "10 days",
                "sources": ["S1"],
                "basis": "advice",
                "about": "How long",
            }
        },
        "actions": {"write": {"title": "Write", "effect": "prepare", "how": ["Say it."]}},
        "facts": {
            "contract.reason": {
                "case": [{"when": {"title": "A logo"}, "value": "done"}, {"else": "other"}]
            }
        },
    },
    "mine/rules.yaml": {
        "rules": [
            {
                "id": "open",
                "title": "Still open",
                "for": "contract",
                "when": {"status": "active", "title": ["A logo", "Other"]},
                "then": {"action": "write", "severity": "error", "message": "Of {title}: {reason}"},
                "sources": ["S1"],
                "basis": "advice",
                "why": "Ask.",
            },
            {
                "id": "unsure",
                "title": "Not known",
                "for": "contract",
                "when": {"work_state": "complete"},
                "then": {"action": "write", "severity": "info", "message": "Within {$patience}"},
                "why": "Ask.",
            },
        ]
    },
    "mine/a.test.yaml": {
        "as_of": "2026-03-10",
        "cases": [
            {
                "name": "An open one",
                "contract": {"id": "C1", "status": "active", "title": "A logo"},
                "findings": {"open": {"message": "Another message"}},
                "verdict": "wait",
            }
        ],
    },
    "mine/statements.yaml": {
        "sources": {"S2": SOURCE},
        "statements": [
            {
                "group": "A heading",
                "statements": {
                    "s1": {"says": "It is so", "sources": ["S1"], "rules": ["open", "unsure"]},
                    "s2": {"says": "And so", "sources": ["S2"], "not_carried": "Too much"},
                    "s3": {
                        "says": "Half",
                        "sources": ["S1"],
                        "params": ["patience"],
                        "note": "The rest is open",
                    },
                },
            }
        ],
    },
    "mine/mutants.yaml": {"survivors": [{"mutant": "none such", "reason": "A reason"}]},
    "waivers.yaml": [
        {"rule": "open", "contract": "C1", "reason": "Agreed", "until": "2026-04-01", "who": "me"},
        {"rule": "open", "client": "K9", "reason": "Agreed", "until": "2026-04-01"},
    ],
    "baseline.json": {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "findings": [{"rule": "gone", "contract": "C1", "fingerprint": "0" * 64}],
        "undetermined": [],
    },
    "closeout.yaml": {"policies": ["mine"], "format": ["text"], "max-snapshot-age": "2 days"},
}
"""File -> content; YAML is written as JSON, which it contains."""

TEXTS = [name for name in FORMATS if name not in BINARY]
CHECK = ("check", "a.json", "--policies", "mine")
INVOCATIONS: dict[str, list[tuple[str, ...]]] = {
    "check": [
        *((*CHECK, "-v", "--facts", "-f", format) for format in (*TEXTS, "auto")),
        *((*CHECK, "--waivers", "waivers.yaml", "-f", format) for format in TEXTS),
        (*CHECK, "--baseline", "baseline.json"),
        (*CHECK, "--redact", "--fail-on", "never"),
        (*CHECK, "--color", Color.ALWAYS),
        *((*CHECK, "--each", "-f", format) for format in FORMATS if joins(format)),
    ],
    "init": [("init",)],
    "validate": [("validate", "a.json"), ("validate", "a.json", "-f", "json")],
    "explain": [
        ("explain", "a.json", *what, "--policies", "mine", "-f", format)
        for what in (("C1",), ("C1", "open"), ("C1", "unsure"), ("C1", "--fact", "contract.reason"))
        for format in ExplainFormat
    ],
    "ask": [
        ("ask", "a.json", "--policies", "mine", "-f", form) for form in ("text", "json", "csv")
    ],
    "diff": [
        *(
            ("diff", "a.json", "--policies", *pair, "-f", format)
            for pair in (("mine", "fiverr"), ("fiverr", "mine"))
            for format in DIFF_FORMATS
        ),
        ("diff", "a.json", "a.json", "--under", "mine"),
    ],
    "plan": [
        ("plan", "a.json", "--policies", "mine", "--weeks", "1", "-v", "-f", format)
        for format in PLAN_FORMATS
    ],
    "sweep": [
        ("sweep", "patience", "1..3 days", "a.json", "--policies", "mine", "-f", format)
        for format in SWEEP_FORMATS
    ],
    "test": [
        ("test", "mine", "--coverage", "--boundaries"),
        ("test", "mine", "--mutate", "--junit", "out.xml"),
    ],
    "lint": [("lint", "mine", "-f", format) for format in ("text", "json", "sarif", "github")],
    "docs": [("docs", "pages", "mine")],
    "rules": [("rules", "--policies", "mine"), ("rules", "--policies", "mine", "-f", "json")],
    "statements": [("statements", "mine")],
    "baseline": [("baseline", "write", "a.json", "--policies", "mine")],
    "config": [("config",), ("config", "-f", "json")],
    "convert": [
        ("convert", "a.json", "--report", "--policies", "mine", "--exported-at", "2026-03-10")
    ],
    "template": [("template", "--for", "a.json", "--policies", "mine")],
    "schema": [("schema", "policy", "--policies", "mine")],
    # Last: its rule is in no statement yet.
    "new": [("new", "rule", "my-rule", "--pack", "mine")],
}
READERS = {
    "a.json": ("check", "validate"),
    "mine/pack.yaml": ("rules", "test"),
    "mine/rules.yaml": ("rules", "test"),
    "mine/a.test.yaml": ("test",),
    "mine/statements.yaml": ("statements",),
    "mine/mutants.yaml": ("test",),
    "waivers.yaml": ("check",),
    "baseline.json": ("check",),
    "closeout.yaml": ("config",),
}
"""The commands that tell whether a file is accepted."""


def test_every_command_is_tried() -> None:
    assert set(INVOCATIONS) == set(COMMANDS)
    assert set(READERS) == set(DOCUMENTS)


Path_ = tuple[str | int, ...]


def spots(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The way to each text, and to each key (ending in the key and "")."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key, "")
            yield from spots(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from spots(inner, (*path, index))


def hostile(document: Any, path: Path_) -> Any:
    """The document with hostile text at the end of one text or key."""
    changed = copy.deepcopy(document)
    is_key = path[-1] == ""
    *way, last = path[:-1] if is_key else path
    inner = changed
    for step in way:
        inner = inner[step]
    if is_key:
        renamed = {f"{key}{HOSTILE}" if key == last else key: inner[key] for key in inner}
        inner.clear()
        inner.update(renamed)
    else:
        inner[last] = f"{inner[last]}{HOSTILE}"
    return changed


def put(file: str, document: Any) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_text(json.dumps(document), encoding="utf-8")


def said(arguments: tuple[str, ...]) -> tuple[int, str]:
    """Exit code, and what went to stdout and stderr. Fails for anything raw in it."""
    result = CliRunner().invoke(app, list(arguments))
    assert isinstance(result.exception, SystemExit | None), arguments
    # What comes from this program itself: colours, and the commands for GitHub.
    told = COLOUR.sub("", result.stdout) if "--color" in arguments else result.stdout
    assert RAW.findall(told + result.stderr) == [], arguments
    if arguments[-1] not in ("github", "auto"):
        assert COMMAND.findall(told) == [], (arguments, told)
    assert COMMAND.findall(result.stderr) == [], arguments
    if "--junit" in arguments and Path("out.xml").exists():
        assert RAW.findall(Path("out.xml").read_text("utf-8")) == []
    return result.exit_code, told


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    put_all()


def put_all() -> None:
    for file, document in DOCUMENTS.items():
        put(file, document)


@dataclass(frozen=True, slots=True)
class Ran:
    """How an invocation ends with the documents as they are, and which of them it reads."""

    arguments: tuple[str, ...]
    code: int
    told: str
    read: frozenset[str]


@cache
def plain() -> tuple[Ran, ...]:
    """Every invocation, in a folder of its own."""
    with TemporaryDirectory() as folder, chdir(folder):
        put_all()
        return tuple(ran(arguments) for each in INVOCATIONS.values() for arguments in each)


def ran(arguments: tuple[str, ...]) -> Ran:
    opening._READ.clear()
    code, told = said(arguments)
    read = frozenset(file for file in DOCUMENTS if opening.is_read(Path(file)))
    return Ran(arguments, code, told, read)


def test_the_documents_are_accepted_as_they_are() -> None:
    for each in plain():
        assert each.code in (0, 1) or "--mutate" in each.arguments, each
    for file in DOCUMENTS:
        assert [each for each in plain() if file in each.read], file


def is_accepted(file: str) -> bool:
    """Whether the commands that read a file can use it; they say so cleanly if not."""
    codes = []
    for command in READERS[file]:
        options = (
            ("--waivers", file)
            if "waivers" in file
            else ("--baseline", file)
            if "baseline" in file
            else ()
        )
        arguments = (*CHECK, *options) if command == "check" else INVOCATIONS[command][0]
        codes.append(said(arguments)[0])
    return all(code in (0, 1) for code in codes)


@pytest.mark.parametrize("file", DOCUMENTS)
def test_hostile_text_anywhere_in_a_document_is_printed_harmlessly(file: str) -> None:
    kept = DOCUMENTS[file]
    accepted = 0
    for path in spots(DOCUMENTS[file]):
        if path[-1] != "":
            put(file, hostile(kept, path))
            if is_accepted(file):
                kept = hostile(kept, path)
                accepted += 1
        else:
            put(file, hostile(DOCUMENTS[file], path))
            is_accepted(file)
    assert accepted
    put(file, kept)
    for each in plain():
        if file in each.read:
            said(each.arguments)
