"""The format `sarif`, version 2.1.0: for code scanning and for viewers of such results.

One run; each rule that found something is described with its reason, steps and sources; each
finding stands at its contract's line and column in the input. Findings on clients and accounts stand
at the first line of the first input file. What the run fails for although no rule holds is a result of
level error too, a contract that could not be checked at all one of level warning at least. A finding keeps its
fingerprint when lines move or amounts change. A waived finding is a result with a suppression.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from ...engine.policy.pack import Severity
from ...engine.report.findings import (
    Age,
    ContractResult,
    Finding,
    Report,
    SortKey,
    Subject,
    Undetermined,
)
from ...engine.report.granted import Granted
from ...engine.report.order import finding_order, undetermined_order
from ...engine.report.unfound import Unfound, refused, unchecked, undecided
from ...engine.written import instant_json
from . import RenderOptions
from .entry_wise import EntryWise, Parts, text_of
from .json_writing import Entry, entry, pieces
from .layout import LONG_TEXT, plain
from .markdown_text import escaped, linked
from .overrides import numbers_of
from .phrases import about_phrase, action_phrase, counts_phrase, link, told_phrase
from .sarif_log import LEVELS, SCHEMA, log_of, run_of, sarif_message
from .unfound import contract_spot, unfound_help, unfound_phrase, unfound_severity, unfound_title
from .whereabouts import Spot, finding_spot

Json = dict[str, Any]
Rules = dict[str, tuple[SortKey, Json]]
"""By pack and rule: where its first result stands, and what it is."""

UNPLACED = "\0"
"""Stands for the place of a rule; no text that is told has it."""
MARK = '"\\u0000"'
"""The same as JSON writes it."""
INDENT = "\n        "
"""Before a result of the only run."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as a SARIF log."""
    return text_of(ENTRIES, report, options)


class ENTRIES(EntryWise):
    """The log result by result: see `entry_wise`.

    A result names its rule by its place among the rules, which is known when all results are: until then the
    text has a mark there, and the rule before it.
    """

    def finding(self, report: Report, finding: Finding) -> str:
        """A result."""
        spot = finding_spot(report, finding, self.otherwise)
        result = _result(report, finding, about_phrase(report, finding), spot)
        return _marked(finding.pack, finding.rule, result)

    def refused(self, report: Report, contract: ContractResult) -> str:
        """A result about a contract that was named to be ended and may not be."""
        one = refused(contract)
        return "" if one is None else self._unfound(report, one)

    def contract(self, report: Report, contract: ContractResult) -> str:
        """A result about a contract that could not be checked at all."""
        one = unchecked(contract)
        return "" if one is None else self._unfound(report, one)

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """A result about what the run fails for although no rule holds."""
        found = undecided(report, one)
        return "" if found is None else self._unfound(report, found)

    def _unfound(self, report: Report, one: Unfound) -> str:
        return _marked(one.pack, one.rule, _unfound(report, one, self.otherwise))

    def head(self, report: Report) -> Rules:
        """The rules in the order of their first results, each with the place of that and its description."""
        rules: Rules = {}
        for finding in report.findings:
            named = _named(finding.pack, finding.rule)
            if named not in rules:
                rules[named] = (0, *finding_order(finding)), _rule(report, finding)
        for one in filter(None, map(refused, report.contracts)):
            rules.setdefault(_named(one.pack, one.rule), ((1,), _unfound_rule(one)))
        for one in filter(None, (undecided(report, each) for each in report.undetermined)):
            named = _named(one.pack, one.rule)
            if named not in rules and one.undetermined is not None:
                rules[named] = (2, *undetermined_order(one.undetermined)), _unfound_rule(one)
        for one in filter(None, map(unchecked, report.contracts)):
            rules.setdefault(_named(one.pack, one.rule), ((3,), _unfound_rule(one)))
        return rules

    def joined(self, one: Rules, other: Rules) -> Rules:
        """The rules of both, where each stands first."""
        found = dict(one)
        for rule, described in other.items():
            if rule not in found or described[0] < found[rule][0]:
                found[rule] = described
        return dict(sorted(found.items(), key=lambda entry: entry[1][0]))

    def whole(self, parts: Parts) -> Iterator[str]:
        """The log around the results, piece by piece."""
        report, rules = parts.report, parts.head
        places = {rule: place for place, rule in enumerate(rules)}
        results = chain(parts.findings, parts.refused, parts.undetermined, parts.contracts)
        run = {
            **_run_of([described for _, described in rules.values()]),
            "properties": {
                "asOf": instant_json(report.as_of),
                "asOfOrigin": str(report.as_of_origin),
                "exportedAt": instant_json(report.exported_at),
                "policies": [f"{plain(id_)} {plain(version)}" for id_, version in report.policies],
                "summary": counts_phrase(report, parts.counts),
                **_assumptions(report, parts.granted),
            },
            "results": (_placed(text, places) for text in results if text),
        }
        return pieces({"$schema": SCHEMA, "version": "2.1.0", "runs": iter([run])})


