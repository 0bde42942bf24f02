"""Pages about policy packs: one for each rule, and lists of readings, actions, params, facts and sources.

Markdown as GitHub shows it. Values are those of `cli.pack_values`; a page is a path and its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...engine.problems import shown
from .layout import LONG_TEXT, plain
from .markdown_text import escaped, linked

Values = dict[str, Any]
HOW_TO = "<!-- Written by `closeout docs`: edit the policies, and write this page again. -->"


def pages(packs: Iterable[Values], with_front: bool) -> dict[str, str]:
    """Path below the folder -> text, of every page. The front page lists the packs."""
    listed = list(packs)
    found = {"README.md": _text(_front(listed))} if with_front else {}
    for pack in listed:
        found |= {f"{_name(pack['id'])}/{path}": text for path, text in _of_pack(pack).items()}
    return found


def _of_pack(pack: Values) -> dict[str, str]:
    found = {
        "README.md": _text(_index(pack)),
        "readings.md": _text(_readings(pack)),
        "actions.md": _text(_actions(pack)),
        "params.md": _text(_params(pack)),
        "facts.md": _text(_facts(pack)),
        "sources.md": _text(_sources(pack)),
    }
    return found | {
        f"rules/{_name(rule['id'])}.md": _text(_rule(rule, pack)) for rule in pack["rules"]
    }


def _text(lines: Iterable[str]) -> str:
    return "\n".join([HOW_TO, "", *lines]).rstrip("\n") + "\n"


def _name(id: str) -> str:
    """An id as part of a path; ids are lower-case words with hyphens."""
    return plain(id)


def _told(text: str) -> str:
    return escaped(plain(text, LONG_TEXT)) if text else ""


def _code(text: str) -> str:
    return f"`{plain(text, LONG_TEXT).replace('`', chr(39))}`"


def _block(language: str, text: str) -> Iterator[str]:
    """A code block that its text cannot end."""
    lines = [_kept(line) for line in text.split("\n")]
    ticks = "`" * max(3, 1 + max((_run(line) for line in lines), default=0))
    yield from (f"{ticks}{language}", *lines, ticks)


def _kept(line: str) -> str:
    """A line that is safe to print, with its indentation."""
    inner = line.lstrip(" ")
    return " " * (len(line) - len(inner)) + shown(inner)


def _run(line: str) -> int:
    return max(map(len, "".join(c if c == "`" else " " for c in line).split()), default=0)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace(chr(10), ' ') for cell in cells)} |"


def _head(*titles: str) -> tuple[str, str]:
    return (_row(*titles), "|" + " --- |" * len(titles))


# --- the lists ---


def _front(packs: list[Values]) -> Iterator[str]:
    yield from ("# Policy packs", "", *_head("Pack", "Version", "Rules", "What it is"))
    for pack in packs:
        link = f"[{_told(pack['id'])}]({_name(pack['id'])}/README.md)"
        yield _row(link, _told(pack["version"]), str(len(pack["rules"])), _told(pack["title"]))


def _index(pack: Values) -> Iterator[str]:
    yield from (f"# {_told(pack['title'])}", "")
    yield f"Pack {_code(pack['id'])} {_told(pack['version'])}, for {_told(pack['platform'])}."
    lists = ("readings", "actions", "params", "facts", "sources")
    yield from ("", "Lists: " + ", ".join(f"[{name}]({name}.md)" for name in lists) + ".")
    yield from ("", "## Rules by topic")
    for topic, rules in _grouped(pack["rules"], "topic").items():
        yield from ("", f"### {_told(topic.replace('-', ' ').capitalize())}", "")
        yield from (f"- {_rule_link(rule)}: {_told(rule['title'])}" for rule in rules)
    yield from ("", "## Rules by action")
    for action, rules in sorted(_grouped(pack["rules"], "action").items()):
        yield from ("", f"### {_code(action)}", "")
        yield from (f"- {_rule_link(rule)}: {_told(rule['title'])}" for rule in rules)


def _grouped(items: Iterable[Values], key: str) -> dict[str, list[Values]]:
    found: dict[str, list[Values]] = {}
    for item in items:
        found.setdefault(item[key], []).append(item)
    return found


def _rule_link(rule: Values, folder: str = "rules/") -> str:
    return f"[{_told(rule['id'])}]({folder}{_name(rule['id'])}.md)"


def _readings(pack: Values) -> Iterator[str]:
    yield "# What is taken for granted"
    for kind, title in (
        ("implications", "As good as stated"),
        ("assumptions", "Until told otherwise"),
    ):
        if pack[kind]:
            yield from ("", f"## {title}", *(line for one in pack[kind] for line in _reading(one)))


def _reading(one: Values) -> Iterator[str]:
    yield from ("", f"### {_told(one['id'])}", "", _told(one["says"]), "")
    yield f"- Because: {_told(one['because'])}"
    yield f"- Fills in: {', '.join(map(_code, one['fields']))}, for {_told(one['for'])}"
    yield f"- Basis: {one['basis']}{_cited(one['sources'], 'sources.md')}"
    if one["may_close"]:
        yield "- A contract may be ended by it."


def _cited(sources: Iterable[str], page: str) -> str:
    links = [f"[{_told(id)}]({page}#{_anchor(id)})" for id in sources]
    return f"; {', '.join(links)}" if links else ""


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading that is an id."""
    return "".join(c for c in plain(heading).lower() if c.isalnum() or c in "-_")


