"""What policy packs contain, for people: lists of everything, or one entry in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .layout import plain

ONE_LINE = 4_000
"""Columns of a line: policies are written by those who ask."""


def packs_text(packs: Iterable[dict[str, Any]]) -> str:
    """The lists of several packs."""
    return "\n".join(_safe(line) for pack in packs for line in _lists(pack))


def entry_text(found: dict[str, Any]) -> str:
    """One entry in full: what it is, where it stands, how it was written, and what it names."""
    return "".join(f"{_safe(line)}\n" for line in _entry(found))


def _safe(line: str) -> str:
    """A line in which nothing acts on a terminal; its indentation stays."""
    text = line.lstrip(" ")
    return " " * (len(line) - len(text)) + plain(text, ONE_LINE) if text else ""


def _lists(pack: dict[str, Any]) -> Iterator[str]:
    yield f"{pack['id']} {pack['version']} (platform {pack['platform']})"
    yield ""
    yield "Rules"
    for rule in pack["rules"]:
        yield f"  {rule['id']}: {rule['severity']}, {rule['action']}, for {rule['for']}"
        yield f"    {rule['title']}"
    yield ""
    for kind, title in READINGS.items():
        if pack[f"{kind}s"]:
            yield title
        for reading in pack[f"{kind}s"]:
            yield f"  {reading['id']}: {_reading(reading)}"
            yield f"    {reading['says']}"
        if pack[f"{kind}s"]:
            yield ""
    yield "Actions (effect on the verdict)"
    for action in pack["actions"]:
        yield f"  {action['id']} ({action['effect']}): {action['title']}"
    yield ""
    yield "Params"
    for param in pack["params"]:
        yield f"  {_param(param)}"
    yield ""
    yield "Facts"
    for fact in pack["facts"]:
        yield f"  {_fact(fact)}"
    yield ""


READINGS = {
    "implication": "Implications (as good as stated)",
    "assumption": "Assumptions (until told otherwise)",
}


def _reading(reading: dict[str, Any]) -> str:
    """`refund_request: none, for contract; a contract may be ended by it`."""
    names = {"at_least": "at least ", "at_most": "at most ", "lower_bound": "the least of "}
    values = [f"{names.get(key, '')}{reading[key]}" for key in VALUE_KEYS if reading[key]]
    close = "; a contract may be ended by it" if reading["may_close"] else ""
    return f"{', '.join(reading['fields'])}: {', '.join(values)}{close}"


VALUE_KEYS = ("value", "at_least", "at_most", "lower_bound")


def _param(param: dict[str, Any]) -> str:
    return f"{param['name']}: {'; '.join(param['values'])} ({param['basis']})"


def _fact(fact: dict[str, Any]) -> str:
    about = f": {fact['about']}" if fact["about"] else ""
    return f"{fact['name']} ({fact['unit']}){about}"


def _entry(found: dict[str, Any]) -> Iterator[str]:
    yield _heading(found)
    for written in found["written"]:
        yield ""
        yield f"{written['file']}:{written['line']}"
        for line in written["text"].split("\n"):
            yield f"  {line}"
    if found["kind"] in READINGS:
        yield ""
        yield _reading(own := found[found["kind"]])
        yield f"Because: {own['because']} (basis {own['basis']})"
    if found["params"]:
        yield ""
        yield "Params"
        for param in found["params"]:
            yield f"  {_param(param)}"
    if found["sources"]:
        yield ""
        yield "Sources"
        for source in found["sources"]:
            read = f" (read {source['retrieved']})" if source["retrieved"] else ""
            yield f"  {source['id']}: {source['title']}{read}"
            if source["url"]:
                yield f"    {source['url']}"
    if found["cases"]:
        yield ""
        yield "Cases"
        for case in found["cases"]:
            yield f"  {case['file']}:{case['line']}: {case['name']}"


def _heading(found: dict[str, Any]) -> str:
    own = found[found["kind"]]
    match found["kind"]:
        case "rule":
            preview = ", preview" if own["is_preview"] else ""
            return (
                f"Rule {own['id']} of {own['pack']}: {own['title']} "
                f"({own['severity']}, effect {own['effect']}{preview})"
            )
        case "implication" | "assumption":
            return f"{found['kind'].capitalize()} {own['id']} of {own['pack']}: {own['says']}"
        case "action":
            return f"Action {own['id']}: {own['title']} (effect {own['effect']})"
        case "param":
            return f"Param {_param(own)}"
        case "fact":
            return f"Fact {_fact(own)}"
        case _:
            return f"Source {own['id']}: {own['title']}"
