"""The progress line: on a terminal alone, after a second, and gone at the end."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.progress import Progress, progress_line, working


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def waits(times: int, between: Callable[[int], None] = lambda _: None) -> Callable[[float], bool]:
    """A `wait` that takes no time and says at the end of the last wait that the work is over."""
    passed: list[float] = []

    def wait(seconds: float) -> bool:
        assert seconds == 1
        between(len(passed))
        passed.append(seconds)
        return len(passed) == times

    return wait


def test_work_of_less_than_a_second_shows_nothing() -> None:
    stream = Terminal()
    Progress("reading", stream).run(waits(1))
    assert stream.getvalue() == ""


def test_longer_work_draws_a_line_in_place_and_wipes_it() -> None:
    stream = Terminal()
    Progress("reading", stream).run(waits(3))
    assert stream.getvalue() == (
        f"\rreading, 1 second\rreading, 2 seconds\r{' ' * len('reading, 2 seconds')}\r"
    )


def test_what_is_done_is_counted_and_a_shorter_line_covers_a_longer_one() -> None:
    stream = Terminal()
    progress = Progress("reading", stream)
    progress(50, 200)
    progress.run(waits(3, lambda passed: progress(0) if passed else None))
    long = "reading, 1 second: [#####...............] 50 of 200"
    short = "reading, 2 seconds"
    expected = f"\r{long}\r{short.ljust(len(long))}\r{' ' * len(short)}\r"
    assert stream.getvalue() == expected


def test_work_that_goes_on_tells_its_rate_and_the_time_that_is_left() -> None:
    stream = Terminal()
    progress = Progress("checking contracts", stream)
    counts = iter([0, 5_000, 6_600, 11_600, 20_000])
    progress.run(waits(5, lambda _: progress(next(counts), 20_000)))
    assert [line.rstrip() for line in stream.getvalue().split("\r")[1:-2]] == [
        "checking contracts, 1 second",
        "checking contracts, 2 seconds: [#####...............] 5000 of 20000",
        "checking contracts, 3 seconds: 6600 of 20000, 1600 a second, 9 seconds left",
        "checking contracts, 4 seconds: 11600 of 20000, 3300 a second, 3 seconds left",
    ]


def test_the_parts_of_the_work_are_named_and_each_is_counted_anew() -> None:
    stream = Terminal()
    progress = Progress("checking contracts", stream)
    counts = iter([(0, None), (6_000, None), (8_000, None), (0, None), (400, 8_000), (900, 8_000)])

    def on(passed: int) -> None:
        if passed in (0, 3):
            progress.phase("judging" if passed else "reading")
        progress(*next(counts))

    progress.run(waits(6, on))
    assert [line.rstrip() for line in stream.getvalue().split("\r")[1:-2]] == [
        "checking contracts, reading, 1 second",
        "checking contracts, reading, 2 seconds: 6000",
        "checking contracts, reading, 3 seconds: 8000, 2000 a second",
        "checking contracts, judging, 4 seconds",
        "checking contracts, judging, 5 seconds: [#...................] 400 of 8000",
    ]


def test_a_run_reads_judges_and_writes_and_counts_what_it_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[tuple[str, int]] = []

    class Heard(Progress):
        def phase(self, name: str) -> None:
            said.append((name, 0))

        def __call__(self, done: int, total: int | None = None) -> None:
            said[-1] = (said[-1][0], done)

    def heard(label: str) -> Progress:
        said.append((label, 0))
        return Heard(label, io.StringIO())

    monkeypatch.setattr("closeout.cli.together.working", heard)
    monkeypatch.setattr("closeout.cli.outputs.working", heard)
    export = tmp_path / "export.csv"
    export.write_text(
        "id,type,status\n" + "".join(f"C{n},fixed,paused\n" for n in range(7)), "utf-8"
    )
    options = ["--as-of", "2026-03-10", "--policies", "upwork"]
    result = CliRunner().invoke(app, ["check", str(export), *options, "--fail-on", "never"])
    assert result.exit_code == 0, result.output
    assert said == [
        ("checking contracts", 0),
        ("reading", 7),
        ("judging", 0),
        ("writing the report", 0),
    ]


def test_a_terminal_that_went_away_does_not_end_the_work() -> None:
    stream = Terminal()
    progress = Progress("reading", stream)
    progress.run(waits(5, lambda passed: stream.close() if passed == 2 else None))


def test_a_pipe_starts_no_thread_and_gets_nothing() -> None:
    stream = io.StringIO()
    before = threading.active_count()
    with working("reading", stream):
        assert threading.active_count() == before
    assert stream.getvalue() == ""


def test_a_terminal_that_cannot_redraw_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    before = threading.active_count()
    with working("reading", Terminal()):
        assert threading.active_count() == before


def test_the_thread_ends_with_the_work_also_when_it_fails() -> None:
    stream = Terminal()
    before = threading.active_count()

    def interrupted() -> None:
        with working("reading", stream):
            assert threading.active_count() == before + 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert threading.active_count() == before
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "total", "line"),
    [
        (0, None, "work, 3 seconds"),
        (0, 3, "work, 3 seconds"),
        (1, 3, "work, 3 seconds: [######..............] 1 of 3"),
        (3, 3, "work, 3 seconds: [####################] 3 of 3"),
        (4, 3, "work, 3 seconds: 4"),
        (4, None, "work, 3 seconds: 4"),
    ],
)
def test_the_line_counts_in_words(done: int, total: int | None, line: str) -> None:
    assert progress_line("work", 3, done, total) == line


def test_where_there_is_no_room_the_time_so_far_gives_way_to_the_time_that_is_left() -> None:
    line = progress_line("checking contracts, judging", 61, 500_000, 1_000_000, 3_600)
    assert line == "checking contracts, judging: 500000 of 1000000, 3600 a second, 139 seconds left"


def test_the_line_never_wraps() -> None:
    assert len(progress_line("x" * 200, 1)) == 79
