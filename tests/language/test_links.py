"""Links in the folder of a pack: within it they are followed, out of it nothing is read or quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.cases.mutants.survivors import justified
from closeout.engine.cases.reading.discover import test_files as files_of
from closeout.engine.language.load import load_packs
from closeout.engine.problems import CloseoutError, PolicyError
from closeout.engine.statements.find import statement_files

RULE = """\
- id: look
  title: Have a look
  for: contract
  when: {status: active}
  then: {action: look, severity: info, message: Look.}
"""
PACK = "id: house\nactions: {look: {title: Have a look, effect: prepare}}\n"
SECRET = "root:secret words: of the machine\n- [\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack that can be loaded, and beside it what is not its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "pack.yaml").write_text(PACK)
    (tmp_path / "house" / "rules.yaml").write_text(RULE)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "passwd").write_text(SECRET)
    (tmp_path / "outside" / "pack.yaml").write_text(PACK.replace("house", "outside"))
    (tmp_path / "outside" / "rules.yaml").write_text(RULE)
    return tmp_path / "house"


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this system makes no symbolic links")


def refused(error: CloseoutError, label: str) -> None:
    """The link is told by its name, and nothing of what it leads to."""
    assert f"{label}: error: this link leads out of the folder of the pack\n" in str(error)
    assert "secret" not in str(error)
    assert not error.problems[0].place.quoted


@pytest.mark.parametrize("name", ["r.yaml", "inner/r.yaml", "pack.yaml"])
def test_a_file_that_is_elsewhere_is_not_read(house: Path, name: str) -> None:
    (house / "inner").mkdir()
    (house / name).unlink(missing_ok=True)
    link(house / name, house.parent / "outside" / "passwd")
    with pytest.raises(PolicyError) as caught:
        load_packs(["house"])
    refused(caught.value, f"house/{name}")


@pytest.mark.parametrize("target", ["/", "..", "../outside"])
def test_a_folder_that_is_elsewhere_is_not_walked(house: Path, target: str) -> None:
    link(house / "more", Path(target))
    with pytest.raises(PolicyError) as caught:
        load_packs(["house"])
    refused(caught.value, "house/more")


def test_a_link_by_way_of_another_is_not_followed_either(house: Path) -> None:
    link(house.parent / "middle", house.parent / "outside" / "passwd")
    link(house / "r.yaml", Path("../middle"))
    with pytest.raises(PolicyError) as caught:
        load_packs(["house"])
    refused(caught.value, "house/r.yaml")


def test_links_within_the_folder_are_followed(house: Path) -> None:
    (house / "kept").mkdir()
    (house / "kept" / "more.txt").write_text(RULE.replace("id: look", "id: more"))
    link(house / "linked.yaml", Path("kept/more.txt"))
    assert [rule.id for rule in load_packs(["house"])[0].rules] == ["more", "look"]


def test_a_pack_that_is_named_by_a_link_is_loaded(house: Path) -> None:
    link(house.parent / "alias", house)
    assert load_packs(["alias"])[0].id == "house"


def test_links_that_no_pack_reads_are_left_alone(house: Path) -> None:
    link(house / "README.md", house.parent / "outside" / "passwd")
    link(house / ".git", house.parent)
    assert load_packs(["house"])[0].id == "house"


def test_a_pack_extends_its_neighbour_but_not_by_a_link_in_its_own_folder(house: Path) -> None:
    (house / "pack.yaml").write_text("id: house\nextends: ../outside\ndisable: look\n")
    (house / "rules.yaml").unlink()
    assert load_packs(["house"])[0].lineage == (("house", "0"), ("outside", "0"))
    link(house / ".base", house.parent / "outside")
    (house / "pack.yaml").write_text("id: house\nextends: .base\ndisable: look\n")
    with pytest.raises(PolicyError, match=r"house/pack.yaml:2:10: error: this link leads out"):
        load_packs(["house"])


@pytest.mark.parametrize("name", ["a.test.yaml", "defaults.test.yaml"])
def test_a_test_file_that_is_elsewhere_is_not_read(house: Path, name: str) -> None:
    (house / "b.test.yaml").write_text("cases: []\n")
    link(house / name, house.parent / "outside" / "passwd")
    with pytest.raises(PolicyError) as caught:
        files_of(["house"])
    refused(caught.value, f"house/{name}")


def test_statements_and_survivors_that_are_elsewhere_are_not_read(house: Path) -> None:
    link(house / "statements.yaml", house.parent / "outside" / "passwd")
    with pytest.raises(PolicyError) as caught:
        statement_files(["house"])
    refused(caught.value, "house/statements.yaml")
    link(house / "mutants.yaml", house.parent / "outside" / "passwd")
    with pytest.raises(PolicyError) as caught:
        justified("house", ())
    refused(caught.value, "house/mutants.yaml")


def test_a_link_that_leads_back_to_itself_is_passed_over(house: Path) -> None:
    link(house / "loop.yaml", Path("loop.yaml"))
    assert load_packs(["house"])[0].id == "house"
