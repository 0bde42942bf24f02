"""Rules, messages and actions as they are read."""

from __future__ import annotations

from closeout.engine.policy.conditions import All, Compare, Op, Param, Ref
from closeout.engine.policy.definitions import Moment
from closeout.engine.policy.pack import Action, Basis, Effect, Placeholder, Requirement, Severity
from closeout.engine.units import Scope, Unit

from .conftest import Load
from .test_conditions import ACTIVE, ENDED, PAID, ZERO, days

WHOLE = """
- id: tell-the-client
  title: The client should know
  for: contract
  roles: [freelancer, agency]
  effective: {from: 2016-01-01, until: 2027-01-01}
  when: {status: active}
  then:
    action: look
    severity: warning
    deadline: {at: ended_at, plus: $review}
    safe_by: {at: ended_at, plus: $review, floor: day}
    events:
      paid_out_at: {at: ended_at, plus: [$review, 5 days]}
      over_at: ended_at
    message: "{total_paid} of {{client}} by {deadline:date}, {$review} after {ended_at}."
  sources: [NOTE]
  basis: official
  why: >
    So that nobody
    is surprised.
  status: preview
  renamed_from: [tell-client, say-it]
"""

SHORT = """
- id: look
  title: Look
  for: account
  when: {top_rated: true}
  then: {action: look, severity: info, message: "{name}"}
"""


def test_a_rule_has_everything_that_was_written(load: Load) -> None:
    (rule,) = load(rules=WHOLE).rules
    review = Param("review", Unit.DURATION)
    assert (rule.id, rule.pack, rule.title) == (
        "tell-the-client",
        "house",
        "The client should know",
    )
    assert (rule.scope, rule.roles) == (Scope.CONTRACT, {"freelancer", "agency"})
    assert (rule.start, rule.until) == (1_451_606_400, 1_798_761_600)
    assert rule.when == ACTIVE
    assert (rule.action, rule.severity, rule.basis) == ("look", Severity.WARNING, Basis.OFFICIAL)
    assert rule.deadline == Moment(ENDED, (review,))
    assert rule.safe_by == Moment(ENDED, (review,), floor_day=True)
    assert rule.events == (
        ("paid_out_at", Moment(ENDED, (review, days(5)))),
        ("over_at", Moment(ENDED)),
    )
    assert rule.message == (
        Placeholder(PAID),
        " of {client} by ",
        Placeholder("deadline", "date"),
        ", ",
        Placeholder(review),
        " after ",
        Placeholder(ENDED),
        ".",
    )
    assert rule.sources == ("NOTE",)
    assert rule.why == "So that nobody is surprised."
    assert rule.is_preview
    assert rule.renamed_from == ("tell-client", "say-it")
    assert rule.place is not None
    assert str(rule.place) == "house/rules.yaml:2:7"


def test_what_need_not_be_written_has_a_default(load: Load) -> None:
    (rule,) = load(rules=SHORT).rules
    assert rule.roles == {"freelancer", "agency", "client"}
    assert (rule.start, rule.until) == (None, None)
    assert (rule.deadline, rule.safe_by, rule.events) == (None, None, ())
    assert (rule.sources, rule.basis, rule.why) == ((), Basis.ADVICE, "")
    assert not rule.is_preview
    assert rule.message == (Placeholder(Ref(Scope.ACCOUNT, "name", Unit.TEXT)),)


def test_rules_stand_in_the_order_of_the_files_and_of_the_text(load: Load) -> None:
    def named(*ids: str) -> str:
        return "".join(SHORT.replace("id: look", f"id: {one}") for one in ids)

    pack = load(b=named("third", "fourth"), a=named("second", "first"))
    assert [rule.id for rule in pack.rules] == ["second", "first", "third", "fourth"]


def test_an_action_has_everything_that_was_written(load: Load) -> None:
    pack = load(
        pack="""
id: house
actions:
  look:
    title: Have a look
    who: client
    effect: wait
    how: [First this., Then that.]
    requires:
      - {roles: [client], when: {status: active}}
      - {roles: [freelancer, agency], when: {status: active, total_paid: 0}}
  see: {title: See, effect: none, requires: {status: active}}
""",
        rules=SHORT.replace("for: account", "for: contract").replace("{name}", "{account.name}"),
    )
    nothing_paid = Compare(PAID, Op.EQ, ZERO)
    assert pack.actions["look"] == Action(
        id="look",
        title="Have a look",
        effect=Effect.WAIT,
        who="client",
        how=("First this.", "Then that."),
        requires=(
            Requirement(frozenset({"client"}), ACTIVE),
            Requirement(frozenset({"freelancer", "agency"}), All((ACTIVE, nothing_paid))),
        ),
    )
    assert pack.actions["see"] == Action(
        id="see",
        title="See",
        effect=Effect.NONE,
        requires=(Requirement(frozenset({"freelancer", "agency"}), ACTIVE),),
    )


def test_a_text_over_several_lines_is_one_paragraph(load: Load) -> None:
    rules = SHORT.replace('message: "{name}"', 'message: "One {name}\n     and two."')
    (rule,) = load(rules=rules).rules
    assert rule.message == (
        "One ",
        Placeholder(Ref(Scope.ACCOUNT, "name", Unit.TEXT)),
        " and two.",
    )
