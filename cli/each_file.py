"""The files of a run that takes each by itself, with the settings nearest to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.problems import CloseoutError, Place, UsageError
from ..engine.snapshot.databases.address import is_address
from ..engine.snapshot.sources import STDIN
from .exports import choice_of
from .settings.settings import Settings, effective

WORST_FIRST = (2, 3, 1, 0)
"""Exit codes; of all files the first of these counts."""
LEFT_OUT = "the settings beside the files leave all of them out"


def settings_of(file: str, settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """Those of the nearest configuration file, from the folder of the file upwards; `settings`: for what lies in
    no folder.
    """
    if file == STDIN or "\0" in file or is_address(file):
        return settings
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100  a link counts where it stands
    return effective(flags, folder)


def is_left_out(file: str, settings: Settings, *, is_named: bool) -> bool:
    """Whether its own settings leave a file out; one that was named is taken."""
    choice = choice_of(settings)
    return not is_named and (choice.is_read_otherwise(file) or not choice.takes(file))


def all_left_out() -> CloseoutError:
    """No file was taken."""
    return UsageError.at(Place("exclude"), LEFT_OUT)
