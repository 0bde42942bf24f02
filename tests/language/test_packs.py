"""Packs: params, dates, and what one pack changes of another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from closeout.engine.language.load import load_packs, shipped_pack_ids
from closeout.engine.policy.conditions import Literal
from closeout.engine.policy.pack import Basis, DatedValue, Severity, Source
from closeout.engine.problems import PolicyError
from closeout.engine.units import Duration, Scope, Unit

from .conftest import Load
from .test_conditions import count, days

DAY = 86_400
RULE = """
- id: look
  title: Look
  for: contract
  when: {status: active}
  then: {action: look, severity: info, message: Look.}
"""


def params(text: str) -> str:
    return f"id: house\nsources: {{A: {{title: a}}, B: {{title: b}}}}\nparams:\n{text}"


def test_five_lines_change_a_param_a_severity_and_disable_a_rule(load: Load) -> None:
    mine = load(
        pack="""\
id: mine
extends: upwork
params: {auto_release: 10 days}
severity: {auto-release-pending: warning}
disable: [stagger-closures]
"""
    )
    (upwork,) = load_packs(["upwork"])
    assert mine.lineage == (("mine", "0"), ("upwork", upwork.version))
    assert mine.params["auto_release"].values == (DatedValue(None, None, days(10)),)
    changed = {rule.id: rule for rule in mine.rules}
    assert changed["auto-release-pending"].severity is Severity.WARNING
    assert [rule.id for rule in upwork.rules if rule.id not in changed] == ["stagger-closures"]
    assert all(rule.pack == "upwork" for rule in mine.rules)
    assert mine.facts == upwork.facts
    assert (mine.platform, mine.end_reason) == (upwork.platform, upwork.end_reason)


def test_an_extending_pack_adds_to_what_it_inherits(load: Load) -> None:
    pack = load(
        pack="""
id: mine
version: 2.10
title: My own
extends: ../base
sources: {OWN: {title: My own note, review_by: 2027-01-01}}
params: {limit: {value: 3, sources: [OWN, NOTE]}}
facts: {contract.is_old: {days_open: {gt: 50 days}}}
actions:
  look: {how: [Open it twice.], requires: {escrow: 0}}
  greet: {title: Say hello, effect: none}
verdict: {end_reason: end_reason}
settled: {feedback.from_client.state: ended_at}
rules:
  - id: greet
    title: Greet
    for: contract
    when: {is_old: true, open_tasks: {lt: $limit}}
    then: {action: greet, severity: info, message: Hello.}
"""
    )
    assert (pack.id, pack.version, pack.title) == ("mine", "2.10", "My own")
    assert pack.lineage == (("mine", "2.10"), ("house", "0"))
    assert [(rule.id, rule.pack) for rule in pack.rules] == [
        ("look-at-old-contract", "house"),
        ("close-old-contract", "house"),
        ("greet", "mine"),
    ]
    assert list(pack.facts) == [(Scope.CONTRACT, "days_open"), (Scope.CONTRACT, "is_old")]
    assert pack.sources["OWN"] == Source("OWN", "My own note", review_by="2027-01-01")
    assert "NOTE" in pack.sources
    look = pack.actions["look"]
    assert (look.title, look.how, len(look.requires)) == (
        "Have a look",
        ("Open it twice.",),
        1,
    )
    assert pack.end_reason is not None
    assert pack.end_reason.full == "contract.end_reason"
    assert pack.settled["feedback.from_client.state"].full == "contract.ended_at"


def test_requirements_of_an_inherited_action_are_added_never_replaced(load: Load) -> None:
    pack = load(
        pack="""
id: mine
extends: ../base
actions: {close-contract: {requires: {total_paid: {gt: 0}}}}
"""
    )
    (base,) = load_packs(["base"])
    required = pack.actions["close-contract"].requires
    assert required[:-1] == base.actions["close-contract"].requires
    assert len(required) == 2


def test_a_disabled_rule_may_be_written_anew(load: Load) -> None:
    pack = load(pack=f"id: mine\nextends: ../base\ndisable: [close-old-contract]\nrules: {RULE}")
    assert [rule.id for rule in pack.rules] == ["look-at-old-contract", "look"]


@pytest.mark.parametrize("name", ["look-at-old-contract", "close-old-contract", "end-old-contract"])
@pytest.mark.parametrize("key", ["severity: {NAME: error}", "disable: [NAME]"])
def test_a_rule_that_is_switched_off_in_between_is_told_so(
    load: Load, tmp_path: Path, key: str, name: str
) -> None:
    off = "disable: [look-at-old-contract, close-old-contract]"
    load(pack=f"id: between\nextends: ../base\n{off}\nactions: {{look: {{how: [Look.]}}}}")
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text(f"id: mine\nextends: ../house\n{key.replace('NAME', name)}")
    with pytest.raises(PolicyError) as raised:
        load_packs(["other"])
    (told,) = raised.value.problems
    assert told.message == f"the pack between has no rule `{name}`"
    assert told.hint == "the pack between switches it off already, under `disable:`"


def test_a_former_id_still_names_its_rule(load: Load) -> None:
    pack = load(pack="id: mine\nextends: ../base\nseverity: {end-old-contract: error}")
    assert [(rule.id, rule.severity.value) for rule in pack.rules] == [
        ("look-at-old-contract", "info"),
        ("close-old-contract", "error"),
    ]


def test_a_former_name_still_names_its_param(load: Load, tmp_path: Path) -> None:
    load(
        pack="id: first\nactions: {look: {title: L, effect: none}}\n"
        "params: {wait: {value: 3 days, unit: of waiting, renamed_from: patience}}",
        rules=RULE,
    )
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: mine\nextends: ../house\nparams: {patience: 5 days}")
    (pack,) = load_packs(["other"])
    assert list(pack.params) == ["wait"]
    assert pack.params["wait"].values == (DatedValue(None, None, days(5)),)
    assert pack.params["wait"].label == "of waiting"


def test_a_param_is_plain_or_says_more(load: Load) -> None:
    pack = load(rules=RULE)
    review, patience, streak = (pack.params[name] for name in ("review", "patience", "streak"))
    assert (review.unit, review.values) == (Unit.DURATION, (DatedValue(None, None, days(14)),))
    assert (review.basis, review.sources, review.label) == (Basis.ADVICE, (), "")
    assert patience.values[0].value == Literal(Duration(months=2), Unit.DURATION)
    assert (patience.basis, patience.sources) == (Basis.OFFICIAL, ("NOTE",))
    assert (streak.label, streak.values[0].value) == ("contracts", count(3))


def test_a_dated_param_has_a_value_for_each_period(load: Load) -> None:
    text = """
  jobs:
    - {from: 2023-12-01, value: 2, sources: [B]}
    - {until: 2023-12-01, value: 4, sources: [A, B]}
