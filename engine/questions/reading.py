"""An answer as a person types it, read as generously as can be without guessing.

Words in any case, with spaces for underscores, or their beginnings; amounts with a currency; days, `today`,
`yesterday`, `3 days ago`; `none`, `no`, `never` for what does not exist. Whatever says "I don't know"
skips the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..aliases import ALIASES, meant_instead
from ..calendar import DAY, floor_day
from ..problems import did_you_mean
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.convert import NONE_WORD, converter
from ..snapshot.currencies import code_of_text
from ..snapshot.fields import BY_PATH, POSITION, Field, Kind
from ..snapshot.instants import parse_instant
from ..snapshot.model import ID, NONE, Record, Value, blank
from ..snapshot.money import parse_cents
from ..snapshot.sheets.hours import hours_of, without_unit
from ..units import Scope
from .slots import Answer, Slot

UNKNOWN = frozenset(
    ("", "?", "-", "skip", "idk", "unknown", "not known", "not sure", "no idea")
) | {f"{who}{how} know" for who in ("i ", "") for how in ("don't", "dont", "do not")}
NOTHING = frozenset(("none", "no", "never", "nothing", "nobody", "not yet", "[]"))
YES = frozenset(("yes", "y", "true", "yep", "1"))
NO = frozenset(("no", "n", "false", "none", "nope", "0", "never", "not yet"))

WORDS: Mapping[str, str] = {
    **ALIASES,
    "approved": "paid",
    "open": "active",
    "closed": "ended",
    "refused": "disputed",
}
"""What people say for a word of the catalogue, where it is a choice of the field.

Whoever is asked sees the question, and what is made of the answer: more is taken than in a table."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_AGO = re.compile(r"(\d{1,4}) (day|week)s? ago")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_TO_THE_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)[t ](\d\d?):(\d\d)(?: ?(?:utc|z))?", re.ASCII)
_CURRENCY = re.compile(r"[$€£]|\b[a-z]{3}\b")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_MILESTONE = re.compile(r"([a-z_ -]+?)\s*([$€£]?\d.*)?")
ENTRY_ENDS = re.compile(r";| and |, (?!\d{4}$)|,(?! )")


def read_answer(text: str, slot: Slot, as_of: int) -> Answer:
    """The answer to the question for a slot; None where the person does not know.

    `as_of`: UTC seconds that "today" means. Raises `BadValueError` with what was expected.
    """
    said, plain = typed(text)
    if plain in UNKNOWN:
        return None
    field = slot.field
    if field is None:
        return _milestones(plain)
    if field.kind in (Kind.TEXT, Kind.ID, Kind.PLATFORM):
        return _checked(field, said)
    if field.kind is Kind.CURRENCY:
        return _checked(field, code_of_text(said) or said)
    return _READERS[field.kind](plain, field, as_of)


def typed(text: str) -> tuple[str, str]:
    """What was typed, with single blanks; and the same in small letters, without the end of a sentence."""
    said = " ".join(text.replace("\u2019", "'").split())
    return said, said.casefold().rstrip(".!")


def _checked(field: Field, written: object) -> Value:
    return converter(field, textual=True)(written)


def _word(plain: str, field: Field, as_of: int) -> Value:
    return chosen(plain, field.choices)


