"""Every command ends with the exit code that says what happened, whatever its streams are."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli import app as program
from closeout.cli import ending, output, signals
from closeout.cli.app import COMMANDS, app
from closeout.cli.render import parquet
from closeout.engine.problems import CloseoutError, Place, Problem, UsageError

from ..processes import NO_READER, run

SNAPSHOT = (
    '{"version": 1, "as_of": "2026-03-10T12:00:00Z", "exported_at": "2026-03-10T12:00:00Z", '
    '"contracts": [{"id": "C1", "status": "active", "closing_planned": true}]}'
)
MINE = ("--policies", "mine")
"""A pack of one rule: what the shipped ones find in a contract takes longer than all else."""
WORKS: dict[str, tuple[str, ...]] = {
    "init": (),
    "check": ("a.json", "--fail-on", "never", *MINE),
    "plan": ("a.json", "--weeks", "1", *MINE),
    "validate": ("a.json", *MINE),
    "explain": ("a.json", "C1", *MINE),
    "ask": ("a.json", "-f", "json", *MINE),
    "diff": ("a.json", "a.json", "--under", "mine"),
    "sweep": ("export_fresh", "1..3 days", "a.json", *MINE),
    "test": ("mine",),
    "lint": ("mine",),
    "docs": ("pages", "mine"),
    "new": ("rule", "my-rule", "--pack", "mine"),
    "rules": MINE,
    "statements": ("mine",),
    "baseline": ("write", "a.json", *MINE),
    "config": (),
    "convert": ("a.json",),
    "template": ("--for", "a.json", *MINE),
    "schema": ("snapshot",),
}
"""Command -> arguments that print something and exit with 0."""
FAILS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("check", "plan", "validate", "test", "convert", "statements", "lint"), ("nowhere.json",)
    ),
    "init": ("nowhere",),
    "docs": ("pages", "nowhere"),
    "new": ("rule", "my-rule", "--pack", "nowhere"),
    "explain": ("nowhere.json", "C1"),
    "ask": ("nowhere.json", "-f", "text"),
    "rules": ("--policies", "nowhere"),
    "baseline": ("write", "nowhere.json"),
    "config": ("--format", "nothing"),
    "diff": ("a.json", "nowhere.json", "--under", "mine"),
    "sweep": ("nothing", "1..3 days", "a.json", "--policies", "mine"),
    "template": ("--for", "nowhere.json"),
    "schema": ("nothing",),
}
"""Command -> arguments that it has to complain about."""
TELLS_ON_STDOUT = ("validate",)
"""Commands whose complaints are their result."""

CALLS = [
    pytest.param(("--help",), id="help"),
    pytest.param(("--version",), id="version"),
    pytest.param(("check", "--help"), id="help of a command"),
    *(pytest.param((name, *WORKS[name]), id=name) for name in COMMANDS),
]
COMPLAINTS = [
    pytest.param(("nothing",), id="no such command"),
    pytest.param(("check", "--nothing"), id="no such option"),
    *(
        pytest.param((name, *FAILS[name]), id=name)
        for name in COMMANDS
        if name not in TELLS_ON_STDOUT
    ),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(SNAPSHOT, encoding="utf-8")
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(
        "id: mine\n"
        "title: Mine\n"
        "actions: {go: {title: Go, effect: prepare}}\n"
        "params: {export_fresh: {value: 2 days, basis: advice}}\n"
        "rules:\n"
        "  - {id: x, title: X, for: contract, when: {status: active},\n"
        "     then: {action: go, severity: info, message: m}}\n",
        encoding="utf-8",
    )
    Path("mine/a.test.yaml").write_text(
        "as_of: 2026-03-10\ncases: [{name: A, contract: {status: active}, findings: [x]}]\n",
        encoding="utf-8",
    )
    Path("mine/statements.yaml").write_text(
        "statements: {s1: {says: It is so, rules: [x]}}\n", encoding="utf-8"
    )


def test_every_command_is_tried() -> None:
    assert set(WORKS) == set(FAILS) == set(COMMANDS)


FULL = "/dev/full"
linux = pytest.mark.skipif(not Path(FULL).exists(), reason="there is no full device")


@linux
@pytest.mark.parametrize("arguments", CALLS)
def test_a_full_stdout_is_3_and_one_line(arguments: tuple[str, ...]) -> None:
    done = run(arguments, stdout=FULL)
    assert (done.returncode, done.stderr) in (
        (3, "closeout: no space left on device\n"),
        (3, "closeout: standard output: no space left on device\n"),
    )


@linux
@pytest.mark.parametrize("arguments", COMPLAINTS)
def test_a_full_stderr_under_a_complaint_is_3(arguments: tuple[str, ...]) -> None:
    done = run(arguments, stderr=FULL)
    assert (done.returncode, done.stdout) == (3, "")


@linux
@pytest.mark.parametrize("arguments", [*CALLS[::2], *COMPLAINTS[::2]])
def test_both_streams_full_is_3(arguments: tuple[str, ...]) -> None:
    assert run(arguments, stdout=FULL, stderr=FULL).returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("arguments", CALLS)
def test_a_closed_stdout_is_141_and_quiet(arguments: tuple[str, ...]) -> None:
    done = run(arguments, stdout=NO_READER)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("arguments", COMPLAINTS)
def test_a_closed_stderr_under_a_complaint_is_141(arguments: tuple[str, ...]) -> None:
    assert run(arguments, stderr=NO_READER).returncode == 141


class Reluctant(io.RawIOBase):
    """A stream without a buffer, which takes a part of what is written: all in all so much."""

    def __init__(self, room: int, failure: OSError) -> None:
        self.room, self.failure = room, failure
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, text: Any) -> int:
        if len(self.taken) >= self.room:
            raise self.failure
        part = bytes(text)[: min(7, self.room - len(self.taken))]
        self.taken += part
        return len(part)


class Stdout:
    def __init__(self, buffer: Reluctant) -> None:
        self.buffer = buffer


def test_a_stream_without_a_buffer_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Reluctant(1000, BrokenPipeError())
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=Stdout(stream)))
    output.write(["ä", "b" * 30, "c"], None)
    assert stream.taken.decode() == "ä" + "b" * 30 + "c"


@pytest.mark.parametrize(
    "failure", [BrokenPipeError(errno.EPIPE, "x"), OSError(errno.ENOSPC, "y")], ids=["pipe", "disk"]
)
def test_a_stream_without_a_buffer_that_takes_a_part_alone_is_a_failure(
    failure: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Reluctant(50, failure)
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=Stdout(stream)))
    with pytest.raises(type(failure)):
        output.write("x" * 100, None)


REMEDIES = {
    errno.EFBIG: "the system allows no file so large here; `ulimit -f` tells its limit",
    errno.ENOSPC: "make room there, or name a file on another disk",
    errno.EACCES: "name a file in a folder that exists and that you may write to",
}


@pytest.mark.parametrize("number", REMEDIES, ids=errno.errorcode.__getitem__)
def test_a_file_that_cannot_be_written_is_told_with_the_remedy_that_helps(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(output, "_write_whole", refuse)
    with pytest.raises(CloseoutError) as told:
        output.write("x", tmp_path / "o.txt")
    assert told.value.problems[0].hint == REMEDIES[number]


def test_a_table_that_is_too_large_is_told_with_the_folder() -> None:
    pytest.importorskip("duckdb")
    with pytest.raises(CloseoutError) as told, parquet._room():
        raise OSError(errno.EFBIG, "File too large")
    (problem,) = told.value.problems
    assert problem.place.file == tempfile.gettempdir()
    assert problem.message == "the table cannot be written to it: file too large"
    assert problem.hint == REMEDIES[errno.EFBIG]
    assert told.value.exit_code == 3


FORESEEN = [
    pytest.param(UsageError.at(Place("x"), "no"), (2, "x: error: no"), id="of the user"),
    pytest.param(OSError(28, "No space left", "f"), (3, "closeout: f: no space left"), id="disk"),
    pytest.param(MemoryError(), (3, "closeout: there is not enough memory"), id="memory"),
    pytest.param(BrokenPipeError(), (141, ""), id="a closed pipe"),
    pytest.param(KeyboardInterrupt(), (130, "closeout: interrupted"), id="Ctrl-C"),
    pytest.param(KeyError("x"), None, id="of the program"),
]


@pytest.mark.parametrize(("failure", "expected"), FORESEEN)
def test_each_kind_of_failure_has_its_code(
    failure: BaseException, expected: tuple[int, str] | None
) -> None:
    assert ending.ending_of(failure) == expected


def test_of_very_many_problems_the_rest_is_counted() -> None:
    failure = UsageError([Problem(Place(f"f{index}"), "no") for index in range(20_000)])
    lines = ending.problems_text(failure).split("\n")
    assert lines[-2:] == ["f399: error: no", "19600 more problems not told: correct these first"]
    assert len(lines) == 401


def break_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret title \x1b[31m")

    monkeypatch.setattr(program, "import_module", broken)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_nobody_foresaw_is_70_and_says_how_to_report_it(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_all(monkeypatch)
    monkeypatch.setattr(sys, "argv", ["closeout", command])
    monkeypatch.delenv(ending.TRACEBACK_VARIABLE, raising=False)
    code = program._run()
    told = capsys.readouterr().err
    assert code == 70
    assert told.count("\n") == 1
    assert told.startswith("closeout: internal error: KeyError in cli.app:")
    assert "CLOSEOUT_TRACEBACK=1" in told
    assert "secret" not in told


def test_a_traceback_is_shown_to_who_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_all(monkeypatch)
    monkeypatch.setattr(sys, "argv", ["closeout", "config"])
    monkeypatch.setenv(ending.TRACEBACK_VARIABLE, "1")
    assert program._run() == 70
    told = capsys.readouterr().err
    assert told.startswith("Traceback (most recent call last):\n")
    assert "\x1b" not in told
    assert told.split("\n")[-2].startswith("closeout: internal error: KeyError")


# Signals ---------------------------------------------------------------------------------------

BLOCKED = """
import pathlib, signal, sys
from closeout.cli import entry

