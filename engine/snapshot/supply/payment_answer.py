"""Answers of Upwork's API that tell of payments or logged time: `transactionHistory`, `contractTimeReport`.

They stand under these names in `data`, or in an object of it (`user`). A history may cover any days: what was
paid is known from its first row on. Several answers may stand in one list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from ...calendar import DAY
from ...problems import InputError, Level
from ..bad_value import BadValueError, Path, found
from ..instants import parse_instant
from ..json_text import JsonError, TreeOrigin, json_problem, parse_at, skip_blank
from ..money import parse_hours
from ..places import Lines
from ..readers.displayed_money import has_units, settled
from ..readers.foreign import Node, flag, node, refuse_errors, text
from ..readers.source_schema import changes, refuse_changes
from ..sources import Source, error
from .payment import REPORT_CURRENCY, TAKEN_BACK, Kind, Payment, Report, Tells, kind_of

MOST_LEVELS = 4
"""How deep the lists are looked for."""
MOST_STEPS = 16
"""How deep their rows are."""

Rows = list[tuple[Path, Node]]


class Answer(Struct, frozen=True):
    """A list of the API that tells of payments."""

    key: str
    about: str
    """What it is, for the docs."""
    schema: str
    """Its rows, in `schemas/sources/`."""
    inner: tuple[str, ...]
    """Keys that lead from the list to its rows."""
    tells: Tells
    read: Callable[[Rows, TreeOrigin, Report], None]
    """Adds the payments to the report."""


def answered(source: Source) -> list[Report]:
    """A report for each list of a document. Raises `InputError` for a document without any."""
    lines = Lines(source.name, source.text())
    start = skip_blank(lines.text, 0)
    try:
        document, end = parse_at(lines.text, start)
    except JsonError:
        raise InputError([json_problem(lines, start)]) from None
    if skip_blank(lines.text, end) < len(lines.text):
        raise error(lines.place(end), "expected the end of the document, found more")
    origin = TreeOrigin(lines, start)
    for path, answer in _answers(document):
        refuse_errors(answer, origin, path)
    reports = [
        _report(answer, held, path, source, origin) for answer, path, held in _lists(document, ())
    ]
    if not reports:
        names = " or ".join(each.key for each in ANSWERS)
        raise error(origin.place(), "the answer holds no payments", f"expected data.{names}")
    return reports


def _answers(document: object) -> Iterator[tuple[Path, Node]]:
    for index, each in enumerate(document if isinstance(document, list) else [document]):
        yield (index,) if isinstance(document, list) else (), node(each)


def _lists(held: object, path: Path) -> Iterator[tuple[Answer, Path, object]]:
    """Every list that is known by its name, with its path."""
    if len(path) > MOST_LEVELS:
        return
    if isinstance(held, list):
        for index, each in enumerate(held):
            yield from _lists(each, (*path, index))
    for key, inner in node(held).items():
        answer = next((each for each in ANSWERS if each.key == key), None)
        if answer is not None:
            yield answer, (*path, key), inner
        elif isinstance(inner, dict | list):
            yield from _lists(inner, (*path, key))


def _report(answer: Answer, held: object, path: Path, source: Source, origin: TreeOrigin) -> Report:
    rows = list(_rows(held, path, answer.inner))
    has_next = flag(node(node(held).get("pageInfo")).get("hasNextPage")) is True
    report = Report(source.name, answer.tells, has_next=has_next, is_of_a_year=False)
    if not rows:
        refuse_changes(answer.schema, held, origin, path)
    changed = changes(answer.schema, "row", rows, origin)
    if changed:
        hint = f"ask for {answer.key} with the keys of docs/importers.md"
        raise InputError([replace(each, level=Level.ERROR, hint=hint) for each in changed])
    answer.read(rows, origin, report)
    if not report.payments:
        report.warn(origin.place(path), f"{answer.key} holds nothing about contracts")
    return report


def _rows(held: object, path: Path, inner: tuple[str, ...]) -> Iterator[tuple[Path, Node]]:
    """The entries behind the keys that wrap them, each with its path."""
    if len(path) > MOST_STEPS:
        return
    if isinstance(held, list):
        for index, each in enumerate(held):
            yield from _rows(each, (*path, index), inner)
        return
    source = node(held)
    keys = [key for key in inner if key in source]
    for key in keys:
        yield from _rows(source[key], (*path, key), inner)
    if source and not keys and (isinstance(path[-1], int) or path[-1] in inner):
        yield path, source


def _day(source: Node, key: str, path: Path, origin: TreeOrigin) -> int:
    """The day of a row. Raises `InputError` where it has none."""
    written = text(source.get(key)) or ""
    if len(written) == 8 and written.isdecimal():
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    try:
        return parse_instant(written) // DAY * DAY
    except BadValueError as refused:
        raise error(origin.place((*path, key)), refused.message, refused.hint) from None


def _transactions(rows: Rows, origin: TreeOrigin, report: Report) -> None:
    key = "transactionAmount"
    are_units = has_units(node(source.get(key)).get("rawValue") for _, source in rows)
    for path, source in rows:
        place = origin.place(path)
        called = text(source.get("accountingSubtype")) or ""
        kind = kind_of(called)
        if kind is None:
            continue
        is_known = kind is not Kind.OTHER
        money = node(source.get(key))
        cents = _cents(money, (*path, key), origin, are_units=are_units) if is_known else 0
        assignment = text(source.get("relatedAssignment")) or ""
        (report.payments if is_known else report.others).append(
            Payment(
                place,
                _day(source, "transactionCreationDate", path, origin),
                kind,
                -abs(cents) if kind in TAKEN_BACK else cents,
                called="" if is_known else called,
                reference=text(source.get("recordId")) or "",
                contract_id=assignment,
                texts=tuple(
                    filter(
                        None, (assignment, *map(_text_of(source), ("descriptionUI", "description")))
                    )
                ),
                client=text(source.get("assignmentCompanyName")) or "",
            )
        )


def _text_of(source: Node) -> Callable[[str], str]:
    return lambda key: text(source.get(key)) or ""


def _cents(money: Node, path: Path, origin: TreeOrigin, *, are_units: bool) -> int:
    """An amount, which may be below 0. Raises `InputError` where it cannot be told."""
    raw, shown = (_positive(money.get(key)) for key in ("rawValue", "displayValue"))
    if are_units and shown is None:
        shown = str(raw)
    amount = settled(raw, shown)
    currency = text(money.get("currency"))
    if currency not in (None, REPORT_CURRENCY):
        message = f"the amount is in {currency}, and reports are read in {REPORT_CURRENCY}"
        raise error(origin.place(path), message, "leave the row out")
    if amount is None:
        forms = f"rawValue {found(money.get('rawValue'))}, displayValue {found(money.get('displayValue'))}"
        message = f"whether the amount is in units or in cents cannot be told: {forms}"
        hint = "" if money.get("displayValue") else "ask for displayValue as well"
        raise error(origin.place(path), message, hint)
    is_below = any(str(money.get(key)).lstrip("($€£").startswith("-") for key in money)
    cents = int((amount * 100).to_integral_value())
    return -cents if is_below or str(money.get("displayValue")).startswith("(") else cents


def _positive(value: object) -> object:
    """An amount without its sign."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return abs(value)
    return value.strip("()").replace("-", "", 1) if isinstance(value, str) else value


