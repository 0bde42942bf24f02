"""Writes results: to stdout, or to a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from ..engine.problems import Place, UsageError


def write(text: str, target: Path | None) -> None:
    """Write to the target, or to stdout as UTF-8. Raises `UsageError` where that is not possible."""
    if target is None:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
        return
    try:
        if _is_device(target):
            target.write_bytes(text.encode("utf-8", "backslashreplace"))
        else:
            _write_whole(text, target)
    except OSError as error:
        raise UsageError.at(
            Place(str(target)),
            f"cannot be written: {error.strerror or error}",
            "name a file in a folder that exists and that you may write to",
        ) from error


def check_writable(target: Path | None) -> None:
    """Refuse a target that cannot work before any work is done. Raises `UsageError`."""
    if target is None:
        return
    if target.is_dir():
        raise UsageError.at(Place(str(target)), "is a folder", "name a file to write to")
    if not target.parent.is_dir():
        raise UsageError.at(
            Place(str(target)), "its folder does not exist", f"create {target.parent} first"
        )
    place = target if _is_device(target) else target.parent
    if not os.access(place, os.W_OK):
        hint = "name a file in a folder that you may write to"
        raise UsageError.at(Place(str(target)), "cannot be written: permission denied", hint)


def _is_device(target: Path) -> bool:
    """`/dev/null` or a pipe: there, and no file that another may be put in the place of."""
    return target.exists() and not target.is_file()


def _write_whole(text: str, target: Path) -> None:
    """Beside the target first, then renamed onto it; a link stays, and what it leads to is written."""
    target = target.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