# Who starts in the background or under nohup ignores some of these, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
for each in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, signal.SIG_DFL)

def blocked(self, target):
    sys.stderr.write("about to rename\\n")
    sys.stderr.flush()
    while True:
        signal.pause()

pathlib.Path.replace = blocked
sys.argv[1:] = ["check", "a.json", "-f", "json:out.json", "--fail-on", "never", "--no-cache"]
sys.argv += ["--policies", "mine"]
entry.main()
"""
"""A run that stands still when all is written and nothing renamed."""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
@pytest.mark.parametrize(
    ("names", "code", "told"),
    [
        (("SIGTERM",), 143, ""),
        (("SIGHUP",), 129, ""),
        (("SIGINT",), 130, "closeout: interrupted\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_signal_while_writing_leaves_the_old_file_and_nothing_beside_it(
    names: tuple[str, ...], code: int, told: str
) -> None:
    import signal

    Path("out.json").write_text("old", encoding="utf-8")
    before = sorted(path.name for path in Path().iterdir())
    process = subprocess.Popen(
        [sys.executable, "-c", BLOCKED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "about to rename\n"
    assert len(list(Path().iterdir())) == len(before) + 1
    for name in names:
        process.send_signal(signal.Signals[name])
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (code, "", told)
    assert Path("out.json").read_text("utf-8") == "old"
    assert sorted(path.name for path in Path().iterdir()) == before


@pytest.mark.skipif(os.name == "nt", reason="there is no nohup")
def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from closeout.cli.signals import obey_signals; obey_signals()\n"
        "signal.raise_signal(signal.SIGHUP); print('on')\n"
        "signal.raise_signal(signal.SIGTERM); print('off')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (143, "on\n", "")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to catch")
def test_a_second_signal_does_not_disturb_the_cleaning_up_but_a_late_one_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import signal

    now = [100.0]
    monkeypatch.setattr(signals.time, "monotonic", lambda: now[0])
    stop = signals._Stop()
    with pytest.raises(SystemExit) as ended:
        stop(signal.SIGTERM, None)
    assert ended.value.code == 143
    now[0] += signals.GRACE / 2
    stop(signal.SIGTERM, None)
    now[0] += signals.GRACE
    with pytest.raises(KeyboardInterrupt):
        stop(signal.SIGINT, None)


# Complaints without end ------------------------------------------------------------------------


def test_validate_counts_what_it_does_not_tell_and_tells_all_when_asked() -> None:
    Path("b.ndjson").write_bytes(
        b"".join(b'{"id": "C%d", "ended_at": "x"}\n' % index for index in range(1_500))
    )
    short = CliRunner().invoke(app, ["validate", "b.ndjson"])
    whole = CliRunner().invoke(app, ["validate", "b.ndjson", "--all"])
    assert (short.exit_code, whole.exit_code) == (3, 3)
    assert short.stdout.count(": error: ") == 1_000
    assert whole.stdout.count(": error: ") == 1_500
    assert short.stdout.split("\n")[-3:-1] == [
        "500 more problems not told: --all tells every one",
        "1 file, 1500 contracts: 1500 errors, 0 contradictions, 0 warnings",
    ]
    assert whole.stdout.split("\n")[-2] == short.stdout.split("\n")[-2]
    assert "more problems" not in whole.stdout
