"""At run time the matches are held against the specification, and a difference stops the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.evaluation import engines
from closeout.engine.evaluation.engines import Engine, Job, match_all
from closeout.engine.meaning.judge import Disagreement, judge, sampled
from closeout.engine.meaning.layout import Layout
from closeout.engine.meaning.matching import Match, Rows
from closeout.engine.policy.applied import Applied
from closeout.engine.problems import EngineFault
from closeout.engine.python.match import match
from closeout.engine.units import Duration

from ..filled import Filled, filled
from ..worlds import world

EXAMPLE = Path(__file__).parents[2] / "examples" / "portfolio.json"
ALL = 10**9

Breaks = Callable[[list[Match]], list[Match]]


def of_seed(seed: int) -> Filled:
    return filled(world(seed))


BREAKS: dict[str, Breaks] = {
    "a match is missing": lambda found: found[1:],
    "what holds cannot be decided": lambda found: [
        item._replace(is_certain=False) for item in found
    ],
    "what cannot be decided holds": lambda found: [
        item._replace(is_certain=True) for item in found
    ],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_judge_names_the_first_rule_and_row_that_differ(name: str) -> None:
    job = of_seed(3)
    found = match(job.applied, job.layout, job.subjects)
    broken = BREAKS[name](found)
    disagreement = judge(job.applied, job.layout, job.subjects, broken, ALL)
    assert isinstance(disagreement, Disagreement)
    right, wrong = (
        {(item.rule, item.row): item.is_certain for item in items} for items in (found, broken)
    )
    first = min(key for key in right if right[key] is not wrong.get(key))
    assert disagreement == Disagreement(*first, right[first], wrong.get(first))
    assert judge(job.applied, job.layout, job.subjects, found, ALL) is None


def test_a_match_of_every_rule_is_judged_even_without_a_sample() -> None:
    job = of_seed(3)
    found = match(job.applied, job.layout, job.subjects)
    broken = [item._replace(is_certain=not item.is_certain) for item in found]
    assert judge(job.applied, job.layout, job.subjects, broken, 0) is not None


@pytest.mark.parametrize("engine", [Engine.PYTHON, Engine.AUTO])
def test_a_matcher_that_is_broken_ends_the_run_naming_rule_and_entity(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(applied: Applied, layout: Layout, rows: Rows) -> list[Match]:
        return [item._replace(is_certain=True) for item in match(applied, layout, rows)]

    monkeypatch.setattr(engines, "match_reference", broken)
    monkeypatch.setattr(engines, "_chosen", lambda wanted, jobs: Engine.PYTHON)
    job = of_seed(3)
    with pytest.raises(EngineFault, match=r"specification .* rule rule-\d+ for .*matches holds"):
        match_all(engine, [Job(job.applied, job.layout, job.subjects)])


def test_a_disagreement_is_exit_code_70(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "match_reference", lambda applied, layout, rows: [])
    run = CliRunner().invoke(app, ["check", str(EXAMPLE), "--engine", "python"])
    assert run.exit_code == 70
    assert "the specification and the matches disagree on rule" in run.output


SHARED: dict[str, Callable[[Layout, Duration], int]] = {
    "threshold": lambda self, length: self.applied.as_of - length.seconds - 1,
    "horizon": lambda self, length: self.applied.as_of + length.seconds - 1,
}


@pytest.mark.parametrize("name", SHARED)
def test_a_threshold_that_both_engines_share_is_judged_as_well(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both take it from the layout, so that comparing the two would not show a fault in it."""
    monkeypatch.setattr(Layout, name, SHARED[name])

    def is_caught(seed: int) -> bool:
        job = of_seed(seed)
        found = match(job.applied, job.layout, job.subjects)
        return judge(job.applied, job.layout, job.subjects, found, ALL) is not None

    assert any(is_caught(seed) for seed in range(200))


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 1_000, 70_000])
def test_the_sample_is_spread_over_all_rows_and_the_same_each_time(count: int) -> None:
    found = sampled(count, 40)
    assert found == sorted(set(found)) == sampled(count, 40)
    assert len(found) >= min(count, 30)
    assert all(0 <= index < count for index in found)
    if count > 40:
        gaps = [after - before for before, after in zip([0, *found], [*found, count], strict=True)]
        assert max(gaps) <= count / 40 * 3
