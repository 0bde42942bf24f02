"""Links in the folder of a pack: one that leads out of it is refused before anything there is read.

So no pack can have a file of the machine read, listed or quoted in an error.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..problems import Place, PolicyError, Problem

MESSAGE = "this link leads out of the folder of the pack"
HINT = "put a copy of the file here, or extend the pack that it belongs to: `extends: ../other`"


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path that is named below a folder is, after every link, not below it."""
    real = Path(os.path.realpath(path))
    return not real.is_relative_to(os.path.realpath(folder))


def refuse_link(file: Path, folder: Path | None, label: str) -> None:
    """Raise `PolicyError` for a link that leads out of a pack's folder; `label` is its shown name.

    Without a folder nothing is refused: the installed packs may themselves be links.
    """
    if folder and file.is_symlink() and leads_out(file, folder):
        raise PolicyError([Problem(Place(label), MESSAGE, HINT)])
