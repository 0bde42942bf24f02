"""Rules: when something holds for an entity, recommend an action."""

from __future__ import annotations

from collections.abc import Collection

from ..policy.conditions import Condition
from ..policy.definitions import Moment
from ..policy.pack import Basis, Effect, Message, Rule, Severity
from ..snapshot.model import ROLES
from ..units import Scope
from ..yaml_tree import Mapping, Node, Scalar
from .condition_reader import ALWAYS, condition
from .dated import EVER, PERIOD_KEYS, span_of
from .gather import Fault, Gathered, fault
from .messages import message
from .moments import moment
from .names import SCOPE_OF, Names, View
from .param_reader import read_sources
from .reading import (
    NAME,
    RULE_ID,
    check_identifier,
    check_keys,
    identifier_of,
    mapping_of,
    name_among,
    one_or_more,
    text_of,
    word_of,
    words_of,
)

RULE_KEYS = (
    "id", "title", "for", "roles", "effective", "when", "then", "sources", "basis", "why",
    "status", "renamed_from",
)  # fmt: skip
THEN_KEYS = ("action", "effect", "severity", "deadline", "safe_by", "events", "message")
RULE_SCOPES = (Scope.MILESTONE, Scope.CONTRACT, Scope.CLIENT, Scope.ACCOUNT)
STATUSES = ("stable", "preview")
_THEN = "belongs under `then:`"
_MISPLACED = dict.fromkeys(THEN_KEYS, _THEN)
EXTEND = "`extends: upwork` in pack.yaml brings those of a shipped pack"
DEFINE_ACTION = "or define it: `actions: {name: {title: ..., effect: none}}`"


class RuleReader:
    """Reads the rules of one pack."""

    def __init__(
        self,
        pack: str,
        names: Names,
        actions: Collection[str],
        sources: Collection[str],
        strict: bool,
        gathered: Gathered,
        pages: str = "",
    ) -> None:
        """`pages`: where `closeout docs` puts the pages of the pack."""
        self.pack = pack
        self.names = names
        self.actions = actions
        self.sources = sources
        self.strict = strict
        self.gathered = gathered
        self.pages = pages

    def read(self, node: Node) -> Rule:
        """The rule of a node; raises a fault if it cannot be used."""
        gathered = self.gathered
        before = gathered.faults
        rule = mapping_of(node, "a rule", "a rule begins with `- id: ...`")
        required = ["id", "title", "for", "when", "then"]
        if self.strict:
            required += ["sources", "basis", "why"]
        _refuse_wrong_depth(rule, self.names)
        with gathered:
            check_keys(rule, "a rule", gathered, RULE_KEYS, required, _MISPLACED)
        if "for" not in rule.entries:
            raise Fault
        scope = SCOPE_OF[word_of(rule.entries["for"][1], RULE_SCOPES, "what a rule can be for")]
        article = "an" if scope is Scope.ACCOUNT else "a"
        view = View(self.names, scope, f"{article} {scope} rule", gathered)
        parts = _Parts(view)
        with gathered:
            self._frame(rule, parts)
        if (when := rule.get("when")) is not None:
            with gathered:
                parts.when = condition(when, view)
        if (then := rule.get("then")) is not None:
            with gathered:
                self._then(then, parts)
        gathered.must_be_unchanged_since(before)
        return Rule(
            id=parts.id,
            pack=self.pack,
            title=parts.title,
            scope=scope,
            roles=parts.roles,
            start=parts.span[0],
            until=parts.span[1],
            when=parts.when,
            action=parts.action,
            severity=parts.severity,
            message=parts.message,
            basis=parts.basis,
            deadline=parts.moments.get("deadline"),
            safe_by=parts.moments.get("safe_by"),
            events=parts.events,
            sources=parts.sources,
            why=parts.why,
            is_preview=parts.is_preview,
            only_informs=parts.only_informs,
            page=f"{self.pages}/rules/{parts.id}.md" if self.pages else "",
            renamed_from=parts.renamed_from,
            place=rule.entries["id"][1].place,
        )

    def _frame(self, rule: Mapping, parts: _Parts) -> None:
        """Everything but the condition and what follows from it."""
        get = rule.get
        if (rule_id := get("id")) is not None:
            with self.gathered:
                parts.id = identifier_of(rule_id, RULE_ID, "the id of a rule")
        if (title := get("title")) is not None:
            with self.gathered:
                parts.title = text_of(title, "`title`")
        if (roles := get("roles")) is not None:
            parts.roles = frozenset(words_of(roles, ROLES, "a role"))
        if (effective := get("effective")) is not None:
            period = mapping_of(effective, "`effective`", "`{from: 2024-01-01}`")
            check_keys(period, "`effective`", self.gathered, PERIOD_KEYS)
            parts.span = span_of(period)
        if (sources := get("sources")) is not None:
            parts.sources = read_sources(sources, self.sources, self.gathered)
        if (basis := get("basis")) is not None:
            parts.basis = Basis(word_of(basis, tuple(Basis), "a basis"))
        if (why := get("why")) is not None:
            parts.why = text_of(why, "`why`")
        if (status := get("status")) is not None:
            parts.is_preview = word_of(status, STATUSES, "a status of a rule") == "preview"
        if (renamed := get("renamed_from")) is not None:
            parts.renamed_from = tuple(
                identifier_of(item, RULE_ID, "the former id of a rule")
                for item in one_or_more(renamed, "`renamed_from`")
            )

    def _then(self, node: Node, parts: _Parts) -> None:
        gathered = self.gathered
        then = mapping_of(node, "`then`", "`{action: ..., severity: ..., message: ...}`")
        required = ["action", "severity", "message"]
        check_keys(then, "`then`", gathered, THEN_KEYS, required, _MISPLACED_IN_THEN)
        with gathered:
            parts.action = self._action(then.entries["action"][1])
        if (effect := then.get("effect")) is not None:
            with gathered:
                parts.only_informs = self._only_informs(effect)
        with gathered:
            severity = word_of(then.entries["severity"][1], tuple(Severity), "a severity")
            parts.severity = Severity(severity)
        for key in ("deadline", "safe_by"):
            if (moment_node := then.get(key)) is not None:
                with gathered:
                    parts.moments[key] = moment(moment_node, parts.view, f"`{key}`")
        if (events := then.get("events")) is not None:
            with gathered:
                parts.events = self._events(events, parts.view)
        with gathered:
            own = [key for key in ("deadline", "safe_by") if key in then.entries]
            parts.message = message(then.entries["message"][1], parts.view, own, gathered)

    def _action(self, node: Node) -> str:
        remedy = DEFINE_ACTION if self.actions else f"{EXTEND}, {DEFINE_ACTION}"
        return name_among(node, self.actions, "an action of this pack", remedy)

    def _only_informs(self, node: Node) -> bool:
        """`effect: none`: a rule may make its action weaker, and nothing else of it."""
        effect = word_of(node, tuple(Effect), "an effect")
        if effect != Effect.NONE:
            message = f"a rule cannot give its action the effect `{effect}`"
            raise fault(node, message, "`effect: none` only informs; else take another action")
        return True

    def _events(self, node: Node, view: View) -> tuple[tuple[str, Moment], ...]:
        events: list[tuple[str, Moment]] = []
        for name, (key, value) in mapping_of(node, "`events`").entries.items():
            with self.gathered:
                check_identifier(key, name, NAME, "the name of an event")
                events.append((name, moment(value, view, "an event")))
        return tuple(events)


