"""Policy packs from folders: the shipped ones by their id, a user's by path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ... import policies
from ..opening import not_utf8, noted
from ..policy.conditions import FactKey
from ..policy.definitions import FactDefinition, Own
from ..policy.pack import Pack
from ..problems import (
    CloseoutError,
    Place,
    PolicyError,
    Problem,
    UsageError,
    did_you_mean,
    named_or_found,
)
from .file_names import OTHER_FILES, OTHER_PACK_FILE, PACK_FILE, SUFFIX
from .limits import DEEPEST_FOLDER, LARGEST_FILE, LONGEST_LINEAGE, MOST_BYTES, MOST_FILES
from .links import MESSAGE, leads_out, refuse_link
from .stored_packs import stored_pack

if TYPE_CHECKING:
    from ..yaml_tree import Scalar

# What reads YAML is imported where it is done: a shipped pack mostly comes from the store.


NO_PACK = "there is no such folder and no such shipped pack"
"""What is said of a reference that names no pack; `pack_hint` goes with it."""


@cache
def shipped_pack_ids() -> tuple[str, ...]:
    """The ids of the packs that come with the program, sorted."""
    return tuple(
        sorted(folder.name for folder in _shipped_root().iterdir() if _is_pack_folder(folder))
    )


def load_packs(references: Sequence[str] | None) -> tuple[Pack, ...]:
    """The packs that are named by the path of their folder or pack.yaml, or by a shipped id.

    None: every shipped pack. Raises `PolicyError` with all problems of a pack that cannot be used.
    """
    if references is None:
        return tuple(_shipped(name) for name in shipped_pack_ids())
    packs: list[Pack] = []
    for reference in references:
        pack = _load(reference, ())
        if any(pack.id == other.id for other in packs):
            raise _error(reference, f"two packs have the id `{pack.id}`", "name one of them")
        packs.append(pack)
        _refuse_shared_base(pack, packs[:-1], reference)
    _refuse_other_fields(packs, references)
    return without_inherited(packs)


def pack_to_begin(reference: str) -> Pack:
    """One pack, of which nothing but its head may be written yet. Raises `PolicyError`."""
    return _load(reference, (), is_begun=True)


def without_inherited(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs that no other of them extends."""
    inherited = {entry for pack in packs for entry in pack.lineage[1:]}
    return tuple(pack for pack in packs if pack.lineage[0] not in inherited)


def _refuse_other_fields(packs: Sequence[Pack], references: Sequence[str]) -> None:
    """Two packs of a run read the same snapshots, so that a field means the same in both."""
    declared: dict[FactKey, tuple[Pack, FactDefinition]] = {}
    for pack, reference in zip(packs, references, strict=True):
        for key, fact in pack.facts.items():
            if not isinstance(fact.periods[0].definition, Own):
                continue
            other, first = declared.setdefault(key, (pack, fact))
            if first.ref.unit is not fact.ref.unit or first.periods != fact.periods:
                message = f"{fact.ref.full} is declared otherwise by the pack {other.id}"
                raise _error(reference, message, "give one of the two another name")


def forget_packs() -> None:
    """Read the shipped packs anew the next time: somebody edits them while the program runs."""
    _shipped.cache_clear()
    shipped_pack_ids.cache_clear()


def pack_folder(reference: str) -> Path | None:
    """The folder of a pack that is named by its path or by a shipped id; None where there is none."""
    if reference in shipped_pack_ids():
        return _shipped_root() / reference
    path = Path(reference)
    folder = path.parent if path.name == PACK_FILE else path
    return folder if folder.is_dir() else None


def pack_texts(reference: str) -> tuple[tuple[str, str], ...]:
    """Shown name and text of each file of a pack, pack.yaml first. Raises `PolicyError`."""
    is_shipped = reference in shipped_pack_ids()
    path = _shipped_root() / reference if is_shipped else Path(reference)
    folder = _checked_folder(reference, path.parent if path.name == PACK_FILE else path)
    name = reference if is_shipped else folder.as_posix()
    return tuple(_texts(folder, name, is_shipped))