def chosen(plain: str, choices: Sequence[str], words: Mapping[str, str] = WORDS) -> str:
    """One of a few words, by itself, by another word for it, or by its beginning.

    Raises `BadValueError` with all of them.
    """
    word = _joined_up(plain)
    known = {_joined_up(choice): choice for choice in choices}
    if word in known:
        return known[word]
    if words.get(word) in choices:
        return words[word]
    if NONE_WORD in choices and plain in NO:
        return NONE_WORD
    if "given" in choices and plain in YES:
        return "given"
    begun = [choice for name, choice in known.items() if name.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    hint = meant_instead(word, choices) or did_you_mean(word, choices)
    raise BadValueError(f"expected {_listed(choices)}, found {found(plain)}", hint)


def _joined_up(text: str) -> str:
    return re.sub(r"[ ._-]+", "_", text)


def _listed(choices: Sequence[str]) -> str:
    words = [word.replace("_", " ") for word in choices]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _flag(plain: str, field: Field, as_of: int) -> Value:
    if plain in YES or plain in NO:
        return plain in YES
    raise BadValueError(f"expected yes or no, found {found(plain)}")


def _money(plain: str, field: Field, as_of: int) -> Value:
    return 0 if plain in NOTHING else _checked(field, _amount(plain))


def _amount(plain: str) -> str:
    """An amount without its currency and without the commas between thousands."""
    bare = _CURRENCY.sub("", plain).strip()
    return bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare


def _hours(plain: str, field: Field, as_of: int) -> Value:
    return 0 if plain in NOTHING else _checked(field, hours_of(plain) or without_unit(plain))


def _count(plain: str, field: Field, as_of: int) -> Value:
    return 0 if plain in NOTHING else _checked(field, plain)


def _number(plain: str, field: Field, as_of: int) -> Value:
    return _checked(field, plain.removesuffix("%").removesuffix("stars").strip())


def _instant_or_none(plain: str, field: Field, as_of: int) -> Value:
    return NONE if plain in NOTHING else _instant(plain, as_of)


def _instant(plain: str, as_of: int) -> int:
    if plain == "now":
        return as_of
    if plain in ("today", "yesterday"):
        return floor_day(as_of) - (DAY if plain == "yesterday" else 0)
    if match := _AGO.fullmatch(plain):
        return floor_day(as_of) - int(match[1]) * DAY * (7 if match[2] == "week" else 1)
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(match[1], match[2], match[3])
    if match := _MONTH_FIRST.fullmatch(plain):
        return _day(match[2], match[1], match[3])
    if match := _TO_THE_MINUTE.fullmatch(plain):
        return parse_instant(f"{match[1]}T{int(match[2]):02}:{match[3]}:00Z")
    return parse_instant(plain)


def _day(day: str, month: str, year: str) -> int:
    name = month[:3]
    if name not in MONTHS:
        raise BadValueError(f"no month is called {found(month)}", "write it like 2026-03-15")
    return parse_instant(f"{year}-{MONTHS.index(name) + 1:02}-{int(day):02}")


def _entries(plain: str) -> list[str]:
    return [entry.strip() for entry in ENTRY_ENDS.split(plain) if entry.strip()]


def _instants(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(sorted(_instant(entry, as_of) for entry in _entries(plain)))


def _choices(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(dict.fromkeys(chosen(entry, field.choices) for entry in _entries(plain)))


def _payments(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(_payment(entry, as_of) for entry in plain.split(";") if entry.strip())


def _payment(entry: str, as_of: int) -> tuple[int, int | None]:
    amount, _, paid_at = entry.strip().replace(" on ", "@").partition("@")
    cents = parse_cents(_amount(amount.strip()))
    return cents, _instant(paid_at.strip(), as_of) if paid_at.strip() else None


def _milestones(plain: str) -> list[Record]:
    """`paid 250; funded 300`: the state of each milestone, and its amount where it is known."""
    if plain in NOTHING:
        return []
    return [
        with_state(blank_milestone(f"m{number}"), entry)
        for number, entry in enumerate(plain.split(";"), start=1)
    ]


def blank_milestone(id: str) -> Record:
    """A milestone of which nothing but its id is known."""
    record = blank(Scope.MILESTONE)
    record[ID] = id
    return record


def with_state(milestone: Record, plain: str) -> Record:
    """The milestone with what is said of it: `paid 250`, or its state alone.

    Raises `BadValueError` with what was expected.
    """
    words = _MILESTONE.fullmatch(plain.strip())
    if words is None:
        raise BadValueError(
            f"expected a state and an amount, found {found(plain.strip())}",
            "write it like: paid 250; funded 300",
        )
    record = list(milestone)
    record[_STATE_AT] = chosen(words[1].strip(), _STATE.choices)
    if words[2] is not None:
        record[_AMOUNT_AT] = parse_cents(_amount(words[2]))
    return record


_STATE = BY_PATH[Scope.MILESTONE, "state"]
_STATE_AT = POSITION[Scope.MILESTONE]["state"]
_AMOUNT_AT = POSITION[Scope.MILESTONE]["amount"]

_READERS: Mapping[Kind, Callable[[str, Field, int], Value]] = {
    Kind.ENUM: _word,
    Kind.FLAG: _flag,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.HOURS: _hours,
    Kind.INSTANT: _instant_or_none,
    Kind.INSTANTS: _instants,
    Kind.CHOICES: _choices,
    Kind.PAYMENTS: _payments,
}

EXPECTED: Mapping[Kind, str] = {
    Kind.FLAG: "yes or no",
    Kind.COUNT: "a number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount",
    Kind.HOURS: "hours",
    Kind.INSTANT: "a day like 2026-03-15, or none",
    Kind.INSTANTS: "days like 2026-03-01; 2026-03-15, or none",
    Kind.PAYMENTS: "like 250 on 2026-03-01; 100 on 2026-03-15, or none",
    Kind.TEXT: "a text",
    Kind.ID: "a text",
    Kind.PLATFORM: "a text",
    Kind.CURRENCY: "a code like USD",
}


def expected(slot: Slot) -> str:
    """What may be typed, in a few words."""
    field = slot.field
    if field is None:
        return "like paid 250; funded 300, or none"
    if field.kind is Kind.ENUM:
        return ", ".join(word.replace("_", " ") for word in field.choices)
    if field.kind is Kind.CHOICES:
        return ", ".join(word.replace("_", " ") for word in ("none", *field.choices))
    return EXPECTED[field.kind]
