"""One function a field, that turns what was written into the value that the engine holds.

A converter raises `BadValueError`; at level warning the value is not known, or the one that was
surely meant, and the rest is used.
JSON types are taken as they are; where every scalar is a text (YAML, CSV), flags and counts are
read from their text as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from ..aliases import known_word, meant_instead
from ..problems import Level, did_you_mean_word
from .bad_value import BadValueError, found, one_of
from .beside import Said, said_beside
from .currencies import code_of_text, currency_hint, is_code
from .fields import Field, Kind
from .instants import not_an_instant, parse_instant
from .model import NONE, Absent, Custom, Value
from .money import parse_cents, parse_count, parse_hours, parse_number
from .platforms import platform_of_text

NONE_WORD = "none"
FLAGS = {"true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False}
PAYMENT_KEYS = ("amount", "paid_at")
SHORTEST_CUT, MOST_CUT = 6, 2
"""A word whose end is missing: letters that are left at least, and that are missing at most."""

Converter = Callable[[object], Value]
"""Turns one written value, never null, into the value that is held. Raises `BadValueError`."""


def converter(field: Field, *, textual: bool) -> Converter:
    """The converter of a field; `textual` where every scalar is a text."""
    match field.kind:
        case Kind.ID:
            return identifier
        case Kind.PLATFORM:
            return platform
        case Kind.CURRENCY:
            return currency
        case Kind.TEXT:
            return _text
        case Kind.ENUM:
            return _word_of(field)
        case Kind.FLAG:
            return _flag_of_text if textual else _flag
        case Kind.COUNT:
            return _at_least_zero(parse_count if textual else _count, field)
        case Kind.NUMBER:
            return _within(parse_number if textual else _number, field)
        case Kind.MONEY:
            return _at_least_zero(parse_cents, field)
        case Kind.HOURS:
            return _at_least_zero(parse_hours, field)
        case Kind.INSTANT:
            return _instant_or_none
        case Kind.INSTANTS:
            return _instants
        case Kind.CHOICES:
            return _words_of(field)
        case Kind.PAYMENTS:
            return _payments
        case Kind.CUSTOM:
            return _custom


def _text(value: object) -> str:
    if type(value) is not str:
        raise BadValueError(f"expected a text, found {found(value)}", _quote_it(value))
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadValueError(
                "the text holds half of a surrogate pair", "characters are written whole"
            ) from None
    return value


def identifier(value: object) -> str:
    """A text that is not empty. Raises `BadValueError`."""
    text = _text(value)
    if not text:
        raise BadValueError(
            "expected a text, found an empty one", "leave the field out if not known"
        )
    return text


def platform(value: object) -> str:
    """A platform by the name that policies know, where it is one of theirs. Raises `BadValueError`."""
    return platform_of_text(identifier(value))


def currency(value: object) -> str:
    """A code of three letters. Raises `BadValueError`, with the code that is meant where there is one."""
    text = identifier(value)
    if is_code(text):
        return text
    code = code_of_text(text)
    read = "taken as not known" if code is None else f"read as {found(code)}"
    message = f"expected the code of a currency, found {found(text)}: {read}"
    raise BadValueError(message, currency_hint(text), Level.WARNING, code)


def number_or_identifier(value: object) -> str:
    """An id that another system may write as a number. Raises `BadValueError`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return identifier(value)


def _quote_it(value: object) -> str:
    is_scalar = isinstance(value, int) and not isinstance(value, bool)
    return f'write "{value}"' if is_scalar and len(found(value)) < 40 else ""


def _word_of(field: Field) -> Converter:
    words: dict[object, str] = {word: word for word in field.choices}

    def word(value: object) -> str:
        if type(value) is str:
            known = words.get(value)
            if known is not None:
                return known
        raise _unknown_word(value, field)

    return word


def _unknown_word(value: object, field: Field) -> BadValueError:
    expected = f"expected {one_of(field.choices)}"
    if not isinstance(value, str):
        return BadValueError(f"{expected}, found {found(value)}")
    said = said_beside(field.scope, field.path, value)
    if said is not None:
        return _says_more(said, f"{expected}, found {found(value)}")
    whole = known_word(value, field.choices)
    whole = whole or _of_which_the_end_is_missing(value, field.choices)
    if whole is not None:
        message = f"{expected}, found {found(value)}: read as {found(whole)}"
        return BadValueError(message, f"write {found(whole)}", Level.WARNING, whole)
    hint = meant_instead(value, field.choices) or did_you_mean_word(value, field.choices)
    return BadValueError(
        f"{expected}, found {found(value)}: taken as not known", hint, Level.WARNING
    )


def _says_more(said: Said, message: str) -> BadValueError:
    told = f"{message}: read as {found(said.word)}, with {said.about}"
    refused = BadValueError(told, said.remedy, Level.WARNING, said.word)
    refused.beside = said
    return refused


