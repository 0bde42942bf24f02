"""From the first second of 1900 to the last of 2999: no sum fails, none runs on, and check and explain agree."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.engine.calendar import DAY, FIRST, LAST
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate, evaluated
from closeout.engine.explain.explain import explain_rule, explain_verdict
from closeout.engine.explain.outcome import Outcome
from closeout.engine.units import Scope

from ..filled import filled
from ..sizes import sizes
from ..worlds import Style, world

WORLDS = 18
BATCHES = sizes().edge_batches
STYLE = Style(contracts=4, stale=True)


def anywhen(rng: random.Random) -> int:
    """An instant of all those that are read; half of them near an end."""
    beside = rng.choice((0, 1, DAY - 1, DAY, 3 * DAY, 31 * DAY, 400 * DAY))
    return rng.choice((FIRST + beside, LAST - beside, rng.randint(FIRST, LAST)))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_check_and_explain_agree_at_every_instant(batch: int) -> None:
    compared = 0
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        rng = random.Random(f"edge {seed}")
        made = world(seed, STYLE, anywhen(rng))
        pack, snapshot, as_of = made.pack, made.snapshot, made.as_of
        evaluate(snapshot, [pack], as_of, Options(engine=Engine.AUTO, with_facts=True))
        report, standings = evaluated(snapshot, [pack], as_of, Options(engine=Engine.PYTHON))
        contract = snapshot.contracts[0].id
        told = explain_verdict(snapshot, [pack], contract, as_of).verdict
        assert told is not None
        assert told.result.verdict is report.contracts[0].verdict
        assert contract == report.contracts[0].id
        standing = standings[contract].findings  # also what ends it, where the verdict does not
        holds = {item.rule for item in standing if item.subject.scope is Scope.CONTRACT}
        open_ = {item.rule for item in report.undetermined if item.subject.contract == contract}
        rules = [rule for rule in pack.rules if rule.scope is Scope.CONTRACT]
        for rule in rng.sample(rules, min(3, len(rules))):
            asked = explain_rule(snapshot, [pack], contract, rule.id, as_of, horizon=5 * DAY)
            assert asked.rule is not None
            expected = (
                Outcome.HOLDS
                if rule.id in holds
                else Outcome.OPEN
                if rule.id in open_
                else Outcome.FAILS
            )
            assert asked.rule.outcome is expected, (seed, rule.id, as_of)
            compared += 1
    assert compared > WORLDS


HEADER = """
id: edges
version: "1"
platform: edges
title: Edges
actions: {look: {title: Look, who: owner, effect: none}}
"""
CHAINED = """
facts:
  contract.a: {at: ended_at, plus: 1 day}
  contract.b: {at: a, plus: 1 month}
  contract.c: {at: b, plus: 3 business days, floor: day, next: {weekday: monday, time: "12:00"}}
  contract.d: {at: started_at, minus: 1 day}
  contract.e: {at: d, minus: 1 month}
  contract.apart: {difference: [c, e]}
  contract.back: {at: c, minus: 1000 years}
rules:
  - id: asked
    title: Asked
    for: contract
    when:
      any:
        - {b: {after: 2020-01-01}}
        - {e: {before: 2020-01-01}}
        - {started_at: {older_than: 1 month}}
        - {c: {within_next: 1000 years}}
    then: {action: look, severity: info, message: "Look at {c} and {back}.",
           deadline: {at: c, plus: 1 day}}
    basis: advice
    why: To see.
"""
COUNTED = """
facts:
  contract.periods: {count_periods: {of: payments, every: 1 business day, since: started_at}}
  contract.months: {count_periods: {of: payments, every: 1 month, since: started_at}}
rules:
  - id: asked
    title: Asked
    for: contract
    when: {periods: {gte: 1}}
    then: {action: look, severity: info, message: "{periods} in business days, {months} in months."}
    basis: advice
    why: To see.
