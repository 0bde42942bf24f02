"""The files that some names mean, and what was passed over on the way to them.

A name is a file, a folder (every file of a known ending in it), a pattern such as `teams/**/*.json`
where no file is called so, the address of a table in a database, or `-` for standard input. What is
named is always taken; of what is found, hidden files and folders, what plainly is no export, and what
the settings leave out are not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from ...problems import InputError, Place, Problem
from ...written import counted
from ..databases.address import is_address, told_name
from ..readers import ENDINGS
from ..sources import GZIP_ENDING, STDIN, error, unreadable
from .globs import covers, is_pattern, literal_part, parts_of
from .kinds import PACK_NAME, Kind, kind_of

FOREIGN_FOLDERS = frozenset({"node_modules", "__pycache__"})
"""Folders full of files of others, in which nobody keeps exports."""
MOST_TOLD = 5
"""How many of the files that were passed over are told by name."""


class Choice(Struct, frozen=True):
    """Patterns, as seen from the working directory, for the files that are found."""

    include: tuple[str, ...] = ()
    """If there are any, a file has to match one."""
    exclude: tuple[str, ...] = ()
    otherwise: frozenset[str] = frozenset()
    """Real paths of files that the run reads as something else: waivers, a baseline, supplements."""

    def takes(self, path: str) -> bool:
        """Whether a file that was found is wanted."""
        parts = parts_of(path)
        is_included = not self.include or any(
            covers(parts_of(each), parts) for each in self.include
        )
        return is_included and not self.excludes(path)

    def excludes(self, path: str) -> bool:
        """Whether a file, or a folder with all that is in it, is left out."""
        parts = parts_of(path)
        return any(covers(parts_of(each), parts) for each in self.exclude)

    def is_read_otherwise(self, path: str) -> bool:
        """Whether a file that was found is read as something else, and so is no export."""
        return bool(self.otherwise) and os.path.realpath(path) in self.otherwise


ALL = Choice()


class Found(Struct):
    """The files, in order, and what was passed over."""

    files: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """Those that were named one by one."""
    own: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    """Folders that were not looked into: links, and those full of files of others."""
    excluded: list[str] = field(default_factory=list)
    """Folders that the settings leave out whole."""
    left_out: int = 0
    """Files that the settings leave out."""

    def passed_over(self, *, with_names: bool = True) -> str:
        """One line about what was passed over; empty if nothing was."""
        told = [
            f"{counted(len(names), what)} {which}" + (f" ({_listed(names)})" if with_names else "")
            for names, what, which in (
                (self.own, "file", "of closeout itself"),
                (self.otherwise, "file", "read as something else"),
                (self.other, "file", "of no contracts"),
                (self.folders, "folder", "not looked into"),
                (self.excluded, "folder", "left out by exclude"),
            )
            if names
        ]
        if self.left_out:
            told.append(f"{counted(self.left_out, 'file')} left out by include or exclude")
        return f"passed over: {'; '.join(told)}" if told else ""


def _listed(names: list[str]) -> str:
    left = len(names) - MOST_TOLD
    return ", ".join(names[:MOST_TOLD]) + (f" and {left} more" if left > 0 else "")


def found_files(names: Iterable[str], choice: Choice = ALL) -> Found:
    """The files that the names mean, each once.

    Raises `InputError` for a folder or pattern without an export, a folder that may not be read, a
    file named twice, and where there is no name.
    """
    found = Found()
    search = _Search(choice, found)
    taken: set[str] = set()
    for name in names:
        files = search.files(name)
        if files is None:
            _refuse_twice(name, found)
            found.named.add(name)
        for file in [name] if files is None else files:
            if os.path.normpath(file) not in taken:
                taken.add(os.path.normpath(file))
                found.files.append(file)
    if not found.files:
        raise error(Place("input"), "no file was named")
    return found


def _refuse_twice(name: str, found: Found) -> None:
    if name in found.named:
        raise error(Place(told_name(name)), "the file is named twice")


def _of_a_pack(folder: str) -> str:
    """What to do with a folder that is a policy pack; `--policies` takes one, and what follows it is an export."""
    is_pack = Path(folder, PACK_NAME).is_file()
    return f"it is a policy pack: `--policies {folder}`, and so for each pack" if is_pack else ""


class _Search:
    """Looks into folders, and remembers what it has looked at."""

    def __init__(self, choice: Choice, found: Found) -> None:
        self._choice = choice
        self._found = found
        self._kinds: dict[str, Kind | None] = {}

    def files(self, name: str) -> list[str] | None:
        """The exports in a folder or of a pattern; None for a name that means one file."""
        if name == STDIN or "\0" in name or is_address(name):
            return None
        if Path(name).is_dir():
            files = [file for file in self._below(name) if self._is_taken(file)]
            return files or self._nothing(name, "the folder holds no", "")
        if not is_pattern(name) or os.path.lexists(name):
            return None
        pattern = Path(name).parts
        folder = str(Path(*literal_part(pattern)))
        below = self._below(folder) if Path(folder).is_dir() else ()
        files = [
            file for file in below if covers(pattern, Path(file).parts) and self._is_taken(file)
        ]
        return files or self._nothing(
            name, "the pattern matches no", "`**` is any number of folders"
        )

    def _nothing(self, name: str, message: str, hint: str) -> list[str]:
        passed_over = self._found.passed_over()
        if passed_over:
            told = "; ".join(filter(None, (_of_a_pack(name), passed_over)))
            raise InputError([Problem(Place(name), f"{message} export", told)])
        known = f"known: {' '.join(ENDINGS)}"
        hint = f"{known}; {hint}" if hint else known
        raise InputError([Problem(Place(name), f"{message} file of a known ending", hint)])

    def _below(self, folder: str) -> list[str]:
        """Every file of a known ending, sorted by its path."""
        return [str(each) for each in sorted(self._walked(folder), key=lambda each: each.parts)]

    def _walked(self, folder: str) -> Iterator[Path]:
        for path, folders, files in os.walk(folder, onerror=_raise):
            folders[:] = sorted(each for each in folders if self._is_entered(path, each))
            yield from (Path(path, each) for each in files if _is_known(each))

    def _is_entered(self, path: str, name: str) -> bool:
        if _is_hidden(name):
            return False
        folder = Path(path, name)
        is_excluded = self._choice.excludes(str(folder))
        if not is_excluded and name not in FOREIGN_FOLDERS and not folder.is_symlink():
            return True
        left = self._found.excluded if is_excluded else self._found.folders
        if str(folder) not in left:
            left.append(str(folder))
        return False

    def _is_taken(self, file: str) -> bool:
        """Whether a file that was found is an export that is wanted; told once where it is not."""
        if file not in self._kinds:
            self._kinds[file] = kind = self._judged(file)
            match kind:
                case None:
                    self._found.left_out += 1
                case Kind.OWN:
                    self._found.own.append(file)
                case Kind.OTHER:
                    self._found.other.append(file)
                case Kind.OTHERWISE:
                    self._found.otherwise.append(file)
        return self._kinds[file] is Kind.EXPORT

    def _judged(self, file: str) -> Kind | None:
        """None: the settings leave it out."""
        if not self._choice.takes(file):
            return None
        if self._choice.is_read_otherwise(file):
            return Kind.OTHERWISE
        return Kind.EXPORT if file.casefold().endswith(GZIP_ENDING) else kind_of(Path(file))


def _raise(fault: OSError) -> None:
    raise unreadable(str(fault.filename), fault)


def _is_known(name: str) -> bool:
    return not _is_hidden(name) and name.casefold().removesuffix(GZIP_ENDING).endswith(ENDINGS)


def _is_hidden(name: str) -> bool:
    """Whether a file or a folder is hidden, or what a spreadsheet keeps beside a workbook while it is open."""
    return name.startswith((".", "~$"))
