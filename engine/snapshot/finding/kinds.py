"""What a file is that was found in a folder: an export, a file of closeout itself, or neither.

Only what plainly is none is passed over. Whatever may have been meant as an export, what is broken
and cannot be judged among it, is left to the readers, who tell what is wrong with it.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from ...opening import noted
from ...units import Scope
from ..fields import FIELDS
from ..readers import shapes_of
from ..sources import HEAD_BYTES
from .own import DOCUMENTS, WAIVER

CONTRACTS = "contracts"
SETTINGS_NAME = "closeout.yaml"
WAIVERS_NAME = "waivers.yaml"
PACK_NAME = "pack.yaml"
CASES_ENDING = ".test.yaml"
ANSWERS_ENDING = ".answers.csv"
"""Of what was answered to `closeout ask` about the export beside it."""
YAML_ENDINGS = (".yaml", ".yml")
REPORT_ROWS = (
    b"severity,rule,scope,account,client,contract,milestone,",
    b"contract,title,client,account,status,closing_planned,verdict,",
)
"""How a table of findings begins, and one of contracts with their verdicts."""
QUESTION_ROW = b"contract,milestone,field,question,decides,"
"""The same of the questions of `closeout ask`."""
MOST_OF_HEADINGS = 400
"""Bytes of a table that are looked at for them, quotes among them."""


WORKBOOK = ".xlsx"
PROPERTIES = "docProps/core.xml"
PARQUET = ".parquet"
PARQUET_FOOT = 8
"""Bytes at the end of a Parquet file: how long the description of its columns before them is, and `PAR1`."""
TITLE_OF_REPORT = b"<dc:title>closeout report</dc:title>"
"""In the properties of a workbook that is a report."""


def _columns(row: bytes) -> re.Pattern[bytes]:
    """The names of a table's first columns as Parquet has them: after their lengths, types between."""
    names = row.strip(b",").split(b",")
    parts = (re.escape(bytes([len(name)]) + name) for name in names)
    return re.compile(b".{0,24}?".join(parts), re.DOTALL)


_REPORT_COLUMNS = tuple(map(_columns, REPORT_ROWS))


class Kind(Enum):
    """What a file is."""

    EXPORT = "an export, or what may have been meant as one"
    OWN = "settings, waivers, a baseline, a pack with its tests and statements, a report"
    OTHER = "JSON or YAML of some other program"
    OTHERWISE = "what the run reads as something else, whatever stands in it"


_HEADER = frozenset({"as_of", "exported_at", "role", "account", "accounts"})
_OF_CONTRACT = frozenset(
    field.path.partition(".")[0] for field in FIELDS[Scope.CONTRACT]
) - frozenset({"id", "title"})
_LEAST_OF_CONTRACT = 2
"""So many keys of a contract beside its id are no accident."""
_COMPARISON = frozenset({"version", "of", "before", "after"})
"""Keys of two reports that were compared, which names contracts as an export does."""


def kind_of(file: Path) -> Kind:
    """The kind of a file with an ending of ours. A file that cannot be opened counts as an export, so
    that its reader tells of it.

    A report of a former run is not noted as read: the next one may take its place.
    """
    name = file.name.casefold()
    if name == SETTINGS_NAME or name.endswith((CASES_ENDING, ANSWERS_ENDING)):
        return Kind.OWN
    try:
        if not file.exists():
            return Kind.EXPORT
        if not file.is_file():
            return Kind.OTHER  # a pipe or a device, which would be waited for
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            if is_report(head) or is_question_list(head) or is_report_inside(name, stream):
                return Kind.OWN
            stream.seek(len(head))
            noted(stream)
            return Kind.EXPORT if _goes_on(stream) else _kind_of_text(file, name, head)
    except (OSError, ValueError):
        return Kind.EXPORT


def is_report_inside(name: str, stream: BinaryIO) -> bool:
    """Whether a report in a form that does not tell it at its beginning."""
    if name.endswith(WORKBOOK):
        return _is_workbook_of_ours(stream)
    return name.endswith(PARQUET) and _is_table_of_ours(stream)