"""
    jobs = load(pack=params(text) + ACTIONS, rules=RULE).params["jobs"]
    assert jobs.values == (
        DatedValue(None, 1_701_388_800, count(4)),
        DatedValue(1_701_388_800, None, count(2)),
    )
    assert jobs.sources == ("B", "A")


ACTIONS = "actions: {look: {title: Look, effect: none}}\n"

START, MIDDLE, END = 1_577_836_800, 1_609_459_200, 1_640_995_200
"""The first days of 2020, 2021 and 2022."""

OVERRIDES = {
    "5": [(None, None, 5)],
    "[{from: 2022-01-01, value: 5}]": [(None, START, 1), (START, END, 2), (END, None, 5)],
    "[{from: 2021-01-01, until: 2022-01-01, value: 5}]": [
        (None, START, 1),
        (START, MIDDLE, 2),
        (MIDDLE, END, 5),
        (END, None, 2),
    ],
    "[{until: 2021-01-01, value: 5}]": [(None, MIDDLE, 5), (MIDDLE, None, 2)],
}


@pytest.mark.parametrize("written", OVERRIDES)
def test_an_override_holds_within_its_dates_and_without_dates_always(
    written: str, load: Load, tmp_path: Path
) -> None:
    dated = "  jobs: [{until: 2020-01-01, value: 1}, {from: 2020-01-01, value: 2}]\n"
    load(pack=params(dated) + ACTIONS, rules=RULE)
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text(f"id: mine\nextends: ../house\nparams: {{jobs: {written}}}")
    (pack,) = load_packs(["other"])
    values = [(one.start, one.until, one.value.value) for one in pack.params["jobs"].values]
    assert values == OVERRIDES[written]


def test_holidays_are_a_list_of_days(load: Load) -> None:
    text = "  holidays: [2026-12-26, 2026-12-25]\n"
    holidays = load(pack=params(text) + ACTIONS, rules=RULE).params["holidays"]
    assert holidays.unit is Unit.INSTANTS
    assert holidays.values[0].value.value == (1_798_156_800, 1_798_243_200)


def test_all_shipped_packs_are_loaded_where_none_is_named() -> None:
    packs = load_packs(None)
    assert tuple(pack.id for pack in packs) == shipped_pack_ids()
    assert {"upwork", "fiverr", "freelancer-com"} <= set(shipped_pack_ids())


@pytest.mark.parametrize("pack", load_packs(None), ids=lambda pack: pack.id)
def test_every_rule_of_a_shipped_pack_says_why_and_what_it_rests_on(pack: object) -> None:
    from closeout.engine.policy.pack import Pack

    assert isinstance(pack, Pack)
    assert [rule.id for rule in pack.rules if not (rule.why and rule.sources)] == []
    assert [name for name, param in pack.params.items() if not param.sources] == []


def test_a_pack_is_named_by_its_folder_its_file_or_its_id(load: Load) -> None:
    first = load(rules=RULE)
    assert load_packs(["house/pack.yaml"]) == (first,)
    assert [pack.id for pack in load_packs(["fiverr", "./house"])] == ["fiverr", "house"]


def test_files_of_other_kinds_are_passed_over(load: Load, tmp_path: Path) -> None:
    load(rules=RULE)
    house = tmp_path / "house"
    for name in ("rules.test.yaml", "waivers.yaml", "notes.txt", ".hidden.yaml"):
        (house / name).write_text("- [this is no rule")
    inner = house / "more" / "deep"
    inner.mkdir(parents=True)
    (inner / "rules.yaml").write_text(RULE.replace("id: look", "id: deeper"))
    other = house / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: other")
    assert [rule.id for rule in load_packs(["house"])[0].rules] == ["deeper", "look"]


def test_two_packs_of_one_id_are_refused(load: Load) -> None:
    load(rules=RULE)
    with pytest.raises(PolicyError, match="two packs have the id `house`"):
        load_packs(["house", "base"])


def test_the_shipped_packs_read_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load_packs(None)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert load_packs(None) == fast


def test_a_pack_that_another_one_extends_is_applied_once(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "id: mine\nextends: upwork\nparams: {idle: 40 days}\n", encoding="utf-8"
    )
    loaded = load_packs(["upwork", str(tmp_path), "fiverr"])
    assert [pack.id for pack in loaded] == ["mine", "fiverr"]


def test_two_packs_that_extend_the_same_one_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = f"id: {name}\nextends: upwork\nparams: {{idle: 40 days}}\n"
        (tmp_path / name / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="`two` and `one` both extend `upwork`"):
        load_packs([str(tmp_path / "one"), str(tmp_path / "two")])
