"""What the shell completes: roles, rule ids, params and pack names."""

from __future__ import annotations


def role_names(incomplete: str) -> list[str]:
    """The roles that begin so."""
    from ..engine.snapshot.model import ROLES

    return [role for role in ROLES if role.startswith(incomplete)]


def rule_ids(incomplete: str) -> list[str]:
    """Ids of the shipped rules that begin so."""
    from ..engine.language.load import load_packs

    found = (rule.id for pack in load_packs(None) for rule in pack.rules)
    return sorted(rule for rule in found if rule.startswith(incomplete))


def pack_names(incomplete: str) -> list[str]:
    """Names of the shipped packs that begin so."""
    from ..engine.language.load import shipped_pack_ids

    return [name for name in shipped_pack_ids() if name.startswith(incomplete)]


def param_names(incomplete: str) -> list[str]:
    """Names of the params of the shipped packs that begin so."""
    from ..engine.language.load import load_packs

    found = {name for pack in load_packs(None) for name in pack.params}
    return sorted(name for name in found if name.startswith(incomplete))