def _refuse_shared_base(pack: Pack, others: Sequence[Pack], reference: str) -> None:
    """Two packs that extend a third would apply its rules twice, perhaps with different numbers."""
    for other in others:
        shared = [entry for entry in pack.lineage if entry in other.lineage]
        if shared and pack.lineage[0] not in shared and other.lineage[0] not in shared:
            raise _error(
                reference,
                f"`{pack.id}` and `{other.id}` both extend `{shared[0][0]}`",
                f"let one extend the other: `extends` may name a folder, such as ../{other.id}",
            )


def _shipped_root() -> Path:
    """The folder of the package `policies`; asking its path spares importing importlib.resources."""
    return Path(policies.__path__[0])


def shipped_folder(name: str) -> Path:
    """The folder of a shipped pack."""
    return _shipped_root() / name


def _is_pack_folder(folder: Path) -> bool:
    return folder.is_dir() and (folder / PACK_FILE).is_file()


@cache
def _shipped(name: str) -> Pack:
    return _pack_in(_shipped_root() / name, name, (f"shipped {name}",))


def _load(reference: str, lineage: tuple[str, ...], *, is_begun: bool = False) -> Pack:
    """`lineage` are the packs that are being loaded because they extend this one; `is_begun`: it may say nothing
    yet.
    """
    if reference in shipped_pack_ids():
        return _shipped(reference)
    path = Path(reference)
    if path.name == PACK_FILE:
        path = path.parent
    try:
        folder = _checked_folder(reference, path)
        identity = str(path.resolve())
    except (OSError, ValueError) as error:
        raise _unreadable(reference, error) from None
    if identity in lineage:
        hint = "one of them must not extend the other"
        raise _error(reference, "packs extend each other in a circle", hint)
    if len(lineage) >= LONGEST_LINEAGE:
        raise _error(reference, f"more than {LONGEST_LINEAGE} packs extend one another")
    return _pack_in(folder, path.as_posix(), (*lineage, identity), is_begun=is_begun)


def pack_hint(reference: str) -> str:
    """What may be meant by a reference that names no pack."""
    shipped = shipped_pack_ids()
    otherwise = f"name a folder with a {PACK_FILE}, or one of {', '.join(shipped)}"
    return did_you_mean(reference, shipped, otherwise)


def _checked_folder(reference: str, path: Path) -> Path:
    if not path.exists():
        raise _error(reference, NO_PACK, pack_hint(reference))
    if not path.is_dir():
        raise _error(reference, "this is not a policy pack", f"name the folder of its {PACK_FILE}")
    if not (path / PACK_FILE).is_file():
        inner = sorted(folder.name for folder in path.iterdir() if _is_pack_folder(folder))
        hint = f"write `id: my-policies` and `extends: upwork` into {PACK_FILE}"
        if (path / OTHER_PACK_FILE).is_file():
            hint = f"rename {OTHER_PACK_FILE} to {PACK_FILE}"
        if inner:
            hint = f"its folders {', '.join(inner)} are packs: name one"
        raise _error(reference, f"the folder has no {PACK_FILE}", hint)
    return path


def base_reference(extends: str, pack_file: str) -> str:
    """The pack that another extends, as it can be loaded; `pack_file`: the shown name of the other's file."""
    folder = pack_file.removesuffix(f"/{PACK_FILE}")
    return extends if extends in shipped_pack_ids() else f"{folder}/{extends}"


def _pack_in(folder: Path, name: str, lineage: tuple[str, ...], *, is_begun: bool = False) -> Pack:
    is_shipped = lineage[-1].startswith("shipped ")
    texts = _texts(folder, name, is_shipped)

    def base_of(node: Scalar) -> Pack:
        return _base(node, folder, name, lineage)

    def read() -> Pack:
        from .pack_reader import PackText, read_pack

        return read_pack(PackText(texts[0], tuple(texts[1:]), is_shipped, is_begun), base_of)

    return stored_pack(tuple(texts), read) if is_shipped else read()


def _texts(folder: Path, name: str, is_shipped: bool) -> list[tuple[str, str]]:
    """Shown name and text of each file of a pack, pack.yaml first."""
    root = None if is_shipped else folder
    label = f"{name}/{PACK_FILE}"
    refuse_link(folder / PACK_FILE, root, label)
    texts = [_read(folder / PACK_FILE, label)]
    left = MOST_BYTES - len(texts[0][1])
    for label, file in _rule_files(folder, root, name):
        texts.append(_read(file, label))
        left -= len(texts[-1][1])
        if left < 0 and not is_shipped:
            message = f"the files of a pack have at most {MOST_BYTES // 1_000_000} MB together"
            raise _error(label, message, "split it into packs, each for what it is about")
    return texts


