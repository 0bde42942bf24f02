"""What `closeout statements` prints.

Each `name.yaml` in `pages/` stands beside the pack `house`; `name.md` is the page that is printed of it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from closeout.cli.app import app

from ..golden import golden
from .conftest import HOUSE

PAGES = sorted((Path(__file__).parent / "pages").glob("*.yaml"))


def statements(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["statements", *arguments])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pack in the current folder, without statements."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(HOUSE, tmp_path / "house"))


@pytest.mark.parametrize("case", PAGES, ids=lambda path: path.stem)
def test_the_page_is_this_one(case: Path, house: Path) -> None:
    shutil.copy(case, house / "statements.yaml")
    result = statements("house")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == golden(case.with_suffix(".md"), result.stdout)


@pytest.mark.parametrize("case", PAGES, ids=lambda path: path.stem)
def test_every_row_has_a_cell_for_each_column(case: Path) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(case.with_suffix(".md").read_text())
    rows: list[int] = []
    columns = 0
    for token in tokens:
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("th_open", "td_open"):
            rows[-1] += 1
            columns += token.type == "th_open"
        elif token.type == "table_close":
            assert set(rows) == {columns}
            rows, columns = [], 0
    assert not rows


def test_a_file_is_written_whole(house: Path) -> None:
    shutil.copy(PAGES[0], house / "statements.yaml")
    result = statements("house/pack.yaml", "-o", "page.md")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path("page.md").read_text("utf-8") == PAGES[0].with_suffix(".md").read_text("utf-8")


def test_several_packs_stand_one_after_the_other(house: Path) -> None:
    shutil.copy(PAGES[0], house / "statements.yaml")
    shutil.copytree(house, "hut")
    pack = Path("hut/pack.yaml")
    pack.write_text(pack.read_text("utf-8").replace("How we close", "In the hut"), "utf-8")
    page = statements("hut", "house", "hut").stdout
    headings = [line for line in page.splitlines() if line.startswith("# ")]
    assert headings == [
        "# What the sources say: In the hut",
        "# What the sources say: How we close",
    ]


def test_what_a_pack_inherits_may_be_named_and_need_not_be(house: Path) -> None:
    mine = Path("mine")
    mine.mkdir()
    (mine / "pack.yaml").write_text(
        "id: mine\nextends: ../house\nseverity: {big-budget: error}\n", "utf-8"
    )
    table = "statements:\n  S1: {says: Write., sources: [MINUTES], rules: [quiet-client]}\n"
    (mine / "statements.yaml").write_text(table, "utf-8")
    result = statements("mine")
    assert result.exit_code == 0, result.stderr
    assert "1 statement: 1 carried by the pack, 0 explained." in result.stdout


def test_the_pack_is_used_as_if_the_file_were_not_there(house: Path) -> None:
    before = CliRunner().invoke(app, ["rules", "--policies", "house"])
    shutil.copy(PAGES[0], house / "statements.yaml")
    after = CliRunner().invoke(app, ["rules", "--policies", "house"])
    assert (before.exit_code, before.stdout) == (after.exit_code, after.stdout)


def test_a_mistake_is_told_with_its_line_and_the_exit_code_is_2(house: Path) -> None:
    (house / "statements.yaml").write_text("statements:\n  S1: {says: Write., rules: [big]}\n")
    result = statements("house", "-o", "page.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("house/statements.yaml:2:30: error: the pack has no rule `big`")
    assert not Path("page.md").exists()


BAD_CALLS = [
    pytest.param(["house"], "house/statements.yaml: error: this pack has no table", id="no file"),
    pytest.param(["hous"], "hous: error: there is no such folder", id="no pack"),
    pytest.param(["fiverr"], "fiverr/statements.yaml: error: this pack has no table", id="shipped"),
    pytest.param(["house", "-o", "no/page.md"], "no/page.md: error: its folder", id="no folder"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD_CALLS)
def test_what_cannot_be_done_is_told(arguments: list[str], told: str, house: Path) -> None:
    result = statements(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"statements:\n  \xe9"], ids=["head", "inside"])
def test_text_that_is_not_utf8_is_told(content: bytes, house: Path) -> None:
    (house / "statements.yaml").write_bytes(content)
    result = statements("house")
    assert result.exit_code == 2
    assert "this is not UTF-8 text" in result.stderr
