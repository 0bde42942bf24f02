"""What is found in folders, and what is passed over: nothing that may be an export, and nothing silently."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.render.tables import CONTRACTS, FINDINGS
from closeout.cli.settings.file import CONFIG_FILE
from closeout.engine.cases.model import SUFFIX
from closeout.engine.language.pack_reader import PACK_FILE
from closeout.engine.problems import InputError
from closeout.engine.snapshot.finding import kinds
from closeout.engine.snapshot.finding.found import Choice, found_files
from closeout.engine.snapshot.finding.kinds import Kind, kind_of

from ..tiny import use_tiny_pack

AS_OF = "As of 2026-03-10 12:00 UTC (from the snapshot).\n"
"""What a table of findings without a row does not tell."""
EXPORT = '{"version": 1, "as_of": "2026-03-10T12:00:00Z", "contracts": [{"id": "C1"}]}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("CLOSEOUT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "here" / ".git").mkdir(parents=True)
    # Which files are read is the point here: not what is said of their contracts, nor what they leave open.
    use_tiny_pack(tmp_path / "tiny", monkeypatch)
    monkeypatch.setenv("CLOSEOUT_UNDECIDED", "ignore")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def put(name: str, text: str = EXPORT) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.json", EXPORT, Kind.EXPORT),
        ("a.json", '{"contracts": []}', Kind.EXPORT),
        ("a.json", '{"Contracts": []}', Kind.EXPORT),
        ("a.json", '{"contract": {}}', Kind.EXPORT),
        ("a.json", '{"version": 1, "as_of": "2026-03-10"}', Kind.EXPORT),
        ("a.json", '{"id": "C1", "status": "active", "type": "fixed"}', Kind.EXPORT),
        ("a.json", '[{"id": "C1", "status": "active", "type": "fixed"}]', Kind.EXPORT),
        ("a.json", '{"data": {"contractList": {}}}', Kind.EXPORT),
        ("a.json", '[{"bidder_id": 1, "project_owner_id": 2}]', Kind.EXPORT),
        ("a.json", '{"contr', Kind.EXPORT),
        ("a.json", "", Kind.EXPORT),
        ("a.json", "[" * 100_000, Kind.EXPORT),
        ("a.json", "1" * 5_000, Kind.EXPORT),
        ("a.json", "\ud800", Kind.EXPORT),
        ("package.json", '{"name": "x", "version": "1.0.0", "contributors": []}', Kind.OTHER),
        ("a.json", '{"id": "x", "title": "y", "type": "object"}', Kind.OTHER),
        ("a.json", "{}", Kind.OTHER),
        ("a.json", "[]", Kind.OTHER),
        ("a.json", '"contracts"', Kind.OTHER),
        ("issues.json", '[{"check_name": "x", "fingerprint": "y"}]', Kind.OTHER),
        ("known.json", '{"version": 1, "findings": [], "undetermined": []}', Kind.OWN),
        ("a.yaml", "version: 1\ncontracts:\n  - {id: C1}\n", Kind.EXPORT),
        ("a.yaml", "{version: 1, contracts: []}\n", Kind.EXPORT),
        ("a.yaml", "'contracts': []\n", Kind.EXPORT),
        ("a.yaml", "a: &x 1\nb: *x\n", Kind.EXPORT),
        ("a.yaml", "", Kind.EXPORT),
        ("compose.yaml", "services: {web: {image: x}}\n", Kind.OTHER),
        ("a.yml", "- {name: x}\n- y\n", Kind.OTHER),
        ("closeout.yaml", "contracts: []\n", Kind.OWN),
        ("Closeout.YAML", "fail-on: never\n", Kind.OWN),
        ("w.yaml", "- {rule: x, contract: C1, reason: r, until: 2026-04-01}\n", Kind.OWN),
        ("w.yaml", "waivers: []\n", Kind.OWN),
        ("statements.yaml", "statements: {}\n", Kind.OWN),
        ("mutants.yaml", "survivors: []\n", Kind.OWN),
        ("x.test.yaml", "cases: []\n", Kind.OWN),
        ("a.csv", "id,title\nC1,x\n", Kind.EXPORT),
        ("a.csv", ",".join(FINDINGS.columns) + "\r\n", Kind.OWN),
        ("a.csv", ",".join(CONTRACTS.columns) + "\r\n", Kind.OWN),
        ("a.ndjson", '{"id": "C1"}\n', Kind.EXPORT),
    ],
)
def test_a_file_is_known_by_its_content(name: str, text: str, kind: Kind) -> None:
    path = Path(name)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert kind_of(path) is kind


def test_a_file_that_is_too_long_to_be_settings_counts_as_an_export() -> None:
    path = put("a.json", '{"name": "' + "x" * kinds.HEAD_BYTES + '"}')
    assert kind_of(path) is Kind.EXPORT


def test_names_of_own_files_are_those_that_others_read() -> None:
    assert (kinds.SETTINGS_NAME, kinds.PACK_NAME, kinds.CASES_ENDING) == (
        CONFIG_FILE,
        PACK_FILE,
        SUFFIX,
    )


REPORTS = ("json", "csv", "contracts-csv", "ndjson", "xlsx", "parquet", "contracts-parquet")


@pytest.mark.parametrize("format_", REPORTS)
def test_a_report_of_a_former_run_is_no_export_and_is_written_anew(format_: str) -> None:
    put("a.json")
    report = Path(f"report.{format_.removeprefix('contracts-')}")
    arguments = ("check", ".", "-f", f"{format_}:{report}", "--fail-on", "never")
    first = run(*arguments)
    before = report.read_bytes()
    if report.suffix != ".parquet":
        report.write_bytes(before + b"\n")
    second = run(*arguments)
    told = AS_OF if format_ in ("csv", "parquet") else ""
    assert (first.exit_code, first.stderr) == (0, told)
    assert (second.exit_code, second.stderr) == (
        0,
        f"passed over: 1 file of closeout itself ({report})\n{told}",
    )
    assert report.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        "plan a.json -f json:out.json",
        "explain a.json C1 -f json",
        "diff a.json a.json -f json:out.json",
        "ask a.json -f csv -o out.csv",
        "baseline write a.json -o out.json",
    ],
)
def test_what_another_command_wrote_beside_the_exports_is_no_export(words: str) -> None:
    put("a.json")
    done = run(*words.split())
    name = "out.csv" if "out.csv" in words else "out.json"
    if not Path(name).exists():
        put(name, done.stdout)
    assert kind_of(Path(name)) is Kind.OWN


def test_answers_beside_their_export_are_no_export_of_their_own() -> None:
    put("a.json")
    put("a.answers.csv", "id,title,dispute\nC1,,none\n")
    done = run("check", ".", "--fail-on", "never")
    assert done.stderr == "passed over: 1 file of closeout itself (a.answers.csv)\n"


def test_a_table_of_contracts_in_parquet_is_an_export() -> None:
    put("a.json")
    run("convert", "a.json", "-o", "b.parquet")
    assert kind_of(Path("b.parquet")) is Kind.EXPORT


def test_what_was_passed_over_is_not_overwritten() -> None:
    put("a.json")
    put("package.json", "{}")
    done = run("check", ".", "-f", "json:package.json", "--fail-on", "never")
    assert done.exit_code == 2
    assert "package.json: error: is an input of this run and would be overwritten" in done.stderr


REPOSITORY = {
    "closeout.yaml": "policies: [policies]\nwaivers: waivers.yaml\n",
    "waivers.yaml": "[]\n",
    "closeout-baseline.json": '{"version": 1, "findings": [], "undetermined": []}\n',
    "policies/pack.yaml": "id: mine\nextends: upwork\n",
    "policies/more/facts.yaml": "facts: {}\n",
    "policies/mine.test.yaml": "cases: []\n",
    "package.json": '{"name": "x"}\n',
    "exports/a.json": EXPORT,
    "exports/b.json": EXPORT.replace("C1", "C2"),
    "exports/b.json.orig": "{",
    "node_modules/x/package.json": "{",
    ".cache/x.json": "{",
}
PASSED_OVER = (
    "passed over: 5 files of closeout itself (closeout-baseline.json, closeout.yaml, "
    "policies/mine.test.yaml, policies/more/facts.yaml, policies/pack.yaml); "
    "1 file read as something else (waivers.yaml); "
    "1 file of no contracts (package.json); 1 folder not looked into (node_modules)\n"
)


@pytest.mark.parametrize("command", ["check", "validate"])
def test_a_whole_repository_is_checked_and_one_line_tells_what_is_no_export(command: str) -> None:
    for name, text in REPOSITORY.items():
        put(name, text)
    done = run(command, ".")
    assert (done.exit_code, done.stderr) == (0, PASSED_OVER)
    assert "2 contracts" in done.stdout


def test_under_pseudonyms_files_are_only_counted() -> None:
    put("a.json")
    put("secret-client.json", "{}")
    done = run("check", ".", "--redact")
    assert done.stderr == "passed over: 1 file of no contracts\n"


@pytest.mark.parametrize("name", ["package.json", "closeout.yaml", "waivers.yaml"])
def test_a_file_that_is_named_and_is_no_export_is_an_error(name: str) -> None:
    for file, text in REPOSITORY.items():
        put(file, text)
    done = run("check", name)
    assert done.exit_code == 3
    assert name in done.stderr


def test_a_folder_of_nothing_but_other_files_is_an_error_that_names_them() -> None:
    put("x/package.json", "{}")
    done = run("check", "x")
    assert (done.exit_code, done.stderr) == (
        3,
        "x: error: the folder holds no export\n"
        "  passed over: 1 file of no contracts (x/package.json)\n",
    )


def test_a_pack_among_the_exports_is_told_with_how_to_name_it() -> None:
    put("mine/pack.yaml", "id: mine\nextends: upwork\n")
    done = run("check", "a.json", "--policies", "upwork", "mine")
    assert (done.exit_code, done.stderr) == (
        3,
        "mine: error: the folder holds no export\n"
        "  it is a policy pack: `--policies mine`, and so for each pack; "
        "passed over: 1 file of closeout itself (mine/pack.yaml)\n",
    )


SINGLE = "rule: escrow-at-stake\ncontract: C1\nreason: x\nuntil: 2026-04-01\n"
OF_WAIVERS = "w.yaml:1:1: error: a file of waivers is a list, not a single waiver\n"


@pytest.mark.parametrize(
    ("arguments", "name", "text", "code", "told"),
    [
        (["check", "--waivers", "w.yaml"], "w.yaml", SINGLE, 2, OF_WAIVERS),
        (["check", "--each", "--waivers", "w.yaml"], "w.yaml", SINGLE, 2, OF_WAIVERS),
        (["check", "--baseline", "b.json"], "b.json", "{", 2, "b.json:1:1: error: cut off here"),
        (["check", "--supplement", "s.csv"], "s.csv", "id,escrow\nC1,2.00\n", 0, ""),
        (["check", "--each", "--supplement", "s.csv"], "s.csv", "id,escrow\nC1,2.00\n", 0, ""),
        (["ask", "-f", "text", "--supplement", "s.csv"], "s.csv", "id,escrow\nC1,2.00\n", 0, ""),
        (["plan", "--supplement", "s.csv"], "s.csv", "id,escrow\nC1,2.00\n", 0, ""),
        (["convert", "--supplement", "s.csv", "-o", "x.json"], "s.csv", "id,title\nC1,A\n", 0, ""),
    ],
)
def test_what_an_option_names_is_no_export_of_the_folder_whatever_stands_in_it(
    arguments: list[str], name: str, text: str, code: int, told: str
) -> None:
    put("a.json")
    put(name, text)
    done = run(*arguments[:1], ".", *arguments[1:])
    assert (done.exit_code, done.stderr.splitlines()[0]) == (
        code,
        f"passed over: 1 file read as something else ({name})",
    )
    assert told in done.stderr


def test_what_the_settings_name_beside_a_file_is_no_export_of_its_folder() -> None:
    put("team/a.json")
    put("team/closeout.yaml", "waivers: w.yaml\n")
    put("team/w.yaml", SINGLE)
    done = run("check", "--each", ".")
    assert (done.exit_code, "team/w.yaml:1:1: error: the key" in done.stderr) == (2, False)
    assert f"team/{OF_WAIVERS}" in done.stderr


TREE = ("a.json", "old/a.json", "t/a.json", "t/b.yaml", "t/old/deep/c.json", "t/[x]/d.json")


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["*.json"], ["a.json"]),
        (["**/*.json"], ["a.json", "old/a.json", "t/[x]/d.json", "t/a.json", "t/old/deep/c.json"]),
        (["t/**/*.json"], ["t/[x]/d.json", "t/a.json", "t/old/deep/c.json"]),
        (["t/*"], ["t/[x]/d.json", "t/a.json", "t/b.yaml", "t/old/deep/c.json"]),
        (["*/old"], ["t/old/deep/c.json"]),
        (["t/[x]/d.json"], ["t/[x]/d.json"]),
        (["t/[x]"], ["t/[x]/d.json"]),
        (["t/a.json", "t"], ["t/a.json", "t/[x]/d.json", "t/b.yaml", "t/old/deep/c.json"]),
        (["t", "./t/*.yaml"], ["t/[x]/d.json", "t/a.json", "t/b.yaml", "t/old/deep/c.json"]),
        (["../here/t/*.yaml"], ["../here/t/b.yaml"]),
        (["-", "*.json"], ["-", "a.json"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_names_mean_files(names: list[str], files: list[str]) -> None:
    for name in TREE:
        put(name, EXPORT if name.endswith("json") else "contracts: []\n")
    assert [Path(file).as_posix() for file in found_files(names).files] == files


@pytest.mark.parametrize(
    ("choice", "files", "left_out"),
    [
        (
            Choice(include=("t/**",)),
            ["t/[x]/d.json", "t/a.json", "t/b.yaml", "t/old/deep/c.json"],
            2,
        ),
        (Choice(exclude=("**/old",)), ["a.json", "t/[x]/d.json", "t/a.json", "t/b.yaml"], 0),
        (Choice(("t/**",), ("**/old", "**/*.yaml")), ["t/[x]/d.json", "t/a.json"], 2),
        (Choice(include=("**/*.yaml",)), ["t/b.yaml"], 5),
    ],
)
def test_settings_choose_among_what_is_found(
    choice: Choice, files: list[str], left_out: int
) -> None:
    for name in TREE:
        put(name, EXPORT if name.endswith("json") else "contracts: []\n")
    found = found_files(["."], choice)
    assert ([Path(file).as_posix() for file in found.files], found.left_out) == (files, left_out)


def test_patterns_of_a_settings_file_are_relative_to_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index, name in enumerate(["x/a.json", "x/old/b.json", "x/y.json", "y.json"]):
        put(name, EXPORT.replace("C1", f"C{index}"))
    put("closeout.yaml", "include: [x/**]\nexclude: [old, x/y.json]\n")
    (folder / "x" / "sub").mkdir()
    monkeypatch.chdir(folder / "x" / "sub")
    done = run("check", "../..", "-f", "csv")
    told = "passed over: 3 files left out by include or exclude\n"
    assert (done.exit_code, done.stderr) == (0, told + AS_OF)


def test_a_file_that_is_named_is_taken_whatever_the_settings_leave_out() -> None:
    put("a.json")
    assert run("check", "a.json", "--exclude", "*.json").exit_code == 0


def test_a_folder_that_is_excluded_is_told_where_a_pattern_finds_nothing_else() -> None:
    put("archive/a.json")
    assert run("check", "**/*.json", "--exclude", "archive").stderr == (
        "**/*.json: error: the pattern matches no export\n"
        "  passed over: 1 folder left out by exclude (archive)\n"
    )
    put("a.json")
    done = run("check", ".", "--exclude", "archive")
    assert (done.exit_code, done.stderr) == (
        0,
        "passed over: 1 folder left out by exclude (archive)\n",
    )


@pytest.mark.parametrize("text", ["include: []\n", "exclude: {a: b}\n", "include: ' '\n"])
def test_patterns_that_are_none_are_refused(text: str) -> None:
    put("a.json")
    put("closeout.yaml", text)
    done = run("check", ".")
    assert done.exit_code == 2
    assert done.stderr.startswith("closeout.yaml:1:10: error: `")


@pytest.mark.skipif(sys.platform == "win32", reason="names are more restricted there")
def test_a_hostile_folder_name_is_no_pattern_and_acts_on_no_terminal() -> None:
    put("[a]*/closeout.yaml", "exclude: [x.json]\n")
    put("[a]*/x.json", "{")
    put("[a]*/y.json")
    put("[a]*/\x1b[31m\n::error::.json", "{}")
    os.chdir("[a]*")
    done = run("check", ".")
    assert (done.exit_code, done.stderr) == (
        0,
        "passed over: 1 file of closeout itself (closeout.yaml); 1 file of no contracts "
        "(\\x1b[31m\\x0a::error::.json); 1 file left out by include or exclude\n",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x*.json", "x*.json: error: the pattern matches no file of a known ending\n"),
        ("no/**/*.json", "no/**/*.json: error: the pattern matches no file of a known ending\n"),
        ("a\0*", "a\\x00*: error: this is not the name of a file\n"),
        ("no.json", "no.json: error: cannot be read: no such file or directory\n"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error(name: str, told: str) -> None:
    done = run("check", name)
    assert done.exit_code == 3
    assert done.stderr.startswith(told)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_to_files_are_followed_and_links_to_folders_are_told(folder: Path) -> None:
    put("../elsewhere/a.json")
    put("here.json", EXPORT.replace("C1", "C2"))
    Path("linked.json").symlink_to("../elsewhere/a.json")
    Path("loop").symlink_to(".")
    found = found_files(["."])
    assert (found.files, found.folders) == (["here.json", "linked.json"], ["loop"])
    Path("gone.json").symlink_to("nowhere.json")
    done = run("check", ".")
    assert (done.exit_code, done.stderr) == (
        3,
        "passed over: 1 folder not looked into (loop)\n"
        "gone.json: error: cannot be read: no such file or directory\n",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_a_folder_is_not_waited_for() -> None:
    put("a.json")
    os.mkfifo("b.json")
    found = found_files(["."])
    assert (found.files, found.other) == (["a.json"], ["b.json"])


def test_a_folder_that_may_not_be_read_is_an_error_unless_it_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("a.json")
    put("closed/b.json")
    scan = os.scandir

    def refusing(path: str = ".") -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(InputError, match="closed: error: cannot be read: permission denied"):
        found_files(["."])
    assert found_files(["."], Choice(exclude=("closed",))).files == ["a.json"]


def test_a_packed_export_is_not_looked_into() -> None:
    Path("a.json.gz").write_bytes(gzip.compress(b"{}"))
    assert found_files(["."]).files == ["a.json.gz"]
