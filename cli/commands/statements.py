"""`closeout statements`: what the sources say, and what of a policy pack carries each of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from ..completion import pack_names
from ..shared_options import OutputOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...engine.policy.pack import Pack, Source
    from ...engine.statements.model import Group, Kind, Name, Statement, Statements

HOW_TO = (
    "<!-- Written by `closeout statements -o FILE` from the statements.yaml beside the pack: "
    "edit that, and write this page again. -->"
)
OWN = "the pack itself"
"""Stands for the source of what no source says."""
PLAIN_NAME = re.compile(r"[\w.-]+", re.ASCII)
"""A name that can stand between backticks."""


def statements(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACK|DIR...]",
            help="Policy packs; default: all shipped packs that have a statements.yaml.",
            autocompletion=pack_names,
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Print what the sources say, and what of a policy pack carries each statement."""
    from ...engine.statements.find import statement_files
    from ...engine.statements.reader import read_statements
    from ..output import check_writable, write
    from ..text_file import read_text

    check_writable(output)
    lines = [HOW_TO]
    for found in statement_files(packs or ()):
        table = read_statements(read_text(found.path, found.label), found.label, found.pack)
        lines += _page(table, found.pack)
    write("\n".join(lines) + "\n", output)


def _page(table: Statements, pack: Pack) -> Iterator[str]:
    yield from ("", f"# What the sources say: {_told(pack.title)}", "", _counts(tuple(table)))
    sources = {**pack.sources, **table.sources}
    for group in table.groups:
        yield from _group(group, sources)
    yield from _legend(table, sources)


def _counts(every: Sequence[Statement]) -> str:
    """`93 statements: 80 carried by the pack, 13 explained.`"""
    from ...engine.written import counted

    carried = sum(bool(statement.carriers) for statement in every)
    noted = sum(bool(statement.note) for statement in every)
    open_rest = f" In {counted(noted, 'row')} something stays open." if noted else ""
    return (
        f"{counted(len(every), 'statement')}: {carried} carried by the pack, "
        f"{len(every) - carried} explained.{open_rest}"
    )


def _group(group: Group, sources: Mapping[str, Source]) -> Iterator[str]:
    if group.heading is not None:
        yield from ("", f"## {_told(group.heading.text)}")
    yield from _head("Id", "What the source says", "Sources", "Carried by")
    for statement in group.statements:
        keys = ", ".join(_key(sources[name.text]) for name in statement.sources) or OWN
        yield _row(_told(statement.id.text), _told(statement.says), keys, _carried(statement))


def _carried(statement: Statement) -> str:
    """What carries a statement, or why nothing does."""
    if statement.not_carried:
        return f"*Not carried:* {_told(statement.not_carried)}"
    text = "; ".join(_named(kind, names) for kind, names in statement.carriers.items())
    return f"{text}. *Open:* {_told(statement.note)}" if statement.note else text


def _named(kind: Kind, names: Sequence[Name]) -> str:
    """`rules`, `facts`, ... and their names as code; of actions it is the steps that carry."""
    from ...engine.statements.model import Kind
    from ...engine.statements.names_of_pack import SINGULAR

    one = SINGULAR[kind]
    what = "steps of" if kind is Kind.ACTION else one if len(names) == 1 else f"{one}s"
    return f"{what} {', '.join(_code(name.text) for name in names)}"


def _legend(table: Statements, sources: Mapping[str, Source]) -> Iterator[str]:
    """What the keys of the sources stand for."""
    named = {name.text for statement in table for name in statement.sources}
    if not named:
        return
    yield from ("", "## Sources")
    yield from _head("Source", "Title", "Read on")
    for key in sorted(named):
        source = sources[key]
        yield _row(_key(source), _told(source.title), _told(source.retrieved))


def _key(source: Source) -> str:
    from ..render.markdown_text import linked
    from ..render.phrases import link

    return linked(source.id, link(source))


def _code(name: str) -> str:
    return f"`{name}`" if PLAIN_NAME.fullmatch(name) else _told(name)


def _told(text: str) -> str:
    """A text of the file as Markdown that shows it."""
    from ...engine.language.limits import LONGEST_TEXT
    from ..render.layout import plain
    from ..render.markdown_text import escaped

    return escaped(plain(text, LONGEST_TEXT)) if text else ""


def _head(*titles: str) -> tuple[str, str, str]:
    return ("", _row(*titles), "|" + " --- |" * len(titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
