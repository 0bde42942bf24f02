"""The files of an export: opened, unpacked and decoded, within fixed limits.

A source is a file, or `-` for standard input; plain or gzip. A whole
document may have 64 MiB unpacked, a line of a streamed file 8 MiB.
"""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from ..opening import noted
from ..problems import STDIN_NAME, InputError, Place, Problem
from .encodings import MOST_MARK_BYTES, Transcoded, marked_encoding
from .spreadsheet import AS_THE_FILE_TELLS, Encoding, Spreadsheet

HOLDS_ONE = "an export holds at least one contract"

STDIN = "-"
GZIP_MAGIC = b"\x1f\x8b"
GZIP_ENDING = ".gz"
ZIP_MAGIC = b"PK\x03\x04"
PARQUET_MAGIC = b"PAR1"
PARQUET_ENDING = ".parquet"
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")
_WORKBOOK_PARTS = (
    b"[Content_Types].xml",
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
)
"""What stands near the beginning of a workbook, whatever its name."""
MEBIBYTE = 1 << 20
MOST_BYTES = 64 * MEBIBYTE
"""Largest whole document, unpacked."""
MOST_LINE_BYTES = 8 * MEBIBYTE
"""Longest line of a streamed file."""
HEAD_BYTES = MEBIBYTE
"""What is looked at to tell a format."""
MOST_EMPTY_LINES = 100_000
"""More than this in a row are not an export, but a way to keep a reader busy."""

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xfe\x00\x00", "the file is UTF-32, not UTF-8", "save it as UTF-8"),
    (b"\x00\x00\xfe\xff", "the file is UTF-32, not UTF-8", "save it as UTF-8"),
    (ZIP_MAGIC, "this is a ZIP archive", "unpack it"),
    (
        b"\xd0\xcf\x11\xe0",
        "this is an old Excel file, or one with a password",
        "save it as .xlsx without a password, or as CSV",
    ),
    (PARQUET_MAGIC, "this is a Parquet file", "name it .parquet"),
    (b"%PDF", "this is a PDF file", "export the contracts as JSON or CSV"),
)
"""First bytes of files that are none of ours, what to call them, what to do."""
SQLITE_MAGIC, DUCKDB_MAGIC, DUCKDB_MAGIC_AT = b"SQLite format 3\0", b"DUCK", 8
_DATABASES = ((SQLITE_MAGIC, 0, "SQLite"), (DUCKDB_MAGIC, DUCKDB_MAGIC_AT, "DuckDB"))
"""Files of databases, of which a table is named by an address: where their mark stands."""


class Source:
    """An open file, unpacked: its name as a person knows it, its first bytes, its content."""

    def __init__(
        self, name: str, stream: BinaryIO, spreadsheet: Spreadsheet = AS_THE_FILE_TELLS
    ) -> None:
        self.name = name
        self.spreadsheet = spreadsheet
        stream, self.encoding = _as_utf_8(name, stream, spreadsheet.encoding)
        head = _read(name, stream, HEAD_BYTES)
        rest: Readable = stream
        self.is_workbook = _is_workbook(name, head)
        is_parquet = name.casefold().endswith(PARQUET_ENDING) and head.startswith(PARQUET_MAGIC)
        if not self.is_workbook and not is_parquet:
            _refuse_foreign(name, head)
        if not self.is_workbook and not is_parquet and b"\r" in head and b"\n" not in head:
            head, rest = head.replace(b"\r", b"\n"), _LineFeeds(stream)
        self.head = head
        self._stream = rest

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(self.name)

    def text(self, most: int | None = None) -> str:
        """The whole content, of at most so many bytes. Raises `InputError` if it is larger, or not
        UTF-8."""
        hint = "write it as NDJSON, one contract a line: that is streamed"
        whole = self._whole(most or MOST_BYTES, hint)
        return decoded(whole.removeprefix(b"\xef\xbb\xbf"), self.name)

    def content(self) -> bytes:
        """The bytes of a workbook. Raises `InputError` if it is too large."""
        return self._whole(MOST_BYTES, "save the sheet alone, or as CSV")

    def _whole(self, most: int, hint: str) -> bytes:
        rest = b""
        if len(self.head) == HEAD_BYTES:
            rest = _read(self.name, self._stream, most - HEAD_BYTES + 1)
        if len(self.head) + len(rest) > most:
            limit = f"the document is larger than {most // MEBIBYTE} MiB"
            raise error(self.place, limit, hint)
        return self.head + rest

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that are not empty, each with its number, without holding more than one."""
        stream = io.BufferedReader(_Rejoined(self.head, self._stream), MEBIBYTE)
        number = empty = 0
        while line := _read_line(self.name, stream):
            number += 1
            if len(line) > MOST_LINE_BYTES:
                limit = f"the line is longer than {MOST_LINE_BYTES // MEBIBYTE} MiB"
                raise error(Place(self.name, number, 1), limit, "NDJSON holds one contract a line")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                empty = 0
                yield number, line
                continue
            empty += 1
            if empty > MOST_EMPTY_LINES:
                raise error(Place(self.name, number, 1), f"{empty} empty lines in a row")


class Readable(Protocol):
    """What is read on from the first bytes of a source."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


class _LineFeeds:
    """A stream of lines that end in a carriage return alone ("CSV (Macintosh)"), with line feeds instead."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._stream.read(size).replace(b"\r", b"\n")


class _Rejoined(io.RawIOBase):
    """The first bytes, which were read already, and the rest of a stream."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        super().__init__()
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def error(place: Place, message: str, hint: str = "") -> InputError:
    """One error as an exception."""
    return InputError([Problem(place, message, hint)])


