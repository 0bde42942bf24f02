"""Pseudonyms: stable, keyed, never the same for two, and complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from closeout.engine.policy.conditions import Ref
from closeout.engine.problems import Place
from closeout.engine.report import redact
from closeout.engine.report.findings import Report
from closeout.engine.report.redact import Disguise, redacted
from closeout.engine.snapshot.fields import FIELDS, Kind
from closeout.engine.snapshot.model import Snapshot
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
        if field.kind in (Kind.TEXT, Kind.ID)
    }
    replaced = set(redact._WORDS) - {(Scope.CLIENT, "id"), (Scope.CLIENT, "name")}
    assert named == replaced | redact.PLAIN


def test_words_and_numbers_stay_and_derived_texts_go() -> None:
    disguise = Disguise(KEY, read_snapshot([str(SNAPSHOT)]))

    def shown(name: str, value: object, unit: Unit = Unit.TEXT) -> object:
        return disguise.value(Ref(Scope.CONTRACT, name, unit), value)  # type: ignore[arg-type]

    assert shown("status", "active") == "active"
    assert shown("currency", "USD") == "USD"
    assert shown("escrow", 500, Unit.MONEY) == 500
    assert shown("title", "Logo") == disguise.name("title", "Logo")
    assert shown("favourite", "Bakery Blum") == disguise.name("client", "Bakery Blum")
    assert shown("favourite", "other") == "other"
    assert shown("names", ("Logo", "x"), Unit.TEXTS) == (disguise.name("title", "Logo"), "x")


def test_a_place_keeps_line_column_and_ending() -> None:
    place = Disguise(KEY, EMPTY).place(Place("exports/ana.json", 7, 3, '{"id": "C1"}'))
    assert place is not None
    assert re.fullmatch(r"file-[0-9a-f]{8}\.json:7:3", str(place))
    assert place.quoted == ""


def test_the_redacted_report_finds_the_same_in_its_own_order(
    evaluated: Callable[..., Report],
) -> None:
    disguise = Disguise(KEY, read_snapshot([str(SNAPSHOT)]))
    plain, disguised = evaluated(), evaluated(disguise=disguise)
    found = redacted(plain, disguised, disguise)
    assert found == disguised
    assert sorted(item.rule for item in found.findings) == sorted(
        item.rule for item in plain.findings
    )
    assert {item.message for item in found.findings if item.rule == "silent"} == {
        f"{disguise.name('client', client)} is silent about {disguise.name('title', title)}."
        for client, title in (("Bakery Blum", "Logo"), ("Bakery Brot", "Menu"))
    }
    fewer = replace(plain, findings=plain.findings[:2], undetermined=())
    assert len(redacted(fewer, disguised, disguise).findings) == 2