"""


def pack_in(folder: Path, text: str) -> str:
    (folder / "pack").mkdir()
    (folder / "pack" / "pack.yaml").write_text(HEADER + text, encoding="utf-8")
    return str(folder / "pack")


def snapshot_in(folder: Path, as_of: str, **fields: object) -> str:
    contracts = [{"id": "C1", "status": "ended", **fields}]
    document = {"version": 1, "platform": "edges", "as_of": as_of, "contracts": contracts}
    path = folder / "edges.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


ENDS = ["1900-01-01T00:00:00Z", "1900-01-01T00:00:01Z", "2026-03-10", "2999-12-31T23:59:59Z"]


@pytest.mark.parametrize("as_of", ENDS)
def test_chained_sums_beyond_the_ends_are_not_known(as_of: str, tmp_path: Path) -> None:
    pack = pack_in(tmp_path, CHAINED)
    path = snapshot_in(tmp_path, as_of, started_at=ENDS[0], ended_at=ENDS[-1])
    for command in (["check", "--facts"], ["explain"], ["explain", "asked"]):
        subject = ["C1", *command[1:]] if command[0] == "explain" else command[1:]
        found = CliRunner().invoke(app, [command[0], path, *subject, "--policies", pack])
        assert found.exit_code in (0, 1), (command, found.output, found.exception)
    found = CliRunner().invoke(app, ["check", path, "--policies", pack, "-f", "json"])
    (finding,) = json.loads(found.stdout)["findings"]
    assert finding["deadline"] is None
    assert finding["message"] == "Look at not known and not known."


def test_periods_are_not_counted_one_by_one(tmp_path: Path) -> None:
    pack = pack_in(tmp_path, COUNTED)
    payments = [{"amount": "1", "paid_at": f"{year}-03-09"} for year in range(1950, 3000, 7)]
    path = snapshot_in(tmp_path, "2999-12-31", started_at=ENDS[0], payments=payments)
    before = time.process_time()
    found = CliRunner().invoke(app, ["check", path, "--policies", pack, "-f", "json"])
    assert time.process_time() - before < 5
    (finding,) = json.loads(found.stdout)["findings"]
    assert finding["message"] == "150 in business days, 150 in months."


LONG = """
facts:
%s
rules:
  - id: asked
    title: Asked
    for: contract
    when: {any: [%s]}
    then: {action: look, severity: info, message: Look.}
    basis: advice
    why: To see.
"""


def test_long_lengths_and_many_holidays_cost_no_time(tmp_path: Path) -> None:
    facts = "\n".join(
        f"  contract.f{number}: {{at: started_at, plus: {9_000 + number} business days}}"
        for number in range(50)
    )
    asked = ", ".join(
        f"{{f{number}: {{older_than: {9_000 + number} business days}}}}" for number in range(50)
    )
    days = ", ".join(
        f"{year}-{month:02}-06" for year in range(1950, 2250) for month in range(1, 13)
    )
    pack = pack_in(tmp_path, f"params: {{holidays: [{days}]}}\n" + LONG % (facts, asked))
    contracts = [
        {"id": f"C{number}", "status": "ended", "started_at": f"2000-01-{1 + number % 28:02}"}
        for number in range(300)
    ]
    document = {"version": 1, "platform": "edges", "as_of": "2026-03-10", "contracts": contracts}
    path = tmp_path / "edges.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    before = time.process_time()
    found = CliRunner().invoke(app, ["check", str(path), "--policies", pack, "-f", "json"])
    assert time.process_time() - before < 10
    assert json.loads(found.stdout)["findings"] == []


OUTSIDE = ["1899-12-31T23:59:59Z", "3000-01-01", "9999-12-31T23:59:59Z", "0001-01-01"]


@pytest.mark.parametrize("instant", OUTSIDE)
def test_an_instant_outside_is_refused_with_its_place(instant: str, tmp_path: Path) -> None:
    path = snapshot_in(tmp_path, "2026-03-10", ended_at=instant)
    found = CliRunner().invoke(app, ["check", path])
    assert found.exit_code == 3
    assert f'"{instant}" lies outside the years 1900 to 2999 in UTC' in found.output


@pytest.mark.parametrize("instant", OUTSIDE)
def test_an_as_of_outside_is_refused(instant: str, tmp_path: Path) -> None:
    path = snapshot_in(tmp_path, "2026-03-10")
    found = CliRunner().invoke(app, ["check", path, "--as-of", instant])
    assert found.exit_code == 2
    assert "lies outside the years 1900 to 2999 in UTC" in found.output


@pytest.mark.parametrize(
    "text",
    [
        CHAINED.replace("2020-01-01", "3000-01-01"),
        CHAINED.replace("title: Asked", "title: Asked\n    effective: {from: 1899-12-31}"),
        "params: {holidays: [9999-12-25]}\n" + CHAINED,
    ],
    ids=["in a comparison", "in the period of a rule", "among the holidays"],
)
def test_a_policy_names_no_instant_outside(text: str, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["rules", "--policies", pack_in(tmp_path, text)])
    assert found.exit_code == 2
    assert "instants lie in the years 1900 to 2999" in found.output


WAIVER = """
waivers:
  - {contract: C1, rule: escrow-at-stake, until: 3000-01-01, reason: none, who: me}
