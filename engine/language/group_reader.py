"""Definitions over groups: counting, adding and ranking the members of something larger.

Groups are the milestones of a contract, the contracts of a client or of an account, and, for a fact
of a contract, the contracts of its account.
"""

from __future__ import annotations

from ..policy.conditions import Condition, Ref
from ..policy.definitions import (
    CountDistinct,
    Definition,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    Rank,
    Share,
    Streak,
)
from ..units import Scope, Unit
from ..yaml_tree import Mapping, Scalar
from .condition_reader import ALWAYS, NEVER, condition
from .gather import fault
from .literals import PHRASES
from .names import SCOPE_OF, View
from .reading import clipped, listed, one_or_more, scalar_of, word_of

GROUPS: dict[Scope, tuple[Scope, ...]] = {
    Scope.MILESTONE: (),
    Scope.CONTRACT: (Scope.MILESTONE, Scope.CONTRACT),
    Scope.CLIENT: (Scope.CONTRACT,),
    Scope.ACCOUNT: (Scope.CONTRACT,),
    Scope.EXPORT: (),
}
"""Of what each scope has groups."""

ADDABLE = (Unit.MONEY, Unit.DURATION, Unit.COUNT, Unit.RATIO)

Read = tuple[Definition, Unit]


def latest(node: Mapping, view: View) -> Read:
    """`{latest: submissions}`, `{latest: payments.paid_at}`, `{latest: milestone.due_at}`."""
    return _end(node, view, "latest")


def earliest(node: Mapping, view: View) -> Read:
    """`{earliest: close_requests}`."""
    return _end(node, view, "earliest")


def _end(node: Mapping, view: View, word: str) -> Read:
    name = _name(node, word)
    listing = list_named(name, view)
    if listing is not None:
        if listing.unit is Unit.PAYMENTS and not name.text.endswith(".paid_at"):
            hint = f"`{{{word}: payments.paid_at}}`"
            raise fault(
                name, f"`{word}` needs instants; {listing.full} is a list of payments", hint
            )
        if listing.unit not in (Unit.INSTANTS, Unit.PAYMENTS):
            raise fault(name, f"`{word}` needs instants; {listing.full} is {PHRASES[listing.unit]}")
        _no_where(node, view, word)
        return ListEnd(listing, word == "latest"), Unit.INSTANT
    of, inner = _of_member(name, view, word)
    if of.unit is not Unit.INSTANT:
        raise fault(name, f"`{word}` needs instants; {of.full} is {PHRASES[of.unit]}")
    return GroupEnd(inner.scope, of, _where(node, inner), word == "latest"), Unit.INSTANT


def count(node: Mapping, view: View) -> Read:
    """`{count: milestone, where: {...}}`, `{count: submissions}`."""
    name = _name(node, "count")
    if name.text in SCOPE_OF:
        inner = _members(name, view)
        return GroupCount(inner.scope, _where(node, inner)), Unit.COUNT
    listing = list_named(name, view)
    if listing is None:
        if group := _group_of(name.text, view):
            message = f"`count` counts the {group}s, not a fact of theirs"
            raise fault(name, message, f"write `count: {group}`; `where: {{...}}` counts only some")
        found = view.ref(name)
        message = f"`count` needs a list, `milestone` or `contract`; {found.full} is "
        raise fault(name, message + PHRASES[found.unit])
    _no_where(node, view, "count")
    return ListCount(listing), Unit.COUNT


def total(node: Mapping, view: View) -> Read:
    """`{sum: milestone.escrow_amount}`, `{sum: payments}`."""
    name = _name(node, "sum")
    listing = list_named(name, view)
    if listing is not None:
        if listing.unit is not Unit.PAYMENTS or name.text.endswith(".paid_at"):
            raise fault(name, f"`{clipped(name.text)}` cannot be added up", "`{sum: payments}`")
        _no_where(node, view, "sum")
        return ListSum(listing), Unit.MONEY
    of, inner = _of_member(name, view, "sum")
    if of.unit not in ADDABLE:
        raise fault(name, f"{of.full} is {PHRASES[of.unit]} and cannot be added up")
    if of.unit is Unit.MONEY and inner.scope is view.scope:
        message = "the contracts of an account may have several currencies"
        hint = f"define it as `account....: {{sum: {of.full}}}`, which a contract rule sees as well"
        raise fault(name, message, hint)
    return GroupSum(inner.scope, of, _where(node, inner)), of.unit


def count_distinct(node: Mapping, view: View) -> Read:
    """`{count_distinct: contract.client.id}`."""
    name = _name(node, "count_distinct")
    of, inner = _of_member(name, view, "count_distinct")
    if of.unit is not Unit.TEXT:
        raise fault(name, f"`count_distinct` needs a text; {of.full} is {PHRASES[of.unit]}")
    return CountDistinct(inner.scope, of, _where(node, inner)), Unit.COUNT


def share(node: Mapping, view: View) -> Read:
    """`{share: contract, where: {...}, of: {...}}`."""
    inner = _members(_name(node, "share"), view)
    return Share(inner.scope, _where(node, inner), _where(node, inner, "of")), Unit.RATIO


