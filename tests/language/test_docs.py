"""The reference for policy authors: every example loads, and nothing of the language is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeout.engine.language.action_reader import ACTION_KEYS
from closeout.engine.language.condition_reader import CONNECTIVES
from closeout.engine.language.definition_reader import SHAPES
from closeout.engine.language.matchers import OPERATORS
from closeout.engine.language.moments import MOMENT_KEYS
from closeout.engine.language.names import EXPORT_FACTS, SNAPSHOT_FACTS
from closeout.engine.language.pack_reader import PACK_KEYS
from closeout.engine.language.param_reader import VALUE_KEYS
from closeout.engine.language.rule_reader import RULE_KEYS, THEN_KEYS
from closeout.engine.language.source_reader import SOURCE_KEYS
from closeout.engine.policy.pack import Basis, Effect, Severity
from closeout.engine.statements.reader import read_statements
from closeout.engine.units import Scope

from .conftest import Load

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = [
    (TEXT[: match.start()].count("\n") + 1, match[1], match[2])
    for match in re.finditer(r"^```yaml ?(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]

EXTENDED = "id: mine\nextends: upwork\n"
WITH_A_HANDBOOK = """
id: mine
extends: upwork
sources: {HANDBOOK: {title: Our handbook}}
rules:
  - id: invoice-before-closing
    title: Nothing is paid yet
    for: contract
    when: {closing_planned: true, total_paid: 0}
    then: {action: collect-payment, severity: warning, message: Nothing is paid.}
"""
"""The pack of which the example of statements speaks."""


def indented(text: str, by: str = "  ") -> str:
    return "".join(by + line for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(("line", "kind", "text"), BLOCKS, ids=[f"line {b[0]}" for b in BLOCKS])
def test_an_example_loads(line: int, kind: str, text: str, load: Load) -> None:
    match kind:
        case "pack":
            pack = load(pack=text)
        case "file" | "rules":
            pack = load(pack=EXTENDED, rules=text)
        case "facts":
            pack = load(pack=EXTENDED, rules="facts:\n" + indented(text))
        case "when":
            rule = f"""
- id: a-rule
  title: A rule
  for: contract
  when:
{indented(text, "    ")}
  then: {{action: keep-open, severity: info, message: Look.}}
"""
            pack = load(pack=EXTENDED, rules=rule)
        case "statements":
            pack = load(pack=WITH_A_HANDBOOK)
            read_statements(text, "statements.yaml", pack)
        case _:
            pytest.fail(
                f"{PAGE.name}:{line}: say what the example is: yaml pack, rules, facts, ..."
            )
    assert pack.id.startswith("my") or pack.id == "mine"


def test_there_are_examples() -> None:
    assert len(BLOCKS) > 15


WORDS = {
    *(key for key in PACK_KEYS if key != "rules"),
    *RULE_KEYS,
    *THEN_KEYS,
    *ACTION_KEYS,
    *SOURCE_KEYS,
    *VALUE_KEYS,
    *MOMENT_KEYS,
    *OPERATORS,
    *SHAPES,
    *CONNECTIVES,
    *Effect,
    *Severity,
    *Basis,
    *("where", "of", "newest", "skip", "while", "by", "order", "from", "until", "upto", "else"),
    *("every", "since", "to", "weekday", "time", "holidays", "about"),
}


@pytest.mark.parametrize("word", sorted(map(str, WORDS)))
def test_a_word_of_the_language_is_explained(word: str) -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert re.search(rf"`[^`]*\b{word}\b[^`]*`", prose)


def test_every_field_of_a_snapshot_is_listed_with_its_unit() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \| (\w+) \| .+ \|$", TEXT, re.MULTILINE)
    facts = {
        (f"{scope}.{name}", str(known.unit)) for (scope, name), known in SNAPSHOT_FACTS.items()
    }
    assert {entry for entry in listed if entry[0].split(".")[0] in list(Scope)} == facts
    assert ("export.as_of", "instant") in listed
    assert len(EXPORT_FACTS) == 4


def test_links_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
