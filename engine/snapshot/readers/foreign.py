"""JSON that is not ours: loose values, words of other vocabularies, contracts being translated.

What the source does not tell stays out of the translation, which means "not known".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ...calendar import FIRST, LAST
from ...problems import InputError, Level, Place, Problem
from ...written import instant_json
from ..bad_value import BadValueError, Path, found
from ..conform import MILESTONES
from ..contract_fields import CONTRACT_FIELDS
from ..header import SAID_OF_ALL
from ..json_text import TreeOrigin
from ..money import parse_cents, parse_number
from ..pages import Page
from ..pieces import Piece
from ..sources import error

Node = dict[str, object]

ADDED_KEYS = tuple(
    field.path
    for field in CONTRACT_FIELDS
    if field.annotation or field.path in ("closing_planned", "close_requests")
)
"""Keys of a contract that a person may add beside those of a platform, which have none of these names."""

PAYMENT_LISTS = {
    "transactionHistory": "a history of transactions",
    "contractTimeReport": "a report of logged time",
}
"""Lists of an answer that tell of payments and hours of contracts, and are no lists of contracts."""

MOST_STARS = 5
LEAST_MILLISECONDS = 10**11
"""Instants from here on are milliseconds: as seconds they lie beyond the year 5138."""

CONTRACT_STATUS = {
    "active": "active",
    "paused": "paused",
    "closed": "ended",
    "ended": "ended",
    "completed": "ended",
    "suspended": "suspended",
    "onhold": "suspended",
    "disputed": "disputed",
    "indispute": "disputed",
}
CONTRACT_TYPES = {"fixed": "fixed", "fixedprice": "fixed", "hourly": "hourly"}


def node(value: object) -> Node:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def answers_in(document: object) -> Iterator[tuple[Path, Node]]:
    """Every answer with its path: one alone, or those of a list, of which some may be lists as well."""
    if isinstance(document, list):
        for index, each in enumerate(document):
            yield from (((index, *path), answer) for path, answer in answers_in(each))
    else:
        yield (), node(document)


def entries(value: object) -> list[object]:
    """The entries of a list; one object instead of a list of one is taken as well."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) and value else []


def text(value: object) -> str | None:
    """A text that is not empty; whole numbers are taken as texts, as ids are written both ways."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def flag(value: object) -> bool | None:
    """true and false, also as "1" and "0"; None for everything else."""
    if isinstance(value, bool):
        return value
    words = {"1": True, "0": False, "true": True, "false": False}
    return words.get(str(value).casefold()) if isinstance(value, int | str) else None


def folded(value: object) -> str:
    """A word without regard to case, underscores, hyphens and spaces."""
    return re.sub(r"[\s_-]", "", value.casefold()) if isinstance(value, str) else ""


def not_understood(**told: tuple[object, str | None]) -> list[str] | None:
    """The fields of which a source says something, beside the word that was made of it: none was."""
    return [
        name for name, (written, word) in told.items() if word is None and text(written)
    ] or None


def number(value: object) -> int | None:
    """A whole number, also as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    return None


def refuse_errors(document: Node, origin: TreeOrigin, path: Path = ()) -> None:
    """Raise `InputError` for an answer that tells of an error, with what it says."""
    for key in ("errors", "error", "error_description", "error_code"):
        said = document.get(key)
        if said:
            raise _api_error(origin, (*path, key), document)
    if folded(document.get("status")) == "error":
        raise _api_error(origin, (*path, "status"), document)


def _api_error(origin: TreeOrigin, path: Path, document: Node) -> InputError:
    said = document.get(str(path[-1]))
    first = said[0] if isinstance(said, list) and said else said
    places = (node(first).get("message"), document.get("error_description"))
    message = next(filter(None, map(text, (*places, document.get("message")))), None)
    message = message or text(first)
    told = f": {message}" if message else ""
    hint = "fetch it again; the login may have expired" if _is_login(message) else ""
    return error(origin.place(path), f"the API answered with an error{told}", hint)


