"""A number that a pack states otherwise than the one it extends: what rests on it, and where it may not stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.basis import Basis
from closeout.engine.problems import PolicyError

from .conftest import Load

AS_OF = 1_772_971_200
"""2026-03-08T12:00:00Z."""


def mine(params: str) -> str:
    return f"id: mine\nextends: upwork\nsources: {{H: {{title: Handbook}}}}\nparams: {{{params}}}\n"


def applied(load: Load, params: str) -> Applied:
    return apply_pack(load(pack=mine(params)), AS_OF, AS_OF, "freelancer")


def bases(pack: Applied) -> dict[str, Basis]:
    return {item.rule.id: item.basis for item in pack.rules}


def test_what_uses_the_number_through_a_fact_rests_on_advice_and_nothing_else_is_touched(
    load: Load,
) -> None:
    found = applied(load, "auto_release: 10 days")
    lowered = {
        item.rule.id
        for item in found.rules
        if item.basis is not item.rule.basis and item.basis is Basis.ADVICE
    }
    assert {"auto-release-pending", "auto-release-overdue"} <= lowered
    assert bases(found)["leave-feedback"] is Basis.OFFICIAL
    assert [(one.param, one.pack, one.original_pack, one.basis) for one in found.overrides] == [
        ("auto_release", "mine", "upwork", Basis.ADVICE)
    ]


def test_a_stated_basis_is_kept_and_never_raises_that_of_a_rule(load: Load) -> None:
    found = applied(
        load,
        "auto_release: {value: 10 days, basis: official, sources: [H]}, "
        "feedback_window: {value: 10 days, basis: mixed, sources: [H]}",
    )
    own = {item.rule.id: item.rule.basis for item in found.rules}
    assert bases(found)["auto-release-pending"] is own["auto-release-pending"]
    assert bases(found)["leave-feedback"] is Basis.MIXED
    assert bases(found)["no-feedback-streak"] is Basis.ADVICE


def test_a_finding_names_the_sources_of_the_number_before_those_of_its_rule(load: Load) -> None:
    found = applied(load, "auto_release: {value: 10 days, sources: [H]}")
    sources = {item.rule.id: (item.sources, item.rule.sources) for item in found.rules}
    told, own = sources["auto-release-due"]
    assert told == ("H", *own)
    told, own = sources["leave-feedback"]
    assert told == own


READINGS = """
id: base
actions: {look: {title: Have a look, effect: none}}
rules:
  - id: begun
    title: The work was begun
    for: contract
    when: {work_state: in_progress, last_paid_at: none, open_tasks: 0}
    then: {action: look, severity: info, message: Begun.}
params:
  patience: {value: 30 days, basis: official, sources: [H]}
  few: {value: 2, unit: contracts, basis: official, sources: [H]}
sources: {H: {title: Handbook}}
facts:
  contract.is_old: {started_at: {older_than: $patience}}
implications:
  old-is-begun:
    for: contract
    when: {is_old: true}
    field: work_state
    value: in_progress
    says: Old work was begun.
    because: It is old.
    basis: official
    sources: [H]
assumptions:
  young-is-not-paid:
    for: contract
    when: {started_at: {newer_than: $patience}}
    field: last_paid_at
    value: none
    says: Young work is not paid.
    because: It is young.
    basis: official
    sources: [H]
  no-tasks:
    for: contract
    field: open_tasks
    value: 0
    says: No task is open.
    because: Nobody said so.
    basis: official
    sources: [H]