def _of_which_the_end_is_missing(cut: str, words: Sequence[str]) -> str | None:
    """The only word that a column too narrow can have cut to this; None where there is none."""
    if len(cut) < SHORTEST_CUT:
        return None
    whole = [word for word in words if word.startswith(cut) and len(word) - len(cut) <= MOST_CUT]
    return whole[0] if len(whole) == 1 else None


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise BadValueError(f"expected true or false, found {found(value)}", _flag_hint(value))
    return value


def _flag_of_text(value: object) -> bool:
    flag = FLAGS.get(value) if isinstance(value, str) else None
    if flag is None:
        raise BadValueError(f"expected true or false, found {found(value)}", _flag_hint(value))
    return flag


def _flag_hint(value: object) -> str:
    meant = str(value).casefold()
    if meant in ("true", "yes", "on", "1", "y"):
        return "write true"
    if meant in ("false", "no", "off", "0", "n", NONE_WORD):
        return "write false"
    return ""


def _count(value: object) -> int:
    if isinstance(value, str):
        raise BadValueError(
            f"expected a whole number, found {found(value)}", "write it without quotes"
        )
    return parse_count(value)


def _number(value: object) -> int | Fraction:
    if isinstance(value, str):
        raise BadValueError(f"expected a number, found {found(value)}", "write it without quotes")
    return parse_number(value)


def _at_least_zero(parse: Callable[[object], int], field: Field) -> Converter:
    hint = (
        "a payment that went back is a negative entry of payments"
        if field.kind is Kind.MONEY
        else ""
    )

    def number(value: object) -> int:
        parsed = parse(value)
        if parsed < 0:
            raise BadValueError(f"expected 0 or more, found {found(value)}", hint)
        return parsed

    return number


def _within(parse: Callable[[object], int | Fraction], field: Field) -> Converter:
    limits = field.limits

    def number(value: object) -> int | Fraction:
        parsed = parse(value)
        if limits and not limits[0] <= parsed <= limits[1]:
            raise BadValueError(f"expected {limits[0]} to {limits[1]}, found {found(value)}")
        return parsed

    return number


def instant(value: object) -> int:
    """UTC seconds of a written instant; `none` is refused. Raises `BadValueError`."""
    if type(value) is not str:
        raise not_an_instant(value, 'write it as a text like "2026-03-15T09:00:00Z"')
    return parse_instant(value)


def _instant_or_none(value: object) -> int | Absent:
    return NONE if value == NONE_WORD else instant(value)


def _list(value: object, of: str) -> list[object]:
    if not isinstance(value, list):
        hint = "write [] for none" if value == NONE_WORD else f"write a list of {of}, [] for none"
        raise BadValueError(f"expected a list of {of}, found {found(value)}", hint)
    return value


def _instants(value: object) -> tuple[int, ...]:
    instants = []
    for index, entry in enumerate(_list(value, "instants")):
        try:
            instants.append(instant(entry))
        except BadValueError as refused:
            raise refused.within(index) from None
    return tuple(instants)


def _words_of(field: Field) -> Converter:
    word = _word_of(field)

    def words(value: object) -> tuple[str, ...]:
        chosen: list[str] = []
        first: BadValueError | None = None
        for index, entry in enumerate(_list(value, "words")):
            try:
                chosen.append(str(word(entry)))
            except BadValueError as refused:
                if not isinstance(refused.meant, str):
                    raise refused.within(index) from None
                chosen.append(refused.meant)
                first = first or refused.within(index)
        if first is not None:
            first.meant = tuple(chosen)
            raise first
        return tuple(chosen)

    return words


def _payments(value: object) -> tuple[tuple[int | None, int | None], ...]:
    return tuple(_payment(index, entry) for index, entry in enumerate(_list(value, "payments")))


def _custom(value: object) -> tuple[Custom, ...]:
    if not isinstance(value, dict):
        raise BadValueError(
            f"expected an object with fields of your own, found {found(value)}",
            'like {"client_rating": 4.5}',
        )
    for name, each in value.items():
        entries = each if isinstance(each, list) else [each]
        if any(isinstance(entry, dict | list) for entry in entries):
            message = f"expected a text, a number, a flag or a list of them, found {found(each)}"
            raise BadValueError(message).within(name)
    return tuple(
        Custom(name, tuple(each) if isinstance(each, list) else each)
        for name, each in value.items()
        if each is not None
    )


def _payment(index: int, entry: object) -> tuple[int | None, int | None]:
    if not isinstance(entry, dict):
        expected = 'an object like {"amount": "250.00", "paid_at": "2026-02-20T08:00:00Z"}'
        raise BadValueError(f"expected {expected}, found {found(entry)}").within(index)
    amount, paid_at = entry.get("amount"), entry.get("paid_at")
    key = "amount"
    try:
        cents = None if amount is None else parse_cents(amount)
        key = "paid_at"
        return cents, None if paid_at is None else instant(paid_at)
    except BadValueError as refused:
        raise refused.within(index, key) from None
