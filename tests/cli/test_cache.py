"""What is stored in the cache folder spares the next run work, changes nothing, and is trusted with care."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.cache import cache_folder
from closeout.engine import compiled, stored
from closeout.engine.language import load
from closeout.engine.language.load import forget_packs, load_packs
from closeout.engine.language.pack_reader import PackText, read_pack
from closeout.engine.policy.pack import Pack
from closeout.engine.stored import KEPT, Store
from closeout.engine.yaml_tree import Scalar

SMALL = "fiverr"
"""A shipped pack that is read fast."""
EXAMPLE = str(Path(__file__).parents[2] / "examples" / "portfolio.json")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a test, which is not there yet; nothing is known from runs before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    _begin_anew()
    return tmp_path / "home" / "closeout"


def _begin_anew() -> None:
    """What a new process does not know."""
    forget_packs()
    compiled.compiled.cache_clear()
    compiled._codes.clear()


def _check(*more: str) -> str:
    result = CliRunner().invoke(app, ["check", EXAMPLE, "-f", "json", "--engine", "python", *more])
    assert result.exit_code == 1, result.output
    return result.output


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("this was stored")


def test_the_next_run_reads_no_policy_and_translates_no_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _check()
    assert {entry.name.split("-")[0] for entry in folder.iterdir()} == {"pack", "code"}
    _begin_anew()
    monkeypatch.setattr("closeout.engine.language.pack_reader.read_pack", _refuse)
    monkeypatch.setattr(compiled, "compile", _refuse, raising=False)
    assert _check() == first


def test_nobody_else_may_read_or_write_what_is_stored(folder: Path) -> None:
    _check()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o777 for entry in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [(["--no-cache"], None), ([], "false")],
    ids=["by the option", "by the environment"],
)
def test_nothing_is_stored_where_that_is_not_wanted(
    arguments: list[str], variable: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cache = _check()
    for entry in folder.iterdir():
        entry.unlink()
    _begin_anew()
    if variable is not None:
        monkeypatch.setenv("CLOSEOUT_CACHE", variable)
    assert _check(*arguments) == with_cache
    assert not list(folder.iterdir())


class _Stranger:
    """Not what packs are made of."""

    def __reduce__(self) -> tuple[object, ...]:
        return (_refuse, ())


def _rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


def _under_its_name(content: bytes) -> Callable[[Path], None]:
    return lambda path: Store(path.parent).write(path.name.removesuffix(".closeout"), content)


def _linked(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


def _folder_linked(path: Path) -> None:
    other = path.parent.with_name("elsewhere")
    path.parent.rename(other)
    path.parent.symlink_to(other)


DAMAGED: dict[str, Callable[[Path], object]] = {
    "a byte is another": _rewritten(lambda data: data[:-9] + b"\0" + data[-8:]),
    "it ends early": _rewritten(lambda data: data[:-1]),
    "it is empty": _rewritten(lambda _: b""),
    "others may write it": lambda path: path.chmod(0o602),
    "the group may write the folder": lambda path: path.parent.chmod(0o720),
    "it is a link": _linked,
    "the folder is a link": _folder_linked,
    "it holds another kind of value": _under_its_name(pickle.dumps("a text")),
    "it holds no values": _under_its_name(b"no pickle"),
    "it would call something": _under_its_name(pickle.dumps(_Stranger())),
}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_is_not_to_be_trusted_is_read_anew(
    damage: Callable[[Path], object], folder: Path
) -> None:
    stored.use(Store(folder))
    try:
        (before,) = load_packs([SMALL])
        (path,) = folder.iterdir()
        _begin_anew()
        damage(path)
        (after,) = load_packs([SMALL])
    finally:
        stored.use(None)
    assert after == before


def test_what_belongs_to_another_user_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(folder).write("it", b"content")
    assert Store(folder).read("it") == b"content"
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1, raising=False)
    assert Store(folder).read("it") is None


def test_another_text_another_name(folder: Path) -> None:
    Store(folder).write("it", b"content")
    (folder / "it.closeout").rename(folder / "other.closeout")
    assert Store(folder).read("other") is None


def test_a_pack_that_was_changed_is_read_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []

    def reading(text: PackText, base_of: Callable[[Scalar], Pack]) -> Pack:
        read.append(text)
        return read_pack(text, base_of)

    monkeypatch.setattr("closeout.engine.language.pack_reader.read_pack", reading)
    texts = load.pack_texts(SMALL)
    stored.use(Store(folder))
    try:
        for ending in ("", "", "# changed\n", ""):
            found = [(name, text + ending) for name, text in texts]
            monkeypatch.setattr(load, "_texts", lambda *_, found=found: found)
            _begin_anew()
            load_packs([SMALL])
    finally:
        stored.use(None)
        forget_packs()
    assert len(read) == 2


def test_a_full_disk_leaves_nothing_behind_and_ends_no_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    _check()
    assert not list(folder.iterdir())


def test_a_place_where_no_folder_can_be_made_ends_no_run(folder: Path) -> None:
    folder.parent.write_text("a file")
    _check()


def test_what_was_written_long_ago_is_forgotten(folder: Path) -> None:
    store = Store(folder)
    for number in range(KEPT + 3):
        store.write(f"n{number}", b"content")
        os.utime(folder / f"n{number}.closeout", ns=(number, number))
    store.write("last", b"content")
    kept = {entry.name.removesuffix(".closeout") for entry in folder.iterdir()}
    assert len(kept) == KEPT
    assert "last" in kept and "n0" not in kept


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "linux", "/c/closeout"),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, "linux", "/h/.cache/closeout"),
        ({"HOME": "/h"}, "linux", "/h/.cache/closeout"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/closeout"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/closeout/Cache"),
        ({"HOME": "h"}, "linux", None),
        ({}, "linux", None),
        ({}, "win32", None),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="other paths are absolute there")
def test_the_folder_is_the_one_of_the_system(
    environ: dict[str, str], platform: str, expected: str | None
) -> None:
    assert cache_folder(environ, platform) == (None if expected is None else Path(expected))
