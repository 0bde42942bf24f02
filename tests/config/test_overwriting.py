"""No output takes the place of a file that the run reads, by whatever name it is called; and a
settings file has no say about files outside of its folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from closeout.cli.app import COMMANDS, app

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = {
    "export/a.json": (
        '{"version": 1, "as_of": "2026-03-10T12:00:00Z", "exported_at": "2026-03-10T12:00:00Z", '
        '"contracts": [{"id": "C1", "status": "active", "currency": "USD"}]}'
    ),
    "export/more/b.ndjson": '{"id": "C2", "status": "active"}\n',
    "base/pack.yaml": (
        "id: base\ntitle: B\nactions: {go: {title: Go, effect: prepare}}\n"
        "params: {export_fresh: {value: 2 days, basis: advice}}\n"
    ),
    "base/rules.yaml": (
        "rules:\n  - {id: y, title: Y, for: contract, when: {status: ended},\n"
        "     then: {action: go, severity: info, message: m}, why: w}\n"
    ),
    "mine/pack.yaml": "id: mine\nextends: ../base\ntitle: M\n",
    "mine/below/rules.yaml": (
        "rules:\n  - {id: x, title: X, for: contract, when: {status: active},\n"
        "     then: {action: go, severity: info, message: m}, why: w}\n"
    ),
    "mine/a.test.yaml": "cases: [{name: A, contract: {status: active}, findings: [x]}]\n",
    "mine/defaults.test.yaml": "as_of: 2026-03-10\n",
    "mine/mutants.yaml": "survivors: []\n",
    "mine/statements.yaml": "statements: {s1: {says: It is so, rules: [x]}}\n",
    "waivers.yaml": "- {rule: x, contract: C1, reason: r, until: 2026-04-01}\n",
    "baseline.json": '{"version": 1, "findings": []}\n',
    "key": "0123456789abcdef0123456789abcdef\n",
    "closeout.yaml": "color: never\n",
    "paid.csv": "id,title\nC1,A\n",
}
PACK = ("base/pack.yaml", "base/rules.yaml", "mine/pack.yaml", "mine/below/rules.yaml")
EXPORT = ("export/a.json", "export/more/b.ndjson")
BARE = ("check", "export", "--policies", "mine")
CHECK = (
    *(*BARE, "--waivers", "waivers.yaml", "--fail-on", "never"),
    *("--baseline", "baseline.json", "--redact", "--redact-key", "key"),
)
CHECKED = (*EXPORT, *PACK, "waivers.yaml", "baseline.json", "key", "closeout.yaml")
WRITERS: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = {
    "check": [(CHECK, "-o", CHECKED), (CHECK, "-f", CHECKED)],
    "baseline": [
        (
            ("baseline", "write", "export", "--policies", "mine", "--waivers", "waivers.yaml"),
            "-o",
            (*EXPORT, *PACK, "waivers.yaml", "closeout.yaml"),
        )
    ],
    "convert": [
        (
            (
                *("convert", "export", "--exported-at", "2026-03-10T12:00:00Z", "--report"),
                *("--policies", "mine", "--supplement", "paid.csv"),
            ),
            "-o",
            (*EXPORT, *PACK, "paid.csv"),
        )
    ],
    "ask": [
        (
            ("ask", "export", "--policies", "mine", "--supplement", "paid.csv", "-f", "csv"),
            "-o",
            (*EXPORT, *PACK, "paid.csv"),
        )
    ],
    "diff": [
        (("diff", "export", "export", "--under", "mine"), "-o", (*EXPORT, *PACK)),
        (("diff", "export", "--policies", "base", "mine"), "-o", (*EXPORT, *PACK)),
    ],
    "validate": [
        (("validate", "export", "--policies", "mine"), "-o", EXPORT),
        (("validate", "--each", "export"), "-o", (*EXPORT, "closeout.yaml")),
    ],
    "plan": [
        (
            (
                *("plan", "export", "--policies", "mine", "--supplement", "paid.csv"),
                *("--waivers", "waivers.yaml", "--weeks", "1"),
            ),
            "-o",
            (*EXPORT, *PACK, "paid.csv", "waivers.yaml"),
        )
    ],
    "sweep": [
        (
            ("sweep", "export_fresh", "1..2 days", "export", "--policies", "mine"),
            "-o",
            (*EXPORT, *PACK),
        )
    ],
    "template": [(("template", "--for", "export", "--policies", "mine"), "-o", (*EXPORT, *PACK))],
    "statements": [(("statements", "mine"), "-o", (*PACK, "mine/statements.yaml"))],
    "lint": [(("lint", "mine"), "-o", (*PACK, "mine/a.test.yaml", "mine/statements.yaml"))],
    "test": [
        (
            ("test", "mine", "--mutate"),
            "--junit",
            (*PACK, "mine/a.test.yaml", "mine/defaults.test.yaml", "mine/mutants.yaml"),
        )
    ],
}
"""Command -> arguments, the option that names an output, and the files that are read."""

RUNS = [
    pytest.param(arguments, option, read, id=f"{command} {option} over {read}")
    for command, writers in WRITERS.items()
    for arguments, option, files in writers
    for read in files
]
CALLED: dict[str, Callable[[str], str]] = {
    "by its name": lambda file: file,
    "by another spelling": lambda file: f"export/../{file}",
    "by its absolute path": lambda file: str(Path(file).absolute()),
    "by a link": lambda file: _linked(file, Path.symlink_to),
    "by a second name of the file": lambda file: _linked(file, Path.hardlink_to),
}


def _linked(file: str, link: Callable[[Path, Path], None]) -> str:
    Path("out").mkdir()
    link(Path("out/link"), Path(file).absolute())
    return "out/link"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def contents() -> dict[str, str]:
    return {name: Path(name).read_text("utf-8") for name in FILES}


def command_line(arguments: tuple[str, ...], option: str, target: str) -> list[str]:
    return [*arguments, option, f"json:{target}" if option == "-f" else target]


def test_every_option_that_names_an_output_is_tried() -> None:
    group = typer.main.get_command(app)
    context = group.make_context("closeout", ["config"], resilient_parsing=True)
    found = {
        name
        for name in COMMANDS
        for option in group.get_command(context, name).params  # type: ignore[attr-defined]
        if re.search(r"\bwrite\b", option.help or "", re.IGNORECASE)
        and (option.metavar or "").endswith("FILE")
    }
    assert found == set(WRITERS)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [(arguments, option) for writers in WRITERS.values() for arguments, option, _ in writers],
)
def test_an_output_of_its_own_is_written(arguments: tuple[str, ...], option: str) -> None:
    result = CliRunner().invoke(app, command_line(arguments, option, "new"))
    assert result.exit_code in (0, 1), result.output
    assert Path("new").read_text("utf-8")
    assert contents() == FILES


@pytest.mark.parametrize(("arguments", "option", "read"), RUNS)
def test_an_output_over_a_file_that_is_read_is_refused_before_anything_is_evaluated(
    arguments: tuple[str, ...], option: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def evaluated(*_: object, **__: object) -> None:
        raise AssertionError("evaluated")

    # A module that is first loaded below would keep what is put in place here.
    for command in COMMANDS:
        import_module(f"closeout.cli.commands.{command.replace('-', '_')}")
    import_module("closeout.engine.lint.run")
    monkeypatch.setattr("closeout.cli.checking.report_of", evaluated)
    monkeypatch.setattr("closeout.cli.comparing.evaluate", evaluated)
    monkeypatch.setattr("closeout.engine.evaluation.evaluate.evaluate", evaluated)
    monkeypatch.setattr("closeout.engine.cases.running.run.run_cases", evaluated)
    result = CliRunner().invoke(app, command_line(arguments, option, read))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{read}: error: is an input of this run and would be overwritten\n" in result.stderr
    assert contents() == FILES


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("read", ["export/a.json", "mine/below/rules.yaml", "key"])
def test_a_file_is_known_by_what_it_is_and_not_by_its_name(called: str, read: str) -> None:
    target = CALLED[called](read)
    result = CliRunner().invoke(app, [*CHECK, "-o", target])
    assert result.exit_code == 2
    assert f"{target}: error: is an input of this run" in result.stderr
    assert contents() == FILES


def test_a_file_that_came_by_stdin_is_not_overwritten() -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "closeout.cli.entry", "check", "-", "-o", "export/a.json"]
    with Path("export/a.json").open("rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    assert done.returncode == 2
    assert contents() == FILES


def test_a_summary_of_github_does_not_end_up_in_an_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "export/a.json")
    result = CliRunner().invoke(app, [*BARE, "-f", "github", "--fail-on", "never"])
    assert result.exit_code == 0
    told = "the summary cannot be written to export/a.json: it is an input of this run\n"
    assert told in result.stderr
    assert contents() == FILES


def test_a_baseline_and_a_page_are_written_over_the_ones_before() -> None:
    for arguments in (
        ["baseline", "write", "export", "--policies", "mine", "-o", "before"],
        ["statements", "mine", "-o", "page.md"],
    ):
        for _ in range(2):
            assert CliRunner().invoke(app, arguments).exit_code == 0


def test_a_link_to_itself_is_refused() -> None:
    Path("loop").symlink_to("loop")
    for arguments in ([*CHECK, "-o", "loop"], ["test", "mine", "--junit", "loop"]):
        result = CliRunner().invoke(app, arguments)
        assert (result.exit_code, result.stderr) == (
            2,
            "loop: error: is a link that leads back to itself\n"
            "  name a file, or a link that leads to one\n",
        )


def test_a_folder_that_may_not_be_written_to_is_a_fault_of_the_surroundings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = CliRunner().invoke(app, [*CHECK, "-o", "new"])
    assert result.exit_code == 3
    assert result.stderr.startswith("new: error: cannot be written: permission denied\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_a_fault_of_the_surroundings() -> None:
    result = CliRunner().invoke(app, [*CHECK, "-o", "/dev/full"])
    assert result.exit_code == 3
    assert "/dev/full: error: cannot be written: no space left on device\n" in result.stderr


# Settings --------------------------------------------------------------------------------------

OUTSIDE = [
    pytest.param("../stolen", "`../stolen` lies outside of .", id="above"),
    pytest.param(
        "out/../../stolen", "`out/../../stolen` lies outside of .", id="above by a detour"
    ),
    pytest.param("{above}/stolen", "lies outside of .", id="an absolute path"),
    pytest.param("link/stolen", "`link/stolen` lies outside of .", id="a folder that is a link"),
    pytest.param("file-link", "`file-link` lies outside of .", id="a file that is a link"),
    pytest.param(".git/config", "lies in the folder that Git keeps", id="the settings of Git"),
    pytest.param("out/.GIT/hooks/x", "lies in the folder that Git keeps", id="hooks of Git"),
]


@pytest.mark.parametrize(("target", "told"), OUTSIDE)
def test_a_settings_file_names_outputs_below_its_folder_only(target: str, told: str) -> None:
    above = Path.cwd().parent
    target = target.format(above=above)
    Path("link").symlink_to(above, target_is_directory=True)
    Path("file-link").symlink_to(above / "stolen")
    (above / "stolen").write_text("mine", encoding="utf-8")
    Path("closeout.yaml").write_text(f'format: [text, "json:{target}"]\n', encoding="utf-8")
    for arguments in ([*BARE, "--fail-on", "never"], ["config"]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("closeout.yaml:1:9: error: ")
        assert told in result.stderr
    assert (above / "stolen").read_text("utf-8") == "mine"
    flagged = CliRunner().invoke(app, [*BARE, "--fail-on", "never", "-f", "json:../stolen"])
    assert flagged.exit_code == 0


def test_a_pyproject_is_held_to_the_same() -> None:
    Path("closeout.yaml").unlink()
    Path("pyproject.toml").write_text(
        '[tool.closeout]\nformat = ["text", "json:../x"]\n', encoding="utf-8"
    )
    result = CliRunner().invoke(app, BARE)
    assert result.exit_code == 2
    assert result.stderr.startswith("pyproject.toml:2:1: error: `../x` lies outside of .\n")


def test_a_settings_file_may_name_outputs_below_its_folder() -> None:
    Path("out").mkdir()
    Path("closeout.yaml").write_text('format: "json:out/found.json"\n', encoding="utf-8")
    assert CliRunner().invoke(app, [*BARE, "--fail-on", "never"]).exit_code == 0
    assert Path("out/found.json").exists()


# The house -------------------------------------------------------------------------------------

READING = re.compile(r"\.open\(\"rb\"\)|\.read_text\(|\.read_bytes\(|[^_.\w]open\(")
NOT_AN_INPUT = {
    "cli/entry.py": "a closed stream",
    "cli/output.py": "what is written",
    "cli/starting.py": "what is written where nothing was",
    "cli/render/parquet.py": "what it has written itself",
    "cli/commands/schema.py": "a schema of the program",
    "cli/commands/template.py": "whether what is to be written over is an empty template",
    "engine/documents/judge.py": "a schema of the program",
    "engine/stored.py": "what it has stored itself",
    "engine/snapshot/finding/kinds.py": "what it finds is noted, unless it is a report of a former run",
}


def test_whoever_opens_a_file_to_read_it_notes_it() -> None:
    unnoted = {
        str(path.relative_to(ROOT))
        for part in ("engine", "cli", "api")
        for path in (ROOT / part).rglob("*.py")
        for line in path.read_text("utf-8").split("\n")
        if READING.search(line) and "noted(" not in line
    }
    assert unnoted == set(NOT_AN_INPUT)


@pytest.mark.skipif(os.name == "nt", reason="it is called otherwise there")
def test_a_device_is_written_to() -> None:
    result = CliRunner().invoke(app, [*BARE, "--fail-on", "never", "-o", "/dev/null"])
    assert result.exit_code == 0
