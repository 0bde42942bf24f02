"""The folder in which things are stored for the next run, by the custom of the system."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.stored import Store, use

if TYPE_CHECKING:
    from .settings.settings import Settings

NAME = "closeout"


def cache_folder(environ: Mapping[str, str], platform: str) -> Path | None:
    """The folder for this program; None where the system names no place for it.

    `XDG_CACHE_HOME` wherever it is an absolute path; else `~/.cache`, of macOS `~/Library/Caches`, of
    Windows `%LOCALAPPDATA%`.
    """
    given = environ.get("XDG_CACHE_HOME", "")
    if given and Path(given).is_absolute():
        return Path(given) / NAME
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return Path(local) / NAME / "Cache" if local else None
    home = environ.get("HOME", "")
    if not home or not Path(home).is_absolute():
        return None
    inner = Path("Library", "Caches") if platform == "darwin" else Path(".cache")
    return Path(home) / inner / NAME


@contextmanager
def caching(settings: Settings) -> Iterator[None]:
    """What happens inside looks things up in the cache folder, and stores them there, if the settings allow it."""
    from .settings.keys import CACHE

    folder = cache_folder(os.environ, sys.platform) if settings[CACHE] else None
    use(None if folder is None else Store(folder))
    try:
        yield
    finally:
        if folder is not None and "closeout.engine.compiled" in sys.modules:
            from ..engine.compiled import save_compiled

            save_compiled()
        use(None)