def streak(node: Mapping, view: View) -> Read:
    """`{streak: contract, where: {...}, newest: ended_at, skip: {...}, while: {...}}`."""
    inner = _members(_name(node, "streak"), view)
    newest = node.entries["newest"][1]
    order = inner.ref(newest)
    if order.unit is not Unit.INSTANT:
        raise fault(newest, f"`newest` needs an instant; {order.full} is {PHRASES[order.unit]}")
    return (
        Streak(
            member=inner.scope,
            by=_by(node, view),
            where=_where(node, inner),
            newest=order,
            skip=_where(node, inner, "skip", otherwise=NEVER),
            while_=condition(node.entries["while"][1], inner),
        ),
        Unit.COUNT,
    )


def _by(node: Mapping, view: View) -> Ref | None:
    by = node.get("by")
    if by is None:
        return None
    found = view.ref(by)
    if view.scope is not Scope.CONTRACT:
        raise fault(by, "only a fact of a contract groups its siblings `by` something")
    if found.scope is not Scope.CONTRACT or found.unit is not Unit.TEXT:
        message = f"`by` needs a text of the contract; {found.full} is {PHRASES[found.unit]}"
        raise fault(by, message)
    return found


def rank(node: Mapping, view: View) -> Read:
    """`{rank: account, where: {...}, order: [last_activity_at, id]}`."""
    name = node.entries["rank"][1]
    if view.scope is not Scope.CONTRACT:
        raise fault(name, "only contracts are ranked", "define the fact as `contract....`")
    within = SCOPE_OF[word_of(name, (Scope.CLIENT, Scope.ACCOUNT), "what contracts are ranked in")]
    order: list[Ref] = []
    items = one_or_more(node.entries["order"][1], "`order`")
    for index, item in enumerate(items):
        ref = view.ref(item)
        is_id = ref.key == (Scope.CONTRACT, "id")
        if is_id and index == len(items) - 1:
            break
        if not ref.unit.is_ordered:
            message = f"contracts are not ordered by {ref.full}, which is {PHRASES[ref.unit]}"
            raise fault(item, message, "order by instants, money, durations or numbers")
        order.append(ref)
    return Rank(within, _where(node, view), tuple(order)), Unit.COUNT


def list_named(name: Scalar, view: View) -> Ref | None:
    """The list field that a name means, `payments.paid_at` being the payments; None: no list."""
    text = name.text
    for ending in (".paid_at", ".amount"):
        if view.find(text) is None and text.endswith(ending):
            text = text.removesuffix(ending)
            ref = view.named(text, name) if view.find(text) else None
            return ref if ref and ref.unit is Unit.PAYMENTS else None
    if view.find(text) is None:
        return None
    ref = view.named(text, name)
    return ref if ref.unit.is_list else None


def _name(node: Mapping, word: str) -> Scalar:
    hint = "give a nested definition a name under `facts:` and use the name here"
    return scalar_of(node.entries[word][1], f"`{word}`", hint)


def _members(name: Scalar, view: View) -> View:
    """The view of a condition on the members of the group that a scope's name means."""
    groups = GROUPS[view.scope]
    if name.text not in groups:
        raise fault(name, *_no_group(name.text, view))
    return view.of_member(SCOPE_OF[name.text])


def _group_of(text: str, view: View) -> str:
    """`milestone` for `milestone.id`, a fact of the members of a group."""
    prefix, _, rest = text.partition(".")
    is_group = prefix in GROUPS[view.scope] and prefix != view.scope
    return prefix if is_group and view.names.exists((SCOPE_OF[prefix], rest)) else ""


def _no_group(word: str, view: View) -> tuple[str, str]:
    groups = GROUPS[view.scope]
    message = f"{view.speaker} has no group of `{clipped(word)}`"
    if group := _group_of(word, view):
        return message, f"name the group alone: `{group}`"
    if not groups:
        return message, "define the fact for a contract, a client or an account"
    if word == Scope.MILESTONE:
        step = "first `contract.x: {count: milestone}`, then `{sum: contract.x}`"
        return message, step
    return message, f"groups are of {listed(groups)}"


def _of_member(name: Scalar, view: View, word: str) -> tuple[Ref, View]:
    """The fact of the members that `milestone.due_at` means, and the view of the members."""
    prefix, dot, rest = name.text.partition(".")
    if dot and prefix in GROUPS[view.scope]:
        inner = view.of_member(SCOPE_OF[prefix])
        if inner.names.exists((inner.scope, rest)):
            return inner.named(name.text, name), inner
    if dot and prefix in SCOPE_OF and view.find(name.text) is None:
        view.of_member(SCOPE_OF[prefix]).ref(name)
        raise fault(name, *_no_group(prefix, view))
    found = view.ref(name)
    example = next(iter(GROUPS[view.scope]), None)
    hint = f"name a fact of the members: `{{{word}: {example}...}}`" if example else ""
    raise fault(name, f"`{word}` goes over a group; {found.full} is one value", hint)


def _where(
    node: Mapping, view: View, key: str = "where", otherwise: Condition = ALWAYS
) -> Condition:
    where = node.get(key)
    return otherwise if where is None else condition(where, view)


def _no_where(node: Mapping, view: View, word: str) -> None:
    where = node.entries.get("where")
    if where:
        view.gathered.add(where[0], f"`{word}` of a list knows no `where`")
