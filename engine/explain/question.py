"""What is asked: finds the contract, the milestone, the rule and the fact that are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..language.known import SNAPSHOT_FACTS
from ..policy.conditions import Ref
from ..policy.kinds import no_pack_for, no_rule, rule_hint
from ..policy.pack import Pack, Rule
from ..problems import Place, UsageError, did_you_mean, unknown_contract
from ..python.rows import platform_of
from ..snapshot.fields import BY_PATH
from ..snapshot.model import AT_ACCOUNT, ID, Contract, Snapshot
from ..units import SCOPES, Scope
from .surroundings import Surroundings, surroundings_of

AT_CONTRACT = Place("CONTRACT")
AT_RULE = Place("RULE")
AT_FACT = Place("--fact")


class Question(Struct, frozen=True):
    """A contract of a snapshot, the packs for its platform, and where it stands among the others."""

    at: Surroundings
    packs: tuple[Pack, ...]
    """Those of the contract's platform."""
    others: tuple[Pack, ...]
    """Packs of other platforms, to tell why a rule is not found."""

    @property
    def platform(self) -> str:
        """The contract's platform."""
        return platform_of(self.at.contract, self.at.snapshot)


def question_of(
    snapshot: Snapshot, packs: Sequence[Pack], name: str, as_of: int, is_strict: bool = False
) -> Question:
    """The question for `CONTRACT` or `CONTRACT/MILESTONE`. Raises `UsageError` for unknown ids."""
    contract, milestone = _contract(snapshot, name)
    return _question(snapshot, packs, contract, milestone, as_of, is_strict)


def bearing_on(question: Question) -> Snapshot:
    """The snapshot without the contracts of the same platform that bear on the named one in no way."""
    at = question.at
    near = {contract.id for contract in at.contracts}
    kept = [
        contract
        for contract in at.snapshot.contracts
        if contract.id in near or platform_of(contract, at.snapshot) != question.platform
    ]
    return replace(at.snapshot, contracts=kept)


def any_contract_of(
    snapshot: Snapshot, packs: Sequence[Pack], ref: Ref, as_of: int, is_strict: bool = False
) -> Question:
    """The question for a fact that needs no contract to be named: there is only one account (or export)."""
    accounts = {contract.values[AT_ACCOUNT]: contract for contract in reversed(snapshot.contracts)}
    if ref.scope not in (Scope.ACCOUNT, Scope.EXPORT):
        raise UsageError.at(
            AT_FACT, f"{ref.full} is a fact of a {ref.scope}", "name a contract before it"
        )
    if ref.scope is Scope.ACCOUNT and len(accounts) > 1:
        some = list(accounts.values())[:3]
        hint = ", ".join(
            f"{one.id} for account {one.values[AT_ACCOUNT] or '(not known)'}" for one in some
        )
        raise UsageError.at(
            AT_FACT, "there are several accounts", f"name a contract of one: {hint}"
        )
    platforms = {pack.platform for pack in packs if ref.key in pack.facts}
    fitting = [one for one in snapshot.contracts if platform_of(one, snapshot) in platforms]
    return _question(snapshot, packs, (fitting or snapshot.contracts)[0], None, as_of, is_strict)


def _question(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    contract: Contract,
    milestone: int | None,
    as_of: int,
    is_strict: bool,
) -> Question:
    platform = platform_of(contract, snapshot)
    siblings = (one for one in snapshot.contracts if platform_of(one, snapshot) == platform)
    at = surroundings_of(snapshot, siblings, contract, as_of, is_strict)
    return Question(
        replace(at, milestone=milestone),
        tuple(pack for pack in packs if pack.platform == platform),
        tuple(pack for pack in packs if pack.platform != platform),
    )


def _contract(snapshot: Snapshot, name: str) -> tuple[Contract, int | None]:
    by_id = {contract.id: contract for contract in snapshot.contracts}
    if name in by_id:
        return by_id[name], None
    id, slash, milestone = name.rpartition("/")
    if slash and id in by_id:
        return by_id[id], _milestone(by_id[id], milestone)
    wanted = id if slash else name
    raise UsageError([unknown_contract(AT_CONTRACT, wanted, by_id, _some(by_id))])


