"""Actions: what a rule recommends, and what it must never be recommended without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..policy.conditions import All, AnyOf, Compare, Condition, Literal, Op, Ref
from ..policy.pack import Action, Effect, Requirement, Rule
from ..problems import Problem
from ..snapshot.model import ROLES
from ..units import Money, Scope
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .condition_reader import condition
from .gather import Fault, Gathered, fault
from .names import Names, View
from .reading import (
    MISSING_HINTS,
    RULE_ID,
    check_identifier,
    check_keys,
    mapping_of,
    text_of,
    texts_of,
    word_of,
    words_of,
)

CLOSING = "close-contract"
IN_REVIEW = (Scope.CONTRACT, "in_review")
"""The fact of a pack that counts what the client has still to review."""
ACTION_KEYS = ("title", "who", "effect", "how", "requires", "ends_by")
ENDS_BY = ("other-side",)
WHO = ("owner", "client", "freelancer", "platform")
WORKERS = ("freelancer", "agency")
"""The roles that lose the money in escrow by ending a contract."""
OPEN_STATUSES = frozenset({"active", "paused"})


class ActionReader:
    """Reads the actions of one pack."""

    def __init__(self, names: Names, gathered: Gathered) -> None:
        self.gathered = gathered
        self.knows_review = names.exists(IN_REVIEW)
        self.view = View(names, Scope.CONTRACT, "what an action requires", gathered)

    def read(self, key: Scalar, node: Node, base: Action | None) -> Action:
        """An action; one that the extended pack has may only be narrowed."""
        check_identifier(key, key.text, RULE_ID, "the id of an action")
        mapping = mapping_of(node, "an action", "`{title: ..., effect: prepare}`")
        if base:
            return self._narrowed(base, mapping)
        self._must_be_whole(mapping)
        who = mapping.get("who")
        action = Action(
            id=key.text,
            title=text_of(mapping.entries["title"][1], "`title`"),
            effect=Effect(word_of(mapping.entries["effect"][1], tuple(Effect), "an effect")),
            who=word_of(who, WHO, "who acts") if who is not None else "owner",
            how=self._how(mapping),
            requires=self._requires(mapping),
            ends_by_other=self._ends_by_other(mapping),
        )
        if action.effect is Effect.CLOSE:
            self._must_be_safe(action, mapping)
        elif action.id == CLOSING:
            message = f"{CLOSING} advises to end a contract, so its effect is `close`"
            raise fault(mapping.entries["effect"][1], message, "give another action another id")
        return action

    def _must_be_whole(self, mapping: Mapping) -> None:
        """Of a new action; that it is new the extended pack tells, which no schema of a file knows."""
        check_keys(mapping, "an action", self.gathered, ACTION_KEYS)
        missing = [name for name in ("title", "effect") if name not in mapping.entries]
        for name in missing:
            self.gathered.add(mapping, f"an action lacks `{name}`", MISSING_HINTS[name])
        if missing:
            raise Fault

    def _narrowed(self, base: Action, mapping: Mapping) -> Action:
        for name in ("effect", "who"):
            if name in mapping.entries:
                hint = "give your action an id of its own"
                message = f"`{name}` of the inherited action {base.id} cannot be changed"
                self.gathered.add(mapping.entries[name][0], message, hint)
        check_keys(mapping, "an action", self.gathered, ACTION_KEYS)
        title = mapping.get("title")
        return replace(
            base,
            title=text_of(title, "`title`") if title is not None else base.title,
            how=self._how(mapping) or base.how,
            requires=(*base.requires, *self._requires(mapping)),
            ends_by_other=base.ends_by_other or self._ends_by_other(mapping),
        )

    def _ends_by_other(self, mapping: Mapping) -> bool:
        node = mapping.get("ends_by")
        if node is None:
            return False
        word_of(node, ENDS_BY, "who ends the contract then")
        return True

    def _how(self, mapping: Mapping) -> tuple[str, ...]:
        how = mapping.get("how")
        return texts_of(how, "`how`") if how is not None else ()

    def _requires(self, mapping: Mapping) -> tuple[Requirement, ...]:
        node = mapping.get("requires")
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            return (Requirement(frozenset(WORKERS), condition(node, self.view)),)
        found: list[Requirement] = []
        before = self.gathered.faults
        for item in node.items:
            with self.gathered:
                entry = mapping_of(item, "an entry of `requires`", "`{roles: [...], when: {...}}`")
                keys = ["roles", "when"]
                check_keys(entry, "an entry of `requires`", self.gathered, keys, keys)
                roles = words_of(entry.entries["roles"][1], ROLES, "a role")
                when = condition(entry.entries["when"][1], self.view)
                found.append(Requirement(frozenset(roles), when))
        self.gathered.must_be_unchanged_since(before)
        return tuple(found)

    def _must_be_safe(self, action: Action, mapping: Mapping) -> None:
        """Money in escrow first: whoever ends a contract gives back what lies there."""
        for role in WORKERS:
            asked = list(_conjoined(r.condition for r in action.requires if role in r.roles))
            if not (any(map(_is_open, asked)) and any(map(_is_empty_escrow, asked))):
                reviewed = ", in_review: 0" if self.knows_review else ""
                raise fault(
                    mapping.entries["effect"][0],
                    f"an action that closes a contract must require, for {role}, "
                    "that it is open and that nothing lies in escrow"
                    + (" or in review" if reviewed else ""),
                    f"add `requires: {{status: [active, paused], escrow: 0{reviewed}}}`",
                )
            if self.knows_review and not any(map(_is_nothing_in_review, asked)):
                raise fault(
                    mapping.entries["effect"][0],
                    f"an action that closes a contract must require, for {role}, "
                    "that nothing is in review",
                    "add `in_review: 0` to what it requires",
                )


def _conjoined(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for item in conditions:
        if isinstance(item, All):
            yield from _conjoined(item.items)
        else:
            yield item


def _is_open(item: Condition) -> bool:
    """`status: [active, paused]`, or one of the two."""
    if isinstance(item, AnyOf):
        return bool(item.items) and all(_is_open(one) for one in item.items)
    return (
        isinstance(item, Compare)
        and _is_contract(item.left, "status")
        and isinstance(item.operand, Literal)
        and item.operand.value in OPEN_STATUSES
    )


def _is_empty_escrow(item: Condition) -> bool:
    return (
        isinstance(item, Compare)
        and item.op is Op.EQ
        and _is_contract(item.left, "escrow")
        and isinstance(item.operand, Literal)
        and isinstance(item.operand.value, Money)
        and item.operand.value.cents == 0
    )


def _is_nothing_in_review(item: Condition) -> bool:
    return (
        isinstance(item, Compare)
        and item.op is Op.EQ
        and _is_contract(item.left, IN_REVIEW[1])
        and isinstance(item.operand, Literal)
        and item.operand.value == 0
    )


def _is_contract(ref: Ref, name: str) -> bool:
    return ref.scope is Scope.CONTRACT and ref.name == name


def refuse_blind(rule: Rule, actions: dict[str, Action]) -> None:
    """What an action requires, and what it forbids, is said of a contract; a client or an account is none."""
    action = actions.get(rule.action)
    if action is None or rule.place is None or rule.scope.sees(Scope.CONTRACT):
        return
    if action.requires or action.effect is Effect.CLOSE:
        message = f"{rule.action} requires something of a contract; this rule is for {rule.scope}"
        hint = "make the rule `for: contract`, or recommend another action"
        raise Fault(Problem(rule.place, message, hint))
    if action.effect is Effect.BLOCK and not rule.only_informs:
        message = (
            f"{rule.action} forbids to end a contract; a rule for {rule.scope} forbids nothing"
        )
        hint = f"make it `for: contract`, which can ask {rule.scope}.* as well; or write `effect: none`"
        raise Fault(Problem(rule.place, message, hint))
