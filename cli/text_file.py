"""Reads a small text file that an option or a setting names."""

from __future__ import annotations

from pathlib import Path

from ..engine.opening import not_utf8, noted
from ..engine.problems import Place, UsageError, named_or_found

LARGEST = 64 << 20
"""Bytes; no file that a person or this program writes for itself is larger."""


def read_text(path: Path, label: str = "") -> str:
    """The text of a UTF-8 file. Raises `UsageError` where there is none."""
    label = label or str(path)
    data = read_bytes(path, label)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError([not_utf8(label, data, error)]) from None


def read_bytes(path: Path, label: str = "") -> bytes:
    """The content of a file. Raises `UsageError` where there is none, `SurroundingsError` where it
    may not or cannot be read."""
    place = Place(label or str(path))
    try:
        with noted(path.open("rb")) as stream:
            data = stream.read(LARGEST + 1)
    except IsADirectoryError:
        raise UsageError.at(place, "is a folder", "name a file") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "the name is not a path").lower()
        raise named_or_found(error).at(place, f"cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise UsageError.at(place, f"is larger than {LARGEST >> 20} MiB")
    return data
