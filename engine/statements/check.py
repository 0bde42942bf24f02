"""Checks statements against their pack: every name exists, and every rule and reading is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ..language.gather import Fault, Gathered
from ..language.reading import clipped, listed
from ..policy.pack import Pack
from ..problems import KEEP_ONE, Place, Problem, did_you_mean
from .model import Kind, Name, Statements
from .names_of_pack import SINGULAR, names_of_pack


def check_statements(statements: Statements, pack: Pack, gathered: Gathered) -> None:
    """Note every name that does not fit the pack, and every rule and reading of its own not named.

    What is missing is told only where everything else is right: most often its name has a slip.
    """
    problems = [
        *_written_twice((statement.id for statement in statements), "the statement"),
        *_written_twice(_headings(statements), "the group"),
        *_unknown_carriers(statements, names_of_pack(pack)),
        *_unknown_sources(statements, pack),
    ]
    if not problems and not gathered.faults:
        problems += [*_unnamed(statements, pack), *_idle_sources(statements)]
    for problem in problems:
        with gathered:
            raise Fault(problem)


def _headings(statements: Statements) -> Iterator[Name]:
    return (group.heading for group in statements.groups if group.heading is not None)


def _written_twice(names: Iterable[Name], what: str) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for name in names:
        if name.text in first:
            hint = f"first written in line {first[name.text].line}; {KEEP_ONE}"
            yield Problem(name.place, f"{what} `{clipped(name.text)}` is written twice", hint)
        first.setdefault(name.text, name.place)


def _unknown_carriers(
    statements: Statements, known: Mapping[Kind, Collection[str]]
) -> Iterator[Problem]:
    for statement in statements:
        for kind, names in statement.carriers.items():
            for name in names:
                if name.text not in known[kind]:
                    message = f"the pack has no {SINGULAR[kind]} `{clipped(name.text)}`"
                    yield Problem(name.place, message, _meant(name.text, kind, known))


def _meant(text: str, kind: Kind, known: Mapping[Kind, Collection[str]]) -> str:
    """Where the name belongs, or the nearest one of the kind."""
    for other in Kind:
        if text in known[other]:
            return f"`{text}` belongs under `{other}`"
    few = kind is Kind.END_REASON and known[kind]
    otherwise = f"one of {listed(known[kind])}" if few else "`closeout rules` lists what packs have"
    return did_you_mean(text, known[kind], otherwise)


def _unknown_sources(statements: Statements, pack: Pack) -> Iterator[Problem]:
    for key in statements.source_keys:
        if key.text in pack.sources:
            message = f"the pack has the source `{key.text}` already"
            yield Problem(key.place, message, "remove it here")
    known = {*pack.sources, *statements.sources}
    for statement in statements:
        for name in statement.sources:
            if name.text not in known:
                hint = did_you_mean(name.text, known, "add it under `sources:` of this file")
                yield Problem(name.place, f"there is no source `{clipped(name.text)}`", hint)


def _unnamed(statements: Statements, pack: Pack) -> Iterator[Problem]:
    """What of the pack's own rules and readings no statement names, in the order of the files."""
    named = {
        (kind, name.text)
        for statement in statements
        for kind, names in statement.carriers.items()
        for name in names
    }
    for kind, id, place in _to_be_named(pack):
        if (kind, id) not in named:
            hint = f"name it under `{kind}:` of the statement that it carries, in {statements.file}"
            message = f"no statement names the {SINGULAR[kind]} `{id}`"
            yield Problem(place or Place(statements.file), message, hint)


def _to_be_named(pack: Pack) -> Iterator[tuple[Kind, str, Place | None]]:
    for rule in pack.rules:
        if rule.pack == pack.id:
            yield Kind.RULE, rule.id, rule.place
    for reading in pack.readings.values():
        if reading.pack == pack.id:
            kind = Kind.ASSUMPTION if reading.is_assumed else Kind.IMPLICATION
            yield kind, reading.id, reading.place


def _idle_sources(statements: Statements) -> Iterator[Problem]:
    named = {name.text for statement in statements for name in statement.sources}
    for key in statements.source_keys:
        if key.text not in named:
            message = f"no statement names the source `{clipped(key.text)}`"
            yield Problem(key.place, message, "remove it, or name it under `sources:`")