def log_of_nothing() -> Json:
    """A log whose run has looked at nothing."""
    return log_of({**_run_of([]), "results": []})


def _run_of(rules: list[Json]) -> Json:
    """What a run of the check begins with."""
    full_name = "closeout: checks the closing of freelance contracts against policies"
    return run_of("closeout", full_name, rules)


def _named(pack: str, rule: str) -> str:
    """A rule on one line."""
    return json.dumps((pack, rule))


def _marked(pack: str, rule: str, result: Json) -> str:
    """The text of a result, with its rule before it."""
    return f"{_named(pack, rule)}\n{entry(result, INDENT)}"


def _placed(text: str, places: Mapping[str, int]) -> Entry:
    """The text of a result that names its rule by its place."""
    rule, _, result = text.partition("\n")
    return Entry(result.replace(MARK, str(places[rule]), 1))


def _assumptions(report: Report, granted: Iterable[Granted]) -> Json:
    """What is taken for granted, and the age of the export where it matters."""
    found: Json = {} if report.age is Age.FRESH else {"exportAge": str(report.age)}
    named = [
        {"id": plain(one.reading.id), "says": plain(one.reading.says), "contracts": one.contracts}
        for one in granted
    ]
    return found | ({"assumptions": named} if named else {})


def _rule(report: Report, finding: Finding) -> Json:
    """What the rule of a finding is, by what the finding tells of it."""
    found: Json = {"id": plain(finding.rule)}
    name = _name(finding.rule)
    if name.casefold() != finding.rule.casefold():
        found["name"] = name
    found["shortDescription"] = {"text": sarif_message(plain(finding.title))}
    reason = plain(finding.why or finding.title, LONG_TEXT)
    found["fullDescription"] = {"text": sarif_message(reason)}
    addresses = [link(source) for source in finding.sources if link(source)]
    if addresses:
        found["helpUri"] = addresses[0]
    found["help"] = _help(finding)
    found["defaultConfiguration"] = {"level": LEVELS[finding.severity]}
    numbers = [plain(words) for words in numbers_of(report, finding.rule)]
    found["properties"] = {
        "tags": ["closeout", plain(finding.pack), str(finding.basis)],
        "action": plain(finding.action.id),
        **({"numbers": numbers} if numbers else {}),
        **({"page": plain(finding.page)} if finding.page else {}),
    }
    return found


def _name(rule: str) -> str:
    """`EscrowAtStake`, as SARIF wants names to be."""
    words = re.findall("[A-Za-z0-9]+", rule)
    return "".join(word[0].upper() + word[1:] for word in words) or "Rule"


def _help(finding: Finding) -> Json:
    """Reason, action, steps and sources: plain, and as Markdown with links."""
    why = plain(finding.why or finding.title, LONG_TEXT)
    action = plain(finding.action.title)
    plain_lines = [why, f"What to do: {action}"]
    marked_lines = [escaped(why), "", f"**What to do:** {escaped(action)}", ""]
    for number, step in enumerate(finding.action.how, start=1):
        plain_lines.append(f"{number}. {plain(step, LONG_TEXT)}")
        marked_lines.append(f"{number}. {escaped(plain(step, LONG_TEXT))}")
    marked_lines += [""] if finding.action.how else []
    for source in finding.sources:
        name = f"{plain(source.title)} ({plain(source.id)})"
        address = link(source)
        plain_lines.append(f"Source: {name} {address}".rstrip())
        marked_lines.append(f"- Source: {linked(name, address)}")
    if finding.page:
        plain_lines.append(f"Rule: {plain(finding.page)}")
        marked_lines.append(f"- Rule: {escaped(plain(finding.page))}")
    return {
        "text": sarif_message("\n".join(plain_lines)),
        "markdown": "\n".join(marked_lines) + "\n",
    }


