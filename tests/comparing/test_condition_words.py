"""An edit of a condition is told by the parts that differ, as a policy writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Pack
from closeout.engine.variants.edit_words import change_words, full_words
from closeout.engine.variants.edits import edits_between

PACK = """\
id: mine
params: {patience: 10 days}
actions: {ask: {title: Ask, effect: none}}
facts: {contract.silent: {last_client_message_at: {older_than: 5 days}}}
rules:
  - {id: one, title: One, for: contract, when: WHEN,
     then: {action: ask, severity: info, message: "Ask."}}
"""
BEFORE = "{status: active, budget: {gt: 5 USD}, not: {any: [{silent: true}, {type: hourly}]}}"
EDITS = [
    ("{gt: 5 USD}", "{gt: 6 USD}", "budget: {gt: 5.00 USD} -> {gt: 6.00 USD}"),
    ("{gt: 5 USD}", "{gte: 5 USD}", "budget: {gt: 5.00 USD} -> {gte: 5.00 USD}"),
    (
        "status: active",
        "status: [active, paused]",
        "status: active -> [active, paused]",
    ),
    ("status: active, ", "", "without status: active"),
    (
        "status: active, ",
        "status: active, escrow: 0, ",
        "with escrow: 0",
    ),
    (
        "budget: {gt: 5 USD}",
        "last_client_message_at: {older_than: $patience}",
        "without budget: {gt: 5.00 USD}; with last_client_message_at: {older_than: $patience}",
    ),
    ("{silent: true}, ", "", "under not: under any: without silent: true"),
    ("{silent: true}", "{silent: false}", "under not: under any: silent: true -> false"),
    (
        "not: {any: [{silent: true}, {type: hourly}]}",
        "silent: false",
        "without not (any of (silent: true, type: hourly)); with silent: false",
    ),
    (
        "{gt: 5 USD}",
        "{gt: 5 USD, lt: 9 USD}",
        "with budget: {lt: 9.00 USD}",
    ),
]


def packs(tmp_path: Path, *texts: str) -> list[Pack]:
    found = []
    for place, text in enumerate(texts):
        (tmp_path / str(place)).mkdir()
        (tmp_path / str(place) / "pack.yaml").write_text(text, "utf-8")
        found += load_packs([str(tmp_path / str(place))])
    return found


@pytest.mark.parametrize(("part", "instead", "words"), EDITS, ids=[words for *_, words in EDITS])
def test_the_parts_of_a_condition_that_differ_are_told(
    part: str, instead: str, words: str, tmp_path: Path
) -> None:
    after = BEFORE.replace(part, instead)
    old, new = packs(tmp_path, PACK.replace("WHEN", BEFORE), PACK.replace("WHEN", after))
    (edit,) = edits_between(old, new)
    assert (change_words(edit), full_words(edit)) == ("when", f"when {words}")


def test_so_are_those_of_a_fact_beside_what_else_was_edited(tmp_path: Path) -> None:
    text = PACK.replace("WHEN", "{silent: true}")
    later = text.replace("5 days", "6 days").replace("severity: info", "severity: warning")
    fact, rule = edits_between(*packs(tmp_path, text, later))
    assert full_words(fact) == (
        "definition last_client_message_at: {older_than: 5 days} -> {older_than: 6 days}"
    )
    assert full_words(rule) == change_words(rule) == "severity info -> warning"
