"""docs/policies is what `closeout docs` writes: of each rule as it is written, with links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.language.entries import entries_in
from closeout.engine.language.lineages import policy_texts
from closeout.engine.language.load import load_packs, shipped_pack_ids

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "policies"
STALE = "write the pages again: closeout docs docs/policies"


@pytest.mark.parametrize("pack", shipped_pack_ids())
def test_there_is_a_page_for_each_rule_as_it_is_written(pack: str) -> None:
    entries = {
        entry.name: entry for entry in entries_in(policy_texts([pack])) if entry.kind == "rule"
    }
    pages = {page.stem: page.read_text("utf-8") for page in (FOLDER / pack / "rules").glob("*.md")}
    assert set(pages) == set(entries), STALE
    for rule in load_packs([pack])[0].rules:
        assert entries[rule.id].text in pages[rule.id], STALE
        assert "## A case in which it holds" in pages[rule.id]
        assert (FOLDER.parents[1] / rule.page).is_file()
    silent = sum("## A case in which it does not" in page for page in pages.values())
    assert silent >= 0.9 * len(pages)  # of some rules no case states outright that they do not hold


def test_the_pages_of_one_pack_are_up_to_date_to_the_byte() -> None:
    result = CliRunner().invoke(app, ["docs", str(FOLDER), "fiverr", "--check"])
    assert result.exit_code == 0, result.stdout


def test_every_link_leads_to_a_page() -> None:
    for page in FOLDER.rglob("*.md"):
        for target in re.findall(r"\]\(([^<)#][^)#]*)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), f"{page}: {target}"


PACK = """
id: mine
extends: fiverr
rules:
  - id: odd
    title: "<b>Odd</b> | a [link](x)"
    for: contract
    when: {status: active}
    then: {action: ask-client, severity: info, message: "`Look`."}
"""


def test_hostile_texts_are_shown_and_do_nothing(tmp_path: Path) -> None:
    action = next(iter(load_packs(["fiverr"])[0].actions))
    (tmp_path / "mine").mkdir()
    text = PACK.replace("ask-client", action)
    (tmp_path / "mine" / "pack.yaml").write_text(text, encoding="utf-8")
    arguments = ["docs", str(tmp_path / "out"), str(tmp_path / "mine")]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    page = (tmp_path / "out" / "mine" / "rules" / "odd.md").read_text("utf-8")
    assert "**\\<b\\>Odd\\</b\\> \\| a \\[link\\](x).**" in page
    assert [path.name for path in (tmp_path / "out" / "mine" / "rules").iterdir()] == ["odd.md"]


def test_check_tells_a_page_that_is_missing_or_left_over_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    action = next(iter(load_packs(["fiverr"])[0].actions))
    (tmp_path / "mine" / "pack.yaml").write_text(PACK.replace("ask-client", action), "utf-8")
    out = tmp_path / "out"
    arguments = ["docs", str(out), str(tmp_path / "mine")]
    assert CliRunner().invoke(app, [*arguments, "--check"]).exit_code == 1
    assert not out.exists()
    CliRunner().invoke(app, arguments)
    assert CliRunner().invoke(app, [*arguments, "--check"]).exit_code == 0
    (out / "mine" / "rules" / "gone.md").write_text("old", "utf-8")
    result = CliRunner().invoke(app, [*arguments, "--check"])
    assert (result.exit_code, "gone.md: not up to date" in result.stdout) == (1, True)
    CliRunner().invoke(app, arguments)
    assert not (out / "mine" / "rules" / "gone.md").exists()


def test_pages_do_not_go_into_a_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text("id: mine\nextends: fiverr\n", "utf-8")
    result = CliRunner().invoke(app, ["docs", "mine"])
    assert (result.exit_code, result.stderr.splitlines()[1]) == (
        2,
        "  name the folder for the pages first: closeout docs pages mine",
    )
    assert [each.name for each in Path("mine").iterdir()] == ["pack.yaml"]


def test_params_that_a_pack_changes_come_first_with_what_they_stand_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(
        "id: mine\nextends: upwork\nparams: {auto_release: 10 days}\n", "utf-8"
    )
    assert CliRunner().invoke(app, ["docs", "pages", "mine"]).exit_code == 0
    first, second = Path("pages/mine/params.md").read_text("utf-8").splitlines()[6:8]
    assert first == (
        "| `auto_release` | 10 days (upwork: 14 days) | advice |  | `look-for-submitted-work` |"
    )
    assert second.startswith("| `export_fresh` | 3 days | advice | ")
