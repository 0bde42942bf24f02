"""Reads `waivers.yaml`: every mistake with its line, as in a policy file."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence

from ...language.gather import Fault, Gathered, fault
from ...language.reading import check_keys, clipped, list_of, mapping_of, scalar_of, text_of
from ...policy.pack import Effect, Pack
from ...problems import PolicyError, did_you_mean
from ...snapshot.bad_value import BadValueError
from ...snapshot.instants import DAY, parse_instant
from ...written import instant_text
from ...yaml_tree import Mapping, Node, YamlFault, read_tree
from .model import Pattern, Waiver

SUBJECT_KEYS = ("contract", "client", "account")
KEYS = ("rule", *SUBJECT_KEYS, "reason", "until", "who")
DEFAULT_MAX_DAYS = 365
"""How far ahead `until` may lie."""

_EXAMPLE = "`- {rule: late-delivery, contract: C7, reason: ..., until: 2026-06-30}`"
_ELSEWHERE = {
    "subject": "name the subject itself: `contract: C7`, `client: K3` or `account: A1`",
    "milestone": "a waiver is for a whole contract: `contract: C7`",
    "id": "name the rule: `rule: late-delivery`",
    "expires": "`until: 2026-06-30`",
}


def read_waivers(
    text: str,
    file: str,
    packs: Sequence[Pack],
    as_of: int,
    max_days: int = DEFAULT_MAX_DAYS,
    other_rules: frozenset[str] = frozenset(),
) -> tuple[Waiver, ...]:
    """The waivers of a file, in written order.

    `other_rules` are known though their packs take no part. Raises `PolicyError` with all
    problems: among them an unknown rule, a missing reason, a day that does not exist, an `until`
    more than `max_days` after `as_of` (UTC seconds), and a pattern where only the id of a contract
    will do.
    """
    gathered = Gathered()
    try:
        root = read_tree(text, file)
    except YamlFault as broken:
        raise PolicyError(broken.problems) from None
    reader = _Reader(packs, as_of, max_days, other_rules, gathered)
    found: list[Waiver] = []
    with gathered:
        for node in _entries(root, gathered):
            with gathered:
                found.append(reader.waiver(node))
    gathered.raise_any()
    return tuple(found)


def _entries(root: Node | None, gathered: Gathered) -> list[Node]:
    """The list itself, or the one under `waivers:`; an empty file holds none."""
    if root is None:
        return []
    if isinstance(root, Mapping):
        if "waivers" not in root.entries and "rule" in root.entries:
            raise fault(root, "a file of waivers is a list, not a single waiver", _EXAMPLE)
        check_keys(root, "a file of waivers", gathered, ("waivers",), ("waivers",))
        root = root.entries["waivers"][1]
    return list_of(root, "a file of waivers", _EXAMPLE)


class _Reader:
    def __init__(
        self,
        packs: Sequence[Pack],
        as_of: int,
        max_days: int,
        other_rules: frozenset[str],
        gathered: Gathered,
    ) -> None:
        self.effects = _effects(packs)
        self.renamed = {
            old: rule.id for pack in packs for rule in pack.rules for old in rule.renamed_from
        }
        self.as_of = as_of
        self.max_days = max_days
        self.other_rules = other_rules
        self.gathered = gathered

    def waiver(self, node: Node) -> Waiver:
        """One entry of the list. Raises `Fault`."""
        mapping = mapping_of(node, "a waiver", _EXAMPLE)
        faults = self.gathered.faults
        required = ("rule", "reason", "until")
        check_keys(mapping, "a waiver", self.gathered, KEYS, required, _ELSEWHERE)
        rule = reason = who = None
        until: int | None = None
        patterns: dict[str, Pattern | None] = dict.fromkeys(SUBJECT_KEYS)
        with self.gathered:
            rule = self._rule(mapping.entries["rule"][1])
        for key in SUBJECT_KEYS:
            value = mapping.get(key)
            if value is not None:
                with self.gathered:
                    patterns[key] = Pattern(scalar_of(value, f"`{key}`").text)
        with self.gathered:
            reason = text_of(mapping.entries["reason"][1], "`reason`")
        with self.gathered:
            until = self._until(mapping.entries["until"][1])
        named = mapping.get("who")
        with self.gathered:
            who = text_of(named, "`who`") if named is not None else None
        self._check_subject(mapping, rule, patterns)
        self.gathered.must_be_unchanged_since(faults)
        if rule is None or reason is None or until is None:
            raise Fault
        return Waiver(rule, **patterns, reason=reason, until=until, who=who, place=mapping.place)

    def _rule(self, node: Node) -> str:
        name = scalar_of(node, "`rule`").text
        name = self.renamed.get(name, name)
        if name not in self.effects and name not in self.other_rules:
            hint = did_you_mean(name, [*self.effects, *self.other_rules], "`closeout rules`")
            raise fault(node, f"no rule is called `{clipped(name)}`", hint)
        return name

    def _until(self, node: Node) -> int:
        scalar = scalar_of(node, "`until`", "a waiver ends: `until: 2026-06-30`")
        try:
            until = parse_instant(scalar.text)
        except BadValueError as refused:
            raise fault(node, refused.message, refused.hint) from None
        latest = self.as_of + self.max_days * DAY
        if until > latest:
            raise fault(
                node,
                f"a waiver lasts at most {self.max_days} days from the as-of instant",
                f"write {instant_text(latest)[:10]} or earlier, or set `max-waiver-days`",
            )
        return until

    def _check_subject(
        self, mapping: Mapping, rule: str | None, patterns: Table[str, Pattern | None]
    ) -> None:
        if not any(key in mapping.entries for key in SUBJECT_KEYS):
            hint = "`contract: C7`, `client: K3` or `account: A1`; `*` stands for any characters"
            self.gathered.add(mapping, "a waiver lacks the subject that it is for", hint)
            return
        contract = patterns["contract"]
        if Effect.BLOCK not in self.effects.get(rule or "", ()):
            return
        if contract is None or not contract.is_exact:
            at = mapping.get("contract") or mapping
            self.gathered.add(
                at,
                f"`{rule}` says not to end a contract: it is waived for one contract at a time",
                "write the id of the contract without `*`: `contract: C7`",
            )


def _effects(packs: Sequence[Pack]) -> dict[str, set[Effect]]:
    """What the rules of each id mean for ending a contract."""
    found: dict[str, set[Effect]] = {}
    for pack in packs:
        for rule in pack.rules:
            found.setdefault(rule.id, set()).add(pack.actions[rule.action].effect)
    return found
