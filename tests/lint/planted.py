"""Mistakes that were planted into small packs, each with the same pack mended.

A rule is written `id | when | then`, with the defaults of what is not said; cases speak of each rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ACTIONS = {
    "look": "{title: Have a look, effect: none}",
    "talk": "{title: Talk about it, effect: prepare}",
    "keep": "{title: Keep it, effect: keep}",
    "end": "{title: End it, effect: close, requires: {status: [active, paused], escrow: 0}}",
}


@dataclass(frozen=True)
class House:
    """A pack in few words."""

    rules: tuple[str, ...] = ("late | status: active",)
    more: str = ""
    """Further keys of pack.yaml."""
    extends: str = ""
    cases: str = ""
    """Instead of a case for each rule."""
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planted:
    """A mistake, what finds it, and the pack without it."""

    name: str
    check: str
    wrong: House
    right: House
    also: tuple[str, ...] = ()
    """What else is found of the wrong one."""


def write(house: House, folder: Path) -> Path:
    """The pack as files in a folder."""
    folder.mkdir()
    rules = [_rule(text) for text in house.rules]
    used = {action for _, action, _ in rules}
    extends = f"extends: {house.extends}\n" if house.extends else ""
    own = "" if house.extends == "upwork" else _actions(used)
    text = f"id: house\n{extends}{house.more}{own}"
    text += "rules:\n" + "".join(rule for _, _, rule in rules) if rules else ""
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    expected = ", ".join(id for id, _, _ in rules)
    cases = (
        house.cases
        or f"cases:\n  - name: All\n    contract: {{}}\n    undetermined: [{expected}]\n"
    )
    (folder / "house.test.yaml").write_text(cases, encoding="utf-8")
    for name, content in house.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _actions(used: set[str]) -> str:
    return "actions:\n" + "".join(
        f"  {name}: {ACTIONS[name]}\n" for name in sorted(used & {*ACTIONS})
    )


def _rule(text: str) -> tuple[str, str, str]:
    id, when, *others = (part.strip() for part in text.split("|"))
    then = {key: value.strip() for key, _, value in (part.partition(":") for part in others)}
    action = then.pop("action", "look")
    told = {"severity": then.pop("severity", "info"), "message": then.pop("message", "Look.")}
    if "effect" in then:
        told["effect"] = then.pop("effect")
    inner = ", ".join(f"{key}: {value}" for key, value in told.items())
    keys = {"title": f"Rule {id}", "for": "contract", "why": "So it is.", **then}
    lines = [f"  - id: {id}", *(f"    {key}: {value}" for key, value in keys.items() if value)]
    lines += [f"    when: {{{when}}}", f"    then: {{action: {action}, {inner}}}"]
    return id, action, "\n".join(lines) + "\n"


def conditions(name: str, check: str, wrong: str, right: str, more: str = "") -> Planted:
    """A mistake in one condition."""
    return Planted(
        name, check, House((f"late | {wrong}",), more), House((f"late | {right}",), more)
    )


TOLD = "late | status: active | action: talk-to-client | effect: none"
GAP = "params:\n  most: [{until: 2024-01-01, value: 1}, {from: %s, value: 2}]\n"
BOOK = "sources:\n  BOOK: {title: A book, review_by: %s}\n"
TWO = (
    "late | status: active, budget: {gt: 500 USD}",
    "later | status: active, budget: {gt: %s USD}",
)
OWN_NUMBER = "params: {auto_release: %s}\n"

READINGS = (
    "%s:\n"
    "  one: {for: contract, field: budget, value: 100 USD, when: {status: %s}, says: A., because: B.%s}\n"
    "  two: {for: contract, field: budget, value: 200 USD, when: {%s}, says: A., because: B.%s}\n"
)
CITED = ", basis: mixed, sources: [BOOK]"
TASKS = (
    "assumptions:\n"
    "  some: {for: contract, field: open_tasks, at_least: 3, when: {status: active}, says: A., because: B.}\n"
    "  few: {for: contract, field: open_tasks, value: %s, when: {type: fixed}, says: A., because: B.}\n"
)
PRICE = "implications: {price: {for: contract, field: budget, value: 100 USD, says: A., because: B., %s}}\n"

IN_USD = """\
sources: {N: {title: A note}}
implications:
  paid-in-usd:
    {for: contract, field: currency, value: USD, says: Dollars., because: So it is., sources: [N], basis: official}