def _actions(pack: Values) -> Iterator[str]:
    yield "# Actions"
    rules = _grouped(pack["rules"], "action")
    for action in pack["actions"]:
        yield from ("", f"## {_told(action['id'])}", "", f"{_told(action['title'])}.", "")
        yield f"- Effect: `{action['effect']}`; who acts: {_told(action['who'])}"
        if recommended := rules.get(action["id"]):
            yield f"- Recommended by: {', '.join(map(_rule_link, recommended))}"
        yield from (
            f"{number}. {_told(step)}" for number, step in enumerate(action["how"], start=1)
        )


def _params(pack: Values) -> Iterator[str]:
    yield from ("# Params", "", *_head("Param", "Value", "Basis", "Sources", "Used by"))
    for param in pack["params"]:
        users = [rule for rule in pack["rules"] if param["name"] in rule["params"]]
        # Rules that are inherited have their pages with the pack that they are of.
        named = ", ".join([*map(_rule_link, users), *map(_code, param["users"])])
        cited = _cited(param["sources"], "sources.md").removeprefix("; ")
        yield _row(_code(param["name"]), _value(param), param["basis"], cited, named)


def _value(param: Values) -> str:
    """What a param is, and what it is in the extended pack where that differs."""
    instead = f" ({param['instead_of']})" if param["instead_of"] else ""
    return _told("; ".join(param["values"]) + instead)


def _facts(pack: Values) -> Iterator[str]:
    yield from ("# Facts", "", "What the pack computes from the fields of an export.", "")
    yield from _head("Fact", "Unit", "What it is")
    for fact in pack["facts"]:
        yield _row(_code(fact["name"]), _told(fact["unit"]), _told(fact["about"]))


def _sources(pack: Values) -> Iterator[str]:
    yield "# Sources"
    for source in pack["sources"]:
        yield from (
            "",
            f"## {_told(source['id'])}",
            "",
            linked(plain(source["title"]), source["link"]),
        )
        dates = [
            f"{word} {source[key]}"
            for key, word in (("retrieved", "read on"), ("review_by", "to be read again by"))
            if source[key]
        ]
        yield from (["", f"{_told(', '.join(dates))}."] if dates else [])
        if cited := [rule for rule in pack["rules"] if source["id"] in rule["sources"]]:
            yield from ("", f"Cited by: {', '.join(map(_rule_link, cited))}")