def _base(node: Scalar, folder: Path, name: str, lineage: tuple[str, ...]) -> Pack:
    """The pack that `extends` names: a shipped id, or a folder relative to the extending one."""
    from .gather import fault
    from .reading import clipped

    if node.text in shipped_pack_ids():
        return _shipped(node.text)
    if not _is_folder_below(folder, node.text):
        shipped = shipped_pack_ids()
        otherwise = f"a folder relative to this one, or one of {', '.join(shipped)}"
        message = f"there is no pack `{clipped(node.text)}` to extend"
        raise fault(node, message, did_you_mean(node.text, shipped, otherwise))
    if ".." not in Path(node.text).parts and leads_out(folder / node.text, folder):
        raise fault(node, MESSAGE, "name the folder itself: `extends: ../other`")
    try:
        return _load(f"{name}/{node.text}", lineage)
    except PolicyError as error:
        if all(problem.place.line for problem in error.problems):
            raise
        first = error.problems[0]
        raise fault(node, first.message, first.hint) from None


def _is_folder_below(folder: Path, relative: str) -> bool:
    """Whether the relative path leads to a folder."""
    try:
        return not Path(relative).is_absolute() and (folder / relative).is_dir()
    except (OSError, ValueError):
        return False


def _rule_files(folder: Path, root: Path | None, name: str) -> list[tuple[str, Path]]:
    """Every rule file below a folder with its shown name, sorted by path. No link leads out of `root`."""
    found = []
    try:
        entries = list(_walk(folder, root, name, {folder.resolve()}))
    except OSError as error:
        raise _unreadable(name, error) from None
    for label, file in entries:
        if label.endswith(".yml"):
            raise _error(label, "this file would not be read", f"rename it to end in {SUFFIX}")
        if label.endswith(SUFFIX) and not label.endswith(OTHER_FILES):
            refuse_link(file, root, label)
            found.append((label, file))
        if len(found) > MOST_FILES:
            raise _error(name, f"the folder holds more than {MOST_FILES} policy files")
    return [entry for entry in sorted(found, key=_label) if entry[0] != f"{name}/{PACK_FILE}"]


def _label(entry: tuple[str, Path]) -> str:
    return entry[0]


def _walk(
    folder: Path, root: Path | None, name: str, visited: set[Path], depth: int = 0
) -> Iterator[tuple[str, Path]]:
    """Files of a folder and its sub-folders; hidden ones and other packs are passed over."""
    if depth > DEEPEST_FOLDER:
        raise _error(name, f"folders of a pack are nested more than {DEEPEST_FOLDER} deep")
    for entry in sorted(folder.iterdir()):
        label = f"{name}/{entry.name}"
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_file():
            yield label, entry
        elif entry.is_dir():
            refuse_link(entry, root, label)
            if not _is_pack_folder(entry) and (real := entry.resolve()) not in visited:
                visited.add(real)
                yield from _walk(entry, root, label, visited, depth + 1)


def _read(file: Path, label: str) -> tuple[str, str]:
    """Shown name and text of a file."""
    try:
        with noted(file.open("rb")) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _unreadable(label, error) from None
    if len(data) > LARGEST_FILE:
        message = f"a policy file has at most {LARGEST_FILE // 1_000_000} MB"
        raise _error(label, message, "split it into several files")
    try:
        return label, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError([not_utf8(label, data, error)]) from None


def _unreadable(reference: str, error: OSError | ValueError) -> CloseoutError:
    kind = named_or_found(error)
    reason = (error.strerror if isinstance(error, OSError) else None) or "the name is not a path"
    place = Place(reference or '""')
    message = f"this cannot be read: {reason.lower()}"
    return (PolicyError if kind is UsageError else kind).at(place, message)


def _error(reference: str, message: str, hint: str = "") -> PolicyError:
    return PolicyError([Problem(Place(reference or '""'), message, hint)])
