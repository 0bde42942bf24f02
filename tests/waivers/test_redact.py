"""Pseudonyms: stable, keyed, never the same for two, and complete."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from closeout.engine.problems import Place
from closeout.engine.records import record_with
from closeout.engine.report import redact
from closeout.engine.report.findings import Report, shown
from closeout.engine.report.order import finding_order
from closeout.engine.report.redact import Disguise, redacted, telling
from closeout.engine.report.telling import fingerprint
from closeout.engine.snapshot.fields import FIELDS, Kind
from closeout.engine.snapshot.model import NONE, Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope, Unit

from .conftest import SNAPSHOT

KEY = b"0123456789abcdef"
EMPTY = Snapshot(contracts=[])


def test_a_pseudonym_is_a_word_and_eight_digits_that_the_key_decides() -> None:
    name = Disguise(KEY, EMPTY).name("contract", "C105")
    assert name == "contract-dae89bd7"
    assert Disguise(KEY, EMPTY).name("contract", "C105") == name
    assert Disguise(KEY, EMPTY).name("client", "C105")[-8:] != name[-8:]
    assert Disguise(b"another key that is long", EMPTY).name("contract", "C105") != name


def test_two_things_never_share_a_pseudonym(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redact, "DIGITS", 1)
    disguise = Disguise(KEY, EMPTY)
    names = [disguise.name("contract", f"C{number}") for number in range(500)]
    assert len(set(names)) == 500
    assert names == [disguise.name("contract", f"C{number}") for number in range(500)]


def test_every_text_and_id_of_the_catalogue_is_replaced_or_known_to_stay() -> None:
    named = {
        (scope, field.path)
        for scope, fields in FIELDS.items()
        for field in fields
        if field.kind in (Kind.TEXT, Kind.ID, Kind.PLATFORM, Kind.CURRENCY)
    }
    replaced = set(redact._WORDS) - {(Scope.CLIENT, "id"), (Scope.CLIENT, "name")}
    assert named == replaced | redact.PLAIN


def test_words_and_numbers_stay_and_texts_go() -> None:
    disguise = Disguise(KEY, read_snapshot([str(SNAPSHOT)]))

    def hidden(value: object, unit: Unit = Unit.TEXT, field: str | None = None) -> object:
        key = None if field is None else (Scope.CONTRACT, field)
        found = disguise.shown(shown(unit, value, None, key))  # type: ignore[arg-type]
        return found.json

    logo, blum = disguise.name("title", "Logo"), disguise.name("client", "Bakery Blum")
    assert hidden("active", field="status") == "active"
    assert hidden("USD", field="currency") == "USD"
    assert hidden(500, Unit.MONEY) == "5.00"
    assert hidden("Logo", field="title") == logo
    assert hidden(("Logo", "x", "bakery blum"), Unit.TEXTS) == [logo, "x", blum]
    assert hidden(NONE, Unit.TEXTS) == "none"
    for derived, expected in (
        ("Bakery Blum", blum),
        ("BAKERY BLUM", blum),
        ("other", "other"),
        ("the Logo", "the Logo"),
    ):
        assert hidden(derived) == expected


def test_a_text_is_replaced_in_both_of_its_forms() -> None:
    disguise = Disguise(KEY, read_snapshot([str(SNAPSHOT)]))
    found = disguise.shown(shown(Unit.TEXTS, ("Logo", "Menu")))
    assert found.text == ", ".join((disguise.name("title", "Logo"), disguise.name("title", "Menu")))


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("Ask Bakery Blum.", True),
        ("ask BAKERY BLUM!", True),
        ("Bakery Blums", False),
        ("Draw the Logo.", False),
        ("", False),
    ],
    ids=["a name", "in another case", "only a part of a word", "too short to tell", "nothing"],
)
def test_a_sentence_tells_a_name_that_stands_in_it_as_words(sentence: str, tells: bool) -> None:
    assert Disguise(KEY, read_snapshot([str(SNAPSHOT)])).tells(sentence) is tells


def test_a_place_keeps_line_column_and_ending() -> None:
    place = Disguise(KEY, EMPTY).place(Place("exports/ana.json", 7, 3, '{"id": "C1"}'))
    assert place is not None
    assert re.fullmatch(r"file-[0-9a-f]{8}\.json:7:3", str(place))
    assert place.quoted == ""


def test_the_redacted_report_finds_the_same_in_its_own_order(
    evaluated: Callable[..., Report],
) -> None:
    disguise = Disguise(KEY, read_snapshot([str(SNAPSHOT)]))
    plain = evaluated()
    found = redacted(plain, disguise)
    assert list(found.findings) == sorted(found.findings, key=finding_order)
    assert sorted(item.rule for item in found.findings) == sorted(
        item.rule for item in plain.findings
    )
    assert [(item.verdict, item.until) for item in found.contracts] == [
        (item.verdict, item.until) for item in plain.contracts
    ]
    assert {item.message for item in found.findings if item.rule == "silent"} == {
        f"{disguise.name('client', client)} is silent about {disguise.name('title', title)}."
        for client, title in (("Bakery Blum", "Logo"), ("Bakery Brot", "Menu"))
    }
    for item in found.findings:
        assert item.fingerprint == fingerprint(item.pack, item.rule, item.subject)
    fewer = record_with(plain, findings=plain.findings[:2], undetermined=())
    assert len(redacted(fewer, disguise).findings) == 2
    assert telling(plain, disguise) == ()
