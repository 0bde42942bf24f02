"""Reads what a case expects: findings, silent rules, undetermined ones, verdicts, facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from ...language.gather import Gathered, fault
from ...language.reading import (
    check_keys,
    clipped,
    listed,
    mapping_of,
    name_among,
    one_or_more,
    scalar_of,
    text_of,
)
from ...meaning.own_fields import by_need
from ...policy.conditions import NONE_WORD, Ref
from ...policy.kinds import rule_hint
from ...policy.pack import Pack, Severity
from ...problems import Place, did_you_mean
from ...snapshot.fields import BY_PATH, EXPORTED_AT, currencies_of
from ...snapshot.model import ID
from ...yaml_tree import Mapping, Node, Scalar
from ...yaml_tree import Sequence as ListNode
from ..model import (
    Expectation,
    ExpectedFact,
    ExpectedFinding,
    ExpectedUndetermined,
    ExpectedVerdict,
    Given,
)
from .values import fact_named, fact_value, instant_of, is_named

Item = TypeVar("Item")

KEYS = ("findings", "silent", "undetermined", "verdict", "verdicts", "facts")
NEEDS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (*(field.need for field in BY_PATH.values()), "milestones", "client.id", EXPORTED_AT)
    )
)
"""The names under which a report asks for fields."""


class Expecting(Struct):
    """Reads expectations of one case."""

    pack: Pack
    given: Given
    gathered: Gathered

    def expectation(self, node: Node) -> Expectation:
        """A mapping with at least one of `KEYS`; a list or mapping of rules stands for findings."""
        if isinstance(node, ListNode):
            return Expectation(node.place, findings=self._findings(node))
        mapping = mapping_of(node, "what is expected", f"it has {listed(KEYS)}")
        known = {rule.id for rule in self.pack.rules}
        if mapping.entries and known.issuperset(mapping.entries):
            return Expectation(node.place, findings=self._findings(node))
        check_keys(mapping, "what is expected", self.gathered, KEYS)
        verdicts: list[ExpectedVerdict] = []
        with self.gathered:
            verdicts = self._verdicts(mapping)
        findings: tuple[ExpectedFinding, ...] | None = None
        undetermined: tuple[ExpectedUndetermined, ...] | None = None
        silent: list[tuple[str, Place]] = []
        facts: list[ExpectedFact] = []
        with self.gathered:
            findings = self._optional(mapping, "findings", self._findings)
        with self.gathered:
            undetermined = self._optional(mapping, "undetermined", self._undetermined)
        if (rules := mapping.get("silent")) is not None:
            for item in one_or_more(rules, "`silent`"):
                with self.gathered:
                    silent.append((self._rule(scalar_of(item, "a rule")), item.place))
        if (stated := mapping.get("facts")) is not None:
            for key, value in mapping_of(stated, "`facts`").entries.values():
                with self.gathered:
                    facts += self._fact(key, value)
        return Expectation(
            mapping.place, findings, tuple(silent), undetermined, tuple(verdicts), tuple(facts)
        )

    def _optional(
        self, mapping: Mapping, key: str, read: Callable[[Node], tuple[Item, ...]]
    ) -> tuple[Item, ...] | None:
        node = mapping.get(key)
        return None if node is None else read(node)

    # --- findings ---

    def _findings(self, node: Node) -> tuple[ExpectedFinding, ...]:
        if isinstance(node, Scalar):
            if node.text == NONE_WORD:
                return ()
            return (self._finding(node, None),)
        if isinstance(node, ListNode):
            return tuple(self._listed(item) for item in node.items)
        found = []
        for key, value in mapping_of(node, "`findings`").entries.values():
            several = value.items if isinstance(value, ListNode) else [value]
            found += [self._finding(key, each) for each in several]
        return tuple(found)

    def _listed(self, item: Node) -> ExpectedFinding:
        if isinstance(item, Scalar):
            return self._finding(item, None)
        mapping = mapping_of(item, "an expected finding")
        rule = mapping.get("rule")
        if rule is None:
            key, value = next(iter(mapping.entries.values()))
            return self._finding(key, value)
        return self._finding(scalar_of(rule, "a rule"), mapping)

    def _finding(self, rule: Scalar, details: Node | None) -> ExpectedFinding:
        name = self._rule(rule)
        if details is None or (isinstance(details, Scalar) and details.is_empty):
            return ExpectedFinding(name, rule.place)
        if isinstance(details, Scalar):
            if details.text in tuple(Severity):
                hint = f"write `{{severity: {details.text}}}`; a word alone names the subject"
                raise fault(details, f"`{details.text}` is a severity", hint)
            return ExpectedFinding(name, rule.place, self._subject(details))
        mapping = mapping_of(details, "an expected finding")
        values: dict[str, object] = {}
        on, events = mapping.get("on"), mapping.get("events")
        if (action := mapping.get("action")) is not None:
            values["action"] = name_among(action, self.pack.actions, "an action of the pack")
        if (severity := mapping.get("severity")) is not None:
            values["severity"] = scalar_of(severity, "a severity").text
        for key in ("deadline", "safe_by"):
            if (instant := mapping.get(key)) is not None:
                values[key] = instant_of(instant)
        if (message := mapping.get("message")) is not None:
            values["message"] = text_of(message, "a message")
        if (assumes := mapping.get("assumes")) is not None:
            values["assumes"] = self._assumptions(assumes)
        return ExpectedFinding(
            name,
            rule.place,
            None if on is None else self._subject(scalar_of(on, "`on`")),
            values,
            {} if events is None else self._events(name, events),
        )

    def _events(self, rule: str, node: Node) -> dict[str, int | None]:
        known = next(dict(item.events) for item in self.pack.rules if item.id == rule)
        events = {}
        for name, (key, value) in mapping_of(node, "`events`").entries.items():
            if name not in known:
                message = f"rule {rule} has no event `{clipped(name)}`"
                raise fault(key, message, did_you_mean(name, known))
            events[name] = instant_of(value)
        return events

    def _assumptions(self, node: Node) -> frozenset[str]:
        if isinstance(node, Scalar) and node.text == NONE_WORD:
            return frozenset()
        known = [id for id, reading in self.pack.readings.items() if reading.is_assumed]
        found = set()
        for item in one_or_more(node, "`assumes`"):
            name = scalar_of(item, "an assumption").text
            if name not in known:
                message = f"pack {self.pack.id} has no assumption `{clipped(name)}`"
                raise fault(item, message, did_you_mean(name, known))
            found.add(name)
        return frozenset(found)

    def _rule(self, node: Scalar) -> str:
        known = [rule.id for rule in self.pack.rules]
        if node.text not in known:
            raise fault(
                node,
                f"pack {self.pack.id} has no rule `{clipped(node.text)}`",
                rule_hint(
                    node.text, [self.pack], f"`closeout rules` lists them: {listed(known)}"[:200]
                ),
            )
        return node.text

    def _subject(self, node: Scalar) -> str:
        known = list(self._subjects())
        if not any(is_named(subject, node.text) for subject in known):
            raise fault(
                node,
                f"the case has nothing that is called `{clipped(node.text)}`",
                did_you_mean(node.text, known, f"it has {listed(known)}"),
            )
        return node.text

    def _subjects(self) -> Sequence[str]:
        subjects = ["account"]
        for contract in self.given.contracts:
            account, client = contract.get("account_id"), contract.get("client.id")
            whole = "/".join(part for part in (account, client) if isinstance(part, str))
            milestones = [str(record[ID]) for record in contract.milestones or ()]
            subjects += [contract.id, *(f"{contract.id}/{each}" for each in milestones), whole]
            if isinstance(account, str):
                subjects.append(account)
        subjects += [str(record[ID]) for record in self.given.accounts if record[ID] is not None]
        return list(dict.fromkeys(filter(None, subjects)))

    # --- undetermined ---

    def _undetermined(self, node: Node) -> tuple[ExpectedUndetermined, ...]:
        if isinstance(node, Scalar) and node.text == NONE_WORD:
            return ()
        if isinstance(node, ListNode | Scalar):
            items = node.items if isinstance(node, ListNode) else [node]
            rules = [scalar_of(item, "a rule") for item in items]
            return tuple(ExpectedUndetermined(self._rule(rule), rule.place) for rule in rules)
        found = []
        for key, value in mapping_of(node, "`undetermined`").entries.values():
            rule = self._rule(key)
            if isinstance(value, Mapping):
                on, needs = value.get("on"), value.get("needs")
                subject = None if on is None else self._subject(scalar_of(on, "`on`"))
            else:
                subject, needs = None, value
            found.append(ExpectedUndetermined(rule, key.place, subject, self._needs(needs)))
        return tuple(found)

    def _needs(self, node: Node | None) -> frozenset[str] | None:
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return None
        items = node.items if isinstance(node, ListNode) else [node]
        own = by_need([self.pack])
        return frozenset(
            name_among(item, (*NEEDS, *own, *_currencies(item)), "a field that a report asks for")
            for item in items
        )

    # --- verdicts ---

    def _verdicts(self, mapping: Mapping) -> list[ExpectedVerdict]:
        single, several = mapping.get("verdict"), mapping.get("verdicts")
        if single is not None:
            if len(self.given.contracts) > 1:
                hint = f"write `verdicts: {{{self.given.contracts[0].id}: ...}}`"
                raise fault(single, "which contract's verdict is meant is not clear", hint)
            return [self._verdict(self.given.contracts[0].id, single)]
        found = []
        for name, (key, value) in (
            mapping_of(several, "`verdicts`").entries.items() if several is not None else ()
        ):
            ids = [contract.id for contract in self.given.contracts]
            if name not in ids:
                hint = did_you_mean(name, ids, f"it has {listed(ids)}")
                raise fault(key, f"the case has no contract `{clipped(name)}`", hint)
            found.append(self._verdict(name, value))
        return found

    def _verdict(self, contract: str, node: Node) -> ExpectedVerdict:
        values: dict[str, object] = {}
        if isinstance(node, Scalar):
            values["verdict"] = node.text
            return ExpectedVerdict(contract, node.place, values)
        mapping = mapping_of(node, "a verdict")
        if (verdict := mapping.get("verdict")) is not None:
            values["verdict"] = scalar_of(verdict, "a verdict").text
        if (until := mapping.get("until")) is not None:
            values["until"] = instant_of(until)
        if (reason := mapping.get("end_reason")) is not None:
            word = scalar_of(reason, "an end reason").text
            values["end_reason"] = None if word == NONE_WORD else word
        if (needs := mapping.get("needs")) is not None:
            values["needs"] = self._needs(needs) or frozenset()
        if (assumes := mapping.get("assumes")) is not None:
            values["assumes"] = self._assumptions(assumes)
        return ExpectedVerdict(contract, node.place, values)

    # --- facts ---

    def _fact(self, key: Scalar, value: Node) -> list[ExpectedFact]:
        ref = fact_named(key, self.pack)
        if not isinstance(value, Mapping):
            return [self._fact_value(ref, None, key, value)]
        return [
            self._fact_value(ref, self._subject(subject), subject, inner)
            for subject, inner in value.entries.values()
        ]

    def _fact_value(self, ref: Ref, on: str | None, key: Scalar, node: Node) -> ExpectedFact:
        held, currency = fact_value(ref, node)
        return ExpectedFact(ref, key.place, on, held, currency)


def _currencies(node: Node) -> list[str]:
    """The need of amounts in several currencies, where that is what is written."""
    return [node.text] if isinstance(node, Scalar) and currencies_of(node.text) else []
