"""Reads `waivers.yaml`: every mistake with its line, as in a policy file."""

from __future__ import annotations

from collections.abc import Sequence

from ...calendar import DAY
from ...documents.shape import Shape
from ...language.gather import Fault, Gathered, fault
from ...language.reading import clipped, scalar_of, text_of
from ...policy.kinds import rule_hint
from ...policy.pack import Effect, Pack
from ...problems import PolicyError, did_you_mean
from ...snapshot.bad_value import BadValueError
from ...snapshot.instants import parse_instant
from ...written import instant_text
from ...yaml_tree import Mapping, Node, YamlFault, read_tree
from ...yaml_tree import Sequence as ListNode
from .model import Pattern, Waiver

SUBJECT_KEYS = ("contract", "client", "account")
DEFAULT_MAX_DAYS = 365
"""How far ahead `until` may lie."""


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
    if root is None:
        return ()
    shape = Shape(root, "waivers")
    gathered.take(shape.problems)
    reader = _Reader(packs, as_of, max_days, other_rules, gathered, shape)
    found: list[Waiver] = []
    for node in _entries(root):
        with gathered:
            found.append(reader.waiver(node))
    gathered.raise_any()
    return tuple(found)


def _entries(root: Node) -> list[Node]:
    """The list itself, or the one under `waivers:`."""
    listed = root.get("waivers") if isinstance(root, Mapping) else root
    return listed.items if isinstance(listed, ListNode) else []


class _Reader:
    def __init__(
        self,
        packs: Sequence[Pack],
        as_of: int,
        max_days: int,
        other_rules: frozenset[str],
        gathered: Gathered,
        shape: Shape,
    ) -> None:
        self.packs = packs
        self.effects = _effects(packs)
        self.renamed = {
            old: rule.id for pack in packs for rule in pack.rules for old in rule.renamed_from
        }
        self.as_of = as_of
        self.max_days = max_days
        self.other_rules = other_rules
        self.gathered = gathered
        self.shape = shape

    def waiver(self, node: Node) -> Waiver:
        """One entry of the list. Raises `Fault`."""
        sound = self.shape.sound_entries(node)
        faults = self.gathered.faults
        rule = reason = who = None
        until: int | None = None
        with self.gathered:
            rule = self._rule(sound["rule"]) if "rule" in sound else None
        with self.gathered:
            reason = text_of(sound["reason"], "`reason`") if "reason" in sound else None
        with self.gathered:
            until = self._until(sound["until"]) if "until" in sound else None
        with self.gathered:
            who = text_of(sound["who"], "`who`") if "who" in sound else None
        patterns = {
            key: Pattern(scalar_of(sound[key], key).text) if key in sound else None
            for key in SUBJECT_KEYS
        }
        if any(patterns.values()):
            self._check_pattern(node, sound.get("contract"), rule, patterns["contract"])
        self.gathered.must_be_unchanged_since(faults)
        if rule is None or reason is None or until is None or not self.shape.is_sound(node):
            raise Fault
        return Waiver(rule, **patterns, reason=reason, until=until, who=who, place=node.place)

    def _rule(self, node: Node) -> str:
        name = scalar_of(node, "`rule`").text
        name = self.renamed.get(name, name)
        if name not in self.effects and name not in self.other_rules:
            hint = rule_hint(
                name, self.packs, did_you_mean(name, self.other_rules, "`closeout rules`")
            )
            raise fault(node, f"no rule is called `{clipped(name)}`", hint)
        return name

    def _until(self, node: Node) -> int:
        try:
            until = parse_instant(scalar_of(node, "`until`").text)
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

    def _check_pattern(
        self, waiver: Node, written: Node | None, rule: str | None, contract: Pattern | None
    ) -> None:
        if Effect.BLOCK not in self.effects.get(rule or "", ()):
            return
        if contract is None or not contract.is_exact:
            self.gathered.add(
                written or waiver,
                f"`{rule}` says not to end a contract: it is waived for one contract at a time",
                "write the id of the contract without `*`: `contract: C7`",
            )


def _effects(packs: Sequence[Pack]) -> dict[str, set[Effect]]:
    """What the rules of each id mean for ending a contract."""
    found: dict[str, set[Effect]] = {}
    for pack in packs:
        for rule in pack.rules:
            found.setdefault(rule.id, set()).add(pack.action_of(rule).effect)
    return found