def _is_table_of_ours(stream: BinaryIO) -> bool:
    """Whether the columns of a Parquet file are those of a table that closeout writes."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - PARQUET_FOOT))
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(max(0, size - PARQUET_FOOT - length))
    described = stream.read(min(length, HEAD_BYTES))
    return any(columns.search(described) for columns in _REPORT_COLUMNS)


def _is_workbook_of_ours(stream: BinaryIO) -> bool:
    """Whether the properties of a workbook say that it is a report."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(stream) as book, book.open(PROPERTIES) as properties:
            return TITLE_OF_REPORT in properties.read(HEAD_BYTES)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return False


def _goes_on(stream: BinaryIO) -> bool:
    """Whether a file is longer than what is looked at; other programs' settings are not."""
    return bool(stream.read(1))


def is_report(head: bytes) -> bool:
    """Whether an output of `closeout check`, which names contracts as an export does."""
    if head.startswith((b'{"kind": "report"', b'{"kind":"report"')):
        return True
    return _headings(head).startswith(REPORT_ROWS) or _REPORT_HEAD.match(head) is not None


def is_question_list(head: bytes) -> bool:
    """Whether the questions of `closeout ask` as a table."""
    return _headings(head).startswith(QUESTION_ROW)


def _headings(head: bytes) -> bytes:
    """The beginning of a table as closeout writes it; a spreadsheet may have written it again."""
    first = head[:MOST_OF_HEADINGS].removeprefix(b"\xef\xbb\xbf").replace(b'"', b"")
    return first.replace(b";", b",").replace(b"\t", b",")


_REPORT_HEAD = re.compile(
    rb'\s*\{\s*"version":\s*1,\s*(?:"of":|"as_of":\s*"[^"]*",\s*'
    rb'(?:"as_of_origin":|"engine":\s*"[^"]*",\s*"policies":))'
)


def _kind_of_text(file: Path, name: str, head: bytes) -> Kind:
    try:
        text = head.decode("utf-8-sig")
        if name.endswith(".json"):
            return _kind_of_document(json.loads(text))
        if name.endswith(YAML_ENDINGS):
            return _kind_of_yaml(file, name, text)
    except (ValueError, RecursionError):
        pass  # broken: nobody knows what it was meant to be
    return Kind.EXPORT


_CONTRACTS_LINE = re.compile(r"^[\"']?contracts[\"']?\s*:", re.MULTILINE)


def _kind_of_yaml(file: Path, name: str, text: str) -> Kind:
    if _CONTRACTS_LINE.search(text) is not None:
        return Kind.EXPORT
    if name == WAIVERS_NAME or is_in_pack(file):
        return Kind.OWN
    from ...yaml_tree import YamlFault, read_tree
    from ..readers.yaml_document import raw_of

    try:
        root = read_tree(text, file.name)
    except YamlFault:
        return Kind.EXPORT
    return Kind.EXPORT if root is None else _kind_of_document(raw_of(root))


def is_in_pack(file: Path) -> bool:
    """Whether a pack stands in the folder or in one above it, up to where the path begins."""
    return any((folder / PACK_NAME).is_file() for folder in (file.parent, *file.parent.parents))


def _kind_of_document(document: object) -> Kind:
    if isinstance(document, dict):
        keys = frozenset(document)
        if keys >= _COMPARISON:
            return Kind.OWN
        if CONTRACTS not in keys and any(least <= keys for least, _ in DOCUMENTS):
            return Kind.OWN
        return Kind.EXPORT if _may_be_export(document) else Kind.OTHER
    if isinstance(document, list):
        entries = [each for each in document if isinstance(each, dict)]
        if entries and all(frozenset(each) >= WAIVER for each in entries):
            return Kind.OWN
        meant = shapes_of(document) or any(map(_may_be_contract, entries))
        return Kind.EXPORT if meant else Kind.OTHER
    return Kind.OTHER


def _may_be_export(document: dict[str, object]) -> bool:
    names_contracts = any("contract" in key.casefold() for key in document)
    return (
        names_contracts
        or not _HEADER.isdisjoint(document)
        or bool(shapes_of(document))
        or _may_be_contract(document)
    )


def _may_be_contract(entry: dict[str, object]) -> bool:
    return "id" in entry and len(_OF_CONTRACT.intersection(entry)) >= _LEAST_OF_CONTRACT
