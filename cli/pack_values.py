"""What policy packs contain, as plain values: what `closeout rules -f json` prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..engine.cases.reading.naming import NamedCase
from ..engine.language.entries import Entry
from ..engine.meaning.words import operand_words
from ..engine.policy.definitions import FactDefinition
from ..engine.policy.overrides import bases_of, bases_of_readings, overrides_at
from ..engine.policy.pack import Action, Basis, DatedValue, Pack, ParamDefinition, Rule, Source
from ..engine.policy.readings import Reading
from ..engine.snapshot.value_text import as_text
from ..engine.written import date_text

READINGS = ("implication", "assumption")
"""The two kinds of readings."""

PARAM = re.compile(r"\$([a-z][a-z0-9_]*)")
"""A param where an entry uses it."""


def pack_values(pack: Pack, entries: Sequence[Entry]) -> dict[str, Any]:
    """The contents of a pack; `entries` are those of its files and of the files that it extends."""
    written = {(entry.kind, entry.name): entry for entry in entries}
    overrides = overrides_at(pack, None)
    bases, below = bases_of(pack, overrides), bases_of_readings(pack, overrides)
    return {
        "id": pack.id,
        "version": pack.version,
        "platform": pack.platform,
        "rules": [
            rule_values(rule, pack, written.get(("rule", rule.id)), bases) for rule in pack.rules
        ],
        **{
            f"{word}s": [
                reading_values(reading, written.get((word, reading.id)), below)
                for reading in pack.readings.values()
                if reading.word == word
            ]
            for word in READINGS
        },
        "actions": [action_values(action) for action in pack.actions.values()],
        "params": [param_values(param) for param in pack.params.values()],
        "facts": [fact_values(fact) for fact in pack.facts.values()],
        "sources": [source_values(source) for source in pack.sources.values()],
    }


def entry_values(
    pack: Pack, kind: str, name: str, entries: Sequence[Entry], cases: Iterable[NamedCase]
) -> dict[str, Any]:
    """One rule, reading, action, param, fact or source in full: with all that it names, and its cases."""
    written = [entry for entry in entries if (entry.kind, entry.name) == (kind, name)]
    values, sources = _own(pack, kind, name, written[-1] if written else None)
    used = dict.fromkeys(found for entry in written for found in PARAM.findall(entry.text))
    return {
        "pack": pack.id,
        "kind": kind,
        kind: values,
        "written": [{**_place(entry), "text": entry.text} for entry in written],
        "params": [param_values(pack.params[each]) for each in used if each in pack.params],
        "sources": [source_values(pack.sources[id]) for id in sources if id in pack.sources],
        "cases": [
            {"name": case.name, "file": case.place.file, "line": case.place.line} for case in cases
        ],
    }


def _own(
    pack: Pack, kind: str, name: str, entry: Entry | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of the entry itself, and the ids of its sources."""
    if kind == "rule":
        rule = next(rule for rule in pack.rules if rule.id == name)
        return rule_values(
            rule, pack, entry, bases_of(pack, overrides_at(pack, None))
        ), rule.sources
    if kind in READINGS:
        reading = pack.readings[name]
        below = bases_of_readings(pack, overrides_at(pack, None))
        return reading_values(reading, entry, below), reading.sources
    if kind == "action":
        return action_values(pack.actions[name]), ()
    if kind == "param":
        return param_values(pack.params[name]), pack.params[name].sources
    if kind == "fact":
        fact = next(fact for fact in pack.facts.values() if fact.ref.full == name)
        return fact_values(fact), fact.sources
    return source_values(pack.sources[name]), ()


def rule_values(
    rule: Rule, pack: Pack, entry: Entry | None, bases: Mapping[str, Basis]
) -> dict[str, Any]:
    """A rule with its place and the names of the params and sources that it uses; `bases` as of `bases_of`."""
    used = dict.fromkeys(PARAM.findall(entry.text) if entry else ())
    return {
        "id": rule.id,
        "title": rule.title,
        "for": str(rule.scope),
        "roles": sorted(rule.roles),
        "action": rule.action,
        "effect": str(pack.action_of(rule).effect),
        "severity": str(rule.severity),
        "basis": str(bases.get(rule.id, rule.basis)),
        "is_preview": rule.is_preview,
        "pack": rule.pack,
        "why": rule.why,
        "sources": list(rule.sources),
        "params": [name for name in used if name in pack.params],
        "place": _place(entry) if entry else None,
    }


def reading_values(
    reading: Reading, entry: Entry | None, bases: Mapping[str, Basis]
) -> dict[str, Any]:
    """An implication or an assumption: what it fills in, and why; `bases` as of `bases_of_readings`."""
    bounds = {"value": reading.value, "at_least": reading.at_least, "at_most": reading.at_most}
    return {
        "id": reading.id,
        "for": str(reading.scope),
        "roles": sorted(reading.roles),
        "fields": [ref.full for ref in reading.refs],
        **{key: None if value is None else operand_words(value) for key, value in bounds.items()},
        "lower_bound": None if reading.lower_bound is None else reading.lower_bound.full,
        "mentioned": reading.mentioned or None,
        "may_close": reading.may_close,
        "overrules": reading.overrules,
        "says": reading.says,
        "because": reading.because,
        "in_short": reading.short or None,
        "basis": str(bases.get(reading.id, reading.basis)),
        "pack": reading.pack,
        "sources": list(reading.sources),
        "place": _place(entry) if entry else None,
    }


def action_values(action: Action) -> dict[str, Any]:
    """An action with its steps."""
    return {
        "id": action.id,
        "title": action.title,
        "effect": str(action.effect),
        "who": action.who,
        "how": list(action.how),
    }


def param_values(param: ParamDefinition) -> dict[str, Any]:
    """A param with its values in words, from the first to the last period."""
    return {"name": param.name, "values": list(_values(param)), "basis": str(param.basis)}


def fact_values(fact: FactDefinition) -> dict[str, Any]:
    """A fact of the pack."""
    return {"name": fact.ref.full, "unit": str(fact.ref.unit), "about": fact.about}


def source_values(source: Source) -> dict[str, Any]:
    """A source; what is not known of it is empty."""
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "retrieved": source.retrieved,
    }


def _place(entry: Entry) -> dict[str, Any]:
    return {"file": entry.place.file, "line": entry.place.line}


def _values(param: ParamDefinition) -> Iterator[str]:
    for dated in param.values:
        text = as_text(dated.value.unit, dated.value.value)
        label = f" {param.label}" if param.label else ""
        yield f"{text}{label}{_dates(dated)}"


def _dates(dated: DatedValue) -> str:
    since = "" if dated.start is None else f" from {date_text(dated.start)}"
    until = "" if dated.until is None else f" until {date_text(dated.until)}"
    return since + until
