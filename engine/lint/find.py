"""Which packs some paths mean: a pack itself, every pack below a folder, a shipped one by its id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..language.file_names import OTHER_PACK_FILE, PACK_FILE
from ..language.load import NO_PACK, pack_hint, shipped_pack_ids
from ..problems import Place, UsageError

DEEPEST = 20
"""Folders within folders that are looked into."""


def packs_at(paths: Sequence[str]) -> list[str]:
    """The packs, each once, in order. Raises `UsageError` where there is none."""
    found = dict.fromkeys(pack for path in paths for pack in _at(path))
    return list(found)


def _at(path: str) -> Iterator[str]:
    folder = Path(path)
    if path in shipped_pack_ids() and not folder.exists():
        yield path
        return
    if folder.name == PACK_FILE and folder.is_file():
        yield path
        return
    if not folder.is_dir():
        raise UsageError.at(Place(path or '""'), NO_PACK, pack_hint(path))
    below = list(_below(folder, 0))
    if not below:
        hint = f"rename {OTHER_PACK_FILE} to {PACK_FILE}"
        if not (folder / OTHER_PACK_FILE).is_file():
            hint = f"a pack is a folder with a {PACK_FILE}; shipped ones are {', '.join(shipped_pack_ids())}"
        raise UsageError.at(Place(path), "there is no policy pack at or below this folder", hint)
    yield from below


def _below(folder: Path, depth: int) -> Iterator[str]:
    if (folder / PACK_FILE).is_file():
        yield folder.as_posix()
    for entry in sorted(folder.iterdir()):
        is_hidden = entry.name.startswith((".", "__"))
        if entry.is_dir() and not entry.is_symlink() and not is_hidden and depth < DEEPEST:
            yield from _below(entry, depth + 1)
