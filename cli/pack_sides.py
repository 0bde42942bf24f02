"""One side of a comparison of policies: a shipped pack, a folder, or what a revision of git holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from ..engine.language.file_names import PACK_FILE
from ..engine.language.load import load_packs, shipped_pack_ids
from ..engine.policy.pack import Pack
from ..engine.problems import Place, PolicyError, Problem, UsageError, did_you_mean
from .revisions import Revision, lay_out, revision

OPTION = Place("--policies")
MOST_NAMED = 8
"""So many packs of a revision are named where one has to be chosen."""


class PackSide(Struct, frozen=True):
    """The packs of one side."""

    name: str
    """As it was asked for."""
    packs: tuple[Pack, ...]
    references: tuple[str, ...]
    """Folders and shipped ids in which the cases of the packs stand."""


def pack_side(name: str, other: str, usual: Sequence[str] | None, folder: Path) -> PackSide:
    """The packs that a name stands for. `folder`: where a revision may be laid out.

    `other` is the name of the other side, `usual` the packs that the settings name: a revision without a
    path means these. Raises `UsageError` for a name that is nothing, `PolicyError` for packs with errors.
    """
    local = local_packs(name)
    if local is not None:
        return PackSide(name, load_packs(local), local)
    before, colon, inner = name.partition(":")
    found = revision(before)
    if found is None:
        raise _unknown(name, before)
    files = lay_out(found, folder)
    wanted = [inner] if colon else _meant(found, other, usual)
    references = _packs_at(found, files, wanted)
    try:
        packs = load_packs([str(folder / each) for each in references])
    except PolicyError as error:
        label = _Label(folder, before)
        raise PolicyError(label.problem(problem) for problem in error.problems) from None
    label = _Label(folder, before)
    return PackSide(
        name,
        tuple(label.pack(pack) for pack in packs),
        tuple(str(folder / each) for each in references),
    )


def local_packs(name: str) -> tuple[str, ...] | None:
    """The packs that a name stands for here: itself, or all that its folder holds; None: no path."""
    if name in shipped_pack_ids():
        return (name,)
    try:
        path = Path(name)
        if not path.exists():
            return None
        inner = [] if path.is_file() or (path / PACK_FILE).is_file() else sorted(path.iterdir())
    except (OSError, ValueError):
        return None
    packs = tuple(each.as_posix() for each in inner if (each / PACK_FILE).is_file())
    return packs or (name,)


def _unknown(name: str, before: str) -> UsageError:
    where = f'no pack, folder or revision is called "{name}"'
    shipped = ", ".join(shipped_pack_ids())
    otherwise = f"name a folder with a {PACK_FILE}, one of {shipped}, or a commit: main, HEAD~1"
    if before != name:
        where = f'there is no revision "{before}" here'
        otherwise = "`git log --oneline` lists what there is; a shallow clone may lack it"
    problem = Problem(OPTION, where, did_you_mean(name, shipped_pack_ids(), otherwise))
    return UsageError([problem])


def _meant(found: Revision, other: str, usual: Sequence[str] | None) -> list[str]:
    """Paths in the repository: of the packs of the settings, else of the other side; else none."""
    shipped = shipped_pack_ids()
    named = [each for each in usual or () if each not in shipped]
    if not named and other not in shipped and Path(other).exists():
        named = [other]
    inside = [_in_repository(found, each) for each in named]
    return [each for each in inside if each is not None]


def _in_repository(found: Revision, path: str) -> str | None:
    try:
        return Path(path).resolve().relative_to(found.top.resolve()).as_posix()
    except (OSError, ValueError):
        return None


def _packs_at(
    found: Revision, files: Iterable[PurePosixPath], wanted: Sequence[str]
) -> tuple[str, ...]:
    """The folders of packs at or right below the wanted paths; without any, the only pack there is."""
    folders = [path.parent for path in files if path.name == PACK_FILE]
    if not wanted:
        if len(folders) == 1:
            return (folders[0].as_posix(),)
        raise _choose(found, folders, "it is not said which pack of the revision is meant")
    chosen: dict[str, None] = {}
    for path in wanted:
        at = PurePosixPath(path.removesuffix(f"/{PACK_FILE}"))
        inner = [each for each in folders if each == at] or [
            each for each in folders if each.parent == at
        ]
        if not inner:
            raise _choose(found, folders, f"the revision has no pack at {path or '.'}")
        chosen.update((each.as_posix(), None) for each in inner)
    return tuple(chosen)


def _choose(found: Revision, folders: Sequence[PurePosixPath], message: str) -> UsageError:
    names = [f"{found.name}:{each}" for each in folders[:MOST_NAMED]]
    more = f" and {len(folders) - MOST_NAMED} more" if len(folders) > MOST_NAMED else ""
    hint = f"it has {', '.join(names)}{more}" if names else f"it holds no {PACK_FILE}"
    return UsageError([Problem(OPTION, f"{message} ({found.name})", hint)])


class _Label(Struct, frozen=True):
    """Names a file of a revision as git does: `main:policies/pack.yaml`."""

    folder: Path
    revision: str

    def place(self, place: Place) -> Place:
        prefix = f"{self.folder.as_posix()}/"
        file = place.file.replace(prefix, f"{self.revision}:")
        return replace(place, file=file)

    def problem(self, problem: Problem) -> Problem:
        hint = problem.hint.replace(f"{self.folder.as_posix()}/", f"{self.revision}:")
        message = problem.message.replace(f"{self.folder.as_posix()}/", f"{self.revision}:")
        return replace(problem, place=self.place(problem.place), message=message, hint=hint)

    def pack(self, pack: Pack) -> Pack:
        return replace(
            pack,
            rules=tuple(
                dataclasses.replace(
                    rule, place=None if rule.place is None else self.place(rule.place)
                )
                for rule in pack.rules
            ),
        )
