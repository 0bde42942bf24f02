"""A file of closeout itself that is named as an export: it is refused by what it is.

What is found in a folder is passed over (`kinds`); what is named was meant to be read, and a report names
contracts as an export does.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from ...opening import noted
from ...problems import STDIN_NAME
from ..sources import GZIP_ENDING, HEAD_BYTES, Source, error
from . import kinds
from .own import ANSWERS, CASES, DOCUMENTS, PACK, QUESTIONS, REPORT, SETTINGS, WAIVER, WAIVERS, Own

_NAMES_CONTRACTS = re.compile(rb"contracts[\"']?\s*:", re.IGNORECASE)
_HAS_CONTRACTS = re.compile(rb"^[\"']?contracts[\"']?\s*:", re.IGNORECASE | re.MULTILINE)
"""Of YAML in blocks: as a key of the document, since cases and rules have such words further in."""


def refuse_own(source: Source) -> None:
    """Raises `InputError` for a file that plainly is one of closeout itself."""
    own = _own(source, source.name.casefold().removesuffix(GZIP_ENDING))
    if own is not None:
        raise error(source.place, own.what, own.hint)


def _own(source: Source, name: str) -> Own | None:
    if kinds.is_question_list(source.head):
        return QUESTIONS
    if kinds.is_report(source.head) or _is_report_inside(source, name):
        return REPORT
    if name.endswith(kinds.ANSWERS_ENDING):
        return ANSWERS
    if len(source.head) == HEAD_BYTES or source.is_workbook or _may_be_export(source.head):
        return None
    if name.endswith(kinds.CASES_ENDING):
        return CASES
    file = Path(source.name)
    if file.name.casefold() == kinds.SETTINGS_NAME:
        return SETTINGS
    if name.endswith(kinds.YAML_ENDINGS):
        return PACK if kinds.is_in_pack(file) else _of_document(_yaml(source.head, name))
    return _of_document(_json(source.head)) if name.endswith(".json") else None


def _may_be_export(head: bytes) -> bool:
    is_in_braces = head.lstrip()[:1] in (b"{", b"[")
    return (_NAMES_CONTRACTS if is_in_braces else _HAS_CONTRACTS).search(head) is not None


def _is_report_inside(source: Source, name: str) -> bool:
    """Of a workbook or a Parquet file: what it is stands at its end."""
    name = f"{name}{kinds.WORKBOOK}" if source.is_workbook else name
    if len(source.head) < HEAD_BYTES:
        return kinds.is_report_inside(name, io.BytesIO(source.head))
    if source.name == STDIN_NAME or not name.endswith((kinds.WORKBOOK, kinds.PARQUET)):
        return False
    try:
        with noted(Path(source.name).open("rb")) as stream:
            return kinds.is_report_inside(name, stream)
    except OSError:
        return False


def _of_document(document: Any) -> Own | None:
    if isinstance(document, dict):
        keys = frozenset(document)
        return next((own for least, own in DOCUMENTS if least <= keys), None)
    if isinstance(document, list) and document:
        are_waivers = all(isinstance(one, dict) and one.keys() >= WAIVER for one in document)
        return WAIVERS if are_waivers else None
    return None


def _json(head: bytes) -> Any:
    try:
        return json.loads(head.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None  # its reader tells what is wrong


def _yaml(head: bytes, name: str) -> Any:
    from ...yaml_tree import YamlFault, read_tree
    from ..readers.yaml_document import raw_of

    try:
        root = read_tree(head.decode("utf-8-sig"), name)
    except (YamlFault, ValueError):
        return None
    return None if root is None else raw_of(root)
