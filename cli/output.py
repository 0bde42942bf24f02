"""Writes results: to stdout, or to a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from ..engine.opening import is_read
from ..engine.problems import (
    CloseoutError,
    Place,
    SurroundingsError,
    UsageError,
    named_or_found,
    room_hint,
)

Text = str | bytes | Iterable[str | bytes]
"""A text, the bytes of a file, or one of both in pieces, that is too long to be held."""


def write(text: Text, target: Path | None, *, extends: bool = False) -> None:
    """Write to the target, or to stdout as UTF-8.

    Raises `UsageError` for a target that leads nowhere or is an input of the run (unless the text
    `extends` it), `SurroundingsError` where the system refuses.
    """
    if target is None:
        _write_out(text)
        return
    if not extends:
        refuse_inputs(target)
    try:
        if _is_device(target):
            with target.open("wb") as stream:
                stream.writelines(_encoded(text))
        else:
            _write_whole(text, target)
    except OSError as error:
        raise named_or_found(error).at(
            Place(str(target)),
            f"cannot be written: {(error.strerror or str(error)).lower()}",
            room_hint(error, "name a file in a folder that exists and that you may write to"),
        ) from error


def _encoded(text: Text) -> Iterable[bytes]:
    if isinstance(text, bytes):
        return (text,)
    if isinstance(text, str):
        return (text.encode("utf-8", "backslashreplace"),)
    return _together(iter(text))


TOGETHER = 256
"""Pieces of a text that are written at once."""


def _together(pieces: Iterator[str | bytes]) -> Iterator[bytes]:
    while found := list(islice(pieces, TOGETHER)):
        yield b"".join(
            [
                each if isinstance(each, bytes) else each.encode("utf-8", "backslashreplace")
                for each in found
            ]
        )


def _write_out(text: Text) -> None:
    try:
        for piece in _encoded(text):
            # Without a buffer (`PYTHONUNBUFFERED`) a stream that breaks or is full takes a part, and says no more.
            left = memoryview(piece)
            while left:
                left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from error


def check_writable(target: Path | None) -> None:
    """Refuse a target that cannot work before any work is done.

    Raises `UsageError` for a name that no file can have, `SurroundingsError` for a folder that may
    not be written to.
    """
    if target is None:
        return
    place = Place(str(target))
    _refuse_circle(target, place)
    if target.is_dir():
        raise UsageError.at(place, "is a folder", "name a file to write to")
    folder = Path(os.path.realpath(target)).parent
    if not folder.is_dir():
        missing = folder if target.is_symlink() else target.parent
        raise UsageError.at(place, "its folder does not exist", f"create {missing} first")
    if not os.access(target if _is_device(target) else folder, os.W_OK):
        hint = "name a file in a folder that you may write to"
        raise SurroundingsError.at(place, "cannot be written: permission denied", hint)


def _refuse_circle(target: Path, place: Place) -> None:
    try:
        target.stat()
    except ValueError:
        raise UsageError.at(place, "this is not the name of a file") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            hint = "name a file, or a link that leads to one"
            raise UsageError.at(place, "is a link that leads back to itself", hint) from None


def refuse_inputs(*targets: Path | None) -> None:
    """Refuse to overwrite what the run has read, by whatever name it is called. Raises `UsageError`.

    To be called when everything is read and before anything is evaluated.
    """
    for target in targets:
        if target is not None and is_read(target):
            raise would_be_overwritten(target)


def would_be_overwritten(target: Path) -> CloseoutError:
    """The refusal of a target that is a file which the run reads."""
    message = "is an input of this run and would be overwritten"
    return UsageError.at(Place(str(target)), message, "name another file")


def _is_device(target: Path) -> bool:
    """`/dev/null` or a pipe: there, and no file that another may be put in the place of."""
    return target.exists() and not target.is_file()


def _write_whole(text: Text, target: Path) -> None:
    """Beside the target first, then renamed onto it; a link stays, and what it leads to is written."""
    target = Path(os.path.realpath(target))
    # Named before it is there, so that it goes away wherever a signal ends the run.
    beside = target.with_name(f".closeout-{os.urandom(8).hex()}")
    try:
        with open(beside, "xb", opener=_private) as stream:
            stream.writelines(_encoded(text))
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _private(name: str, flags: int) -> int:
    """Only the user may read what is not whole yet."""
    return os.open(name, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
