"""A comparison as a comment on a change request: Markdown of GitHub and GitLab, of bounded length.

Texts of others have no effect on the page (`markdown_text`). What does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....engine.comparing.model import Comparison, ContractChange, EditTold, Of, RuleChange, What
from .. import RenderOptions
from ..markdown_text import escaped
from ..room import fitting, left_out, size
from .sentences import (
    WORDS,
    causes_phrase,
    contract_name,
    data_phrase,
    edit_in_full,
    effect_phrase,
    first_totals,
    head,
    rule_change,
    standing_phrase,
    totals,
    verdict_change,
    witness_phrase,
)

MOST_BYTES = 60_000
"""GitHub takes comments of 65,536 characters."""
ROOM_OF_REST = 120
"""Bytes for the line that counts what does not fit."""

Section = tuple[str, str, list[str]]
"""Title, heading of the table, rows."""


def render(found: Comparison, options: RenderOptions) -> str:
    """The comparison as a page of at most `MOST_BYTES`."""
    return page(found, MOST_BYTES)


def page(found: Comparison, room: int) -> str:
    """The page in at most so many bytes of UTF-8."""
    lines = list(_head(found))
    left = room - size(lines)
    for title, header, rows in _sections(found):
        if not rows:
            continue
        start = ["", f"### {title}", "", header, "|" + " --- |" * (header.count("|") - 1)]
        left -= size(start) + ROOM_OF_REST
        kept = list(fitting(rows, left))
        left -= size(kept)
        cut = len(rows) - len(kept)
        rest = ["", f"and {left_out(cut, 'more row')}"] if cut else []
        if kept:
            lines += [*start, *kept, *rest]
        else:
            lines += ["", f"{title}: {left_out(cut, 'row')}"]
    return "\n".join(lines) + "\n"


def _head(found: Comparison) -> Iterator[str]:
    yield f"## {'Policies' if found.of is Of.POLICIES else 'Exports'} compared"
    yield ""
    if found.is_empty:
        yield "**No verdict and no finding differs.**\\"
    else:
        first = first_totals(found).replace("`close`", "close")
        yield f"**{escaped(first[0].upper() + first[1:])}.**\\"
    for sentence in totals(found):
        yield f"{escaped(sentence)}.\\"
    yield f"{escaped(head(found))}."


def _sections(found: Comparison) -> Iterator[Section]:
    let_go = [change for change in found.contracts if change.is_let_go]
    others = [change for change in found.contracts if not change.is_let_go]
    last = "Brought about by" if found.of is Of.POLICIES else "What the export says"
    header = f"| Contract | Verdict | {last} |"
    yield "Let go", header, list(_contracts(let_go))
    yield "Verdicts", header, list(_contracts(others))
    more = [_row(escaped(standing_phrase(one)), "more") for one in found.appeared]
    fewer = [_row(escaped(standing_phrase(one)), "fewer") for one in found.disappeared]
    yield "Contracts", "| Contract | |", [*more, *fewer]
    yield "Findings", f"| | Finding | {last} |", list(_rules(found.of, found.rules))
    edits = [
        _row(escaped(edit_in_full(told.edit)), escaped(_effect(found, told)))
        for told in found.edits
    ]
    yield "Edits", "| Edit | Here |", edits


def _effect(found: Comparison, told: EditTold) -> str:
    here = effect_phrase(told, found.has_causes)
    if told.witness is None:
        return here
    return f"{here}; an invented contract: {witness_phrase(told.witness)}"


def _contracts(changes: Iterable[ContractChange]) -> Iterator[str]:
    for change in changes:
        why = causes_phrase(change.causes) or data_phrase(change.data)
        yield _row(
            escaped(contract_name(change.after)), escaped(verdict_change(change)), escaped(why)
        )


def _rules(of: Of, changes: Iterable[RuleChange]) -> Iterator[str]:
    listed = list(changes)
    for what in What:
        for change in listed:
            if change.what is what:
                why = causes_phrase(change.causes)
                yield _row(WORDS[of][what], escaped(rule_change(change)), escaped(why))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
