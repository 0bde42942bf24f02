"""What any run would do again in the same way, stored in a folder of the user's for the next one.

What comes out of it runs as code and stands for policies. So it is trusted as little as the bytecode of Python is:
folder and file must belong to the user and be nobody else's to write, and the content must be what was
written under that name. Whatever is not so, or cannot be read, is not there; what cannot be stored is not.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

MOST_BYTES = 64_000_000
KEPT = 24
"""Files that stay in the folder: those that were written last."""
_SUFFIX = ".closeout"
_UNFINISHED = ".new"


class Store(Struct, frozen=True):
    """A folder of files, each known by a name."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """What was written under a name; None where there is nothing to be trusted."""
        try:
            if not _is_own_folder(self.folder):
                return None
            with open(self._path(name), "rb", opener=_opened) as stream:
                found = os.fstat(stream.fileno())
                if not stat.S_ISREG(found.st_mode) or not _is_own(found):
                    return None
                digest = stream.read(hashlib.sha256().digest_size)
                content = stream.read(MOST_BYTES + 1)
        except (OSError, ValueError):
            return None
        return content if digest == _digest(name, content) else None

    def write(self, name: str, content: bytes) -> None:
        """Store it, whole or not at all."""
        if len(content) > MOST_BYTES:
            return
        path = self._path(name)
        unfinished = path.with_suffix(f".{os.getpid()}{_UNFINISHED}")
        with contextlib.suppress(OSError, ValueError):
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_own_folder(self.folder):
                return
            try:
                with open(unfinished, "xb", opener=_made) as stream:
                    stream.write(_digest(name, content) + content)
                unfinished.replace(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
            self._forget_old()

    def _path(self, name: str) -> Path:
        return self.folder / (name + _SUFFIX)

    def _forget_old(self) -> None:
        """Also what processes left that were killed while they wrote."""
        written = [
            (entry.stat(follow_symlinks=False).st_mtime_ns, entry.path)
            for entry in os.scandir(self.folder)
            if entry.name.endswith((_SUFFIX, _UNFINISHED))
        ]
        for _, path in sorted(written)[:-KEPT]:
            os.unlink(path)  # noqa: PTH108


def _is_own_folder(folder: Path) -> bool:
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and _is_own(found)


def _is_own(found: os.stat_result) -> bool:
    """Whether nobody but the user can have written it. Windows keeps a user's folders from others by itself."""
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _made(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _digest(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).digest()


def name_of(kind: str, parts: Iterable[str]) -> str:
    """The name for what is made of these texts by this Python with these flags."""
    digest = hashlib.sha256()
    python = f"{sys.implementation.cache_tag} {sys.version} {sys.flags.optimize}"
    for part in (python, *parts):
        text = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(text) + text)
    return f"{kind}-{digest.hexdigest()}"


def program_text() -> str:
    """What tells one version of this program from another: its files, by name, size and time of writing."""
    engine = Path(__file__).parent
    files = [
        (entry.name, entry.stat().st_size, entry.stat().st_mtime_ns)
        for folder in (
            engine,
            *(engine / name for name in ("language", "policy", "python", "meaning")),
        )
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    ]
    return repr((str(engine), sorted(files)))


_used: list[Store] = []
"""The store of this process, if there is one."""


def use(store: Store | None) -> None:
    """From now on, store and look up here; None: nowhere."""
    _used[:] = [] if store is None else [store]


def used() -> Store | None:
    """Where things are stored and looked up."""
    return _used[0] if _used else None
