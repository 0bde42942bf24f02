"""What can be wrong with a file, and how a person is told.

A `Problem` names a place, quotes the line, says what was expected and what to do.
Readers and loaders collect problems and raise one error that carries them all.
"""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from .aliases import known_word
from .opposites import is_slip_of, of_the_same_side, say_the_opposite

QUOTE_WIDTH = 100
"""Longest piece of a quoted line that is shown, in characters."""


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The input cannot be used as it is."""
    CONTRADICTION = "contradiction"
    """Two statements of one contract exclude each other; what depends on them is not known."""
    WARNING = "warning"
    """The input is used, but probably not as its author meant."""
    NOTE = "note"
    """The input is used, and this is how it was understood."""


STDIN_NAME = "<stdin>"
"""The file of a place in standard input."""


class Place(Struct, frozen=True):
    """Where in a file; `line` and `column` count from 1, 0 means that there is none to name."""

    file: str
    line: int = 0
    column: int = 0
    quoted: str = ""
    """The text of the line, without its line end."""
    cell: str = ""
    """Of a table, as a person finds it in a spreadsheet: row 4, column W `milestone.amount`."""

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One thing that is wrong: where, what was expected, and what to do about it."""

    place: Place
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    unknown: str = ""
    """The name that no field of the catalogue has, where that is the matter."""

    @property
    def told(self) -> str:
        """The message, with the cell where it is about one."""
        cell = self.place.cell
        is_named = not cell or self.message.startswith(f"{cell}:")
        return self.message if is_named else f"{cell}: {self.message}"

    def rendered(self) -> str:
        """`file:line:column: level: message`, the quoted line with a caret, and the hint."""
        lines = [f"{shown(str(self.place))}: {self.level}: {shown(self.told)}"]
        quoted = quotation(self.place)
        if quoted:
            lines.extend(quoted)
        if self.hint:
            lines.append(f"  {shown(self.hint)}")
        return "\n".join(map(unheard, lines))


class ShapeProblem(Problem, frozen=True):
    """Wrong in shape alone: the published schema of such a file has to call it wrong as well."""


class CloseoutError(Exception):
    """A failure with an explanation for the user: one or more problems."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem.rendered() for problem in self.problems))

    @classmethod
    def at(cls, place: Place, message: str, hint: str = "") -> CloseoutError:
        """One problem of level error at a place."""
        return cls([Problem(place, message, hint)])


class UsageError(CloseoutError):
    """The command line asks for something that does not exist or does not fit together."""


class PolicyError(CloseoutError):
    """A policy pack cannot be used."""


class InputError(CloseoutError):
    """A snapshot cannot be read, is invalid or is empty."""

    exit_code = 3


class SurroundingsError(CloseoutError):
    """The machine is in the way: a file may not be read or written, a disk is full."""

    exit_code = 3


def named_or_found(failure: OSError | ValueError) -> type[CloseoutError]:
    """The kind of error for a file that was named: a name that leads nowhere is the user's, what the
    system refuses or cannot do is not."""
    is_name = isinstance(failure, ValueError) or failure.errno in _OF_NAMES
    return UsageError if is_name else SurroundingsError


_OF_NAMES = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG)


MAKE_ROOM = "make room, or name a folder with more of it in the variable TMPDIR"
TOO_LARGE = "the system allows no file so large here; `ulimit -f` tells its limit"


def room_hint(failure: OSError | ValueError, otherwise: str) -> str:
    """What to do where the system has no room for a file; the other hint where that is not the matter."""
    number = getattr(failure, "errno", None)
    if number == errno.EFBIG:
        return TOO_LARGE
    if number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "make room there, or name a file on another disk"
    return otherwise


class EngineFault(Exception):
    """The program is at fault, not its input: two engines disagree, or a library failed."""

    exit_code = 70


MOST_OF_A_REASON = 200
"""Characters of what a library says of a failure that a message repeats."""


def on_one_line(failure: object) -> str:
    """What a library says of a failure, as far as a message repeats it."""
    return " ".join(str(failure).split())[:MOST_OF_A_REASON]


def quotation(place: Place) -> list[str]:
    """The quoted line and a caret under its column; a long line is cut around the column."""
    if not place.line or not place.quoted.strip():
        return []
    start = max(0, place.column - 1 - QUOTE_WIDTH // 2)
    piece = place.quoted[start : start + QUOTE_WIDTH]
    text = shown(piece.replace("\t", " "))
    number = str(place.line)
    caret = " " * max(0, place.column - 1 - start) + "^"
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {caret}"]


def shown(text: str) -> str:
    """Text that is safe to print: control, bidirectional and surrogate characters are made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_safe(char) else f"\\x{ord(char):02x}" for char in text)


def harmless(text: str) -> str:
    """Lines that are safe to print, on a terminal and into a build log."""
    return "\n".join(unheard(shown(line)) for line in text.split("\n"))


def unheard(line: str) -> str:
    """The line, in which a build server finds nothing to obey: no `::name::` at its start, and
    nowhere `##[name]`. What looks like one is made visible, as `shown` does."""
    if "::" not in line and "##[" not in line:
        return line
    return _COMMAND.sub(lambda found: f"{found[1] or ''}\\x{ord(found[0][-1]):02x}", line)


_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)")


def _is_safe(char: str) -> bool:
    return char.isprintable() or char == "\u00a0"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name that the given one was most likely meant to be, if any comes close.

    Another word for it comes first (`talent` is the freelancer); one that says the opposite is none.
    """
    known = sorted(set(names))
    meant = known_word(name, known)
    if meant is not None:
        return meant
    folded = {other.casefold().replace("-", "_"): other for other in known}
    told = name.casefold().replace("-", "_")
    if (same := of_the_same_side(told)) in folded:
        return folded[same]
    matches = difflib.get_close_matches(told, list(folded), n=MOST_LOOKED_AT, cutoff=0.6)
    return next((folded[match] for match in matches if not say_the_opposite(told, match)), None)


KEEP_ONE = "keep one of the two"
"""What to do about something that is there twice."""

MOST_LOOKED_AT = 5
"""Names that look like another, of which those that say the opposite are passed over."""


def likely(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The known names that are most like the given one, however far they are; the most alike first."""
    folded = {other.casefold(): other for other in sorted(set(names))}
    found = difflib.get_close_matches(name.casefold(), list(folded), n=most, cutoff=0)
    return [folded[match] for match in found]


def suggestion(name: str) -> str:
    """The question whether a name that is known was meant."""
    return f'did you mean "{name}"?'


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """`did you mean "x"?`, or the other hint where nothing comes close."""
    match = nearest(name, names)
    return suggestion(match) if match else otherwise


def unknown_contract(place: Place, id: str, known: Iterable[str], otherwise: str = "") -> Problem:
    """That no contract has an id that was named, with the nearest that one has."""
    return Problem(place, f'no contract has the id "{id}"', did_you_mean(id, known, otherwise))


def did_you_mean_word(told: str, words: Iterable[str], otherwise: str = "") -> str:
    """The same of a value, which is one of a few words: with a word that says less it would be another value."""
    known = sorted(words)
    match = known_word(told, known)
    slips = [match] if match else [each for each in known if is_slip_of(told, each)]
    return suggestion(slips[0]) if slips else otherwise


def at_level(problems: Iterable[Problem], level: Level) -> list[Problem]:
    """The problems of one level, in order."""
    return [problem for problem in problems if problem.level is level]


def relocated(problem: Problem, place: Place) -> Problem:
    """The same problem at another place."""
    return replace(problem, place=place)
