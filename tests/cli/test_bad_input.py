"""Each bad input gives one clear error and exit code 3, quickly and in little memory.

What each kind of bad content says exactly is in `tests/snapshot/cases`; here is what only a whole
process can show.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

from ..processes import run

MEBIBYTE = 1 << 20
MOST_MEMORY = 300 * MEBIBYTE
MOST_SECONDS = 10

WITH_PEAK = """
import resource, sys
from pathlib import Path
from closeout.cli.app import main

def peak():
    # ru_maxrss counts the process that started this one, too
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    own = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

try:
    main()
finally:
    print("peak", peak(), file=sys.stderr)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


CONTENTS: dict[str, tuple[str, bytes]] = {
    "an empty file": ("a.json", b""),
    "truncated JSON": ("a.json", b'{"version": 1, "contracts": [{"id": "C1"'),
    "HTML": ("a.json", b"<html><body>Log in</body></html>"),
    "an array of numbers": ("a.json", b"[1, 2, 3]"),
    "UTF-16 without a mark": ("a.json", '{"version": 1, "contracts": []}'.encode("utf-16-le")),
    "Latin-1": ("a.json", '{"version": 1, "contracts": [{"id": "é"}]}'.encode("latin-1")),
    "a YAML alias bomb": ("a.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "10,000-deep JSON": ("a.json", b'{"x": ' * 10_000),
    "10,000-deep YAML": ("a.yaml", b"[" * 10_000),
    "duplicate keys": ("a.json", b'{"version": 1, "version": 1, "contracts": []}'),
    "NaN": ("a.ndjson", b'{"id": "C1", "budget": NaN}'),
    "Infinity": ("a.ndjson", b'{"id": "C1", "budget": Infinity}'),
    "1e400": ("a.ndjson", b'{"id": "C1", "budget": 1e400}'),
    "a 30-digit number": ("a.ndjson", b'{"id": "C1", "budget": ' + b"1" * 30 + b"}"),
    "the 30th of February": ("a.ndjson", b'{"id": "C1", "ended_at": "2026-02-30"}'),
    "an offset of +99:00": ("a.ndjson", b'{"id": "C1", "ended_at": "2026-02-03T00:00:00+99:00"}'),
    "a decimal comma": ("a.ndjson", b'{"id": "C1", "budget": "12,5"}'),
    "two contracts with one id": ("a.ndjson", b'{"id": "C1"}\n{"id": "C1"}\n'),
    "version 9": ("a.json", b'{"version": 9, "contracts": [{"id": "C1"}]}'),
    "no contracts": ("a.json", b'{"version": 1, "contracts": []}'),
}


@pytest.mark.parametrize("command", ["validate", "check"])
@pytest.mark.parametrize("name", CONTENTS)
def test_bad_content_is_one_clear_error(name: str, command: str) -> None:
    file, content = CONTENTS[name]
    Path(file).write_bytes(content)
    done = run((command, file))
    told = done.stdout if command == "validate" else done.stderr
    assert done.returncode == 3
    assert told.startswith(f"{file}:")
    assert told.count("error: ") == 1
    assert "Traceback" not in done.stderr
    if command == "check":
        assert done.stdout == ""


@pytest.mark.parametrize("command", ["validate", "check"])
def test_a_folder_without_files_and_a_missing_file_are_errors(command: str) -> None:
    Path("empty").mkdir()
    for name in ("empty", "missing.json"):
        done = run((command, name))
        assert done.returncode == 3
        assert f"{name}: error: " in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every file can be read")
def test_a_file_without_permission_is_an_error() -> None:
    Path("a.json").write_text("{}", encoding="utf-8")
    Path("a.json").chmod(0)
    done = run(("validate", "a.json"))
    assert (done.returncode, done.stdout[:45]) == (
        3,
        "a.json: error: cannot be read: permission den",
    )


def test_an_error_of_the_system_while_reading_is_an_error() -> None:
    Path("loop.json").symlink_to("loop.json")
    done = run(("check", "loop.json"))
    assert done.returncode == 3
    assert done.stderr.startswith("loop.json: error: cannot be read: ")
    assert done.stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in the units of Linux")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.json", "a.json: error: the document is larger than 64 MiB"),
        ("a.ndjson", "a.ndjson:1:1: error: the line is longer than 8 MiB"),
        ("a.yaml", "a.yaml: error: the document is larger than 8 MiB"),
        ("a.csv", "a.csv: error: the document is larger than 64 MiB"),
        ("-", "<stdin>: error: the document is larger than 64 MiB"),
    ],
)
def test_a_single_line_of_100_megabytes_is_refused_in_little_memory(
    name: str, message: str
) -> None:
    file = "input" if name == "-" else name
    with Path(file).open("wb") as stream:
        stream.write(b'{"id": "')
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n')
    with Path(file).open("rb") as stdin:
        begin = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", WITH_PEAK, "validate", name],
            stdin=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert time.monotonic() - begin < MOST_SECONDS
    assert done.returncode == 3
    assert done.stdout.startswith(message)
    assert int(done.stderr.split()[-1]) * 1024 < MOST_MEMORY


def many_lines(count: int) -> bytes:
    return b"".join(b'{"id": "C%d", "ended_at": "x"}\n' % index for index in range(count))


def test_a_closed_pipe_is_left_quietly() -> None:
    Path("a.ndjson").write_bytes(many_lines(5_000))
    process = subprocess.Popen(
        [sys.executable, "-m", "closeout.cli.app", "validate", "a.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(MOST_SECONDS), errors) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_an_interruption_is_one_line() -> None:
    Path("a.ndjson").write_bytes(many_lines(20_000))
    # Whoever starts in the background ignores SIGINT, and a program started there inherits that.
    listening = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program = "from closeout.cli.app import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", listening + program, "validate", "--all", "a.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process:
        # Nobody reads on, so that it cannot end by itself; and it has begun, so that all is loaded.
        assert process.stdout.readline().startswith(b"a.ndjson:1:")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=MOST_SECONDS)
    assert (process.returncode, errors) == (130, b"closeout: interrupted\n")


@pytest.mark.parametrize(
    ("command", "remedy"),
    [
        (["baseline", "export.json"], "baseline write export.json ..."),
        (["new", "my-rule", "x"], "new rule my-rule ..."),
    ],
)
def test_the_only_word_that_may_stand_there_is_told_where_it_is_left_out(
    command: list[str], remedy: str
) -> None:
    result = CliRunner().invoke(app, command, terminal_width=200)
    assert result.exit_code == 2
    assert remedy in " ".join(result.stderr.split())
