"""What asks for nothing, in one sentence each: what is good to know, and what was taken for granted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...engine.policy.pack import Effect
from ...engine.report.granted import Granted
from ...engine.written import counted
from .layout import LONG_TEXT, plain
from .page import LONGEST_ID, Page
from .phrases import is_folded

MOST_NAMED = 20
"""So many contracts are named in a sentence."""

MOST_GRANTED = 2
"""So many assumptions are told."""

BOUND = re.compile(r"(?:it|they|you have|there|again|unless)\b")
"""Begins words that speak of what stands before them: "Leave your feedback, if there is none yet"."""
CLAUSE = re.compile(r", (?:where|while|when|until|unless|as long as)\b|\.")
"""Ends what is taken for granted, before the words that say when."""


def background_words(page: Page) -> list[str]:
    """`Allow feedback after the time: C205, C209`: what asks for nothing, by its kind."""
    found: dict[str, list[str]] = {}
    for contract in page.report.contracts:
        for finding in page.report.by_contract.get(contract.id, ()):
            is_kept = finding.action.effect is Effect.KEEP
            is_told = not is_kept and not is_folded(page.report, finding, page.options)
            if page.is_background(finding, contract.verdict) and is_told:
                ids = found.setdefault(plain(finding.action.title), [])
                ids.append(plain(contract.id, LONGEST_ID))
    return [f"{title}: {_named(list(dict.fromkeys(ids)))}" for title, ids in found.items()]


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more


def _alone(one: Granted) -> str:
    """What a reading says in a few words that need no sentence before them."""
    words = plain(one.reading.short, LONG_TEXT).removeprefix("if ")
    if not BOUND.match(words):
        return words
    says = CLAUSE.split(plain(one.reading.says, LONG_TEXT), maxsplit=1)[0]
    return says[:1].lower() + says[1:]


def granted_words(found: Sequence[Granted]) -> str:
    """`nothing is in dispute (23 contracts), nobody asked for money back (18), 11 more with -v`."""
    told: dict[str, int] = {}
    for one in found:
        if one.reading.short:
            words = _alone(one)
            told[words] = max(told.get(words, 0), one.contracts)
    most = list(told.items())[:MOST_GRANTED]
    extents = (f" ({counted(number, 'contract')})" if number else "" for _, number in most)
    parts = [f"{words}{extent}" for (words, _), extent in zip(most, extents, strict=True)]
    left = len(found) - len(most)
    if left:
        parts.append(
            f"{left} more, told with -v" if parts else f"{counted(left, 'thing')}, told with -v"
        )
    return "; ".join(parts)
