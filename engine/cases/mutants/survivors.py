"""Reads `mutants.yaml`: the mutants of a pack that may survive, each with the reason."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ...language.gather import Fault, Gathered
from ...language.links import refuse_link
from ...language.reading import check_keys, list_of, mapping_of, scalar_of, text_of
from ...problems import did_you_mean
from ...yaml_tree import YamlFault, read_tree
from ..model import SURVIVORS_FILE
from ..reading.discover import read_limited

_KEYS = ("mutant", "reason")


def justified(folder: str, made: Collection[str]) -> dict[str, str]:
    """Mutant -> reason, of the file in the pack's folder; empty where there is none.

    Raises `PolicyError` for an entry without reason, and for a mutant that is not made any more.
    """
    file = Path(folder) / SURVIVORS_FILE
    if not folder or not file.is_file():
        return {}
    refuse_link(file, Path(folder), file.as_posix())
    gathered = Gathered()
    reasons: dict[str, str] = {}
    with gathered:
        try:
            root = read_tree(read_limited(file, file.as_posix()), file.as_posix())
        except YamlFault as error:
            raise Fault(error.problems[0]) from None
        if root is None:
            return {}
        top = mapping_of(root, "a file of survivors", "write `survivors: [...]`")
        check_keys(top, "a file of survivors", gathered, ("survivors",), ("survivors",))
        for node in list_of(top.entries["survivors"][1], "`survivors`"):
            with gathered:
                entry = mapping_of(node, "a survivor", "write `{mutant: ..., reason: ...}`")
                check_keys(entry, "a survivor", gathered, _KEYS, _KEYS)
                mutant = scalar_of(entry.entries["mutant"][1], "a mutant").text
                reasons[mutant] = text_of(entry.entries["reason"][1], "a reason")
                if mutant not in made:
                    hint = did_you_mean(mutant, made, "remove the entry")
                    gathered.add(entry.entries["mutant"][1], "no such mutant is made", hint)
    gathered.raise_any()
    return reasons
