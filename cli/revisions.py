"""Policy packs as they were at a revision of git, laid out in a folder of their own.

Git is asked for the YAML files of one commit and for nothing else; nothing is checked out, no hook runs
and no link is followed. Names that could lead out of the folder are left out.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from ..engine.problems import Place, SurroundingsError, UsageError

SUFFIX = ".yaml"
MOST_FILES = 10_000
LARGEST_FILE = 8_000_000
"""Bytes; larger ones are left out, and missed where they were needed."""
FILE_MODES = ("100644", "100755")
"""Regular files; links and submodules are none."""


class Revision(Struct, frozen=True):
    """A commit of the repository around the working directory."""

    name: str
    """As it was asked for."""
    commit: str
    top: Path
    """The folder of the repository."""


def revision(name: str) -> Revision | None:
    """The commit that a name stands for; None where there is no repository or no such commit.

    Raises `SurroundingsError` where git cannot be run.
    """
    if not name or name.startswith("-") or not name.isprintable():
        return None
    top = _git("rev-parse", "--show-toplevel")
    if top is None:
        return None
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        return None
    return Revision(name, _line(found), Path(_line(top)))


def lay_out(wanted: Revision, folder: Path) -> list[PurePosixPath]:
    """Write the YAML files of a commit below a folder; their names, in order.

    Raises `UsageError` where there are too many, `SurroundingsError` where git or the disk refuses.
    """
    entries = list(_entries(wanted))
    if len(entries) > MOST_FILES:
        message = f"the revision holds more than {MOST_FILES} {SUFFIX} files"
        raise UsageError.at(Place(wanted.name), message, "compare two folders instead")
    contents = _contents(wanted, [blob for _, blob in entries])
    for (path, _), content in zip(entries, contents, strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return [path for path, _ in entries]


def _entries(wanted: Revision) -> Iterator[tuple[PurePosixPath, str]]:
    """Name and object of every file that may be part of a pack."""
    listed = _git("ls-tree", "-r", "-l", "-z", "--full-tree", wanted.commit, cwd=wanted.top) or b""
    for entry in listed.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        words = about.decode("ascii", "replace").split()
        if len(words) != 4 or words[0] not in FILE_MODES or not name.endswith(SUFFIX.encode()):
            continue
        try:
            path = name.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if is_safe(path) and words[3].isdigit() and int(words[3]) <= LARGEST_FILE:
            yield PurePosixPath(path), words[2]


def _contents(wanted: Revision, blobs: Sequence[str]) -> Iterator[bytes]:
    """The contents of objects, read from git at once: each after a line with its size."""
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    rest = _git("cat-file", "--batch", cwd=wanted.top, given=asked) or b""
    at = 0
    for blob in blobs:
        end = rest.find(b"\n", at)
        words = rest[at:end].split()
        if end < 0 or len(words) != 3:
            place = Place(f"{wanted.name}: {blob}")
            raise SurroundingsError.at(place, "git cannot read this object", "run `git fsck`")
        size = int(words[2])
        yield rest[end + 1 : end + 1 + size]
        at = end + size + 2


def is_safe(path: str) -> bool:
    """Whether a name can only lead to a file below the folder that it is put into."""
    parts = path.split("/")
    return (
        not any(part in ("", ".", "..") for part in parts)
        and not any(char in path for char in "\\:\0")
        and path.isprintable()
    )


def _git(*arguments: str, cwd: Path | None = None, given: bytes = b"") -> bytes | None:
    """What git prints; None where it fails. Raises `SurroundingsError` where it is not there."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        hint = "install git, or compare two folders"
        reason = f"cannot be run: {(error.strerror or str(error)).lower()}"
        raise SurroundingsError.at(Place("git"), reason, hint) from error
    return done.stdout if done.returncode == 0 else None


def _line(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape").strip()
