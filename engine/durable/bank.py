"""A safe driver of one durable_rules ruleset, called a bank.

The library's C module loses results or corrupts memory outside a narrow subset of what it accepts.
A bank can express that subset and nothing else:

- facts are flat: whole numbers alone, every field always present, one fact at a time, constant `id`
  and `sid`; no text of a user reaches the library;
- a rule is a conjunction that begins with an equality on `kind`; there is no `$or`, no negation, no
  join between facts, no array, no regular expression, no timer;
- two fields are compared by order alone, never for equality;
- at most 60 rules and 200 fields, so that none of the library's fixed-size tables can run over;
- a rule on a kind of its own is fired once before anything else: a state in which nothing ever
  fired is freed through an uninitialised pointer.

Whatever the library says that is not expected kills the bank: `EngineFault`. A dead bank is left
alone, since freeing what may be corrupt is worse than leaking it.
"""

from __future__ import annotations

import importlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import ModuleType, TracebackType
from typing import Any, NamedTuple, Self

from ..problems import EngineFault

MAX_RULES = 60
"""Rules of one bank, besides the one that primes it."""
MAX_FIELDS = 196
"""Fields of a fact, besides `id`, `sid` and `kind`."""
MAX_NUMBER = 2**53 - 1
"""Largest number in a fact or a rule, and the negative of the smallest."""

MODULE = "durable_rules_engine"
RENAMED_FUNCTION = "PyEval_CallObject"
"""Gone from CPython 3.13; a build that still asks for it cannot be loaded there."""

NOT_INSTALLED = (
    "durable_rules is not installed; it comes with the extra `durable` "
    "(pip install 'closeout[durable]') and needs a C compiler"
)
NOT_LOADABLE_HERE = (
    "durable_rules was built without a setting that CPython 3.13 and later need; build it again "
    "with CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --force-reinstall "
    "--no-cache-dir durable_rules==2.0.28"
)

_SID = "s"
_HEAD = '"id":"f","sid":"s","kind":'
_PRIME = "prime"
_PRIME_KIND, _KIND = 0, 1
_FIELD = re.compile(r"c(0|[1-9][0-9]{0,2})", re.ASCII)
_RULE = re.compile(r"r(0|[1-9][0-9]{0,2})", re.ASCII)
"""The library knows names by a 32-bit hash; each of these has one of its own."""

_OK, _NO_RULE_MATCHED = 0, 1


class Sign(StrEnum):
    """How a field is compared."""

    LT = "$lt"
    LTE = "$lte"
    GT = "$gt"
    GTE = "$gte"
    EQ = "$eq"
    NEQ = "$neq"


class Check(NamedTuple):
    """One comparison of a rule: a field against a number, or by order against another field."""

    field: str
    sign: Sign
    right: int | str


def availability() -> str | None:
    """Why durable_rules cannot be used here, in one plain sentence; None where it can."""
    try:
        _library()
    except EngineFault as fault:
        return str(fault)
    return None


def _library() -> ModuleType:
    """The C module. `durable.engine` is not touched: its Host starts threads that never end."""
    try:
        return importlib.import_module(MODULE)
    except ModuleNotFoundError:
        raise EngineFault(NOT_INSTALLED) from None
    except ImportError as error:
        if RENAMED_FUNCTION in str(error):
            raise EngineFault(NOT_LOADABLE_HERE) from error
        raise EngineFault(f"durable_rules cannot be loaded: {error}") from error


