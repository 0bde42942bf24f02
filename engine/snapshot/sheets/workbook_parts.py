"""A workbook file, unpacked within limits: nothing but the XML of its sheets, and no macros."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from ...problems import InputError
from ..sources import MEBIBYTE, MOST_BYTES, Source, error

MOST_PARTS = 2_000
_PIECE = MEBIBYTE
_UNUSED = ("customXml/", "xl/externalLinks/", "xl/drawings/", "xl/charts/", "xl/pivot", "Pictures/")
"""What a workbook holds beside its sheets."""

Attributes = dict[str, str]


def unpacked(source: Source) -> dict[str, bytes]:
    """The parts that are XML, by name. Raises `InputError` for a file that is damaged or too large."""
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(source.content())) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise error(source.place, f"the workbook has more than {MOST_PARTS} parts")
            for entry in entries:
                if not _is_used(entry.filename):
                    continue
                parts[entry.filename] = _read(archive, entry, left, source)
                left -= len(parts[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise damaged(source) from None
    return parts


def _is_used(name: str) -> bool:
    is_xml = name.endswith((".xml", ".rels")) or name == "mimetype"
    return is_xml and not name.startswith(_UNUSED)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, source: Source) -> bytes:
    """A part, of at most so many bytes: what it claims to be is not believed."""
    pieces = []
    size = 0
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                limit = f"the workbook is larger than {MOST_BYTES // MEBIBYTE} MiB when unpacked"
                raise error(source.place, limit, "save the sheet alone, or as CSV")
            pieces.append(piece)
    return b"".join(pieces)


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a file again, without compression."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def damaged(source: Source) -> InputError:
    """A workbook that cannot be read."""
    hint = "open it in a spreadsheet and save it again, without a password"
    return error(source.place, "the workbook is damaged, or is none", hint)


def parse(
    part: bytes,
    source: Source,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through the elements of a part. Raises `InputError` for XML that is damaged."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    # A workbook has no document type; entities of one could grow without end.
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError):
        raise damaged(source) from None


def _refuse(*_: object) -> None:
    raise ValueError
