"""A sweep says of every value what an evaluation with that value says, and where neighbours differ."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.conditions import Literal, Older, Param
from closeout.engine.policy.pack import Basis, DatedValue, Pack, ParamDefinition
from closeout.engine.policy.walk import leaves
from closeout.engine.problems import Place, UsageError
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report, Subject
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.value_text import as_text
from closeout.engine.sweeping.model import Sweep
from closeout.engine.sweeping.sweep import Asked, swept
from closeout.engine.sweeping.values import values_of
from closeout.engine.units import Unit

from ..worlds import Style
from ..worlds import world as a_world_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OPTIONS = Options(engine=Engine.PYTHON)
PLACE = Place("FROM..TO")


def asked(param: str, range: str) -> Asked:
    return Asked(param, range, Place("PARAM"), PLACE)


def with_param(pack: Pack, name: str, literal: Literal) -> Pack:
    definition = record_with(pack.params[name], values=(DatedValue(None, None, literal),))
    return record_with(pack, params={**pack.params, name: definition})


@pytest.fixture(scope="module")
def upwork() -> Pack:
    return load_packs(["upwork"])[0]


@pytest.fixture(scope="module")
def portfolio() -> Snapshot:
    return read_snapshot([str(EXAMPLES / "portfolio.json")])


def of_report(report: Report) -> tuple[dict[str, str], dict[tuple[str, Subject], str]]:
    """Verdicts by contract, and how each rule stands for each subject."""
    standing = {(one.rule, one.subject): "undecided" for one in report.undetermined}
    standing |= {(one.rule, one.subject): "holds" for one in report.findings}
    return {one.id: str(one.verdict) for one in report.contracts}, standing


def by_brute_force(found: Sweep, reports: dict[tuple[int, ...], Report]) -> None:
    """Every point and every change of the sweep against evaluations of the whole."""
    for point in found.points:
        report = reports[point.at]
        verdicts = Counter(one.verdict for one in report.contracts)
        severities = Counter(one.severity for one in report.findings)
        assert {key: count for key, count in point.verdicts.items() if count} == verdicts
        assert {key: count for key, count in point.findings.items() if count} == severities
        assert point.undetermined == len(report.undetermined)
    expected = []
    for at in reports:
        for axis, place in enumerate(at):
            before = (*at[:axis], place - 1, *at[axis + 1 :])
            if place and of_report(reports[before]) != of_report(reports[at]):
                expected.append((axis, before, at))
    assert [(one.axis, one.before, one.after) for one in found.changes] == expected
    for change in found.changes:
        (verdicts_before, rules_before), (verdicts_after, rules_after) = (
            of_report(reports[at]) for at in (change.before, change.after)
        )
        flips = {one.contract.id: (str(one.before), str(one.after)) for one in change.flips}
        assert flips == {
            id: (verdicts_before[id], verdict)
            for id, verdict in verdicts_after.items()
            if verdicts_before[id] != verdict
        }
        turns = {(one.rule, one.subject): (one.before, one.after) for one in change.turns}
        keys = rules_before.keys() | rules_after.keys()
        pairs = {
            key: (rules_before.get(key, "silent"), rules_after.get(key, "silent")) for key in keys
        }
        assert turns == {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


@pytest.mark.parametrize(
    ("param", "range"),
    [
        pytest.param("auto_release", "8..20 days 4", id="a length of time"),
        pytest.param("streak_window", "1..24 months 12", id="months"),
        pytest.param("refund_credit", "1..9 business days 4", id="business days"),
        pytest.param("feedback_minimum", "0.5..300.5 USD 150", id="money"),
        pytest.param("export_fresh", "1..3 days", id="what the program asks for by name"),
    ],
)
def test_every_value_of_a_shipped_param_is_as_by_brute_force(
    upwork: Pack, portfolio: Snapshot, param: str, range: str
) -> None:
    assert portfolio.as_of is not None
    found = swept([asked(param, range)], portfolio, [upwork], portfolio.as_of, OPTIONS)
    values = values_of(range, param, upwork.params[param].unit, PLACE)
    reports = {
        (place,): evaluate(portfolio, [with_param(upwork, param, value)], portfolio.as_of, OPTIONS)
        for place, value in enumerate(values)
    }
    by_brute_force(found, reports)


def test_every_pair_of_values_of_two_params_is_as_by_brute_force(
    upwork: Pack, portfolio: Snapshot
) -> None:
    assert portfolio.as_of is not None
    pairs = [("auto_release", "12..20 days 8"), ("feedback_window", "7..14 days 7")]
    found = swept([asked(*pair) for pair in pairs], portfolio, [upwork], portfolio.as_of, OPTIONS)
    first, second = (
        values_of(range, param, upwork.params[param].unit, PLACE) for param, range in pairs
    )
    reports = {}
    for row, one in enumerate(first):
        for column, other in enumerate(second):
            pack = with_param(with_param(upwork, pairs[0][0], one), pairs[1][0], other)
            reports[row, column] = evaluate(portfolio, [pack], portfolio.as_of, OPTIONS)
    by_brute_force(found, reports)


def with_a_param(pack: Pack, rng: random.Random) -> Pack:
    """A random pack in which one length of a comparison became a param."""
    places = [
        (rule, leaf)
        for rule in pack.rules
        for leaf in leaves(rule.when)
        if isinstance(leaf, Older) and isinstance(leaf.operand, Literal)
    ]
    rule, leaf = rng.choice(places)
    when = record_with(leaf, operand=Param("tried", Unit.DURATION))
    definition = ParamDefinition(
        "tried", Unit.DURATION, (DatedValue(None, None, leaf.operand),), Basis.ADVICE
    )
    return record_with(
        pack,
        params={"tried": definition},
        rules=tuple(record_with(each, when=when) if each is rule else each for each in pack.rules),
    )


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 6, 7, 8])
def test_random_packs_are_swept_as_by_brute_force(seed: int) -> None:
    style = Style(contracts=10, rules=10, facts=4, ages=0.8, readings=seed % 3)
    world, range = a_world_of(seed, style), "0..32 days 4"
    pack = with_a_param(world.pack, random.Random(seed))
    found = swept([asked("tried", range)], world.snapshot, [pack], world.as_of, OPTIONS)
    reports = {
        (place,): evaluate(world.snapshot, [with_param(pack, "tried", value)], world.as_of, OPTIONS)
        for place, value in enumerate(values_of(range, "tried", Unit.DURATION, PLACE))
    }
    by_brute_force(found, reports)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("5..7 days", Unit.DURATION, "5 days, 6 days, 7 days"),
        ("5 days..7 days", Unit.DURATION, "5 days, 6 days, 7 days"),
        ("1 .. 4 months 3", Unit.DURATION, "1 month, 4 months"),
        ("1..3 business days", Unit.DURATION, "1 business day, 2 business days, 3 business days"),
        ("0.5..0.7 hours", Unit.DURATION, "30 minutes, 36 minutes, 42 minutes"),
        ("100..250 USD 100", Unit.MONEY, "100.00 USD, 200.00 USD"),
        ("1..3", Unit.COUNT, "1, 2, 3"),
        ("10..30% 10", Unit.RATIO, "0.1, 0.2, 0.3"),
        ("0.1..0.3", Unit.RATIO, "0.1, 0.2, 0.3"),
    ],
)
def test_a_range_is_read_as_it_is_written(text: str, unit: Unit, words: str) -> None:
    found = [as_text(each.unit, each.value) for each in values_of(text, "x", unit, PLACE)]
    assert ", ".join(found) == words


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        pytest.param("many", Unit.DURATION, "is no range of values", id="no number"),
        pytest.param("5..x days", Unit.DURATION, "is no range of values", id="half a number"),
        pytest.param("5..9", Unit.DURATION, "`5` is a count", id="a length without its unit"),
        pytest.param("5..9 dayz", Unit.DURATION, "`5 dayz` is not a duration", id="no unit"),
        pytest.param("9..5 days", Unit.DURATION, "9 days is more than 5 days", id="backwards"),
        pytest.param("1..5 days 0", Unit.DURATION, "the step is 0", id="no step"),
        pytest.param("1 day..2 months", Unit.DURATION, "mixes kinds", id="days and months"),
        pytest.param("1 USD..2 EUR", Unit.MONEY, "mixes kinds", id="two currencies"),
        pytest.param("1..10000 days", Unit.DURATION, "these are 10000 values", id="too many"),
        pytest.param("1..2", Unit.TEXT, "there are no steps", id="of a text"),
        pytest.param("0.1..0.2", Unit.COUNT, "x is a count", id="parts of a count"),
    ],
)
def test_what_is_no_range_is_refused_with_what_to_write(
    text: str, unit: Unit, message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        values_of(text, "x", unit, PLACE)
    (problem,) = refused.value.problems
    assert message in problem.message
    assert problem.hint


def test_ten_thousand_pairs_are_refused(upwork: Pack, portfolio: Snapshot) -> None:
    both = [asked("auto_release", "1..100 days"), asked("security_hold", "1..100 days")]
    with pytest.raises(UsageError, match="these are 10000 values"):
        swept(both, portfolio, [upwork], 0, OPTIONS)


def test_a_param_that_nothing_uses_is_refused(upwork: Pack, portfolio: Snapshot) -> None:
    unused = record_with(upwork.params["auto_release"], name="unused")
    pack = record_with(upwork, params={**upwork.params, "unused": unused})
    with pytest.raises(UsageError, match="nothing uses the param `unused`"):
        swept([asked("unused", "1..3 days")], portfolio, [pack], 0, OPTIONS)


def test_a_param_that_does_not_exist_is_refused_with_the_nearest(
    upwork: Pack, portfolio: Snapshot
) -> None:
    with pytest.raises(UsageError, match=r'no param is called "auto_relese"(.|\n)*auto_release'):
        swept([asked("auto_relese", "1..3 days")], portfolio, [upwork], 0, OPTIONS)
