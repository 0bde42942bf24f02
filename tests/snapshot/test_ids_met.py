"""An id that is there twice is found, however many others were met between."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot import ids_met
from closeout.engine.snapshot.ids_met import IdsMet

COUNT = 1_000


@pytest.fixture(autouse=True, params=[2_048, 3], ids=["all are held", "most are written"])
def _held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids_met, "_AT_ONCE", request.param)


def met(*more: str) -> IdsMet:
    found = IdsMet()
    for number in range(COUNT):
        found.meet(f"C{number}")
    for id in more:
        found.meet(id)
    return found


def test_ids_that_differ_are_no_twins() -> None:
    assert not met(f"C{COUNT}").has_twins()


@pytest.mark.parametrize("number", [0, COUNT // 2, COUNT - 1])
def test_an_id_that_comes_again_is_one(number: int) -> None:
    assert met(f"C{number}").has_twins()


def test_few_of_many_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids_met, "_AT_ONCE", 3)
    found = met()
    assert sum(map(len, found._held)) <= 2 * ids_met._KINDS
