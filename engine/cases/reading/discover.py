"""Finds the test files below some paths, each with the pack that it tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from ...language.file_names import PACK_FILE
from ...language.links import refuse_link
from ...language.load import shipped_pack_ids
from ...opening import not_utf8, note, noted
from ...problems import InputError, Place, Problem, did_you_mean
from ..model import DEFAULTS_FILE, SUFFIX, SURVIVORS_FILE

DEEPEST = 20
"""Folders within folders that are looked into."""
LARGEST_FILE = 8_000_000
"""Bytes of one test file."""


class Found(Struct, frozen=True):
    """A test file: how a person knows it, its text, its pack, and the defaults of that pack."""

    label: str
    text: str
    pack: str
    """A folder or a shipped id; empty where no folder above the file holds a pack."""
    defaults: tuple[str, str] | None
    """Label and text of the pack's defaults file."""
    folder: str = ""
    """The folder of the file; empty inside the program."""


def test_files(paths: Sequence[str]) -> list[Found]:
    """Every test file at or below the paths, in order, each once.

    Raises `InputError` for a path that does not exist, and where there is no test file at all.
    """
    found: dict[str, Found] = {}
    for path in paths:
        for item in _below(path):
            found.setdefault(item.label, item)
    if not found:
        where = paths[0] if len(paths) == 1 else ", ".join(paths)
        hint = f"cases stand beside the rules, in files that end in {SUFFIX}"
        raise InputError([Problem(Place(where), "there is no test file", hint)])
    return list(found.values())


test_files.__test__ = False  # type: ignore[attr-defined]


def _below(path: str) -> Iterator[Found]:
    file = Path(path)
    try:
        is_file, is_folder = file.is_file(), file.is_dir()
    except (OSError, ValueError):
        is_file = is_folder = False
    if is_file:
        if not file.name.endswith(SUFFIX):
            hint = f"the name of a test file ends in {SUFFIX}"
            raise InputError([Problem(Place(path), "this is not a test file", hint)])
        yield _file(file)
    elif is_folder:
        for each in _walk(file, 0):
            yield _file(each)
    elif path in shipped_pack_ids():
        yield from _shipped(path)
    else:
        shipped = shipped_pack_ids()
        otherwise = f"name a file, a folder, or one of {', '.join(shipped)}"
        hint = did_you_mean(path, shipped, otherwise)
        raise InputError([Problem(Place(path), "there is no such file or folder", hint)])


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir() and depth < DEEPEST and not entry.is_symlink():
            yield from _walk(entry, depth + 1)
        elif entry.name.endswith(SUFFIX) and entry.name != DEFAULTS_FILE and entry.is_file():
            yield entry


def _file(file: Path) -> Found:
    folder = _pack_folder(file)
    refuse_link(file, folder or file.parent, file.as_posix())
    defaults = None
    if folder is not None and (folder / DEFAULTS_FILE).is_file():
        label = (folder / DEFAULTS_FILE).as_posix()
        refuse_link(folder / DEFAULTS_FILE, folder, label)
        defaults = (label, read_limited(folder / DEFAULTS_FILE, label))
    if folder is not None:
        note(folder / SURVIVORS_FILE)
    pack = "" if folder is None else folder.as_posix()
    label = file.as_posix()
    return Found(label, read_limited(file, label), pack, defaults, file.parent.as_posix())


def _pack_folder(file: Path) -> Path | None:
    """The nearest folder at or above the file's that holds a pack."""
    for folder in (file.parent, *file.parent.absolute().parents):
        if (folder / PACK_FILE).is_file():
            return folder
    return None


def _shipped(id: str) -> Iterator[Found]:
    folder = files("closeout.policies").joinpath(id)
    names = {entry.name: entry for entry in folder.iterdir() if entry.name.endswith(SUFFIX)}
    defaults = None
    if DEFAULTS_FILE in names:
        label = f"{id}/{DEFAULTS_FILE}"
        defaults = (label, read_limited(names.pop(DEFAULTS_FILE), label))
    for name in sorted(names):
        label = f"{id}/{name}"
        yield Found(label, read_limited(names[name], label), id, defaults)


def read_limited(file: Traversable, label: str) -> str:
    """The text of a file that stands beside rules. Raises `InputError`."""
    try:
        with noted(file.open("rb")) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or "the name is not a path").lower()
        raise InputError([Problem(Place(label), f"this cannot be read: {reason}")]) from None
    if len(data) > LARGEST_FILE:
        message = f"a test file has at most {LARGEST_FILE // 1_000_000} MB"
        raise InputError([Problem(Place(label), message)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([not_utf8(label, data, error)]) from None
