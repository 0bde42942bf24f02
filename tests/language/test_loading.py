"""Folders and files that cannot be a pack."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from closeout.engine.language.load import LARGEST_FILE, load_packs
from closeout.engine.problems import PolicyError

RULE = """
- id: look
  title: Look
  for: contract
  when: {status: active}
  then: {action: look, severity: info, message: Look.}
"""
PACK = "id: house\nactions: {look: {title: Look, effect: none}}\n"


def empty(folder: Path) -> None:
    (folder / "house").mkdir()


def of_packs(folder: Path) -> None:
    for name in ("b", "a"):
        (folder / "house" / name).mkdir(parents=True)
        (folder / "house" / name / "pack.yaml").write_text("id: x")


def a_file(folder: Path) -> None:
    (folder / "house").write_text("id: house")


def nothing(folder: Path) -> None:
    pass


def with_pack(name: str, content: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        house = folder / "house"
        house.mkdir()
        (house / "pack.yaml").write_text(PACK)
        (house / "rules.yaml").write_text(RULE)
        (house / name).write_bytes(content)

    return make


def with_other_ending(folder: Path) -> None:
    (folder / "house").mkdir()
    (folder / "house" / "pack.yml").write_text("id: house\nextends: upwork\n", "utf-8")


FOLDERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "nothing": (
        nothing,
        "house: error: there is no such folder and no such shipped pack\n"
        "  name a folder with a pack.yaml, or one of fiverr, freelancer-com, upwork",
    ),
    "an empty folder": (
        empty,
        "house: error: the folder has no pack.yaml\n"
        "  write `id: my-policies` and `extends: upwork` into pack.yaml",
    ),
    "a pack of another ending": (
        with_other_ending,
        "house: error: the folder has no pack.yaml\n  rename pack.yml to pack.yaml",
    ),
    "a folder of packs": (
        of_packs,
        "house: error: the folder has no pack.yaml\n  its folders a, b are packs: name one",
    ),
    "a file": (
        a_file,
        "house: error: this is not a policy pack\n  name the folder of its pack.yaml",
    ),
    "latin-1": (
        with_pack("rules.yaml", RULE.replace("Look", "Bäcker").encode("latin-1")),
        "house/rules.yaml:3:11: error: this is not UTF-8 text\n  save the file as UTF-8",
    ),
    "utf-16": (
        with_pack("pack.yaml", PACK.encode("utf-16")),
        "house/pack.yaml:1:1: error: this is not UTF-8 text\n  save the file as UTF-8",
    ),
    "a file of another ending": (
        with_pack("more.yml", b"[]"),
        "house/more.yml: error: this file would not be read\n  rename it to end in .yaml",
    ),
    "a huge file": (
        with_pack("huge.yaml", b"x" * (LARGEST_FILE + 1)),
        "house/huge.yaml: error: a policy file has at most 1 MB\n  split it into several files",
    ),
    "an alias bomb": (
        with_pack("bomb.yaml", b"a: &a [x, x]\nb: [*a, *a]\n"),
        "house/bomb.yaml:1:4: error: the anchor `&a` is not allowed\n"
        "  1 | a: &a [x, x]\n"
        "    |    ^\n"
        "  write the value out, or put quotes around a text that begins with `*` or `&`",
    ),
}


@pytest.mark.parametrize("what", FOLDERS)
def test_what_is_no_pack_is_told(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, told = FOLDERS[what]
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError) as caught:
        load_packs(["house"])
    assert str(caught.value) == told


def test_a_name_close_to_a_shipped_pack_is_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError, match='did you mean "upwork"'):
        load_packs(["upwrk"])


@pytest.mark.parametrize("reference", ["", "\0", "a" * 5000, "pack.yaml", "~", "."])
def test_a_strange_name_is_a_policy_error(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError):
        load_packs([reference])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pack("more.yaml", b"[]")(tmp_path)
    (tmp_path / "house" / "more.yaml").chmod(0)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError, match=r"more.yaml: error: this cannot be read: permission"):
        load_packs(["house"])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_pack("rules.yaml", b"\xef\xbb\xbf" + RULE.replace("\n", "\r\n").encode())(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert [rule.id for rule in load_packs(["house"])[0].rules] == ["look"]


def test_folders_that_lead_back_to_themselves_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_pack("more.yaml", RULE.replace("id: look", "id: more").encode())(tmp_path)
    for name in ("a", "b", "c"):
        try:
            (tmp_path / "house" / name).symlink_to(tmp_path / "house", target_is_directory=True)
        except OSError:
            pytest.skip("this system makes no symbolic links")
    inner = tmp_path / "house" / "inner"
    inner.mkdir()
    (inner / "back").symlink_to(inner, target_is_directory=True)
    (inner / "deep.yaml").write_text(RULE.replace("id: look", "id: deep"))
    monkeypatch.chdir(tmp_path)
    assert [rule.id for rule in load_packs(["house/"])[0].rules] == ["deep", "more", "look"]


def test_a_name_that_no_system_takes_is_refused_where_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for written in (r'"\0"', "x" * 5000, "/etc", "~"):
        text = f"id: mine\nextends: {written}\nparams: {{a: 3}}\n"
        house = tmp_path / "house"
        house.mkdir(exist_ok=True)
        (house / "pack.yaml").write_text(text)
        with pytest.raises(PolicyError, match=r"house/pack.yaml:2:10: error: there is no pack"):
            load_packs(["house"])