"""


@pytest.mark.parametrize(
    ("params", "lowered"),
    [
        pytest.param("patience: 20 days", {"old-is-begun", "young-is-not-paid"}, id="one is used"),
        pytest.param("few: 3", set(), id="it is used by none"),
        pytest.param("patience: 30 days", set(), id="the same is said again"),
    ],
)
def test_what_is_taken_for_granted_rests_on_no_more_than_the_numbers_that_it_uses(
    tmp_path: Path, params: str, lowered: set[str]
) -> None:
    extended = f"id: mine\nextends: ../first\nparams: {{{params}}}\n"
    for name, text in (("first", READINGS), ("mine", extended)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(text, "utf-8")
    (pack,) = load_packs([str(tmp_path / "mine")])
    found = apply_pack(pack, AS_OF, AS_OF, "freelancer")
    bases = {one.id: one.basis for each in found.readings.values() for one in each}
    assert {id for id, basis in bases.items() if basis is Basis.ADVICE} == lowered
    assert {id for id, basis in bases.items() if basis is Basis.OFFICIAL} == {*bases} - lowered


@pytest.mark.parametrize("params", ["", "auto_release: 14 days", "auto_release: 336 hours"])
def test_the_same_value_said_again_lowers_nothing(load: Load, params: str) -> None:
    found = applied(load, params)
    assert not found.overrides
    assert all(item.basis is item.rule.basis for item in found.rules)


def test_a_number_that_is_not_in_force_yet_lowers_nothing(load: Load) -> None:
    pack = load(pack=mine("auto_release: [{from: 2026-04-01, value: 10 days}]"))
    before = apply_pack(pack, AS_OF, AS_OF, "freelancer")
    after = apply_pack(pack, AS_OF + 60 * 86_400, AS_OF, "freelancer")
    assert not before.overrides
    assert [one.param for one in after.overrides] == ["auto_release"]


REFUSED = {
    "a share for a number from 0 to 100": (
        "low_recommend_rate: 0.8",
        "`low-recommend-rate` compares account.recommend_rate with `$low_recommend_rate`",
    ),
    "percent for stars from 0 to 5": (
        "jss_positive_score: 80",
        "compares contract.feedback.from_client.score with `$jss_positive_score`, a number from 0 to 5",
    ),
    "more than all of what is counted for a share of it": (
        "few_planned_share: 30",
        "account.ends_few takes `$few_planned_share` of account.running_contracts as a part",
    ),
    "an amount in a currency that the platform has not": (
        "feedback_minimum: 1.50 EUR",
        "`feedback_minimum` is in EUR, and all is in USD, as paid-in-usd says",
    ),
    "months for a length that is compared": (
        "jss_long_term: 3 months",
        "contract.jss_long_term compares contract.earned_for with `$jss_long_term`",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_number_that_does_not_fit_where_it_is_used_is_refused(load: Load, what: str) -> None:
    params, message = REFUSED[what]
    with pytest.raises(PolicyError, match=message.replace("$", "[$]")) as error:
        load(pack=mine(params))
    assert str(error.value).startswith("house/pack.yaml:4:")


MIDDLE = """
id: middle
extends: upwork
params: {share: 0.5, every: 3 months}
facts:
  contract.paid_periods: {count_periods: {of: payments.paid_at, every: $every}}
rules:
  - id: half-spent
    title: Half is spent
    for: contract
    when: {total_paid: {gt: $share of budget}, paid_periods: {gt: 0}}
    then: {action: send-update, severity: info, message: Half.}
"""


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("share: 0", "`half-spent` takes `$share` of contract.budget as a part"),
        ("every: 0 days", "contract.paid_periods counts periods of `$every`"),
    ],
    ids=["a part that is nothing", "periods that have no length"],
)
def test_what_divides_a_fact_is_more_than_nothing(
    load: Load, tmp_path: Path, params: str, message: str
) -> None:
    (tmp_path / "middle").mkdir()
    (tmp_path / "middle" / "pack.yaml").write_text(MIDDLE, encoding="utf-8")
    with pytest.raises(PolicyError, match=message.replace("$", "[$]")):
        load(pack=f"id: mine\nextends: ../middle\nparams: {{{params}}}\n")


def test_a_param_of_a_reading_alone_is_used(load: Load) -> None:
    pack = load(
        pack="id: mine\nextends: upwork\nparams: {young: 5 days}\nassumptions:\n"
        "  young-is-not-due: {for: contract, when: {started_at: {newer_than: $young}}, field: due_at,"
        " value: none, says: Young work is not due., because: It is young., basis: advice}\n"
    )
    assert pack.params["young"].pack == "mine"
