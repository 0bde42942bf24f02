"""Every way in which contracts are shown is one that the readers understand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .sources import SOURCES, Source
from .stories import TROUBLE, portfolio


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
def test_a_source_shows_every_contract(source: Source, tmp_path: Path) -> None:
    made = portfolio(random.Random("sources"), "freelancer", 1, TROUBLE, 6)
    shown = source.show(made, random.Random("shown"), tmp_path)
    assert {each.id for each in shown.contracts} == {str(each["id"]) for each in made.contracts}
