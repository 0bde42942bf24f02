"""What an id stands for in a pack, for those who took one kind of thing for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..problems import did_you_mean, nearest, suggestion
from .pack import Pack


def no_pack_for(platform: str) -> str:
    """What is said of a platform that no pack is for."""
    return f"no policy pack covers platform {platform}"


def no_rule(name: str) -> str:
    """What is said of an id that no rule has; `rule_hint` goes with it."""
    return f'no rule is called "{name}"'


def rule_hint(name: str, packs: Sequence[Pack], otherwise: str = "") -> str:
    """For an id that no rule has: what has it, else the rule that is spelled most alike.

    A reading is never turned into a rule: whoever means what is taken for granted would switch a rule off.
    """
    by = next((pack.disabled[name] for pack in packs if name in pack.disabled), None)
    if by is not None:
        return f"the pack {by} switches it off already, under `disable:`"
    kinds = dict(kind for pack in packs for kind in _kinds(pack))
    if name in kinds:
        return f"it is {kinds[name]}{_instead(name, kinds[name])}"
    rules = [rule.id for pack in packs for rule in pack.rules]
    readings = [id for pack in packs for id in pack.readings]
    alike = nearest(name, [*rules, *readings])
    if alike in readings:
        return f"{suggestion(alike)} it is {kinds[alike]}{_instead(alike, kinds[alike])}"
    return did_you_mean(name, rules, otherwise)


def _kinds(pack: Pack) -> Iterator[tuple[str, str]]:
    for fact in pack.facts.values():
        yield fact.ref.name, "a fact"
        yield fact.ref.full, "a fact"
    for param in pack.params:
        yield param, "a param"
    for action in pack.actions:
        yield action, "an action"
    for reading in pack.readings.values():
        yield reading.id, f"an {reading.word}"


def _instead(name: str, kind: str) -> str:
    if kind in ("an assumption", "an implication"):
        return f": to switch it off, write `{kind.removeprefix('an ')}s: {{{name}: off}}`"
    if kind == "a param":
        return f": to change it, write `params: {{{name}: ...}}`"
    return ""