def decoded(content: bytes, name: str, first_line: int = 1) -> str:
    """UTF-8 as text. Raises `InputError` with the place of the first byte that is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        start = content.rfind(b"\n", 0, fault.start) + 1
        line = first_line + content.count(b"\n", 0, fault.start)
        column = len(content[start : fault.start].decode(errors="replace")) + 1
        end = content.find(b"\n", start)
        quoted = content[start : end if end >= 0 else None][: 10 * column + 200]
        place = Place(name, line, column, quoted.decode(errors="replace").rstrip("\r"))
        byte = f"the byte 0x{content[fault.start]:02x} is not UTF-8"
        hint = (
            "the file is probably Latin-1 or Windows-1252: save it as UTF-8, or say which, as in "
            "--encoding windows-1252"
        )
        raise error(place, byte, hint) from None


def _refuse_foreign(name: str, head: bytes) -> None:
    place = Place(name)
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            raise error(place, what, hint)
    for magic, at, database in _DATABASES:
        if head[at : at + len(magic)] == magic:
            address = f"{database.casefold()}:///{'FILE' if name == STDIN_NAME else name}"
            hint = f"say which table is meant: `{address}?table=NAME`"
            raise error(place, f"this is a {database} database", hint)
    begin = head[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin and len(head) < HEAD_BYTES:
        raise error(place, "the file is empty", HOLDS_ONE)
    if b"\x00" in begin:
        if b"\x00" in (begin[:1], begin[1:2]) and not begin.startswith(b"\x00\x00"):
            hint = "save it as UTF-8, or say which it is: --encoding utf-16"
            raise error(place, "the file is UTF-16, not UTF-8", hint)
        raise error(place, "this is not a text file", "export the contracts as JSON or CSV")
    if begin.startswith(b"<"):
        line = head.removeprefix(b"\xef\xbb\xbf")
        first = line.lstrip().split(b"\n", 1)[0]
        number = line[: len(line) - len(line.lstrip())].count(b"\n") + 1
        quoted = first[:200].decode(errors="replace").rstrip("\r")
        hint = "the export may have been saved after the login had expired"
        raise error(Place(name, number, 1, quoted), "this is HTML or XML, not an export", hint)


_DAMAGED = (EOFError, zlib.error)


def _read(name: str, stream: Readable, size: int) -> bytes:
    """As many bytes as there are, up to a size."""
    pieces = []
    try:
        while size > 0 and (piece := stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
    except _DAMAGED:
        raise _damaged(name) from None
    except UnicodeDecodeError as fault:
        raise _other_encoding(name, fault) from None
    except OSError as fault:
        raise unreadable(name, fault) from None
    return b"".join(pieces)


def _read_line(name: str, stream: io.BufferedReader[_Rejoined]) -> bytes:
    try:
        return stream.readline(MOST_LINE_BYTES + 1)
    except _DAMAGED:
        raise _damaged(name) from None
    except UnicodeDecodeError as fault:
        raise _other_encoding(name, fault) from None
    except OSError as fault:
        raise unreadable(name, fault) from None


def _damaged(name: str) -> InputError:
    return error(Place(name), "the gzip file is damaged or cut off", "copy or export it again")


def _other_encoding(name: str, fault: UnicodeDecodeError) -> InputError:
    message = f"the file is no {fault.encoding.upper()}, or is cut off"
    return error(Place(name), message, "save it as UTF-8")


def _as_utf_8(
    name: str, stream: BinaryIO, told: Encoding | None
) -> tuple[BinaryIO, Encoding | None]:
    """The stream as UTF-8, and the encoding that it was in if it was another."""
    start = _read(name, stream, MOST_MARK_BYTES)
    rejoined = io.BufferedReader(_Rejoined(start, stream), MEBIBYTE)
    encoding = marked_encoding(start) or told
    if encoding in (None, Encoding.UTF_8) or start == ZIP_MAGIC:
        return rejoined, None
    return io.BufferedReader(Transcoded(rejoined, encoding), MEBIBYTE), encoding


def _is_workbook(name: str, head: bytes) -> bool:
    if not head.startswith(ZIP_MAGIC):
        return False
    start = head[:4096]
    return name.casefold().endswith(WORKBOOK_ENDINGS) or any(
        part in start for part in _WORKBOOK_PARTS
    )


def unreadable(name: str, fault: OSError) -> InputError:
    """What the system says about a file or folder that cannot be read."""
    if fault.errno is None:  # gzip's own complaints: a bad header, a wrong checksum
        return _damaged(name)
    reason = (fault.strerror or str(fault)).lower()
    return error(Place(name), f"cannot be read: {reason}")


@contextmanager
def opened(
    name: str, stdin: BinaryIO | None = None, spreadsheet: Spreadsheet = AS_THE_FILE_TELLS
) -> Iterator[Source]:
    """A file by its path, or standard input by `-`. Raises `InputError`."""
    if name == STDIN:
        yield Source(
            STDIN_NAME, _unpacked(STDIN_NAME, noted(stdin or sys.stdin.buffer)), spreadsheet
        )
        return
    try:
        stream = noted(Path(name).open("rb"))  # noqa: SIM115  closed below, whatever wraps it
    except OSError as fault:
        raise unreadable(name, fault) from None
    except ValueError:
        raise error(Place(name), "this is not the name of a file") from None
    with stream:
        yield Source(name, _unpacked(name, stream), spreadsheet)


def _unpacked(name: str, stream: BinaryIO) -> BinaryIO:
    magic = _read(name, stream, len(GZIP_MAGIC))
    rejoined = io.BufferedReader(_Rejoined(magic, stream), MEBIBYTE)
    if magic != GZIP_MAGIC:
        return rejoined
    import gzip

    return io.BufferedReader(gzip.GzipFile(fileobj=rejoined), MEBIBYTE)