def _result(report: Report, finding: Finding, title: str, spot: Spot | None) -> Json:
    action = action_phrase(report, finding)
    about = f" About: {title}." if title else ""
    found: Json = {
        "ruleId": plain(finding.rule),
        "ruleIndex": UNPLACED,
        "level": LEVELS[finding.severity],
        "message": {"text": sarif_message(f"{action}. {told_phrase(report, finding)}{about}")},
    }
    if spot is not None:
        found["locations"] = [_location(finding.subject, spot)]
    found["partialFingerprints"] = _fingerprints(finding.fingerprint)
    if finding.is_known is not None:
        found["baselineState"] = "unchanged" if finding.is_known else "new"
    if finding.waived is not None:
        reason = sarif_message(plain(finding.waived.reason, LONG_TEXT))
        found["suppressions"] = [{"kind": "external", "justification": reason}]
    found["properties"] = _properties(finding)
    return found


def _unfound_rule(one: Unfound) -> Json:
    """A rule of which there is no finding, or the verdict."""
    found: Json = {"id": plain(one.rule), "name": _name(one.rule)}
    if found["name"].casefold() == one.rule.casefold():
        del found["name"]
    title, remedy = unfound_title(one), unfound_help(one)
    found["shortDescription"] = {"text": sarif_message(title)}
    found["fullDescription"] = {"text": sarif_message(title)}
    found["help"] = {"text": sarif_message(remedy), "markdown": escaped(remedy) + "\n"}
    found["defaultConfiguration"] = {"level": LEVELS[Severity.ERROR]}
    found["properties"] = {"tags": ["closeout", *([plain(one.pack)] if one.pack else [])]}
    return found


def _unfound(report: Report, one: Unfound, otherwise: Spot | None) -> Json:
    """What is told although no rule holds: an error where the run fails for it, or nobody would see why."""
    spot = contract_spot(one.contract) or otherwise
    return {
        "ruleId": plain(one.rule),
        "ruleIndex": UNPLACED,
        "level": LEVELS[unfound_severity(one)],
        "message": {"text": sarif_message(f"{unfound_phrase(report, one)}.")},
        **({} if spot is None else {"locations": [_location(one.subject, spot)]}),
        "partialFingerprints": _fingerprints(one.fingerprint),
        "properties": {"undecided": True} if one.undetermined else _verdict(one.contract),
    }


def _verdict(contract: ContractResult | None) -> Json:
    return {} if contract is None else {"verdict": str(contract.verdict)}


def _fingerprints(mark: str) -> Json:
    return {"primaryLocationLineHash": mark, "closeout/v1": mark}


def _location(subject: Subject, spot: Spot) -> Json:
    region = {"startLine": max(spot.line, 1)}
    if spot.column:
        region["startColumn"] = spot.column
    physical: Json = {"artifactLocation": {"uri": spot.uri}, "region": region}
    names = [subject.account, subject.client, subject.contract, subject.milestone]
    parts = [plain(name) for name in names if name is not None]
    found: Json = {"physicalLocation": physical}
    if parts:
        found["logicalLocations"] = [
            {"name": parts[-1], "fullyQualifiedName": "/".join(parts), "kind": str(subject.scope)}
        ]
    return found


def _properties(finding: Finding) -> Json:
    found: Json = {"basis": str(finding.basis)}
    if finding.deadline is not None:
        found["deadline"] = instant_json(finding.deadline)
    if finding.safe_by is not None:
        found["safeBy"] = instant_json(finding.safe_by)
    if finding.assumes:
        found["assumes"] = [plain(id) for id in finding.assumes]
    return found
