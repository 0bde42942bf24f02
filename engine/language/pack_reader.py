"""A policy pack: pack.yaml and the rule files beside it, on top of the pack that it extends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from msgspec import Struct

from ..policy.conditions import Ref
from ..policy.definitions import FactDefinition
from ..policy.kinds import rule_hint
from ..policy.pack import Action, Pack, ParamDefinition, Rule, Severity, Source
from ..policy.readings import Reading
from ..policy.walk import params
from ..problems import Place, Problem, did_you_mean
from ..snapshot.model import DEFAULT_PLATFORM
from ..snapshot.platforms import platform_of_text
from ..units import Scope, Unit
from ..yaml_tree import Mapping, Node, Scalar, YamlFault, read_tree
from .action_reader import ActionReader, refuse_blind
from .assumption_reader import AssumptionReader
from .fact_table import FactTable
from .file_names import PACK_FILE
from .gather import Fault, Gathered, fault
from .literals import PHRASES
from .measuring import Measure, check_counts
from .names import Names, View
from .override_checks import misfits_of
from .own_field_reader import own_fields
from .pack_files import CHANGES, PACK_KEYS, READING_KEYS, PackFiles
from .param_reader import HOLIDAYS, read_param
from .polarity import wrong_sides
from .reading import (
    RULE_ID,
    check_keys,
    clipped,
    identifier_of,
    mapping_of,
    one_or_more,
    scalar_of,
    text_of,
)
from .reading_checks import reading_faults, settled_in_a_circle
from .rule_reader import RuleReader, used_twice
from .settled_reader import settled_from, settled_name
from .severity_reader import severity_of
from .slips import told_for_policies
from .source_reader import read_source


class PackText(Struct, frozen=True):
    """The files of a pack, by the names under which a person knows them."""

    pack_file: tuple[str, str]
    """Name and text of pack.yaml."""
    rule_files: tuple[tuple[str, str], ...]
    is_shipped: bool
    """Shipped packs must say why, and what they rest on."""
    is_begun: bool = False
    """Its first rule is still to be written, so it may change nothing."""


def read_pack(text: PackText, base_of: Callable[[Scalar], Pack]) -> Pack:
    """The pack of its files; `base_of` loads what `extends` names.

    Raises `PolicyError` with every problem that was found."""
    gathered = Gathered()
    trees: list[Node | None] = []
    measure = Measure()
    for name, content in (text.pack_file, *text.rule_files):
        with gathered:
            trees.append(_tree(name, content, gathered))
            if not text.is_shipped:
                measure.take(trees[-1])
    gathered.raise_any()
    try:
        with gathered:
            reading = _Reading(text, trees[0], trees[1:], gathered)
            pack = reading.pack(base_of)
            check_counts(pack, reading.head)
    except RecursionError:
        place = Place(text.pack_file[0])
        gathered.problems.append(Problem(place, "its definitions are nested too deeply"))
    gathered.raise_any()
    return pack


def _tree(name: str, content: str, gathered: Gathered) -> Node | None:
    try:
        return read_tree(content, name, keys_may_be_alone=True)
    except YamlFault as error:
        first, *others = map(told_for_policies, error.problems)
        gathered.take(others)
        raise Fault(first) from None


class _Reading:
    """One pack while it is read."""

    def __init__(
        self, text: PackText, head: Node | None, files: list[Node | None], gathered: Gathered
    ) -> None:
        self.text = text
        self.gathered = gathered
        if head is None:
            place = Place(text.pack_file[0], 1, 1)
            raise Fault(Problem(place, "the file is empty", "it needs at least an `id:`"))
        self.head = mapping_of(head, "a pack", "`id: my-policies`")
        self.files = PackFiles(self.head, [file for file in files if file is not None], gathered)
        self.names = Names()
        self.named_actions: list[str] = []
        """Also those that could not be read: a rule that names one is not at fault."""
        self.base: Pack | None = None
        self._disabled: dict[str, str] = {}

    def pack(self, base_of: Callable[[Scalar], Pack]) -> Pack:
        head, gathered = self.head, self.gathered
        check_keys(head, "a pack", gathered, PACK_KEYS, ["id"])
        self.id = identifier_of(head.entries["id"][1], RULE_ID, "the id of a pack")
        if (extends := head.get("extends")) is not None:
            self.base = base_of(scalar_of(extends, "`extends`"))
            if self.base.id == self.id:
                message = f"a pack cannot have the id of the pack it extends, `{self.id}`"
                raise fault(head.entries["id"][1], message)
        version = self._text("version", "0")
        platform = self._platform()
        sources = dict(self.base.sources) if self.base else {}
        sources |= self._sources()
        self._params(sources)
        facts = self._facts(sources)
        actions = self._actions()
        rules = self._rules(actions, sources)
        end_reason, settled = self._end_reason(), self._settled()
        readings = self._readings(sources)
        self._must_use_its_params(
            *facts.read.values(), *rules, *actions.values(), *readings.values()
        )
        self._must_say_something(rules)
        pack = Pack(
            id=self.id,
            version=version,
            platform=platform,
            title=self._text("title", self.id),
            lineage=((self.id, version), *(self.base.lineage if self.base else ())),
            params=self.names.params,
            facts={**(self.base.facts if self.base else {}), **facts.read},
            actions=actions,
            sources=sources,
            rules=rules,
            end_reason=end_reason,
            settled=settled,
            readings=readings,
            disabled=self._disabled,
        )
        if not gathered.problems:
            gathered.problems += (*reading_faults(pack), *wrong_sides(pack))
            self._must_not_settle_in_a_circle(pack)
            self._must_fit_where_used(pack)
        return pack

    def _text(self, key: str, otherwise: str) -> str:
        node = self.head.get(key)
        return otherwise if node is None else text_of(node, f"`{key}`")

    def _platform(self) -> str:
        node = self.head.get("platform")
        if node is None:
            return self.base.platform if self.base else DEFAULT_PLATFORM
        platform = platform_of_text(identifier_of(node, RULE_ID, "the name of a platform"))
        if self.base and self.base.platform != platform:
            message = f"the pack extends one for {self.base.platform}"
            self.gathered.add(node, message, "remove `platform:`")
        return platform

    def _sources(self) -> dict[str, Source]:
        sources: dict[str, Source] = {}
        for key, node in self.files.entries("sources"):
            with self.gathered:
                sources[key.text] = read_source(key, node, self.gathered)
        return sources

    def _params(self, sources: dict[str, Source]) -> None:
        known: dict[str, ParamDefinition] = dict(self.base.params) if self.base else {}
        former = {old: new for new, param in known.items() for old in param.renamed_from}
        self.names.params = known
        for key, node in self.files.entries("params"):
            base = known.get(former.get(key.text, key.text))
            self.names.failed_params.add(key.text)
            with self.gathered:
                strict = self.text.is_shipped
                param = read_param(key, node, self.id, base, sources, strict, self.gathered)
                known[param.name] = param
                self.names.failed_params.discard(key.text)

    def _facts(self, sources: dict[str, Source]) -> FactTable:
        inherited = self.base.facts if self.base else {}
        for fact in inherited.values():
            self.names.take_up(fact)
        own = own_fields(self.files.entries("fields"), self.id, self.names, self.gathered)
        table = FactTable(self.id, self.names, sources, self.gathered)
        for file in self.files.having("facts"):
            with self.gathered:
                table.add(file.entries["facts"][1], inherited)
        table.read_all()
        table.read = {**own, **table.read}
        return table

    def _actions(self) -> dict[str, Action]:
        actions = dict(self.base.actions) if self.base else {}
        reader = ActionReader(self.names, self.gathered)
        self.named_actions = list(actions)
        for key, node in self.files.entries("actions"):
            self.named_actions.append(key.text)
            with self.gathered:
                actions[key.text] = reader.read(key, node, actions.get(key.text))
        return actions

    def _rules(self, actions: dict[str, Action], sources: dict[str, Source]) -> tuple[Rule, ...]:
        named = dict.fromkeys(self.named_actions)
        pages = self._text("docs", "").rstrip("/")
        reader = RuleReader(
            self.id, self.names, named, sources, self.text.is_shipped, self.gathered, pages
        )
        rules = {rule.id: rule for rule in self._inherited_rules()}
        for node in self.files.rule_nodes():
            with self.gathered:
                rule = reader.read(node)
                refuse_blind(rule, actions)
                first = rules.get(rule.id)
                if first is not None:
                    assert isinstance(node, Mapping)
                    raise used_twice(node.entries["id"][1], rule, first)
                rules[rule.id] = rule
                self._disabled.pop(rule.id, None)
        return tuple(rules.values())

    def _inherited_rules(self) -> Iterator[Rule]:
        """The rules of the extended pack, as far as they are not disabled, with new severities."""
        inherited = {rule.id: rule for rule in self.base.rules} if self.base else {}
        former = {old: rule.id for rule in inherited.values() for old in rule.renamed_from}
        self._disabled = dict(self.base.disabled) if self.base else {}
        disabled: set[str] = set()
        if (node := self.head.get("disable")) is not None:
            for item in one_or_more(node, "`disable`"):
                with self.gathered:
                    disabled.add(self._overridden(item, inherited, former))
        severities: dict[str, Severity] = {}
        for key, value in self.files.entries("severity"):
            with self.gathered:
                rule_id = self._overridden(key, inherited, former)
                severities[rule_id] = severity_of(value, rule_id)
        for rule in inherited.values():
            if rule.id in disabled:
                self._disabled |= dict.fromkeys((rule.id, *rule.renamed_from), self.id)
            else:
                yield replace(rule, severity=severities.get(rule.id, rule.severity))

    def _overridden(self, node: Node, rules: dict[str, Rule], former: dict[str, str]) -> str:
        written = scalar_of(node, "the id of a rule").text
        found = former.get(written, written)
        if found not in rules:
            if not self.base:
                message = "only a rule of an extended pack can be changed here"
                raise fault(node, message, "say which pack you mean: `extends: upwork`")
            hint = rule_hint(written, [self.base], "`closeout rules` lists them")
            raise fault(node, f"the pack {self.base.id} has no rule `{clipped(written)}`", hint)
        return found

    def _must_fit_where_used(self, pack: Pack) -> None:
        places = {key.text: node for key, node in self.files.entries("params")}
        for misfit in misfits_of(pack, self.names):
            former = (misfit.param, *pack.params[misfit.param].renamed_from)
            node = next(places[name] for name in former if name in places)
            self.gathered.add(node, misfit.message, misfit.hint)

    def _must_use_its_params(self, *walked: FactDefinition | Rule | Action | Reading) -> None:
        """A param that nothing uses is most likely a slip for one of the extended pack."""
        if not self.base or self.gathered.problems or self.text.is_begun:
            return
        used = {param.name for part in walked for param in params(part)} | {HOLIDAYS}
        inherited = {name for param in self.base.params.values() for name in _all_names(param)}
        for key, _ in self.files.entries("params"):
            if key.text not in inherited | used:
                hint = did_you_mean(key.text, inherited, "use it as `$name`, or remove it")
                message = f"the pack {self.base.id} has no param `{key.text}`, and nothing uses it"
                self.gathered.add(key, message, hint)

    def _must_say_something(self, rules: tuple[Rule, ...]) -> None:
        if self.gathered.problems or self.text.is_begun:
            return
        if not self.base and not rules:
            hint = f"write rules in a file beside {PACK_FILE}, or extend a pack: `extends: upwork`"
            raise fault(self.head, "the pack has no rules", hint)
        has_changes = bool(self.files.others) or any(key in self.head.entries for key in CHANGES)
        if self.base and not has_changes:
            hint = (
                "add rules (`closeout new rule` writes one), `params:`, `severity:` or `disable:`"
            )
            raise fault(self.head, f"the pack changes nothing of {self.base.id}", hint)

    def _end_reason(self) -> Ref | None:
        found = self.base.end_reason if self.base else None
        for key, node in self.files.entries("verdict"):
            with self.gathered:
                if key.text != "end_reason":
                    message = f"unknown key `{clipped(key.text)}` in `verdict`"
                    raise fault(key, message, did_you_mean(key.text, ["end_reason"]))
                found = self._contract_view("the verdict").ref(node)
                if found.unit is not Unit.TEXT:
                    raise fault(node, f"a reason is a text; {found.full} is {PHRASES[found.unit]}")
        return found

    def _settled(self) -> dict[str, Ref]:
        found = dict(self.base.settled) if self.base else {}
        for key, node in self.files.entries("settled"):
            with self.gathered:
                name = settled_name(key)
                found[name] = settled_from(node, self._contract_view("`settled`"))
        return found

    def _must_not_settle_in_a_circle(self, pack: Pack) -> None:
        for key, node in self.files.entries("settled"):
            if circle := settled_in_a_circle(pack, settled_name(key)):
                message = f"what is settled runs in a circle: {circle}"
                self.gathered.add(node, message, "what it rests on must not rest on it")

    def _readings(self, sources: dict[str, Source]) -> dict[str, Reading]:
        """What the pack takes for granted: the extended pack's, changed or switched off, and its own."""
        found = dict(self.base.readings) if self.base else {}
        rules = frozenset(rule.id for rule in self.base.rules) if self.base else frozenset()
        shipped = self.text.is_shipped
        reader = AssumptionReader(self.id, self.names, sources, rules, shipped, self.gathered)
        for kind in READING_KEYS:
            for key, node in self.files.entries(kind):
                with self.gathered:
                    reading = reader.read(kind, key, node, found)
                    if reading is None:
                        del found[key.text]
                    else:
                        found[key.text] = reading
        return found

    def _contract_view(self, speaker: str) -> View:
        return View(self.names, Scope.CONTRACT, speaker, self.gathered)


def _all_names(param: ParamDefinition) -> tuple[str, ...]:
    return (param.name, *param.renamed_from)