def _refuse_wrong_depth(rule: Mapping, names: Names) -> None:
    """Raise one fault for keys of the rule below `when`, or for those of `then` beside it."""
    when, then = rule.get("when"), rule.get("then")
    if isinstance(when, Mapping):
        for name, (key, _) in when.entries.items():
            is_fact = any(names.exists((scope, name)) for scope in Scope)
            if name in RULE_KEYS and name not in rule.entries and not is_fact:
                message = f"`{name}` stands below `when`, and belongs to the rule itself"
                raise fault(key, message, f"indent `{name}:` as far as `when:`")
    own = [name for name in THEN_KEYS if name in rule.entries]
    if own and isinstance(then, Scalar) and then.is_empty:
        message = f"`{own[0]}` stands beside `then`, and belongs below it"
        hint = f"indent {' and '.join(f'`{name}:`' for name in own)} further than `then:`"
        raise fault(rule.entries[own[0]][0], message, hint)


_MISPLACED_IN_THEN = {
    key: "belongs to the rule itself, beside `then:`" for key in RULE_KEYS if key != "then"
}


def used_twice(node: Node, rule: Rule, first: Rule) -> Fault:
    """The fault of an id that another rule of the pack, or of the extended one, has."""
    if first.pack != rule.pack:
        message = f"the pack {first.pack} has a rule `{rule.id}` already"
        return fault(node, message, f"`disable: [{rule.id}]` first, or take another id")
    where = f"first used in {first.place}" if first.place else ""
    return fault(node, f"the rule id `{rule.id}` is used twice", where)


class _Parts:
    """What is read of a rule so far, with the defaults of what need not be written."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.id = ""
        self.title = ""
        self.roles = frozenset(ROLES)
        self.span = EVER
        self.when: Condition = ALWAYS
        self.action = ""
        self.message: Message = ()
        self.severity = Severity.INFO
        self.basis = Basis.ADVICE
        self.moments: dict[str, Moment] = {}
        self.events: tuple[tuple[str, Moment], ...] = ()
        self.sources: tuple[str, ...] = ()
        self.why = ""
        self.is_preview = False
        self.only_informs = False
        self.renamed_from: tuple[str, ...] = ()
