"""What is made of a pack is made once: for every instant at which the pack is the same."""

from __future__ import annotations

from typing import Any

import pytest

from closeout.engine.calendar import DAY
from closeout.engine.kept import Kept
from closeout.engine.language.load import load_packs, shipped_pack_ids
from closeout.engine.policy import applied as applying
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.pack import Pack
from closeout.engine.python import compute, writing
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.order import wanted
from closeout.engine.questions.thresholds import thresholds_of

NOON = 1_773_144_000
PACKS = load_packs(shipped_pack_ids())


def test_what_was_made_of_the_same_objects_is_made_once() -> None:
    kept: Kept[list[object]] = Kept(2)
    one, equal = [1], [1]
    made = kept.of([one], "a", list)
    assert kept.of([one], "a", list) is made
    assert kept.of([equal], "a", list) is not made
    assert kept.of([one], "b", list) is not made


def test_what_was_not_asked_for_for_longest_is_given_up() -> None:
    kept: Kept[list[object]] = Kept(2)
    made = {name: kept.of([], name, list) for name in "ab"}
    kept.of([], "a", list)
    kept.of([], "c", list)
    assert kept.of([], "a", list) is made["a"]
    assert kept.of([], "b", list) is not made["b"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_around_every_date_of_a_pack_it_is_what_applying_it_anew_gives(pack: Pack) -> None:
    dates = sorted(set(applying._dates_of(pack)))
    for at in {NOON, *(at + off for at in dates for off in (-1, 0, 1))}:
        for role in ("freelancer", "client"):
            fresh = applying._applied(pack, at, at - DAY, role, False)
            assert apply_pack(pack, at, at - DAY, role) == fresh


def test_between_two_dates_a_pack_is_written_as_a_program_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (upwork,) = load_packs(["upwork"])
    written: list[Applied] = []

    def counted(applied: Applied, *others: Any) -> writing.Written:
        written.append(applied)
        return writing.written(applied, *others)

    monkeypatch.setattr(compute, "written", counted)
    monkeypatch.setattr(compute, "_WRITTEN", Kept(4))
    programs = []
    for at in (NOON, NOON + 1, NOON + 60 * DAY):
        applied = apply_pack(upwork, at, at, "freelancer")
        programs.append(compile_facts(applied, wanted(applied)))
    assert len(written) == 1
    assert [program.layout.applied.as_of for program in programs] == [
        NOON,
        NOON + 1,
        NOON + 60 * DAY,
    ]
    stale = apply_pack(upwork, NOON, NOON - 60 * DAY, "freelancer")
    compile_facts(stale, wanted(stale))
    assert len(written) == 2


def test_the_thresholds_of_a_pack_are_looked_for_once_between_two_dates() -> None:
    (upwork,) = load_packs(["upwork"])
    found = thresholds_of(apply_pack(upwork, NOON, NOON, "freelancer"))
    assert thresholds_of(apply_pack(upwork, NOON + 1, NOON, "freelancer")) is found
    assert thresholds_of(apply_pack(upwork, NOON, NOON, "client")) is not found
