"""Which findings a waiver marks, and that it changes nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest

from closeout.engine.policy.pack import Pack
from closeout.engine.problems import Place
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.report.waivers.apply import about_all, apply_waivers
from closeout.engine.report.waivers.model import Pattern, Waiver
from closeout.engine.report.waivers.reader import read_waivers
from closeout.engine.snapshot.read import read_snapshot

from .conftest import AS_OF, SNAPSHOT

Evaluated = Callable[..., Report]

WAIVERS = [
    pytest.param("silent, contract: C1", ["silent C1"], id="one contract"),
    pytest.param("silent, contract: 'C*'", ["silent C1", "silent C2"], id="contracts by pattern"),
    pytest.param("silent, contract: '*2'", ["silent C2"], id="contracts by their end"),
    pytest.param("silent, contract: c1", [], id="other letters"),
    pytest.param("silent, client: K1", ["silent C1"], id="a client by id"),
    pytest.param("silent, client: Bakery B*t", ["silent C2"], id="a client by name"),
    pytest.param("silent, client: '*'", ["silent C1", "silent C2"], id="every client"),
    pytest.param("silent, account: A9", [], id="another account"),
    pytest.param("silent, account: A1, contract: C2", ["silent C2"], id="account and contract"),
    pytest.param("silent, client: K1, contract: C2", [], id="both must fit"),
    pytest.param("many, client: K1", ["many A1/K1", "many A2/K1"], id="a client's own finding"),
    pytest.param("many, client: Nordwind", ["many A2/K1"], id="a client's own finding by name"),
    pytest.param("many, account: A1", ["many A1/K1", "many A1/K2"], id="clients of an account"),
    pytest.param("many, contract: '*'", [], id="a client's finding has no contract"),
    pytest.param("named, account: 'A*'", ["named A1", "named A2"], id="accounts by pattern"),
    pytest.param("named, client: '*'", [], id="an account's finding has no client"),
    pytest.param("money-inside, contract: C1", ["money-inside C1"], id="do not end, by exact id"),
]


@pytest.mark.parametrize(("waiver", "expected"), WAIVERS)
@pytest.mark.parametrize("engine", ["python", "durable"])
def test_a_waiver_marks_the_findings_that_fit(
    waiver: str,
    expected: list[str],
    engine: str,
    evaluated: Evaluated,
    packs: tuple[Pack, ...],
) -> None:
    if engine == "durable":
        pytest.importorskip("durable_rules_engine")
    text = f"- {{rule: {waiver}, reason: agreed, until: 2026-03-11, who: Ana}}"
    report = evaluated(engine)
    marked, warnings = apply_waivers(
        report, read_snapshot([str(SNAPSHOT)]), read_waivers(text, "w.yaml", packs, AS_OF)
    )
    waived = [item for item in marked.findings if item.waived]
    assert sorted(f"{item.rule} {item.subject}" for item in waived) == expected
    assert all(
        item.waived == record_with(item.waived, reason="agreed", who="Ana") for item in waived
    )  # type: ignore[type-var]
    assert len(warnings) == (not expected)
    unmarked = tuple(record_with(item, waived=None) for item in marked.findings)
    assert record_with(marked, findings=unmarked) == report


def waiver(rule: str, contract: str, until: int = AS_OF + 1, **more: Pattern) -> Waiver:
    parties = {"client": None, "account": None, **more}
    return Waiver(
        rule,
        Pattern(contract),
        **parties,
        reason="x",
        until=until,
        who=None,
        place=Place("w", 1, 1),
    )  # type: ignore[arg-type]


def marked(report: Report, *waivers: Waiver) -> list[str]:
    found, _ = apply_waivers(report, read_snapshot([str(SNAPSHOT)]), waivers)
    return [f"{item.rule} {item.subject}" for item in found.findings if item.waived]


def test_a_waiver_ends_at_its_instant(evaluated: Evaluated) -> None:
    assert marked(evaluated(), waiver("silent", "C1", AS_OF + 1)) == ["silent C1"]
    assert marked(evaluated(), waiver("silent", "C1", AS_OF)) == []


def test_a_finding_that_forbids_ending_is_never_waived_by_a_pattern(evaluated: Evaluated) -> None:
    assert marked(evaluated(), waiver("money-inside", "C*")) == []
    assert marked(evaluated(), waiver("money-inside", "C1")) == ["money-inside C1"]


def test_the_first_waiver_in_force_is_the_one_that_is_shown(evaluated: Evaluated) -> None:
    over, first, second = (
        waiver("silent", "C1", AS_OF - 60),
        waiver("silent", "C*", AS_OF + 5),
        waiver("silent", "C1", AS_OF + 9),
    )
    found, warnings = apply_waivers(
        evaluated(), read_snapshot([str(SNAPSHOT)]), (over, first, second)
    )
    assert {item.waived.until for item in found.findings if item.waived} == {AS_OF + 5}
    assert [problem.message for problem in warnings] == [
        "this waiver ended on 2026-03-10 11:59 UTC: silent for contract C1"
    ]


def test_two_waivers_for_the_same_are_told_with_the_one_that_counts(evaluated: Evaluated) -> None:
    whole, over, first, second, wide = (
        waiver("silent", "C2"),
        waiver("silent", "C1", AS_OF - 60),
        waiver("silent", "C1", AS_OF + 300),
        waiver("silent", "C1", AS_OF + 60),
        waiver("silent", "C*"),
    )
    given = (whole, over, first, record_with(second, place=Place("w", 7, 3)), wide)
    _, warnings = apply_waivers(evaluated(), read_snapshot([str(SNAPSHOT)]), given)
    assert [(each.place.line, each.message, each.hint) for each in warnings[1:]] == [
        (
            7,
            "this waiver is for the same as that of line 1: silent for contract C1",
            "the first in the file counts, until 2026-03-10 12:05 UTC: keep one of the two",
        )
    ]


WARNINGS = [
    pytest.param(
        ("silent", "C9", AS_OF + 1), "this waiver is not used: silent for contract C9", id="unused"
    ),
    pytest.param(
        ("silent", "C1", AS_OF),
        "this waiver ended on 2026-03-10 12:00 UTC: silent for contract C1",
        id="over",
    ),
    pytest.param(("silent", "C3", AS_OF + 1), None, id="not decided"),
    pytest.param(("silent", "C1", AS_OF + 1), None, id="used"),
]


@pytest.mark.parametrize(("parts", "message"), WARNINGS)
def test_a_waiver_that_does_nothing_is_told(
    parts: tuple[str, str, int], message: str | None, evaluated: Evaluated
) -> None:
    _, warnings = apply_waivers(evaluated(), read_snapshot([str(SNAPSHOT)]), (waiver(*parts),))
    assert [problem.message for problem in warnings] == ([message] if message else [])
    assert all(problem.level == "warning" for problem in warnings)


@pytest.mark.parametrize(
    ("contract", "hint"),
    [
        ("c1", "write `contract: C1`"),
        ("C1/m1", "a waiver is for a whole contract: write `contract: C1`"),
        ("c1/m1", "a waiver is for a whole contract: write `contract: C1`"),
        ("C9", "no finding fits it: remove it, or correct the subject"),
    ],
)
def test_a_contract_that_is_called_otherwise_is_named(
    contract: str, hint: str, evaluated: Evaluated
) -> None:
    given = (waiver("silent", contract, AS_OF + 1),)
    _, warnings = apply_waivers(evaluated(), read_snapshot([str(SNAPSHOT)]), given)
    assert [problem.hint for problem in warnings] == [hint]


def test_of_several_reports_the_one_that_knows_the_contract_says_what_was_meant(
    evaluated: Evaluated,
) -> None:
    snapshot = read_snapshot([str(SNAPSHOT)])
    _, known = apply_waivers(evaluated(), snapshot, (waiver("silent", "c1"),))
    (problem,) = known
    unknown = (record_with(problem, hint="no finding fits it: remove it, or correct the subject"),)
    assert about_all([unknown, known]) == [problem]
    assert about_all([unknown, known, ()]) == []


def test_a_pattern_fits_as_a_shell_would_have_it() -> None:
    rng = random.Random(5)
    for _ in range(20_000):
        pattern = "".join(rng.choices("ab*", k=rng.randint(0, 6)))
        name = "".join(rng.choices("ab", k=rng.randint(0, 6)))
        assert Pattern(pattern).fits(name) == fnmatchcase(name, pattern), (pattern, name)


@pytest.mark.parametrize("text", ["?", "[C]1", "C.", "(C", "C\\1"])
def test_nothing_but_the_star_is_special_in_a_pattern(text: str) -> None:
    assert Pattern(text).fits(text)
    assert not Pattern(text).fits("C1")


def test_only_a_lone_star_fits_what_has_no_name() -> None:
    assert Pattern("*").fits(None)
    assert not Pattern("**").fits(None)
    assert not Pattern("A").fits(None)