def _is_login(message: str | None) -> bool:
    words = ("unauthorized", "token", "expired", "authenticat", "logged in", "log in")
    return any(word in (message or "").casefold() for word in words)


def header_of(
    document: Node, origin: TreeOrigin, pages: Sequence[Page] = (), **stated: object
) -> Piece:
    """The header of an answer: what is stated about it, and its pages."""
    raw = {key: document[key] for key in SAID_OF_ALL if key in document}
    raw |= {key: value for key, value in stated.items() if value is not None}
    return Piece(raw, origin, is_header=True, pages=tuple(pages))


class ForeignContract:
    """One contract on its way into the snapshot's shape; also the `Origin` of the result."""

    def __init__(self, source: Node, path: Path, origin: TreeOrigin) -> None:
        self.node = source
        self.path = path
        self.origin = origin
        self.problems: list[Problem] = []
        self.milestone_paths: list[Path] = []

    def start(self) -> Place:
        """Where the contract begins, without the quoted line."""
        return self.origin.start_of(self.path)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the milestone that a path leads into, else of the contract."""
        if len(path) > 1 and path[0] == MILESTONES and isinstance(path[1], int):
            return self.origin.place(self.milestone_paths[path[1]])
        return self.origin.place(self.path)

    def warn(self, path: Path, message: str, hint: str = "") -> None:
        """Tell what was not taken over. `path` leads from the contract."""
        place = self.origin.place((*self.path, *path))
        self.problems.append(Problem(place, message, hint, Level.WARNING))

    def word(self, key: str, words: Mapping[str, str]) -> str | None:
        """The snapshot's word for the one under a key; another word is told, and not known."""
        return self.translated_word(self.node.get(key), (key,), words)

    def translated_word(self, value: object, path: Path, words: Mapping[str, str]) -> str | None:
        """The snapshot's word; one that is not in the list is told, and not known."""
        written = text(value)
        if written is None:
            return None
        known = words.get(folded(written))
        if known is None:
            name = str(path[-1])
            self.warn(path, f"the {name} {found(written)} is not a known word: taken as not known")
        return known

    def amount(self, value: object, path: Path) -> object:
        """An amount as it is written; one that cannot be read, or is below 0, is told, and not known."""
        return self._kept(value, path, parse_cents, "0 or more", None)

    def score(self, value: object, path: Path) -> object:
        """A score as it is written; one that is none is told, and not known."""
        return self._kept(value, path, parse_number, "0 to 5", MOST_STARS)

    def _kept(
        self,
        value: object,
        path: Path,
        parse: Callable[[object], int | Fraction],
        expected: str,
        most: int | None,
    ) -> object:
        if not isinstance(value, Decimal) and text(value) is None:
            return None  # where it is of another form, the schema tells
        try:
            number = parse(value)
        except BadValueError as refused:
            self.warn(path, f"{refused.message}: taken as not known")
            return None
        if number < 0 or (most is not None and number > most):
            self.warn(path, f"expected {expected}, found {found(value)}: taken as not known")
            return None
        return value

    def seconds(self, value: object, path: Path) -> str | None:
        """An instant that is written in seconds or milliseconds since 1970, or as a text.

        Zero and the empty text mean that there is none.
        """
        written = text(value)
        if isinstance(value, Decimal) and value == value.to_integral_value():
            written = str(int(value))
        if written is None:
            return None
        if not re.fullmatch(r"\d+", written, re.ASCII):
            return written
        if not written.strip("0"):
            return None
        counted = int(written) if len(written) < 19 else LAST * 1000 + 1000
        instant = counted // 1000 if counted >= LEAST_MILLISECONDS else counted
        if not FIRST <= instant <= LAST:
            self.warn(path, f"{found(written)} is no instant since 1970: taken as not known")
            return None
        return instant_json(instant)

    def piece(self, raw: Node, label: str) -> Piece:
        """The translation with what was told about it, and what a person has added to the source."""
        for key in ADDED_KEYS:
            if key in self.node and raw.get(key) is None:
                raw[key] = self.node[key]
        return Piece(raw, self, label, problems=tuple(self.problems))
