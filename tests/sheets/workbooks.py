"""Workbooks for the tests: .xlsx as a spreadsheet saves it, and .ods, cell by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

COMPUTED = b' fullCalcOnLoad="1"'
"""What a library writes, and a spreadsheet that has computed the formulas does not."""

Fill = Callable[[Workbook, Worksheet], None]


def xlsx(fill: Fill, *, is_computed: bool = True, more: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with one sheet called `contracts` and what is filled in."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    fill(book, book.add_worksheet("contracts"))
    book.close()
    parts = unpacked(content.getvalue())
    if is_computed:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(COMPUTED, b"")
    return packed({**parts, **(more or {})})


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, how)
    return content.getvalue()


_NAMES = " ".join(
    f'xmlns:{prefix}="urn:{"oasis:names:tc:opendocument" if prefix != "calcext" else "org:documentfoundation"}:'
    f'{"xmlns:" + uri + ":1.0"}"'
    for prefix, uri in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("calcext", "calc"),
    )
)


def ods(*rows: str) -> bytes:
    """A workbook of one sheet, with rows of cells as LibreOffice writes them."""
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}><office:body>'
        f'<office:spreadsheet><table:table table:name="contracts">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return packed(
        {
            "mimetype": mime,
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def text_cell(text: str, more: str = "") -> str:
    """A cell of an .ods sheet that holds a text."""
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )
