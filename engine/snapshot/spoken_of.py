"""Which words of a heading or a text speak of what may hinder an end: a claim, money, what is left to do.

A heading is about what it names, whatever its cells hold. A text speaks of what it mentions and does not deny.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from .spoken_as_open import GLANCE, spoken_as_open

DISPUTE, REFUND, HOLD = CLAIMS = "dispute", "refund_request", "hold"
TASKS, MORE_WORK, ESCROW, HOURS = OPEN = (
    "open_tasks",
    "more_work_expected",
    "escrow",
    "hours.unlogged",
)
"""Fields of which something follows, or is assumed, where nobody speaks of them."""

_CLAIM_BEGINNINGS: dict[str, str] = {
    **dict.fromkeys(("disput", "chargeback", "mediation", "arbitrat", "litig", "reklam"), DISPUTE),
    **dict.fromkeys(("streit", "complain", "réclamation", "reclamaci"), DISPUTE),
    **dict.fromkeys(("refund", "reimburs", "rückerstatt", "rückzahl", "erstattung"), REFUND),
    **dict.fromkeys(("rembours", "reembols", "rimbors", "cancellation", "cancelation"), REFUND),
    **dict.fromkeys(("stornier", "storno"), REFUND),
    **dict.fromkeys(("suspend", "suspension"), HOLD),
}
"""How words begin that speak of a claim, in small letters."""
_ESCROW_BEGINNINGS = dict.fromkeys(("escrow", "treuhand", "séquestre", "sequestre"), ESCROW)
_OPEN_BEGINNINGS: dict[str, str] = {
    **_ESCROW_BEGINNINGS,
    "funded": ESCROW,
    **dict.fromkeys(("todo", "unfinished"), TASKS),
    "folgeauftrag": MORE_WORK,
}
"""The same of what else may be open."""
_CLAIM_PAIRS: dict[tuple[str, str], str] = {
    ("charge", "back"): DISPUTE,
    ("money", "back"): REFUND,
    ("give", "back"): REFUND,
    ("pay", "back"): REFUND,
    ("geld", "zurück"): REFUND,
    ("on", "hold"): HOLD,
}
_OPEN_PAIRS: dict[tuple[str, str], str] = {
    ("in", "review"): ESCROW,
    **dict.fromkeys(((each, "approval") for each in ("for", "his", "her", "awaiting")), ESCROW),
    **dict.fromkeys((("not", "released"), ("to", "approve"), ("to", "release")), ESCROW),
    **dict.fromkeys(((each, "milestone") for each in ("second", "next", "another")), ESCROW),
    **dict.fromkeys((("to", "do"), ("still", "missing"), ("still", "open")), TASKS),
    **dict.fromkeys((("not", "finished"), ("not", "done")), TASKS),
    **dict.fromkeys((("open", each) for each in ("point", "points", "task", "tasks")), TASKS),
    **dict.fromkeys((("open", each) for each in ("issue", "issues", "question")), TASKS),
    **dict.fromkeys((("more", "work"), ("further", "work"), ("weitere", "arbeit")), MORE_WORK),
}

_TASKS_NAMES = (
    "to do, to dos, todo, todos, tasks, task list, open points, open questions, open issues, open items, "
    "next, next step, next steps, action items, pending tasks, left to do, still to do, still open, "
    "remaining tasks, remaining work, work left, problem, problems, "
    "issue, issues, concern, concerns, trouble, offene punkte, aufgaben, offen, probleme, à faire, problèmes"
)
_MORE_WORK_NAMES = (
    "more to come, more coming, further work, future work, next project, weitere arbeit"
)
_MONEY_NAMES = (
    "pending, pending amount, pending payment, outstanding, outstanding amount, unpaid, unpaid amount, owed, "
    "amount owed, owing, remaining, remaining amount, balance, left to pay, to be paid, still to be paid, "
    "amount due, due amount, open amount, unreleased, not released, held, held by upwork, project funds, "
    "in review, waiting for approval, awaiting approval, awaiting release"
)


def _each(names: str, matter: str) -> dict[tuple[str, ...], str]:
    return {tuple(name.split()): matter for name in names.split(", ")}


_NAMES: dict[tuple[str, ...], str] = {
    **_each(_TASKS_NAMES, TASKS),
    **_each(_MORE_WORK_NAMES, MORE_WORK),
    **_each(_MONEY_NAMES, ESCROW),
}
"""Whole headings, by their words."""
_NO_STATE = frozenset(
    ("amount", "price", "value", "budget", "due", "date", "deadline", "title", "name")
)
"""Words of such a column that says nothing of what became of the money."""
_NUMBERED = frozenset(("milestone", "phase", "installment", "instalment", "meilenstein", "jalon"))
"""What stands before the number of one of several milestones, each with columns of its own."""

_NOTHING_WORDS = (
    "none no n not never false 0 nothing null nil nein kein keine non aucun aucune nunca ninguno "
    "ninguna na"
)
_NOTHING = frozenset(_NOTHING_WORDS.split())
"""What says that there is none."""
_FILLING_WORDS = "a so far yet any is there has been unknown known tbd tba usd eur gbp"
_FILLING = _NOTHING | frozenset(_FILLING_WORDS.split())
"""Words that add nothing to one that says that there is none: none so far, n/a."""
_DONE_WORDS = (
    "done all close closing end ending it the contract paid released cancelled ask client to him her for my leave "
    "remind wait feedback review solved fixed resolved finished complete completed task tasks issue issues "
    "problem problems concern concerns"
)
_DONE = frozenset(_DONE_WORDS.split())
"""Words that leave no task open: all done, paid; or that say that an end, or feedback, is what is left."""
_OVER = frozenset(("paid", "released", "bezahlt", "freigegeben", "empty", "0"))
"""What became of money that was in escrow: was in escrow, released on Friday."""
_BEFORE = _NOTHING | frozenset(("without", "ohne", "sans", "sin", "nobody", "niemand"))
"""Words that deny what follows them."""
_DENIED_WITHIN = 2
"""How many words before a word may deny it: no refund, not in dispute."""
_OPEN_DENIED_WITHIN = 3
"""The same of what else may be open: no money in escrow, no more work to do."""
_THEN = frozenset(("now", "then", "and", "later", "all"))
"""What begins a clause that goes on to tell what became of the money."""
_CLAUSES = re.compile(r"(?<!\d)[.,]+|[.,]+(?!\d)|[;:!?()\[\]\n/|]+")
"""Points and commas between digits are those of an amount."""
_WORDS = re.compile(r"[^\W\d_]+|\d+(?:[.,'’]\d+)*")
_ZERO = re.compile(r"[0.,'’]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MOST_REMEMBERED = 10_000
"""Headings and texts of which it is remembered what they speak of."""
_LONGEST_NAME = 200
"""Characters of a heading that are looked at."""

_TEXT_BEGINNINGS = _CLAIM_BEGINNINGS | _OPEN_BEGINNINGS
_TEXT_PAIRS = _CLAIM_PAIRS | _OPEN_PAIRS
_GLANCE = re.compile(
    "|".join(
        [
            *_TEXT_BEGINNINGS,
            *dict.fromkeys(rf"\b{second}\b" for _, second in _TEXT_PAIRS),
            GLANCE,
        ]
    )
)
"""Nearly every text is done with it: what it does not find, nothing is spoken of in."""


def words_of_name(name: str) -> list[str]:
    """The words of a heading or a key, in small letters."""
    return words_of(_CAMEL.sub(" ", name[:_LONGEST_NAME]))


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, in small letters."""
    found = _WORDS.findall(text.casefold())
    return ["0" if _ZERO.fullmatch(word) else word for word in found]


@lru_cache(MOST_REMEMBERED)
def claims_named(name: str) -> tuple[str, ...]:
    """The claims that a heading or key itself is about, whatever stands below."""
    return tuple(dict.fromkeys(_spoken_of(words_of_name(name), _CLAIM_BEGINNINGS, _CLAIM_PAIRS)))


@lru_cache(MOST_REMEMBERED)
def named_by(name: str) -> tuple[str, ...]:
    """All that a heading or key itself is about."""
    words = words_of_name(name)
    named = [*claims_named(name), *_spoken_of(words, _ESCROW_BEGINNINGS, {})]
    if is_of_a_numbered_milestone(words):
        named.append(ESCROW)
    elif matter := _NAMES.get(tuple(words)):
        named.append(matter)
    return tuple(dict.fromkeys(named))


def is_of_a_numbered_milestone(words: list[str]) -> bool:
    """Whether a heading is about the second milestone of several that stand side by side."""
    is_numbered = any(first in _NUMBERED and second.isdigit() for first, second in pairwise(words))
    return is_numbered and _NO_STATE.isdisjoint(words)


@lru_cache(MOST_REMEMBERED)
def mentioned_by(text: str) -> tuple[str, ...]:
    """All that a text speaks of and does not deny."""
    folded = text.casefold()
    if _GLANCE.search(folded) is None:
        return ()
    texts = _CLAUSES.split(folded)
    clauses = [words_of(clause) for clause in texts]
    found = [
        matter
        for words, following in zip(clauses, [*clauses[1:], []], strict=True)
        for matter, at in _undenied(words)
        if matter != ESCROW or not _is_over(words[at:], following)
    ]
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        found += spoken_as_open(text, following)
    return tuple(dict.fromkeys(found))


def says_nothing(matter: str, value: object) -> bool:
    """Whether what stands under a heading says that there is nothing of what the heading is about."""
    if isinstance(value, dict):
        return all(says_nothing(matter, each) for each in value.values())
    if isinstance(value, list):
        return all(says_nothing(matter, each) for each in value)
    if not isinstance(value, str):
        return not value
    words = words_of(value)
    if _denies(words):
        return True
    if matter == ESCROW:
        return not _tells_of_money(words)
    return matter in OPEN and not set(words) - _DONE - _FILLING


_LIVE_WORDS = "yes y x ja oui sí true funded submitted active open progress pending review changes"
_LIVE = frozenset(_LIVE_WORDS.split())
"""Words of a milestone in which money may lie."""


def _tells_of_money(words: list[str]) -> bool:
    """Whether a cell holds an amount that is more than nothing, or says that there is something."""
    said = [word for before, word in pairwise(["", *words]) if before not in _NOTHING]
    if not _LIVE.isdisjoint(said) or any(_spoken_of(said, _ESCROW_BEGINNINGS, {})):
        return True
    if "not" in words and (_OVER - {"0"}) & set(words):
        return True  # not paid, not released
    is_settled = not _OVER.isdisjoint(said) or ("not", "funded") in pairwise(words)
    return not is_settled and any(map(_is_amount, words))


def _undenied(words: list[str]) -> Iterator[tuple[str, int]]:
    """What the words of a clause speak of and do not deny, each with its place."""
    for index, word in enumerate(words):
        matter = _matter_at(words, index, word, _TEXT_BEGINNINGS, _TEXT_PAIRS)
        within = _OPEN_DENIED_WITHIN if matter in OPEN else _DENIED_WITHIN
        if matter and _BEFORE.isdisjoint(words[max(0, index - within) : index]):
            yield matter, index


def _is_over(rest: list[str], following: list[str]) -> bool:
    """Whether a text that speaks of escrow goes on to say that it was released: in its clause, or in one
    that begins with that. An amount that was paid is another: 250 in escrow, paid 300.
    """
    goes_on = bool(following) and following[0] in _OVER | _THEN
    return _was_released(rest) or (goes_on and _was_released(following))


def _was_released(words: list[str]) -> bool:
    has_amount = any(_is_amount(word) for word in words) and "on" not in words
    is_denied = any(
        word in _OVER and before in _NOTHING for before, word in pairwise(words) if word != "0"
    )
    return not (has_amount or is_denied or _OVER.isdisjoint(words))


def _is_amount(word: str) -> bool:
    return word[0].isdigit() and word != "0"


def _spoken_of(
    words: list[str], beginnings: dict[str, str], pairs: dict[tuple[str, str], str]
) -> Iterator[str]:
    for index, word in enumerate(words):
        matter = _matter_at(words, index, word, beginnings, pairs)
        if matter:
            yield matter


def _matter_at(
    words: list[str],
    index: int,
    word: str,
    beginnings: dict[str, str],
    pairs: dict[tuple[str, str], str],
) -> str:
    following = words[index + 1] if index + 1 < len(words) else ""
    if matter := pairs.get((word, following)):
        return matter
    return next((matter for start, matter in beginnings.items() if word.startswith(start)), "")


def _denies(words: list[str]) -> bool:
    """Whether a cell says that there is none: no, none so far, no dispute, 0.00 USD, n/a; or nothing at all."""
    named = [
        bool(_matter_at(words, index, word, _CLAIM_BEGINNINGS, _CLAIM_PAIRS))
        for index, word in enumerate(words)
    ]
    rest = [word for word, is_named in zip(words, named, strict=True) if not is_named]
    is_empty = all(word in _FILLING for word in rest)
    return is_empty and not (any(named) and _NOTHING.isdisjoint(rest))