def _worker(source: Node) -> str:
    """Whose time it was, and for what: two people may have logged the same hours on one day."""
    person = node(source.get("freelancer"))
    parts = (person.get("id"), person.get("name"), source.get("task"), source.get("memo"))
    return "\n".join(text(part) or "" for part in parts)


def _hours(rows: Rows, origin: TreeOrigin, report: Report) -> None:
    for path, source in rows:
        key = "totalHoursWorked"
        contract = node(source.get("contract"))
        try:
            hours = parse_hours(source[key]) if source.get(key) is not None else 0
        except BadValueError as refused:
            raise error(origin.place((*path, key)), refused.message, refused.hint) from None
        team = node(contract.get("clientTeam") or source.get("team"))
        report.payments.append(
            Payment(
                origin.place(path),
                _day(source, "dateWorkedOn", path, origin),
                Kind.HOURLY,
                0,
                reference=_worker(source),
                contract_id=text(contract.get("contractId")) or text(contract.get("id")) or "",
                title=text(contract.get("title")) or "",
                client=text(team.get("name")) or "",
                hours=hours,
                is_time=True,
            )
        )


ANSWERS: tuple[Answer, ...] = (
    Answer(
        "transactionHistory",
        "the transactions of Upwork's GraphQL API",
        "upwork-transaction-history",
        ("transactionDetail", "transactionHistoryRow"),
        Tells.TRANSACTIONS,
        _transactions,
    ),
    Answer(
        "contractTimeReport",
        "the logged time of Upwork's GraphQL API",
        "upwork-time-report",
        ("edges", "nodes", "node"),
        Tells.HOURS,
        _hours,
    ),
)
