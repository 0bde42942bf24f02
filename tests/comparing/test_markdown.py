"""The Markdown of a comparison: bounded, and inert whatever others have written."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from closeout.cli.render import RenderOptions
from closeout.cli.render.diff import FORMATS, renderer
from closeout.cli.render.diff.markdown import MOST_BYTES, page
from closeout.engine.comparing.model import (
    Causes,
    Comparison,
    ContractChange,
    DataChange,
    EditTold,
    Of,
    RuleChange,
    Side,
    What,
    Witness,
)
from closeout.engine.policy.pack import Action, Basis, Effect, Severity
from closeout.engine.records import record_with
from closeout.engine.report.findings import ContractResult, Finding, Subject, Verdict
from closeout.engine.units import Scope
from closeout.engine.variants.edits import Edit, How, Kind

HOSTILE = "</td><script>alert(1)</script> [x](javascript:1) ![](http://e.org/a) @you #1 |\n\n# H\x1b[31m\u202e"


def contract(id: str, verdict: Verdict, text: str) -> ContractResult:
    return ContractResult(id, verdict, text, text, "active", None, text, ())


def comparison(text: str, many: int) -> Comparison:
    """Of so many contracts, with a text in every place that others write."""
    edit = Edit(Kind.RULE, text, How.CHANGED, text, (text,))
    causes = Causes((edit,))
    finding = Finding(
        rule=text,
        pack=text,
        title=text,
        subject=Subject(Scope.MILESTONE, contract=text, milestone=text),
        action=Action(text, text, Effect.BLOCK),
        severity=Severity.ERROR,
        basis=Basis.ADVICE,
        told=(text,),
        why=text,
        deadline=None,
        safe_by=None,
        evidence={},
        events={text: None},
        sources=(),
        fingerprint="",
    )
    contracts = tuple(
        ContractChange(
            contract(f"{number}{text}", Verdict.DO_NOT_END, text),
            contract(f"{number}{text}", Verdict.CLOSE, text),
            ("verdict", "end_reason"),
            (text,),
            (DataChange(text, text, text, text),),
            causes if number % 2 else None,
        )
        for number in range(many)
    )
    other = record_with(finding, told=(text, "more"), events={})
    fields = ("text", "action", "events")
    moved = RuleChange(text, text, finding.subject, What.CHANGED, finding, other, fields, causes)
    gone = RuleChange(text, text, finding.subject, What.GONE, finding, None, (), causes)
    side = Side(text, 0, 0, (), many, {}, {}, 0)
    witness = Witness(text, (text,), (edit,))
    return Comparison(
        Of.POLICIES,
        side,
        side,
        contracts,
        (gone, moved),
        (contract(text, Verdict.CLOSE, text),),
        (contract(text, Verdict.WAIT, text),),
        (EditTold(edit, 0, witness),),
        has_causes=True,
    )


def kinds(text: str) -> set[str]:
    """The kinds of elements that Markdown sees in a page."""
    found: set[str] = set()
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        found.add(token.type)
        found |= {child.type for child in token.children or ()}
    return found


def test_texts_of_others_add_no_element_to_the_page() -> None:
    plain = renderer("markdown")(comparison("word", 2), RenderOptions())
    hostile = renderer("markdown")(comparison(HOSTILE, 2), RenderOptions())
    assert kinds(hostile) <= kinds(plain) | {"text_special", "entity"}
    assert not {"html_inline", "html_block", "link_open", "image"} & kinds(hostile)
    assert hostile.count("\n") == plain.count("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_passes_on_what_acts_on_a_terminal(name: str) -> None:
    text = renderer(name)(comparison(HOSTILE, 2), RenderOptions(verbose=True))
    assert not {"\x1b", "\u202e", "\r"} & set(text)


@pytest.mark.parametrize("room", [2_000, 5_000, MOST_BYTES])
def test_a_page_has_a_bound_and_counts_what_is_left_out(room: int) -> None:
    text = page(comparison("word" * 30, 2_000), room)
    assert len(text.encode()) <= room
    assert "left out for lack of room" in text
    assert text.startswith(
        "## Policies compared\n\n**2001 contracts became close, 2000 contracts lost"
    )


def test_a_page_with_nothing_says_so() -> None:
    side = Side("a", 0, 0, (), 3, {}, {}, 0)
    text = page(Comparison(Of.POLICIES, side, side, (), ()), MOST_BYTES)
    assert "**No verdict and no finding differs.**" in text