class Bank:
    """A ruleset and its one state, from creation to deletion; use it in a `with` statement.

    `fields` names the values of a fact (c0, c1, ...), in the order in which `fire` takes them;
    `rules` maps a name (r0, r1, ...) to the checks that must all hold; without checks the rule
    holds for every fact.

    Raises EngineFault where the limits are passed, the library is missing, or it fails.
    """

    def __init__(self, fields: Sequence[str], rules: Mapping[str, Sequence[Check]]) -> None:
        _examine(fields, rules)
        self._template = (
            "{" + _HEAD + str(_KIND) + "".join(f',"{field}":%d' for field in fields) + "}"
        )
        self._names = frozenset(rules)
        self._thread = threading.get_ident()
        self._is_dead = False
        self._is_closed = False
        self._engine: Any = _library()
        self._handle = self._create(ruleset(rules))
        self._prime()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _create(self, text: str) -> int:
        try:
            handle: int = self._engine.create_ruleset("closeout", text)
        except Exception as error:
            raise EngineFault(f"durable_rules refused a ruleset: {error}") from error
        return handle

    def _prime(self) -> None:
        fired = self._assert("{" + _HEAD + str(_PRIME_KIND) + "}", frozenset({_PRIME}))
        if fired != [_PRIME]:
            raise self._killed(f"priming fired {fired}")

    def fire(self, values: tuple[int, ...]) -> list[str]:
        """The names of the rules that hold for one fact, in no particular order.

        `values` are whole numbers within 2^53, one for each field. Nothing of the fact remains.
        """
        return self._assert(self._template % values, self._names)

    def _assert(self, fact: str, names: frozenset[str]) -> list[str]:
        if self._is_dead or self._is_closed or threading.get_ident() != self._thread:
            raise EngineFault(
                "a bank of durable_rules was used after its end or from another thread"
            )
        self._is_dead = True  # until the fact is gone again: also if something interrupts
        try:
            fired = self._fired(fact, names)
        except EngineFault:
            raise
        except Exception as error:
            raise EngineFault(f"durable_rules failed: {error!r}") from error
        self._is_dead = False
        return fired

    def _fired(self, fact: str, names: frozenset[str]) -> list[str]:
        engine, handle = self._engine, self._handle
        code, state = engine.assert_fact(handle, fact)
        if code == _NO_RULE_MATCHED:
            return []
        if code != _OK:
            raise EngineFault(f"durable_rules answered {code} to a fact")
        fired: list[str] = []
        started = engine.start_action_for_state(handle, state)
        message = started[1] if started else None
        while message:
            name = message[2 : message.index('"', 2)]
            if name not in names or name in fired:
                raise EngineFault(f"durable_rules fired {name!r} out of turn")
            fired.append(name)
            message = engine.complete_and_start_action(handle, state)
        if not fired:
            raise EngineFault("durable_rules matched a fact and fired nothing")
        code, _ = engine.retract_fact(handle, fact)
        if code != _OK:
            raise EngineFault(f"durable_rules answered {code} to the end of a fact")
        return fired

    def _killed(self, why: str) -> EngineFault:
        self._is_dead = True
        return EngineFault(f"durable_rules failed: {why}")

    def close(self) -> None:
        """Delete the state and the ruleset; a dead bank is left alone. May be called again."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._is_dead:
            return
        try:
            self._engine.delete_state(self._handle, _SID)
            self._engine.delete_ruleset(self._handle)
        except Exception as error:
            raise self._killed(repr(error)) from error


def ruleset(rules: Mapping[str, Sequence[Check]]) -> str:
    """The library's JSON of the rules and of the one that primes the state."""
    document = {_PRIME: _rule(_PRIME_KIND, ())}
    document.update((name, _rule(_KIND, checks)) for name, checks in rules.items())
    return json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _rule(kind: int, checks: Sequence[Check]) -> dict[str, Any]:
    tests: list[dict[str, Any]] = [{"kind": kind}]
    tests.extend(_test(check) for check in checks)
    return {"all": [{"m": {"$and": tests} if checks else tests[0]}]}


def _test(check: Check) -> dict[str, Any]:
    right = {"$m": check.right} if isinstance(check.right, str) else check.right
    if check.sign is Sign.EQ:
        return {check.field: right}
    return {check.sign.value: {check.field: right}}


def _examine(fields: Sequence[str], rules: Mapping[str, Sequence[Check]]) -> None:
    """Refuse what lies outside the subset that the library handles without fault."""
    known = frozenset(fields)
    if len(fields) > MAX_FIELDS or len(known) != len(fields):
        raise EngineFault(f"a bank takes at most {MAX_FIELDS} different fields, not {len(fields)}")
    if not 0 < len(rules) <= MAX_RULES:
        raise EngineFault(f"a bank takes 1 to {MAX_RULES} rules, not {len(rules)}")
    for names, pattern in ((fields, _FIELD), (rules, _RULE)):
        for name in names:
            if not pattern.fullmatch(name):
                raise EngineFault(f"{name!r} cannot name a field or a rule of a bank")
    for checks in rules.values():
        for check in checks:
            if check.field not in known or not _is_safe(check, known):
                raise EngineFault(f"{check} cannot be checked by durable_rules")


def _is_safe(check: Check, known: frozenset[str]) -> bool:
    if isinstance(check.right, str):
        return check.right in known and check.sign not in (Sign.EQ, Sign.NEQ)
    return type(check.right) is int and -MAX_NUMBER <= check.right <= MAX_NUMBER
