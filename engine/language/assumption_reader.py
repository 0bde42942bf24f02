"""Implications and assumptions: what a pack takes for granted where a snapshot is silent.

    assumptions:
      no-refund-request:
        for: contract
        field: refund_request
        value: none
        says: Nobody asked for a refund, where none is mentioned.
        because: A request stands on the contract's page, and whoever has one writes of it.
        basis: advice
        may_close: true

A pack that extends another changes single keys of an entry, or switches it off: `no-refund-request: off`.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Collection
from dataclasses import replace

from ..policy.basis import Basis
from ..policy.conditions import NONE_WORD, Literal, Operand, Ref
from ..policy.readings import Reading
from ..problems import did_you_mean
from ..snapshot.fields import MENTIONED_AS_A_WHOLE, OBJECTS_WITH_NONE, object_fields
from ..snapshot.model import ROLES
from ..units import Scope, Unit
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .condition_reader import ALWAYS, condition
from .gather import Fault, Gathered, fault
from .literals import PHRASES
from .matchers import operand
from .names import SCOPE_OF, Names, View
from .param_reader import read_sources
from .reading import (
    RULE_ID,
    check_identifier,
    check_keys,
    clipped,
    listed,
    mapping_of,
    scalar_of,
    text_of,
    word_of,
    words_of,
)

COMMON_KEYS = (
    "for", "field", "value", "at_least", "at_most", "when", "roles",
    "says", "because", "in_short", "sources", "basis",
)  # fmt: skip
KEYS = {
    "implications": (*COMMON_KEYS, "overrules", "mentioned"),
    "assumptions": (*COMMON_KEYS, "may_close"),
}
VALUE_KEYS = ("value", "at_least", "at_most")
MEANING_KEYS = ("field", *VALUE_KEYS, "when", "roles", "overrules", "mentioned")
"""What says when a reading takes what for what: changed, it no longer rests on what the extended pack cites."""
SCOPES = (Scope.MILESTONE, Scope.CONTRACT, Scope.ACCOUNT, Scope.EXPORT)
OFF = "off"
LOWER_BOUND = "lower_bound"
"""`value: {lower_bound: FACT}`: the least that a fact can be."""


class AssumptionReader:
    """Reads the implications and assumptions of one pack."""

    def __init__(
        self,
        pack: str,
        names: Names,
        sources: Collection[str],
        rules: Collection[str],
        strict: bool,
        gathered: Gathered,
    ) -> None:
        """`rules`: the ids of those that the extended pack has."""
        self.pack = pack
        self.names = names
        self.sources = sources
        self.rules = rules
        self.strict = strict
        self.gathered = gathered

    def read(
        self, kind: str, key: Scalar, node: Node, known: abc.Mapping[str, Reading]
    ) -> Reading | None:
        """One entry of `implications` or `assumptions`; it may change one that is known. None: switched off.

        Raises a fault if it cannot be used.
        """
        word = kind.removesuffix("s")
        base = known.get(key.text)
        if base is not None and base.word != word:
            hint = f"write it under `{base.word}s:`"
            raise fault(key, f"`{base.id}` is an {base.word} of the pack {base.pack}", hint)
        if isinstance(node, Scalar) and node.text == OFF:
            if base is None:
                if key.text in self.rules:
                    hint = f"it is a rule: to switch it off, write `disable: [{key.text}]`"
                    raise fault(key, f"no extended pack has an {word} `{clipped(key.text)}`", hint)
                hint = did_you_mean(key.text, (id for id, one in known.items() if one.word == word))
                raise fault(key, f"no extended pack has an {word} `{clipped(key.text)}`", hint)
            return None
        check_identifier(key, key.text, RULE_ID, f"the id of an {word}")
        entry = mapping_of(node, f"an {word}", f"`{{field: ..., value: ...}}`, or `{OFF}`")
        required = ["for", "field", "says"] if base is None else []
        if base is None and self.strict:
            required += ["because", "basis"]
        before = self.gathered.faults
        check_keys(entry, f"an {word}", self.gathered, KEYS[kind], required)
        view = self._view(entry, base)
        reading = base or self._blank(kind, key, view.scope)
        reading = replace(reading, pack=self.pack, place=key.place)
        if any(name in entry.entries for name in MEANING_KEYS):
            reading = replace(reading, basis=Basis.ADVICE, sources=())
        reading = self._said(entry, reading)
        with self.gathered:
            refs = self._refs(entry, view, reading)
            reading = replace(reading, refs=refs)
            reading = self._valued(entry, view, reading, base)
        if (when := entry.get("when")) is not None:
            with self.gathered:
                reading = replace(reading, when=condition(when, view))
        self.gathered.must_be_unchanged_since(before)
        return reading

    def _blank(self, kind: str, key: Scalar, scope: Scope) -> Reading:
        return Reading(
            id=key.text,
            pack=self.pack,
            scope=scope,
            refs=(),
            when=ALWAYS,
            value=None,
            at_least=None,
            at_most=None,
            lower_bound=None,
            mentioned="",
            is_assumed=kind == "assumptions",
            may_close=False,
            overrules=False,
            roles=frozenset(ROLES),
            says="",
            because="",
            short="",
            basis=Basis.ADVICE,
            place=key.place,
        )

    def _view(self, entry: Mapping, base: Reading | None) -> View:
        node = entry.get("for")
        if node is None:
            assert base is not None
            scope = base.scope
        else:
            scope = SCOPE_OF[word_of(node, SCOPES, "what a reading can be for")]
            if base is not None and base.scope is not scope:
                raise fault(node, f"`{base.id}` is for {base.scope}", "leave out `for:`")
        article = "an" if scope in (Scope.ACCOUNT, Scope.EXPORT) else "a"
        return View(self.names, scope, f"{article} {scope} reading", self.gathered)

    def _said(self, entry: Mapping, reading: Reading) -> Reading:
        get, gathered = entry.get, self.gathered
        if (says := get("says")) is not None:
            reading = replace(reading, says=text_of(says, "`says`"))
        if (because := get("because")) is not None:
            reading = replace(reading, because=text_of(because, "`because`"))
        if (short := get("in_short")) is not None:
            reading = replace(reading, short=text_of(short, "`in_short`"))
        if (roles := get("roles")) is not None:
            reading = replace(reading, roles=frozenset(words_of(roles, ROLES, "a role")))
        if (basis := get("basis")) is not None:
            reading = replace(reading, basis=Basis(word_of(basis, tuple(Basis), "a basis")))
        if (sources := get("sources")) is not None:
            reading = replace(reading, sources=read_sources(sources, self.sources, gathered))
        if (may_close := get("may_close")) is not None:
            reading = replace(reading, may_close=_flag(may_close, "may_close"))
        if (mentioned := get("mentioned")) is not None:
            group = word_of(mentioned, MENTIONED_AS_A_WHOLE, "a group of fields")
            reading = replace(reading, mentioned=group)
        if (overrules := get("overrules")) is not None:
            reading = replace(reading, overrules=_flag(overrules, "overrules"))
        return reading

    def _refs(self, entry: Mapping, view: View, reading: Reading) -> tuple[Ref, ...]:
        node = entry.get("field")
        if node is None:
            return reading.refs
        written = scalar_of(node, "`field`").text
        name = written.removeprefix("contract.")
        if view.scope is Scope.CONTRACT and name in MENTIONED_AS_A_WHOLE:
            if name not in OBJECTS_WITH_NONE:
                hint = f"name a field: {listed(field.path for field in object_fields(name))}"
                raise fault(node, f"`{name}` cannot be `none` as a whole", hint)
            return tuple(
                Ref(Scope.CONTRACT, field.path, field.unit, field.path)
                for field in object_fields(name)
            )
        ref = view.ref(node)
        if ref.scope is not view.scope:
            raise fault(node, f"{ref.full} is no fact of a {view.scope}", f"`for: {ref.scope}`")
        if ref.scope is Scope.ACCOUNT and ref.unit is Unit.MONEY:
            raise fault(node, "an amount of an account has no currency to be read in")
        return (ref,)

    def _valued(
        self, entry: Mapping, view: View, reading: Reading, base: Reading | None
    ) -> Reading:
        given = [key for key in VALUE_KEYS if key in entry.entries]
        if not given:
            if base is None:
                raise fault(entry, "it says no value", "`value:`, `at_least:` or `at_most:`")
            return reading
        if "value" in given and len(given) > 1:
            other = next(name for name in given if name != "value")
            raise fault(entry.entries[other][0], "a value and a bound exclude each other")
        if "value" in given:
            return self._exact(entry.entries["value"][1], view, reading)
        found = replace(reading, value=None, lower_bound=None)
        if (low := entry.get("at_least")) is not None:
            found = replace(found, at_least=self._bound(low, view, reading.refs))
        if (high := entry.get("at_most")) is not None:
            found = replace(found, at_most=self._bound(high, view, reading.refs))
        return found

    def _exact(self, node: Node, view: View, reading: Reading) -> Reading:
        found = replace(reading, at_least=None, at_most=None, value=None, lower_bound=None)
        if isinstance(node, Mapping) and list(node.entries) == [LOWER_BOUND]:
            ref = view.ref(node.entries[LOWER_BOUND][1])
            if not ref.unit.is_ordered or any(ref.unit is not own.unit for own in reading.refs):
                raise fault(node, f"{ref.full} is {PHRASES[ref.unit]}, which cannot be its value")
            return replace(found, lower_bound=ref)
        return replace(found, value=self._value(node, view, reading.refs))

    def _bound(self, node: Node, view: View, refs: tuple[Ref, ...]) -> Operand:
        for ref in refs:
            if not ref.unit.is_ordered:
                raise fault(node, f"{ref.full} is {PHRASES[ref.unit]}, which has no bounds")
        if not refs:
            raise Fault
        return operand(refs[0], node, view)

    def _value(self, node: Node, view: View, refs: tuple[Ref, ...]) -> Operand:
        if not refs:
            raise Fault
        if len(refs) > 1 or (isinstance(node, Scalar) and node.text == NONE_WORD):
            return self._none(node, refs)
        ref = refs[0]
        if ref.unit.is_list:
            if not isinstance(node, Sequence) or node.items:
                raise fault(node, f"{ref.full} is a list; only the empty one can be taken", "`[]`")
            return Literal((), ref.unit)
        return operand(ref, node, view)

    def _none(self, node: Node, refs: tuple[Ref, ...]) -> Literal:
        """`none`; for a group it stands for every field, each in the way of its unit."""
        if not isinstance(node, Scalar) or node.text != NONE_WORD:
            raise fault(node, "a group as a whole can only be `none`", "or name one of its fields")
        for ref in refs:
            is_word = ref.unit is Unit.TEXT and (len(refs) > 1 or self._has_none(ref))
            if not ref.unit.is_ordered and not is_word:
                raise fault(node, f"{ref.full} cannot be `none`")
        return Literal(NONE_WORD, refs[0].unit if len(refs) == 1 else Unit.TEXT)

    def _has_none(self, ref: Ref) -> bool:
        choices = self.names.known(ref.key).choices
        return choices is not None and NONE_WORD in choices


def _flag(node: Node, key: str) -> bool:
    return word_of(node, ("true", "false"), f"a value of `{key}`") == "true"