def _milestone(contract: Contract, name: str) -> int:
    ids = [str(record[ID]) for record in contract.milestones or ()]
    if name in ids:
        return ids.index(name)
    hint = did_you_mean(name, ids, _some(ids) if ids else "the export names no milestone of it")
    raise UsageError.at(AT_CONTRACT, f'contract {contract.id} has no milestone "{name}"', hint)


def _some(ids: Iterable[str]) -> str:
    known = list(ids)
    more = f" and {len(known) - 5} more" if len(known) > 5 else ""
    return f"there are {', '.join(known[:5])}{more}"


def rule_of(question: Question, name: str) -> tuple[Pack, Rule]:
    """The rule of that id, or of that former id. Raises `UsageError`."""
    for pack in question.packs:
        for rule in pack.rules:
            if name == rule.id or name in rule.renamed_from:
                _check_role(rule, question.at.snapshot.role)
                return pack, rule
    for pack in question.others:
        if any(rule.id == name for rule in pack.rules):
            message = f'rule "{name}" is of platform {pack.platform}'
            hint = f"contract {question.at.contract.id} is of {question.platform}"
            raise UsageError.at(AT_RULE, message, hint)
    known = [rule.id for pack in question.packs for rule in pack.rules]
    otherwise = (
        "`closeout check` names the rules that hold" if known else no_pack_for(question.platform)
    )
    hint = rule_hint(name, question.packs, otherwise)
    if _is_fact(name, question.packs):
        hint = f"it is a fact: closeout explain FILE {question.at.contract.id} --fact {name}"
    raise UsageError.at(AT_RULE, no_rule(name), hint)


def _is_fact(name: str, packs: Sequence[Pack]) -> bool:
    """Whether a fact of a pack or a field of a snapshot has the name, with its scope before it or without."""
    known = {*BY_PATH, *(key for pack in packs for key in pack.facts)}
    return any(name in (path, f"{scope}.{path}") for scope, path in known)


def _check_role(rule: Rule, role: str) -> None:
    if role not in rule.roles:
        roles = " and ".join(sorted(rule.roles))
        raise UsageError.at(
            AT_RULE, f'rule "{rule.id}" is for {roles}', f"the role of the export is {role}"
        )


def placed(question: Question, scope: Scope, place: Place) -> Surroundings:
    """Where a rule or fact of the scope is asked: for milestones, the one that is named or the only one."""
    at = question.at
    if scope is not Scope.MILESTONE or at.milestone is not None:
        return at
    ids = [str(record[ID]) for record in at.contract.milestones or ()]
    id = at.contract.id
    if len(ids) == 1:
        return replace(at, milestone=0)
    if not ids:
        message = f"it is asked of milestones, and the export names none of contract {id}"
        raise UsageError.at(place, message)
    hint = "name one: " + ", ".join(f"{id}/{name}" for name in ids[:5])
    raise UsageError.at(place, f"it is asked of milestones, and contract {id} has {len(ids)}", hint)


def fact_of(packs: Sequence[Pack], name: str) -> tuple[Pack, Ref]:
    """The fact of a name, with or without its scope, and the first pack that knows it. Raises `UsageError`."""
    for pack in packs:
        derived = {key: fact.ref for key, fact in pack.facts.items()}
        for scope in SCOPES[1:] + SCOPES[:1]:
            key = _key(name, scope)
            if key in derived:
                return pack, derived[key]
            if key is not None and key in SNAPSHOT_FACTS:
                return pack, Ref(*key, SNAPSHOT_FACTS[key].unit, f"{key[0]}.{key[1]}")
    known = {f"{scope}.{fact}" for pack in packs for scope, fact in pack.facts}
    known |= {f"{scope}.{fact}" for scope, fact in SNAPSHOT_FACTS}
    bare = {full.partition(".")[2] for full in known}
    hint = did_you_mean(name, known if "." in name else bare, "write it like contract.escrow")
    raise UsageError.at(AT_FACT, f'no fact is called "{name}"', hint)


def _key(name: str, scope: Scope) -> tuple[Scope, str] | None:
    """The key that a name means in a scope: bare, or with this scope before it."""
    prefix, _, rest = name.partition(".")
    if prefix in {str(other) for other in SCOPES} and rest:
        if (Scope.CONTRACT, name) in SNAPSHOT_FACTS and scope is Scope.CONTRACT:
            return (scope, name)
        return (scope, rest) if prefix == scope else None
    return (scope, name)
