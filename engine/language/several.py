"""Several values without a list, `active or paused`, and denials in words, `not ended`: no part may be lost."""

from __future__ import annotations

from collections.abc import Callable

from ..aliases import known_word
from ..policy.conditions import Ref
from ..policy.operators import OPERATORS, Operator
from ..snapshot.currencies import is_code
from ..units import Unit
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .choices import denied_by, several_of, several_words
from .gather import Fault, fault
from .known import Known
from .literals import literal_of
from .names import View
from .reading import clipped, listed
from .spelling import misfit


def refuse_several(operator: Operator, ref: Ref, node: Scalar, view: View) -> None:
    """Raise a fault for a text that names several values of a fact, or one that is denied."""
    known = view.known(ref)
    is_denied = operator.word in ("ne", "not_in")
    if known.choices is not None:
        words = sorted(known.choices)
        several = [] if node.text in words else several_words(node.text, words)
        denied = "" if is_denied or node.text in words else denied_by(node.text, words)
        if denied and not several:
            raise fault(node, never(ref, node), f"for any other write `{{ne: {denied}}}`")
    else:
        several = several_of(node.text, _reader(ref, known))
    if several:
        is_text = ref.unit is Unit.TEXT
        message = never(ref, node) if is_text else misfit(clipped(node.text), ref.unit, ref.full)[0]
        raise fault(node, message, list_hint(operator.word, ref, several))


def refuse_list(operator: Operator, ref: Ref, node: Node) -> None:
    """Raise a fault for `{ne: [a, b]}`."""
    words = (
        [item.text for item in node.items if isinstance(item, Scalar)]
        if isinstance(node, Sequence)
        else []
    )
    if len(words) > 1 and not ref.unit.is_list:
        message = f"`{operator.word}` takes one value, not a list"
        raise fault(node, message, list_hint(operator.word, ref, words))


def refuse_torn_list(ref: Ref, mapping: Mapping, view: View) -> None:
    """Raise a fault where a `,` in braces has torn a list: `{in: active, paused}` has a key `paused`."""
    words = [*mapping.entries]
    torn = [
        word
        for word, (_, value) in mapping.entries.items()
        if word not in OPERATORS and is_without_value(value) and _can_be(word, ref, view)
    ]
    if not torn:
        return
    before = words[max(0, words.index(torn[0]) - 1)]
    first = mapping.entries[before][1]
    if before in OPERATORS and isinstance(first, Scalar) and not first.is_empty:
        raise torn_list(before, ref, first, torn)
    if len(torn) > 1:
        key = mapping.entries[torn[0]][0]
        message = f"values stand in brackets, so `{{{listed(torn)}}}` is none"
        raise fault(key, message, list_hint("eq", ref, torn))


def refuse_torn_condition(name: str, mapping: Mapping, view: View) -> None:
    """Raise a fault where a key of a condition is a value of the fact before it: `{status: active, paused}`."""
    names = [*mapping.entries]
    before = names[names.index(name) - 1]
    first = mapping.entries[before][1]
    if before == names[-1] or not is_without_value(mapping.entries[name][1]):
        return
    if view.find(before) is None or not isinstance(first, Scalar) or first.is_empty:
        return
    ref = view.named(before, first)
    if _can_be(name, ref, view):
        raise torn_list("eq", ref, first, [name])


def torn_list(operator: str, ref: Ref, first: Scalar, rest: list[str]) -> Fault:
    """The fault of a value of which a `,` has cut off the rest."""
    told = [first.text, *rest]
    message = f"a `,` ends a value here, so `{clipped(listed(told))}` is none"
    return fault(first, message, list_hint(operator, ref, told))


def list_hint(operator: str, ref: Ref, values: list[str]) -> str:
    """How several values are asked for with an operator."""
    if ref.unit.is_list or operator not in _OF_LISTS:
        word = "contains" if ref.unit.is_list else operator
        if len(values) == 1:
            return f"write `{{{word}: {values[0]}}}`"
        each = ", ".join(f"{{{ref.written}: {{{word}: {value}}}}}" for value in values)
        return f"for any of several write `any: [{each}]`"
    if operator == "between":
        return f"write `{{between: [{listed(values)}]}}`"
    is_denied = operator in ("ne", "not_in")
    asked = f"{{not_in: [{listed(values)}]}}" if is_denied else f"[{listed(values)}]"
    return f"for {'none' if is_denied else 'one'} of several write `{asked}`"


def contains_hint(ref: Ref, node: Node, view: View) -> str:
    """How a list of texts is asked for what a node names."""
    if not isinstance(node, Scalar) or not node.text.strip():
        return "write `{contains: ...}`"
    choices = view.known(ref).choices
    words = several_words(node.text, sorted(choices)) if choices else []
    return list_hint("contains", ref, words or [clipped(node.text)])


_OF_LISTS = frozenset(("eq", "in", "ne", "not_in", "between"))


def is_without_value(node: Node) -> bool:
    """Whether a key stands alone, as the parts of a torn list do."""
    return isinstance(node, Scalar) and node.is_empty


def _can_be(text: str, ref: Ref, view: View) -> bool:
    """Whether a text is a value of a fact, or of its list."""
    choices = view.known(ref).choices
    if choices is not None:
        return known_word(text, [*choices]) is not None
    return literal_of(text, Unit.TEXT if ref.unit.is_list else ref.unit) is not None


def never(ref: Ref, node: Scalar) -> str:
    """What is told of a word that a fact cannot have."""
    return f"{ref.full} is never `{clipped(node.text)}`"


def _reader(ref: Ref, known: Known) -> Callable[[str], str | None]:
    """A part of a text as a value of a fact without choices: itself, or None where it is no value."""
    if ref.unit is not Unit.TEXT:
        return lambda part: part if literal_of(part, ref.unit) else None
    return lambda part: part if known.is_currency and is_code(part) else None
