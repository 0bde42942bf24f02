"""Every planted mistake is found, by its check and by no other; the mended pack is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.literals import parse_instant
from closeout.engine.lint.checks import CHECKS
from closeout.engine.lint.model import LintFinding
from closeout.engine.lint.run import lint

from .planted import PLANTED, House, Planted, write

AS_OF = parse_instant("2026-03-10") or 0
EVERY = pytest.mark.parametrize("planted", PLANTED, ids=lambda one: f"{one.check}: {one.name}")


def found(house: House, folder: Path) -> tuple[LintFinding, ...]:
    write(house, folder / "house")
    return lint([str(folder / "house")], AS_OF).findings


def open_checks(findings: tuple[LintFinding, ...]) -> set[str]:
    return {finding.check.id for finding in findings if not finding.silenced}


@EVERY
def test_it_is_found(planted: Planted, tmp_path: Path) -> None:
    findings = found(planted.wrong, tmp_path)
    assert open_checks(findings) == {planted.check, *planted.also}
    for finding in findings:
        assert finding.place.line
        assert finding.message and finding.hint
        if finding.check.id in ("never-holds", "always-holds", "implied", "opposite", "shadowed"):
            assert finding.witness


HINTS = {
    "late | open_tasks: 2.5": "open_tasks is a whole number",
    "late | total_paid: {lt: 0 USD}": "total_paid is never below 0: look at which way round the sign is",
    "late | unpaid_share: {gt: 30}": "unpaid_share is from 0 to 1: write `30%`",
    "late | recommend_rate: {gt: 120}": "recommend_rate is from 0 to 100: look at which way round the sign is",
}
SHARE = "facts:\n  account.unpaid_share: {share: contract, of: {status: ended}, where: {total_paid: 0}}\n"


@pytest.mark.parametrize("rule", HINTS)
def test_what_can_never_hold_is_told_with_what_to_look_at(rule: str, tmp_path: Path) -> None:
    (one,) = found(House((rule,), SHARE if "share" in rule else ""), tmp_path)
    assert (one.check.id, one.hint) == ("never-holds", HINTS[rule])


OVERRIDES = {
    "auto_release: 10 days": "`auto_release` is 10 days here, and officially 14 days",
    "jss_minimum_jobs: 2": "`jss_minimum_jobs` is 2 at all dates here, "
    "and officially 4 until 2023-12-01, 2 from 2023-12-01",
}


@pytest.mark.parametrize("param", OVERRIDES)
def test_another_number_than_the_official_one_is_told_with_where_they_differ(
    param: str, tmp_path: Path
) -> None:
    rule = "late | status: active | action: talk-to-client"
    findings = found(House((rule,), f"params: {{{param}}}\n", extends="upwork"), tmp_path)
    assert [one.message for one in findings if one.check.id == "overrides-official"] == [
        OVERRIDES[param]
    ]


@EVERY
def test_the_mended_pack_is_left_alone(planted: Planted, tmp_path: Path) -> None:
    assert open_checks(found(planted.right, tmp_path)) == set()


def test_there_is_a_planted_mistake_for_every_check() -> None:
    needs_an_export_or_a_fault_of_ours = {"fires-never", "schema-differs"}
    assert {one.check for one in PLANTED} == {*CHECKS} - needs_an_export_or_a_fault_of_ours


@pytest.mark.parametrize("pack", ["fiverr", "freelancer-com", "upwork"])
def test_nothing_is_found_in_a_shipped_pack(pack: str) -> None:
    findings = lint([pack], AS_OF, with_schema=False).findings
    assert [f"{one.place}: {one.message}" for one in findings if not one.silenced] == []
