"""The formats of an export. A new one is a module here and a line in `FORMATS`, `SHAPES` or `TABLES`.

Modules are imported when a file needs them, so that reading JSON does not wait for YAML.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from msgspec import Struct

from ..conform import MILESTONES
from ..json_text import JsonError, parse_at
from ..pieces import Reader, ShapeReader
from ..sources import GZIP_ENDING, PARQUET_ENDING, WORKBOOK_ENDINGS, Source, error
from .without_contracts import is_like_contract


class Format(Struct, frozen=True):
    """A way to write an export, told by the ending of the file's name."""

    module: str
    endings: tuple[str, ...]


FORMATS: tuple[Format, ...] = (
    Format("json_document", (".json",)),
    Format("yaml_document", (".yaml", ".yml")),
    Format("ndjson", (".ndjson", ".jsonl")),
    Format("csv_rows", (".csv", ".tsv")),
    Format("workbook", WORKBOOK_ENDINGS),
    Format("parquet", (PARQUET_ENDING,)),
)
CSV, YAML = "csv_rows", "yaml_document"
NO_EXPORT = "this is no export and no table"
WAYS_IN = "answer questions about your contracts: closeout ask --new, or fill in a table: closeout template --new"


class Shape(Struct, frozen=True):
    """JSON of another shape than the snapshot's, told by its keys."""

    name: str
    about: str
    """What it is, for the docs."""
    module: str
    answer: frozenset[str]
    """Keys of a whole answer; one of them tells it."""
    contract: frozenset[str]
    """Keys of a contract that stands alone or in a list."""


def _keys(names: str) -> frozenset[str]:
    return frozenset(names.split())


SHAPES: tuple[Shape, ...] = (
    Shape(
        "upwork-graphql",
        "answers of Upwork's GraphQL API: `ContractDetails`, and the older `Contract`",
        "upwork_graphql",
        _keys(
            "data errors error contractList contractDetails vendorContracts edges "
            "transactionHistory contractTimeReport"
        ),
        _keys("contractId contractType clientOrganization clientCompany deliveryModel terms"),
    ),
    Shape(
        "upwork-rest",
        "engagements of the REST API that ended in December 2023",
        "upwork_rest",
        _keys("engagements engagement"),
        _keys("engagement_title engagement_job_type buyer_team__reference"),
    ),
    Shape(
        "upwork-profile",
        "the work history of an Upwork profile",
        "upwork_profile",
        _keys("pageItems"),
        _keys("startedOn totalCharges"),
    ),
    Shape(
        "freelancer-com",
        "milestone payments of Freelancer.com's API",
        "freelancer_com",
        _keys("result milestones error_code"),
        _keys("bidder_id project_owner_id"),
    ),
)


class TableShape(Struct, frozen=True):
    """A table of another shape than the snapshot's, told by its headings."""

    name: str
    about: str
    """What it is, for the docs."""
    module: str
    headings: frozenset[str]
    """Folded headings, all of which it has."""


TABLES: tuple[TableShape, ...] = (
    TableShape(
        "fiverr-orders",
        "the orders of Fiverr's sales page, as a table",
        "fiverr_orders",
        _keys("buyer gig"),
    ),
    TableShape(
        "fiverr-purchases",
        "the orders of a buyer on Fiverr, as a table",
        "fiverr_orders",
        _keys("seller gig"),
    ),
)

ENDINGS: tuple[str, ...] = tuple(ending for each in FORMATS for ending in each.endings)


def reader_of(source: Source) -> Reader:
    """The reader for a source: by the ending of its name, else by its first bytes.

    Raises `InputError` where these are neither data nor a table.
    """
    if source.is_workbook:
        return _module("workbook")
    name = source.name.casefold().removesuffix(GZIP_ENDING)
    for each in FORMATS:
        if name.endswith(each.endings):
            table = _table_of(source.head) if each.module == CSV else None
            return _module(table.module if table else each.module)
    table = _table_of(source.head)
    found = table.module if table else _format_of_content(source.head)
    if found == YAML and _is_prose(source.head):
        raise error(source.place, NO_EXPORT, WAYS_IN)
    return _module(found)


def _table_of(head: bytes) -> TableShape | None:
    """The foreign table that begins with some bytes."""
    text = head.decode(errors="replace").removeprefix("\ufeff").lstrip()
    if text.startswith(("{", "[")):
        return None
    from .foreign_table import DELIMITERS, SEP_LINE, headings_of

    first, _, rest = text.partition("\n")
    if SEP_LINE.fullmatch(first.strip()):
        first = rest.partition("\n")[0]
    folded = {name for each in DELIMITERS for name in headings_of(first, each)}
    return next((table for table in TABLES if table.headings <= folded), None)


def shapes_of(document: object) -> list[Shape]:
    """The foreign shapes that a JSON value may have: none, one, or several where they are mixed."""
    if isinstance(document, list):
        found = [shape for each in document for shape in shapes_of(each)]
        return list(dict.fromkeys(found))
    if not isinstance(document, dict):
        return []
    contracts = [shape for shape in SHAPES if not shape.contract.isdisjoint(document)]
    if contracts or "id" in document:
        return contracts
    telling = document.keys() - {MILESTONES} if is_like_contract(document) else document.keys()
    return [shape for shape in SHAPES if not shape.answer.isdisjoint(telling)]


def shape_reader(shape: Shape) -> ShapeReader:
    """The module that reads a shape."""
    return cast(ShapeReader, import_module(f"{__name__}.{shape.module}"))


def _module(name: str) -> Reader:
    return cast(Reader, import_module(f"{__name__}.{name}"))


def _format_of_content(head: bytes) -> str:
    text = head.decode(errors="replace").lstrip("\ufeff \t\r\n")
    first = text.partition("\n")[0]
    if text.startswith("{"):
        return "ndjson" if _is_line(first) else "json_document"
    if text.startswith("["):
        return "json_document"
    if first.casefold().startswith("sep=") or any(
        _has_id(first.split(each)) for each in (",", ";", "\t")
    ):
        return CSV
    from ..sheets.markdown_grid import HEAD, is_markdown_table

    return CSV if is_markdown_table(text[:HEAD]) else YAML


def _is_prose(head: bytes) -> bool:
    """Whether a text begins with a line that is no entry of YAML: a page that was copied, a letter."""
    lines = (line.strip() for line in head.decode(errors="replace").lstrip("\ufeff").splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return bool(first) and ":" not in first and not first.startswith(("-", "%", "?", "&", "!"))


def _has_id(cells: list[str]) -> bool:
    """Whether these are the headings of a table."""
    if len(cells) < 2:
        return False
    from ..sheets.headings import column_of

    columns = (column_of(cell.strip('" \r')) for cell in cells)
    return any(column is not None and column.name == "id" for column in columns)


def _is_line(line: str) -> bool:
    """Whether a first line is a whole object of NDJSON, and no document of its own."""
    try:
        value, end = parse_at(line, 0)
    except JsonError:
        return False
    if not isinstance(value, dict) or not value or line[end:].strip():
        return False
    return "contracts" not in value and not shapes_of(value)
