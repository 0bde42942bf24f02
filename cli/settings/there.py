"""Whether what a setting names is there: told where it was written, which a missing file cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...engine.problems import Place, Problem, did_you_mean
from .keys import Key, Kind


def missing(key: Key[Any], texts: Sequence[str], origin: str, place: Place) -> Problem | None:
    """The first file or pack that a setting names and that is not there. What an option names is told by
    who reads it.
    """
    if origin.startswith("--"):
        return None
    hint = "paths are relative to the folder of the file that names them"
    if origin == key.variable:
        hint = "paths are relative to the working directory"
    for text in texts:
        if key.kind is Kind.PATH and _is_missing(text):
            return Problem(place, f"`{key.name}` names a file that is not there: {text}", hint)
        if (
            key.kind is Kind.PACKS
            and _is_missing(text)
            and (lost := _no_pack(key, text, place, hint))
        ):
            return lost
    return None


def _is_missing(path: str) -> bool:
    """Whether there is nothing; what may not be looked at is told by who reads it."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _no_pack(key: Key[Any], text: str, place: Place, hint: str) -> Problem | None:
    from ...engine.language.load import shipped_pack_ids

    shipped = shipped_pack_ids()
    if text in shipped:
        return None
    message = f"`{key.name}`: there is no folder {text}, and no such shipped pack"
    return Problem(place, message, did_you_mean(text.rpartition("/")[2], shipped, hint))
