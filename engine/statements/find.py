"""Finds the files of statements that stand beside packs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ... import policies
from ..language.file_names import PACK_FILE, STATEMENTS_FILE
from ..language.links import refuse_link
from ..language.load import load_packs, shipped_pack_ids
from ..policy.pack import Pack
from ..problems import Place, PolicyError, Problem


class Found(Struct, frozen=True):
    """A file of statements and the pack that it stands beside."""

    pack: Pack
    path: Path
    label: str
    """The name under which a person knows the file."""


def statement_files(references: Sequence[str]) -> list[Found]:
    """The file of each pack, named as for `load_packs`; of none: of every shipped pack that has one.

    Raises `PolicyError` where a pack that is named cannot be used or has no such file.
    """
    if not references:
        every = (_beside(name) for name in shipped_pack_ids())
        return [found for found in every if found.path.is_file()]
    found = [_beside(reference) for reference in dict.fromkeys(references)]
    for one in found:
        if not one.path.is_file():
            hint = f"write {STATEMENTS_FILE} beside {PACK_FILE}; `closeout schema statements`"
            message = "this pack has no table of statements"
            raise PolicyError([Problem(Place(one.label), message, hint)])
    return found


def _beside(reference: str) -> Found:
    (pack,) = load_packs([reference])
    if reference in shipped_pack_ids():
        folder, name = Path(policies.__path__[0]) / reference, reference
    else:
        path = Path(reference)
        folder = path.parent if path.name == PACK_FILE else path
        name = folder.as_posix()
    file, label = folder / STATEMENTS_FILE, f"{name}/{STATEMENTS_FILE}"
    refuse_link(file, None if reference in shipped_pack_ids() else folder, label)
    return Found(pack, file, label)
