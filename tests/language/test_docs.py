"""The reference for policy authors: every example loads, and nothing of the language is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closeout.engine.language.action_reader import ACTION_KEYS
from closeout.engine.language.condition_reader import CONNECTIVES
from closeout.engine.language.known import SNAPSHOT_FACTS
from closeout.engine.language.moments import MOMENT_KEYS
from closeout.engine.language.names import FactKey
from closeout.engine.language.pack_files import PACK_KEYS
from closeout.engine.language.param_reader import VALUE_KEYS
from closeout.engine.language.rule_reader import RULE_KEYS, THEN_KEYS
from closeout.engine.language.source_reader import SOURCE_KEYS
from closeout.engine.policy.operators import OPERATORS
from closeout.engine.policy.pack import Basis, Effect, Severity
from closeout.engine.policy.shapes import SHAPES
from closeout.engine.snapshot.fields import FIELDS
from closeout.engine.statements.reader import read_statements
from closeout.engine.units import ORDERED, SCOPES, Unit

from ..golden import golden
from .conftest import Load

DOCS = Path(__file__).parents[2] / "docs"
FIELDS_PAGE = DOCS / "fields.md"
PAGES = {
    name: (DOCS / name).read_text(encoding="utf-8")
    for name in ("language.md", "facts.md", "fields.md")
}
TEXT = "".join(PAGES.values())
BLOCKS = [
    pytest.param(match[1], match[2], id=f"{name} line {page[: match.start()].count(chr(10)) + 1}")
    for name, page in PAGES.items()
    for match in re.finditer(r"^```yaml ?(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
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


@pytest.mark.parametrize(("kind", "text"), BLOCKS)
def test_an_example_loads(kind: str, text: str, load: Load) -> None:
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
  then: {{action: send-update, severity: info, message: Look.}}
"""
            pack = load(pack=EXTENDED, rules=rule)
        case "statements":
            pack = load(pack=WITH_A_HANDBOOK)
            read_statements(text, "statements.yaml", pack)
        case _:
            pytest.fail("say what the example is: yaml pack, rules, facts, ...")
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


def test_every_word_of_the_language_is_explained() -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert [
        word for word in sorted(map(str, WORDS)) if not re.search(rf"`[^`]*\b{word}\b[^`]*`", prose)
    ] == []


CHOICES = {(scope, one.path): one.choices for scope in FIELDS for one in FIELDS[scope]}
"""The words of a field, in the order of the catalogue."""


def line_of(fact: FactKey) -> str:
    """A line of the table of fields."""
    (scope, name), known = fact, SNAPSHOT_FACTS[fact]
    words = CHOICES.get(fact, sorted(known.choices or ()))
    one_of = f" One of {', '.join(f'`{word}`' for word in words)}." if words else ""
    return f"| `{scope}.{name}` | {known.unit} | {known.about}{one_of} |"


OF_UNITS = {
    frozenset(Unit): "all",
    frozenset(unit for unit in Unit if not unit.is_list): "all but lists",
    ORDERED: "money, numbers, durations, instants",
    frozenset({Unit.INSTANT}): "instants",
    frozenset({Unit.TEXT}): "texts",
    frozenset({Unit.TEXTS}): "lists of texts (`situation`)",
}


def cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def test_the_table_of_matchers_has_a_line_for_every_operator() -> None:
    start = TEXT.index("### Matchers")
    lines = [line for line in TEXT[start:].split("\n\n")[1].splitlines() if line.startswith("|")]
    without_a_word = [cells(line) for line in lines[2:4]]
    assert without_a_word == [
        ("`x: 3`", "equal to", "all but lists"),
        ("`x: [a, b]`", "one of", "all but lists"),
    ]
    assert [cells(line) for line in lines[4:]] == [
        (f"`{row.example}`", row.about, OF_UNITS[row.units]) for row in OPERATORS.values()
    ]


def test_every_field_of_a_snapshot_is_listed_with_its_unit() -> None:
    head = FIELDS_PAGE.read_text("utf-8").split("| fact |")[0]
    facts = sorted(SNAPSHOT_FACTS, key=lambda fact: SCOPES.index(fact[0]))
    lines = ["| fact | unit | what it is |", "|---|---|---|", *map(line_of, facts)]
    told = head + "\n".join(lines) + "\n"
    assert told == golden(FIELDS_PAGE, told)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_headings(page: str) -> None:
    for name, heading in re.findall(r"\]\(([a-z-]+\.md)?#([^)]+)\)", PAGES[page]):
        titles = re.findall(r"^#+ (.+)$", (DOCS / (name or page)).read_text("utf-8"), re.MULTILINE)
        slugs = [re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in titles]
        assert heading in slugs
