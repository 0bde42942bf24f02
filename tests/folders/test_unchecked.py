"""`check` of files that cannot be checked: formats that have a place for it tell it, with `--each` and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.render import FORMATS
from closeout.cli.render.joined import TELL_UNCHECKED, joins

from .test_each import CLEAN, export, put, repository, run

__all__ = ["repository"]

BROKEN = {
    "not JSON": '{"id": "C1"}\nnot json\n',
    "a wrong amount": '{"id": "C1", "type": "hourly"}\n{"id": "C2", "escrow": "12,50"}\n',
    "an id twice": '{"id": "C1"}\n{"id": "C1"}\n',
    "no contract": '{"version": 1}\n',
    "nothing at all": "",
}


@pytest.mark.parametrize("format_", sorted(TELL_UNCHECKED))
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_one_file_is_told_alike_with_each_and_without(text: str, format_: str) -> None:
    put("a.ndjson", text)
    alone, each = run("a.ndjson", "-f", format_), run("--each", "a.ndjson", "-f", format_)
    assert (alone.exit_code, each.exit_code) == (3, 3)
    assert "annot be checked" in alone.stdout or "cannot-be-checked" in alone.stdout
    assert alone.stdout == each.stdout


@pytest.mark.parametrize("format_", sorted({*FORMATS} - TELL_UNCHECKED))
def test_other_formats_leave_it_to_the_error_output(format_: str) -> None:
    put("a.ndjson", "not json\n")
    told = run("a.ndjson", "-f", f"{format_}:out")
    assert (told.exit_code, told.stdout) == (3, "")
    assert "a.ndjson:1:1: error: " in told.stderr
    assert not Path("out").exists()


def test_each_of_several_files_is_told_at_its_place() -> None:
    export("a.json", CLEAN)
    put("b.ndjson", '{"id": "C2"}\n{"id": "C3", "escrow": "x"}\n{"id": "C4", "escrow": "y"}\n')
    put("c.csv", "contract,status\nC5,active\n")
    put("d.json", {"version": 1, "contracts": []})
    told = run("a.json", "b.ndjson", "none.json", "c.csv", "d.json", "-f", "concise")
    assert told.exit_code == 3
    assert told.stdout.splitlines() == [
        'b.ndjson:2:24: error: contract C3, escrow: expected an amount, found "x"; write it '
        'like "12.50" (and 1 more problem) [cannot-be-checked]',
        "none.json: error: cannot be read: no such file or directory [cannot-be-checked]",
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--rule", "none"),
            '::error file=a.json,title=Cannot be checked::--rule: no rule is called "none"',
        ),
        (
            ("--close", "C9"),
            '::error file=a.json,title=Cannot be checked::--close: no contract has the id "C9"',
        ),
        (
            ("--waivers", "w.yaml"),
            "::error file=w.yaml,line=1,col=1,title=Cannot be checked::a file of waivers",
        ),
        (
            ("--baseline", "none.json"),
            "::error file=a.json,title=Cannot be checked::none.json: cannot be read: no such file",
        ),
        (
            ("--policies", "own"),
            "::error file=own/rule.yml,title=Cannot be checked::this file would not be read; ",
        ),
    ],
    ids=[
        "a rule",
        "a contract",
        "waivers",
        "a baseline that is not there",
        "a file without a line",
    ],
)
def test_what_else_ends_a_run_is_told_at_its_file_or_at_the_first(
    options: tuple[str, ...], told: str
) -> None:
    export("a.json", CLEAN)
    put("w.yaml", "3\n")
    put("own/pack.yaml", "id: own\nextends: upwork\n")
    put("own/rule.yml", "[]\n")
    done = run("a.json", "-f", "github", *options)
    assert (done.exit_code, done.stdout[: len(told)]) == (2, told)


@pytest.mark.parametrize("names", [("a.ndjson", "b.json"), ("b.json", "a.ndjson")], ids=str)
def test_no_input_is_written_over_although_it_was_not_read_yet(names: tuple[str, ...]) -> None:
    put("a.ndjson", "not json\n")
    export("b.json", CLEAN)
    before = Path("b.json").read_text("utf-8")
    done = run(*names, "-f", "sarif:b.json", "-f", "gitlab:a.ndjson", "-f", "github")
    assert (done.exit_code, Path("b.json").read_text("utf-8")) == (3, before)
    assert Path("a.ndjson").read_text("utf-8") == "not json\n"
    assert done.stdout.startswith("::error file=a.ndjson,line=1,col=1,")


def test_an_output_that_cannot_be_written_changes_neither_the_message_nor_the_exit_code() -> None:
    put("a.ndjson", "not json\n")
    plain = run("a.ndjson", "-f", "text")
    Path("out").symlink_to("a.ndjson")
    done = run("a.ndjson", "-f", "sarif:out")
    assert (done.exit_code, done.stderr) == (3, plain.stderr)


def test_standard_input_has_one_name_everywhere() -> None:
    def told(*options: str) -> Result:
        return CliRunner().invoke(app, ["check", "-", *options], input="{\n")

    place = json.loads(told("-f", "gitlab").stdout)[0]["location"]
    assert place == {"path": "<stdin>", "lines": {"begin": 1}}
    assert '"uri": "%3Cstdin%3E"' in told("-f", "sarif").stdout
    assert '<testsuite name="&lt;stdin&gt;"' in told("-f", "junit").stdout
    assert told("-f", "concise").stdout.startswith("<stdin>:1:1: error: ")
    assert told("-f", "github").stdout.startswith("::error title=Cannot be checked::")
    assert told("--each").stdout.endswith("  3  <stdin>: cannot be checked\n")
    assert told("-f", "text").stderr.startswith("<stdin>:1:1: error: ")


def test_the_page_of_a_run_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    put("a.ndjson", "not json\n")
    assert run("a.ndjson", "-f", "github").exit_code == 3
    assert Path("page.md").read_text("utf-8") == (
        "# Cannot be checked\n\n"
        "- a.ndjson:1:1: expected a value, found not; texts stand in double quotes\n"
    )


@pytest.mark.parametrize("format_", sorted(TELL_UNCHECKED))
def test_under_pseudonyms_only_the_line_is_told(format_: str) -> None:
    put("Ann Blum.ndjson", '{"id": "Secret-7"}\n{"id": "Secret-7"}\n')
    done = run("Ann Blum.ndjson", "--redact", "-f", format_)
    assert (done.exit_code, "Secret-7" in done.stderr) == (3, True)
    assert "Secret" not in done.stdout
    assert "Ann" not in done.stdout
    assert "the error output tells why" in done.stdout


@pytest.mark.parametrize("format_", sorted(filter(joins, FORMATS)))
def test_with_each_the_names_of_files_are_hidden_too(format_: str) -> None:
    export("teams/Ann Blum/x.json", {**CLEAN, "open_tasks": 2, "closing_planned": True})
    put("teams/Blum & Co.json", "{")
    Path("key").write_text("0123456789abcdef", "utf-8")
    options = ("--redact", "--redact-key", "key", "-f", format_)
    done = run("--each", "teams", *options)
    assert done.exit_code == 3
    assert [name for name in ("Ann", "Blum", "x.json") if name in done.stdout] == []
    alone = run("teams/Ann Blum/x.json", *options[:3], "-f", "concise").stdout
    if format_ in ("text", "json", "ndjson", "junit", "sarif", "markdown"):
        file = alone.partition(":")[0]
        assert file.startswith("file-")
        assert file in done.stdout.replace("\\", "")