# --- a rule ---


def _rule(rule: Values, pack: Values) -> Iterator[str]:
    yield from (
        f"# {_told(rule['id'])}",
        "",
        f"**{_told(rule['title'])}.** {_told(rule['why'])}",
        "",
    )
    action = next(one for one in pack["actions"] if one["id"] == rule["action"])
    link = f"[{_told(action['title'])}](../actions.md#{_anchor(action['id'])})"
    yield from _head("", "")
    yield _row("Recommends", f"{link} (effect `{rule['effect']}`)")
    yield _row("Severity", f"`{rule['severity']}`")
    yield _row("For", f"each {_told(rule['for'])}, in exports of {_told(', '.join(rule['roles']))}")
    yield _row("Basis", f"{rule['basis']}{_cited(rule['sources'], '../sources.md')}")
    yield _row("Topic", f"[{_told(rule['topic'].replace('-', ' '))}](../README.md#rules-by-topic)")
    if rule["is_preview"]:
        yield _row("Status", "preview: not used unless asked for")
    yield from _params_of(rule, pack)
    yield from ("", "## As it is written", "", *_block("yaml", rule["text"]))
    firing, silent = rule["examples"]
    yield from _example("A case in which it holds", firing)
    yield from _example("A case in which it does not", silent, firing)


def _snapshot(given: Mapping[str, Any]) -> str:
    """A snapshot with a line for each value of a contract."""
    lines = [f"  {json.dumps(key)}: {_short(given[key])}" for key in given if key != "contracts"]
    contracts = ["    {\n" + _fields(one) + "\n    }" for one in given["contracts"]]
    lines.append('  "contracts": [\n' + ",\n".join(contracts) + "\n  ]")
    return "{\n" + ",\n".join(lines) + "\n}"


MOST_CHANGES = 12
"""Values in which two snapshots may differ to be told by the difference."""


def _changes(one: Mapping[str, Any], other: Mapping[str, Any]) -> str | None:
    """What of a snapshot is other than in one like it, null for what is left out; None for one unlike it."""
    if len(one["contracts"]) != 1 or len(other["contracts"]) != 1:
        return None
    frames = [{**given, **given["contracts"][0]} for given in (one, other)]
    before, after = (
        {key: value for key, value in frame.items() if key != "contracts"} for frame in frames
    )
    keys = [key for key in {**after, **before} if before.get(key) != after.get(key)]
    if not 0 < len(keys) <= MOST_CHANGES:
        return None
    return (
        "{\n" + ",\n".join(f"  {json.dumps(key)}: {_short(after.get(key))}" for key in keys) + "\n}"
    )


def _fields(contract: Mapping[str, Any]) -> str:
    return ",\n".join(
        f"      {json.dumps(key)}: {_short(value)}" for key, value in contract.items()
    )


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _params_of(rule: Values, pack: Values) -> Iterator[str]:
    used = [param for param in pack["params"] if param["name"] in rule["params"]]
    if used:
        yield from ("", "## Numbers", "", *_head("Param", "Value", "Basis", "Sources"))
    for param in used:
        cited = _cited(param["sources"], "../sources.md").removeprefix("; ")
        yield _row(_code(param["name"]), _value(param), param["basis"], cited)


def _example(
    title: str, example: Mapping[str, Any] | None, other: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """`other`: the example above, beside which a like one is told by what is different."""
    if example is None:
        return
    moment = f" ({_told(example['label'])})" if example["label"] else ""
    yield from ("", f"## {title}", "", f"{_told(example['name'])}{moment}.", "")
    changes = _changes(other["given"], example["given"]) if other else None
    if changes is None:
        yield from _block("json", _snapshot(example["given"]))
    else:
        yield from ("As above, but:", "", *_block("json", changes))
    for message in example["messages"]:
        yield from ("", f"> {_told(message)}")
    if not example["messages"]:
        yield from ("", "Nothing is found by this rule.")
