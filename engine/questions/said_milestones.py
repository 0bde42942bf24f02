"""Milestones as people say them: `2 paid, 1 funded`, `paid 250; funded 300`, `paid 150 of 300`, `none`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ..snapshot.bad_value import BadValueError, found
from ..snapshot.fields import BY_PATH, POSITION
from ..snapshot.model import ID, Record, blank
from ..units import Scope
from .said_amounts import AMOUNT, cents_said
from .said_words import NOTHING, chosen

MOST_MILESTONES = 40
"""More are not asked for one by one; a larger number beside a state is an amount."""
FEW = 9
"""Up to here a number before a state counts milestones, also beside others; a larger one may be a price."""
LIKE = "write it like: paid 250; funded 300; or 2 paid, 1 funded; of one that is paid in part: paid 150 of 300"

_STATE = BY_PATH[Scope.MILESTONE, "state"]
_STATE_AT = POSITION[Scope.MILESTONE]["state"]
_AMOUNT_AT = POSITION[Scope.MILESTONE]["amount"]
_PAID_AT = POSITION[Scope.MILESTONE]["paid_amount"]
_IN_PART = "funded"
"""Where a milestone stands that is paid in part: the rest of it is not paid."""

_ENDS = re.compile(r";|,(?!\d)|(?<![a-z])and(?![a-z])")
_FIXED = re.compile(r"(?:a )?fixed(?:[ -]price)?[,:]? (?:in )?")
_WORD = r"[a-z][a-z_ -]*?"
_COUNTED = re.compile(
    r"(?:all )?(?P<count>\d{1,9}|one|a single)(?P<unit> (?:milestones?|deliver(?:y|ies)))?"
    rf"(?:,? (?:all )?(?P<state>{_WORD})(?: (?P<each>{AMOUNT})(?: each)?)?)?"
)
_PART = re.compile(
    rf"paid (?P<paid>{AMOUNT}) (?:out )?of (?P<all>{AMOUNT})"
    rf"|(?P<paid2>{AMOUNT}) (?:out )?of (?P<all2>{AMOUNT}) (?:is |was )?paid"
)
_OF_IT = re.compile(
    rf"(?:(?:is |was )?paid )?(?P<paid>{AMOUNT}) of (?:it|that)(?: (?:is |was )?paid)?"
)
_STATE_FIRST = re.compile(rf"(?P<state>{_WORD}):? ?(?P<amount>{AMOUNT})?")
_AMOUNT_FIRST = re.compile(rf"(?P<amount>{AMOUNT}) (?:is |are )?(?P<state>{_WORD})")
_PARTLY = re.compile(r"(?:partly|partially|part|half)[ -]+(?:is )?paid.*|paid (?:partly|in part).*")
_MEANS_COUNT = re.compile(r"all |\d+ (?:milestone|deliver)")
_ONE = ("one", "a single")


class _Said(Struct, frozen=True):
    """What is said of so many milestones; amounts in cents."""

    count: int
    state: str | None
    amount: int | None = None
    paid: int | None = None


def blank_milestone(id: str) -> Record:
    """A milestone of which nothing but its id is known."""
    record = blank(Scope.MILESTONE)
    record[ID] = id
    return record


def milestones_said(plain: str, prefix: str = "") -> list[Record]:
    """Where each milestone stands, and its amount where it is said.

    `plain`: in small letters; `prefix`: of the ids. Raises `BadValueError` with what was expected.
    """
    if plain in NOTHING:
        return []
    said = list(_all_said(_FIXED.sub("", plain, count=1)))
    count = sum(each.count for each in said)
    if count > MOST_MILESTONES:
        raise BadValueError(
            f"expected {MOST_MILESTONES} milestones at most, found {found(str(count))}",
            "write a price behind where it stands, like: paid 300; for more milestones fill in a table: "
            "closeout template --new",
        )
    each_one = [each for each in said for _ in range(each.count)]
    return [
        _filled(blank_milestone(f"{prefix}{number}"), each)
        for number, each in enumerate(each_one, start=1)
    ]


def with_state(milestone: Record, plain: str) -> Record:
    """The milestone with what is said of it: `paid 250`, `250 paid`, `paid 150 of 300`, or its state alone.

    Raises `BadValueError` with what was expected.
    """
    said = list(_all_said(plain.strip()))
    if len(said) != 1 or said[0].count != 1 or said[0].state is None:
        raise BadValueError(
            f"expected where this milestone stands, found {found(plain)}", "write it like: paid 250"
        )
    return _filled(milestone, said[0])


def _filled(milestone: Record, said: _Said) -> Record:
    record = list(milestone)
    for at, value in ((_STATE_AT, said.state), (_AMOUNT_AT, said.amount), (_PAID_AT, said.paid)):
        if value is not None:
            record[at] = value
    return record


def _all_said(plain: str) -> Iterator[_Said]:
    whole = _counted(plain)
    if whole is not None:
        yield whole
        return
    before: _Said | None = None
    for entry in map(str.strip, _ENDS.split(plain)):
        of_it = _OF_IT.fullmatch(entry)
        if of_it is not None and before is not None and before.amount is not None:
            before = _in_part(cents_said(of_it["paid"]), before.amount, entry)
            continue
        if before is not None:
            yield before
        before = _said(entry)
    if before is not None:
        yield before


def _said(entry: str) -> _Said:
    """What one part of an answer says."""
    counted = _counted(entry)
    if counted is not None and counted.state is not None:
        if counted.count > FEW and _MEANS_COUNT.match(entry) is None:
            raise BadValueError(
                f"expected how many there are, or a price, found {found(entry)}",
                "write it like: 12 milestones paid; or, if it is the price: paid 12",
            )
        return counted
    if _PARTLY.fullmatch(entry):
        message = f"expected how much of it is paid, found {found(entry)}"
        raise BadValueError(message, "write it like: paid 150 of 300")
    if part := _PART.fullmatch(entry):
        paid, whole = part["paid"] or part["paid2"], part["all"] or part["all2"]
        return _in_part(cents_said(paid), cents_said(whole), entry)
    match = _STATE_FIRST.fullmatch(entry) or _AMOUNT_FIRST.fullmatch(entry)
    if match is None:
        raise BadValueError(
            f"expected where each milestone stands and its price, found {found(entry)}", LIKE
        )
    state = chosen(match["state"].strip(), _STATE.choices)
    return _Said(1, state, None if match["amount"] is None else cents_said(match["amount"]))


def _in_part(paid: int, whole: int, entry: str) -> _Said:
    if paid > whole:
        raise BadValueError(f"expected no more paid than there is, found {found(entry)}")
    return _Said(1, "paid" if paid == whole else _IN_PART, whole, paid)


def _counted(plain: str) -> _Said | None:
    """So many of a kind: `2`, `2 milestones`, `3, all paid`, `2 paid 250 each`; None for anything else.

    A number larger than `MOST_MILESTONES` beside a state is an amount.
    """
    match = _COUNTED.fullmatch(plain)
    if match is None:
        return None
    count = 1 if match["count"] in _ONE else int(match["count"])
    if count > MOST_MILESTONES and match["unit"] is None and match["state"] is not None:
        return None
    state = None if match["state"] is None else chosen(match["state"].strip(), _STATE.choices)
    return _Said(count, state, None if match["each"] is None else cents_said(match["each"]))
