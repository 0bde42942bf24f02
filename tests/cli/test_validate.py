"""`closeout validate` and `closeout schema`, and what holds of the program as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.language.load import shipped_pack_ids
from closeout.engine.language.pack_platforms import platforms_of
from closeout.engine.snapshot.schema import snapshot_schema_text
from closeout.engine.snapshot.supply.template import csv_template

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOOD = '{"version": 1, "contracts": [{"id": "C1"}]}'
BAD = '{"version": 1, "contracts": [\n  {"id": "C1", "ended_at": "2026-02-30", "staus": "x"}]}'
CONTRADICTION = (
    '{"version": 1, "contracts": [{"id": "C2", "status": "active", "ended_at": "2026-01-01"}]}'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def closeout(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    done = CliRunner().invoke(app, arguments, input=stdin)
    return done.exit_code, done.stdout, done.stderr


def as_a_process(*arguments: str, **variables: str) -> tuple[int, str, str]:
    """The same of a process with these variables in its environment."""
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.app", *arguments],
        capture_output=True,
        env={**os.environ, **variables},
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_problems_are_printed_and_summed_up() -> None:
    Path("bad.json").write_text(BAD, encoding="utf-8")
    Path("good.json").write_text(GOOD.replace("C1", "C9"), encoding="utf-8")
    Path("odd.json").write_text(CONTRADICTION, encoding="utf-8")
    assert closeout("validate", "bad.json", "good.json", "odd.json") == (
        3,
        "bad.json:2:28: error: contract C1, ended_at: there is no day 2026-02-30 in the calendar\n"
        '  2 |   {"id": "C1", "ended_at": "2026-02-30", "staus": "x"}]}\n'
        "    |                            ^\n"
        "  write it like 2026-03-15T09:00:00Z, or as a day like 2026-03-15\n"
        "bad.json:2:42: warning: contract C1, staus: no field has this name; it is ignored\n"
        '  2 |   {"id": "C1", "ended_at": "2026-02-30", "staus": "x"}]}\n'
        "    |                                          ^\n"
        '  did you mean "status"?\n'
        "odd.json:1:75: contradiction: contract C2, ended_at: stated, although status is active\n"
        '  1 | s": [{"id": "C2", "status": "active", "ended_at": "2026-01-01"}]}\n'
        "    |                                                   ^\n"
        "3 files, 3 contracts: 1 error, 1 contradiction, 1 warning\n",
        "",
    )


def test_a_contradiction_alone_fails() -> None:
    Path("odd.json").write_text(CONTRADICTION, encoding="utf-8")
    code, out, _ = closeout("validate", "odd.json")
    assert code == 3
    assert out.endswith("1 file, 1 contract: 0 errors, 1 contradiction, 0 warnings\n")


@pytest.mark.parametrize("name", sorted(each.name for each in EXAMPLES.iterdir() if each.is_file()))
def test_an_example_contradicts_neither_itself_nor_its_platform(name: str) -> None:
    assert closeout("validate", str(EXAMPLES / name))[0] == 0


def test_a_warning_alone_passes() -> None:
    code, out, err = closeout("validate", "-", stdin=b'{"id": "C1", "staus": "x"}')
    assert (code, err) == (0, "")
    assert out.endswith("1 file, 1 contract: 0 errors, 0 contradictions, 1 warning\n")


def test_problems_for_a_program() -> None:
    Path("bad.json").write_text(BAD, encoding="utf-8")
    code, out, err = closeout("validate", "-f", "json", "bad.json", "nothing.json")
    assert (code, err) == (3, "")
    assert json.loads(out) == {
        "version": 1,
        "problems": [
            {
                "level": "error",
                "file": "bad.json",
                "line": 2,
                "column": 28,
                "message": "contract C1, ended_at: there is no day 2026-02-30 in the calendar",
                "hint": "write it like 2026-03-15T09:00:00Z, or as a day like 2026-03-15",
            },
            {
                "level": "warning",
                "file": "bad.json",
                "line": 2,
                "column": 42,
                "message": "contract C1, staus: no field has this name; it is ignored",
                "hint": 'did you mean "status"?',
            },
            {
                "level": "error",
                "file": "nothing.json",
                "line": None,
                "column": None,
                "message": "cannot be read: no such file or directory",
                "hint": None,
            },
        ],
        "summary": {
            "files": 2,
            "contracts": 1,
            "errors": 2,
            "contradictions": 0,
            "warnings": 1,
            "notes": 0,
        },
    }


def test_the_bytes_do_not_depend_on_the_locale() -> None:
    text = '{"version": 1, "contracts": [{"id": "C1", "title": 5, "name": "Bäckerei"}]}'
    Path("bad.json").write_text(text, encoding="utf-8")
    told = [
        as_a_process(
            "validate", "bad.json", LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING=encoding
        )
        for locale, encoding in (("C", "ascii"), ("C.UTF-8", "utf-8"), ("POSIX", "latin-1"))
    ]
    assert "Bäckerei" in told[0][1]
    assert told[0] == told[1] == told[2]


def test_what_could_steer_a_terminal_is_made_visible() -> None:
    raw = '{"version": 1, "contracts": [{"id": "C\\u001b[31m", "ended_at": "\\u202e"}]}'
    code, out, _ = closeout("validate", "-", stdin=raw.encode())
    assert code == 3
    assert "contract C\\x1b[31m, ended_at: expected an instant, found" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_slip_in_the_command_line_is_told() -> None:
    code, out, err = closeout("validat", "x.json")
    assert (code, out) == (2, "")
    assert 'no command is called "validat": did you mean "validate"?' in err
    code, out, err = closeout("validate", "-f", "xml", "x.json")
    assert (code, out) == (2, "")
    assert "'xml' is not one of text, json" in err
    code, out, err = closeout("validate")
    assert (code, out) == (2, "")
    assert "Missing argument" in err


def test_help_names_the_commands() -> None:
    code, out, err = closeout("--help")
    assert (code, err) == (0, "")
    for command in ("check", "validate", "schema"):
        assert command in out


def test_the_version_is_one_line() -> None:
    code, out, err = closeout("--version")
    assert (code, err) == (0, "")
    assert out.startswith("closeout ")
    assert out.count("\n") == 1


def test_starting_up_loads_nothing_heavy() -> None:
    program = "import sys; sys.argv[1:] = ['validate', '-']; from closeout.cli.app import main\n"
    report = (
        "import atexit; atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{report}{program}main()".replace("import atexit", "import atexit, sys", 1),
        ],
        input=GOOD.encode(),
        capture_output=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stderr.decode().split()}
    assert "closeout" in loaded
    assert loaded.isdisjoint({"pydantic", "jsonschema", "rich", "yaml", "durable", "duckdb"})


def test_the_schema_of_a_snapshot_is_printed() -> None:
    assert closeout("schema", "snapshot") == (0, snapshot_schema_text(), "")


def test_the_template_is_printed_and_validates() -> None:
    assert closeout("schema", "snapshot", "--template", "csv") == (0, csv_template(), "")
    code, out, _ = closeout("validate", "-", stdin=csv_template().encode())
    assert (code, out) == (0, "1 file, 2 contracts: 0 errors, 0 contradictions, 0 warnings\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["findings", "--template", "csv"], "--template: error: there is none for findings"),
        (
            ["snapshot", "--policies", "upwork"],
            "--policies: error: the schema of snapshot has no packs",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(arguments: list[str], message: str) -> None:
    code, out, err = closeout("schema", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_the_side_that_is_taken_for_granted_is_told_and_only_then() -> None:
    Path("silent.json").write_text(GOOD, encoding="utf-8")
    told = (
        "Note: judged for the freelancer, as no role is stated; for another side: `--role agency` or "
        "`--role client`, or `role` in the file\n"
        "1 file, 1 contract: 0 errors, 0 contradictions, 0 warnings\n"
    )
    assert closeout("validate", "silent.json") == (0, told, "")
    assert json.loads(closeout("validate", "-f", "json", "silent.json")[1])["assumed_role"] == (
        "freelancer"
    )
    for stated in (("silent.json", "--role", "client"), ("-f", "json", "stated.json")):
        Path("stated.json").write_text(GOOD.replace("1,", '1, "role": "client",'), encoding="utf-8")
        assert "freelancer" not in closeout("validate", *stated)[1]


NO_PACK = "warning: no policy pack is for the platform"


@pytest.mark.parametrize(
    ("policies", "told"),
    [
        ("", [f"a.json:1:62: {NO_PACK} fivver: 1 contract not checked"]),
        ("mine", [f"a.json:1:62: {NO_PACK} fivver: 1 contract not checked"]),
        (
            "fiverr",
            [
                f"a.json:1:48: {NO_PACK} upwork: 2 contracts not checked",
                f"a.json:1:62: {NO_PACK} fivver: 1 contract not checked",
            ],
        ),
        ("nothing-there", []),
    ],
    ids=["every shipped pack", "one that extends", "one for another platform", "none that is read"],
)
def test_platforms_that_no_pack_is_for_are_told_as_check_tells_them(
    policies: str, told: list[str]
) -> None:
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(
        "id: mine\nextends: upwork\nseverity: {keep-earning-contract: warning}\n", encoding="utf-8"
    )
    contracts = [{"id": "C1"}, {"id": "C2", "platform": "fivver"}, {"id": "C3"}]
    document = {"version": 1, "role": "client", "contracts": contracts}
    Path("a.json").write_text(json.dumps(document), encoding="utf-8")
    more = ("--policies", policies) if policies else ()
    code, out, err = closeout("validate", "a.json", *more)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if ": warning: " in line] == told
    assert out.endswith(f"{len(told)} warning{'s' * (len(told) != 1)}\n")
    if policies == "fiverr":
        assert [line for line in closeout("check", "a.json", *more)[2].splitlines() if line in told]


def test_a_shipped_pack_is_called_as_its_platform() -> None:
    assert platforms_of(None) == frozenset(shipped_pack_ids())


def test_a_freelancers_file_is_not_told_to_go_with_a_clients() -> None:
    Path("silent.json").write_text(GOOD, encoding="utf-8")
    stated = GOOD.replace("1,", '1, "role": "client",').replace("C1", "C2")
    Path("stated.json").write_text(stated, encoding="utf-8")
    code, out, _ = closeout("validate", "silent.json", "stated.json")
    assert code == 3
    assert "no role is stated here, and it is client at stated.json:1:24" in out
