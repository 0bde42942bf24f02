"""`--watch`: a command runs again whenever a file changes that it reads.

The library watchfiles (extra `watch`) asks the system for changes; several within a moment are one. Ctrl-C
ends it. A mistake in a file is told as ever, and the next change is waited for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from ..engine.language.file_names import PACK_FILE
from ..engine.language.load import forget_packs, pack_folder, shipped_pack_ids
from ..engine.opening import forget
from ..engine.problems import Place, SurroundingsError, UsageError, shown
from ..engine.snapshot.databases.address import is_address, shown_name
from .ending import ending_of, tell

OPTION = Place("--watch")
MOST_NAMED = 3
"""So many changed files are named."""

Changes = Iterable[set[str]]
"""The paths that changed, again and again."""


def watched(
    read: Sequence[str | None],
    packs: Sequence[str],
    written: Sequence[Path | None],
    once: Callable[[], None],
    changes: Callable[[Sequence[Path]], Changes] | None = None,
) -> None:
    """Run now, and again after every change of the files, folders and packs that are read.

    `written`: outputs, which are no reason to run again. Raises `UsageError` for stdin, which is read
    once, and where the library is missing; `KeyboardInterrupt` ends it.
    """
    if "-" in read:
        hint = "write what comes from there into a file"
        raise UsageError.at(OPTION, "stdin is read once and cannot be watched", hint)
    for name in filter(None, read):
        if is_address(name):
            raise UsageError.at(OPTION, f"{shown_name(name)} cannot be watched", "watch a file")
    of_system = _of_system() if changes is None else changes
    shipped = shipped_pack_ids()
    paths = [_anchor(Path(name)) for name in read if name and name not in shipped]
    paths += [folder for name in packs if (folder := pack_folder(name)) is not None]
    outputs = {os.path.realpath(path) for path in written if path is not None}
    _run(once)
    for changed in of_system(_folders(paths)):
        found = sorted(path for path in changed if _is_read(path, paths, outputs))
        if found:
            tell(f"changed: {_named(found)}")
            forget()
            forget_packs()
            _run(once)


def _run(once: Callable[[], None]) -> None:
    """One run; its failures are told, and its exit code is nobody's."""
    try:
        once()
    except typer.Exit:
        return
    except Exception as failure:
        ending = ending_of(failure)
        if ending is None:
            raise
        tell(ending[1])


def _of_system() -> Callable[[Sequence[Path]], Changes]:
    try:
        import watchfiles
    except ImportError:
        hint = "install the extra `watch`: pip install 'closeout[watch]'"
        raise UsageError.at(OPTION, "the library watchfiles is not installed", hint) from None

    def changes(folders: Sequence[Path]) -> Iterator[set[str]]:
        try:
            for found in watchfiles.watch(*folders, watch_filter=None, raise_interrupt=True):
                yield {path for _, path in found}
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise SurroundingsError.at(OPTION, f"files cannot be watched: {reason}") from error

    return changes


def _anchor(path: Path) -> Path:
    """What of a path is there: of a pattern the folder before it."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _folders(paths: Iterable[Path]) -> list[Path]:
    """What is watched: folders as they are; of a file its folder, since editors put a new one in its place."""
    found: dict[Path, Any] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        if folder.is_dir():
            found[folder.resolve()] = None
    return list(found)


def _is_read(changed: str, paths: Iterable[Path], outputs: set[str]) -> bool:
    """Whether a change is one of what is read: below a folder, or the file itself; not of hidden files."""
    real = os.path.realpath(changed)
    if real in outputs or Path(real).name.startswith((".", "~")):
        return False
    return any(_holds(path, Path(real)) for path in paths)


def _holds(path: Path, changed: Path) -> bool:
    real = path.resolve()
    if changed == real:
        return True
    is_folder = path.is_dir()
    inner = changed.is_relative_to(real) and changed.relative_to(real).parts
    hidden = isinstance(inner, tuple) and any(part.startswith((".", "__")) for part in inner)
    return is_folder and bool(inner) and not hidden


def _named(paths: Sequence[str]) -> str:
    names = ", ".join(shown(Path(path).name) for path in paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names


def packs_above(paths: Iterable[str]) -> list[str]:
    """The folders of packs that some paths lie in."""
    found: dict[str, None] = {}
    for name in paths:
        path = Path(name).resolve()
        for folder in (path, *path.parents):
            if (folder / PACK_FILE).is_file():
                found[str(folder)] = None
                break
    return list(found)