"""
TRAVEL = """
pack: {pack}
cases:
  - name: A
    contract: {{ended_at: {ended_at}}}
    from: ended_at
    at: {{{key}: {{findings: none}}}}
"""


def travelled(folder: Path, pack: str, ended_at: str, key: str) -> tuple[Path, Result]:
    """A file with a case at an instant, and what `closeout test` made of it."""
    path = folder / "edges.test.yaml"
    path.write_text(TRAVEL.format(pack=pack, ended_at=ended_at, key=key), encoding="utf-8")
    return path, CliRunner().invoke(app, ["test", str(path)])


@pytest.mark.parametrize(
    ("ended_at", "key", "message"),
    [
        ("2999-12-31T23:59:59Z", "day 1 + 1 second", "lies outside the years 1900 to 2999"),
        ("2999-12-31T23:59:59Z", "day 0 + 1 second", "lies outside the years 1900 to 2999"),
        ("1900-01-01", "day 0 - 1 second", "lies outside the years 1900 to 2999"),
        ("9999-12-31", "day 0", "lies outside the years 1900 to 2999"),
        ("2026-03-10", "3000-01-01", "instants lie in the years 1900 to 2999"),
    ],
)
def test_a_case_travels_no_further_than_the_ends_of_time(
    ended_at: str, key: str, message: str, tmp_path: Path
) -> None:
    path, found = travelled(tmp_path, "upwork", ended_at, key)
    assert found.exit_code in (2, 3), found.output
    assert message in found.output
    assert f"{path.name}:" in found.output


@pytest.mark.parametrize(
    ("pack", "ended_at", "key"),
    [
        ("upwork", "2999-12-31T23:59:59Z", "day 0"),
        ("freelancer-com", "2999-12-31", "day 0 + 86399 seconds"),
        ("fiverr", "2999-12-01", "day 30"),
        ("upwork", "1900-01-01", "day 0"),
    ],
)
def test_a_case_can_stand_at_the_ends_of_time(
    pack: str, ended_at: str, key: str, tmp_path: Path
) -> None:
    _, found = travelled(tmp_path, pack, ended_at, key)
    assert found.exit_code in (0, 1), found.output
    assert "1 case in 1 file" in found.output


def test_a_waiver_ends_inside_the_years_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(WAIVER, encoding="utf-8")
    snapshot = snapshot_in(tmp_path, "2026-03-10")
    found = CliRunner().invoke(app, ["check", snapshot, "--waivers", str(path)])
    assert found.exit_code == 2
    assert 'waivers.yaml:3:50: error: "3000-01-01" lies outside the years' in found.output


def test_worlds_at_the_ends_keep_their_instants_inside() -> None:
    for seed in range(20):
        made = filled(world(seed, STYLE, LAST if seed % 2 else FIRST))
        assert FIRST <= made.applied.exported_at <= made.applied.as_of <= LAST