"""

PLANTED = (
    # conditions that can never hold
    conditions("an empty interval", "never-holds",
        "total_paid: {gt: 100 USD, lt: 50 USD}", "total_paid: {gt: 50 USD, lt: 100 USD}"),
    conditions("an interval between two cents", "never-holds",
        "total_paid: {gt: 1 USD, lt: 1.01 USD}", "total_paid: {gt: 1 USD, lt: 1.02 USD}"),
    conditions("two currencies at once", "never-holds",
        "total_paid: {gt: 1 USD}, any: [{total_paid: {gt: 1 EUR}}]", "total_paid: {gt: 1 USD}"),
    conditions("two words at once", "never-holds",
        "status: active, all: [{status: ended}]", "status: active"),
    conditions("all words excluded", "never-holds",
        "type: {not_in: [fixed, hourly]}", "type: {not_in: [hourly]}"),
    conditions("older and newer", "never-holds",
        "ended_at: {older_than: 14 days, newer_than: 10 days}",
        "ended_at: {older_than: 10 days, newer_than: 14 days}"),
    conditions("within the next days and past", "never-holds",
        "due_at: {within_next: 3 days, older_than: 1 day}", "due_at: {within_next: 3 days}"),
    conditions("a param beyond another", "never-holds",
        "ended_at: {older_than: $long, newer_than: $short}",
        "ended_at: {older_than: $short, newer_than: $long}",
        "params: {long: 20 days, short: 10 days}\n"),
    conditions("none and a value", "never-holds",
        "ended_at: none, any: [{ended_at: {older_than: 1 day}}]", "ended_at: none"),
    conditions("not known and asked", "never-holds",
        "total_paid: {present: false, eq: 5 USD}", "total_paid: {present: false, gt: 5 USD}"),
    conditions("beyond what a score can be", "never-holds",
        "job_success_score: {gt: 100}", "job_success_score: {gt: 90}"),
    conditions("money below nothing", "never-holds",
        "status: active, escrow: {lt: 0}", "status: active, escrow: {gt: 0}"),
    conditions("less than nothing agreed", "never-holds",
        "budget: {lte: -1 USD}", "budget: {gte: 1 USD}"),
    conditions("fewer than no tasks", "never-holds", "open_tasks: {lt: 0}", "open_tasks: {lt: 1}"),
    conditions("less than no hours", "never-holds",
        "hours.unlogged: {lt: 0 hours}", "hours.unlogged: {lt: 1 hour}"),
    Planted("a sum of what is never below nothing", "never-holds",
        House(("late | held: {lt: 0}",), "facts: {contract.held: {sum: milestone.escrow_amount}}\n"),
        House(("late | held: {lt: 1 USD}",), "facts: {contract.held: {sum: milestone.escrow_amount}}\n")),
    conditions("a branch that cannot be", "never-holds",
        "status: active, any: [{status: ended}, {type: fixed}]",
        "any: [{status: ended}, {type: fixed}]"),
    conditions("a text that begins in two ways", "never-holds",
        "title: {starts_with: Logo}, all: [{title: {starts_with: Draft}}]",
        "title: {starts_with: Logo, ends_with: Draft}"),
    Planted("an amount in a currency that the platform has not", "never-holds",
        House(("late | total_paid: {gt: 100 EUR} | look",), IN_USD),
        House(("late | total_paid: {gt: 100 USD} | look",), IN_USD)),
    Planted("a fact that can never be", "never-holds",
        House(("late | odd: true",), "facts: {contract.odd: {status: active, all: [{status: ended}]}}\n"),
        House(("late | odd: true",), "facts: {contract.odd: {status: active}}\n")),
    # conditions that always hold
    conditions("a score up to all that it can be", "always-holds",
        "status: active, job_success_score: {lte: 100}", "status: active, job_success_score: {lt: 100}"),
    conditions("no less than nothing", "always-holds",
        "status: active, budget: {gte: 0}", "status: active, budget: {gt: 0}"),
    conditions("every word there is", "always-holds",
        "budget: {gt: 5 USD}, any: [{type: fixed}, {type: hourly}]", "budget: {gt: 5 USD}, type: fixed"),
    # what is said already
    conditions("a wider bound", "implied",
        "total_paid: {gt: 100 USD, gte: 50 USD}", "total_paid: {gt: 100 USD}"),
    conditions("a word and not another", "implied",
        "status: active, all: [{status: {ne: ended}}]", "status: active"),
    conditions("a longer time and a shorter one", "implied",
        "ended_at: {older_than: 20 days}, all: [{ended_at: {older_than: 10 days}}]",
        "ended_at: {older_than: 20 days}"),
    conditions("a word in a list twice", "implied",
        "status: [active, paused, active]", "status: [active, paused]"),
    conditions("a narrower branch beside a wider one", "implied",
        "any: [{total_paid: {gt: 100 USD}}, {total_paid: {gt: 50 USD}}]",
        "any: [{total_paid: {gt: 100 USD}}, {budget: {gt: 50 USD}}]"),
    # rules and rules
    Planted("a rule inside another", "shadowed",
        House((TWO[0], TWO[1] % 900)),
        House((TWO[0], f"{TWO[1] % 900} | severity: warning"))),
    Planted("a rule inside another that recommends the same in other words", "shadowed",
        House((f"{TWO[0]} | action: talk | severity: warning | message: A.",
               f"{TWO[1] % 900} | action: talk | severity: info | message: B.")),
        House((f"{TWO[0]} | message: A.", f"{TWO[1] % 900} | message: B."))),
    Planted("the same rule twice", "shadowed",
        House((TWO[0], TWO[1] % 500)), House((TWO[0], "later | status: paused, budget: {gt: 500 USD}"))),
    Planted("keep and end", "opposite",
        House(("stay | status: active, type: fixed | action: keep",
               "go | status: active, budget: {lt: 50 USD} | action: end")),
        House(("stay | status: active, type: hourly | action: keep",
               "go | status: active, type: fixed | action: end"))),
    Planted("a rule that informs and hinders", "informs-but-hinders",
        House(("large | budget: {gt: 1000 USD} | action: talk-to-client",), extends="upwork"),
        House(("large | budget: {gt: 1000 USD} | action: talk-to-client | effect: none",), extends="upwork")),
    Planted("a rule for an account that hinders", "hinders-nothing",
        House(("large | top_rated: true | for: account | action: talk",)),
        House(("large | top_rated: true | for: account | action: talk | effect: none",))),
    Planted("two assumptions at once", "contradicting-readings",
        House(("late | budget: {gt: 5 USD}",), READINGS % ("assumptions", "active", "", "type: fixed", "")),
        House(("late | budget: {gt: 5 USD}",), READINGS % ("assumptions", "active", "", "status: ended", ""))),
    Planted("two implications at once", "contradicting-readings",
        House(("late | budget: {gt: 5 USD} | sources: [BOOK]",),
              BOOK % "2027-01-01" + READINGS % ("implications", "active", CITED, "type: fixed", CITED)),
        House(("late | budget: {gt: 5 USD} | sources: [BOOK]",),
              BOOK % "2027-01-01" + READINGS % ("implications", "active", CITED, "status: ended", CITED))),
    Planted("bounds beside a value", "contradicting-readings",
        House(("late | open_tasks: {gt: 5}",), TASKS % 2),
        House(("late | open_tasks: {gt: 5}",), TASKS % 4)),
    Planted("an implication that is advice", "implication-without-source",
        House(("late | budget: {gt: 5 USD}",), PRICE % "basis: advice"),
        House(("late | budget: {gt: 5 USD}",),
              BOOK % "2027-01-01" + PRICE % "basis: mixed, sources: [BOOK]")),
    Planted("an error that is switched off", "mutes-error",
        House((), "disable: [escrow-at-stake]\n", extends="upwork", cases="cases: []\n"),
        House((), "disable: [keep-idle-contract]\n", extends="upwork", cases="cases: []\n")),
    Planted("an error that only informs", "mutes-error",
        House((), "severity: {answer-refund-request: info}\n", extends="upwork", cases="cases: []\n"),
        House((), "severity: {keep-idle-contract: error}\n", extends="upwork", cases="cases: []\n")),
    Planted("an error that is meant to be off", "silence-without-reason",
        House((), "disable: [escrow-at-stake]  # lint: allow mutes-error\n", extends="upwork",
              cases="cases: []\n"),
        House((), "disable: [escrow-at-stake]  # lint: allow mutes-error: looked at by hand\n",
              extends="upwork", cases="cases: []\n"), also=("mutes-error",)),
    # numbers, dates, sources
    Planted("another number than the official one", "overrides-official",
        House((), OWN_NUMBER % "10 days", extends="upwork", cases="cases: []\n"),
        House((), OWN_NUMBER % "14 days", extends="upwork", cases="cases: []\n")),
    Planted("a source that is due", "review-overdue",
        House(("late | status: active | sources: [BOOK]",), BOOK % "2026-01-01"),
        House(("late | status: active | sources: [BOOK]",), BOOK % "2027-01-01")),
    Planted("a gap between two dates", "dated-gap",
        House(("late | open_tasks: {gt: $most}",), GAP % "2025-01-01"),
        House(("late | open_tasks: {gt: $most}",), GAP % "2024-01-01")),
    # what nothing uses
    Planted("a param", "unused-param",
        House(more="params: {most: 3}\n"), House(("late | open_tasks: {gt: $most}",), "params: {most: 3}\n")),
    Planted("a fact", "unused-fact",
        House(more="facts: {contract.odd: {status: active}}\n"),
        House(("late | odd: true",), "facts: {contract.odd: {status: active}}\n")),
    Planted("a field of one's own", "unused-fact",
        House(more="fields:\n  contract.odd: {unit: count, about: Odd.}\n"),
        House(more="fields:\n  contract.odd: {unit: count, about: Odd.}  # lint: allow unused-fact: kept\n")),
    Planted("a source", "unused-source",
        House(more="sources: {BOOK: {title: A book}}\n"),
        House(("late | status: active | sources: [BOOK]",), "sources: {BOOK: {title: A book}}\n")),
    Planted("an action", "unused-action",
        House((TOLD,), "actions: {call: {title: Call, effect: none}}\n", extends="upwork"),
        House(("late | status: active | action: call",), "actions: {call: {title: Call, effect: none}}\n",
              extends="upwork")),
    Planted("an assumption", "unused-reading",
        House(more="assumptions: {paid: {for: contract, field: total_paid, value: 0, "
                   "says: Nothing is paid., because: So it is.}}\n"),
        House(("late | total_paid: {gt: 5 USD}",),
              "assumptions: {paid: {for: contract, field: total_paid, value: 0, "
              "says: Nothing is paid., because: So it is.}}\n")),
    # what a rule rests on
    Planted("an official rule without a source", "rule-without-source",
        House(("late | status: active | basis: official",)), House(("late | status: active | basis: advice",))),
    Planted("a rule without why", "rule-without-why",
        House(("late | status: active | why: ",)), House()),
    Planted("a rule without a case", "rule-without-test",
        House(cases="cases:\n  - name: Nothing\n    contract: {}\n    findings: none\n"), House()),
    Planted("a case for a rule that was renamed", "test-without-rule",
        House(cases="cases:\n  - name: All\n    contract: {}\n    findings: [late, late-once]\n"), House()),
    Planted("a case for a rule of one word, by a slip", "test-without-rule",
        House(cases="cases:\n  - name: All\n    contract: {}\n    findings: {late: C1, lte: C1}\n"), House()),
    Planted("a file about a rule that there is not", "test-without-rule",
        House(cases="rules: lat\ncases:\n  - name: All\n    contract: {}\n    undetermined: [late]\n"), House()),
    # silences
    Planted("a silence without a reason", "silence-without-reason",
        House(more="params:\n  most: 3  # lint: allow unused-param\n"),
        House(more="params:\n  most: 3  # lint: allow unused-param: for those who extend this\n"),
        also=("unused-param",)),
    Planted("a silence of nothing", "unused-silence",
        House(more="params:\n  # lint: allow unused-param: it was so once\n  most: 3\n",
              rules=("late | open_tasks: {gt: $most}",)),
        House(more="params:\n  most: 3\n", rules=("late | open_tasks: {gt: $most}",))),
    Planted("a silence of no check", "unused-silence",
        House(("late | status: active",), "# lint: allow unused-parm: a slip\n"), House()),
    # what the loader tells
    Planted("a message that names what its scope lacks", "does-not-load",
        House(("late | id: X | for: client",), "facts: {client.odd: {value: 3}}\n",
              files={"more.yaml": "- {id: x, title: X, for: client, when: {odd: 3}, "
                                  "then: {action: look, severity: info, message: '{contract.budget}'}}\n"}),
        House()),
    Planted("periods that overlap", "does-not-load",
        House(("late | open_tasks: {gt: $most}",), GAP % "2023-01-01"),
        House(("late | open_tasks: {gt: $most}",), GAP % "2024-01-01")),
)  # fmt: skip
