"""What a new rule recommends: the action that is named, as it is; else one that only informs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack

LOOK = "look-at-it"
_LOOK = f"actions:\n  {LOOK}: {{title: Look at it, effect: none}}\nrules:\n"
"""What stands above a rule whose pack has no action of its own that only informs."""
HOW_OTHERS = "name another with --action; `closeout rules --policies {pack}` lists them"


@dataclass(frozen=True, slots=True)
class Recommended:
    """An action and its severity, and what is to be said of them."""

    action: str
    severity: str
    is_defined_here: bool
    """The action is the new rule's own: its file defines it."""
    said: tuple[str, ...] = ()

    def in_file(self, rule: str) -> str:
        """The text of the rule's file."""
        if not self.is_defined_here:
            return rule
        indented = "".join(f"  {line}" for line in rule.splitlines(keepends=True))
        return f"{_LOOK}{indented}"


def informing_action(pack: Path, loaded: Pack) -> str:
    """An action of the pack's own that leaves the verdict alone; else one that is still to be defined.

    What an extended pack has without an effect is for one thing of the platform, and says so.
    """
    from ..engine.language.entries import entries_in
    from ..engine.language.load import pack_texts
    from ..engine.policy.pack import Effect

    entries = entries_in(dict(pack_texts(str(pack))))
    own = (entry.name for entry in entries if entry.kind == "action")
    return next((name for name in own if loaded.actions[name].effect is Effect.NONE), LOOK)


def recommended(
    action: str, severity: str | None, pack: Path, loaded: Pack, *, is_chosen_here: bool
) -> Recommended:
    """What the rule recommends. `is_chosen_here`: nobody named the action."""
    from ..engine.report.verdicts import HINDERING

    known = loaded.actions.get(action)
    is_defined_here = known is None and action == LOOK
    said = []
    if is_chosen_here:
        said.append(f"no action was named, so it recommends `{action}`, which only informs:")
        said.append(f"  {HOW_OTHERS.format(pack=pack)}")
    if known is None or known.effect not in HINDERING:
        return Recommended(action, severity or "info", is_defined_here, tuple(said))
    if severity == "info":
        said.append(f"its severity is info, and `{action}` hinders a closing all the same:")
        said.append("  write `effect: none` below `action:` if it is only to inform")
    return Recommended(action, severity or "warning", is_defined_here, tuple(said))
