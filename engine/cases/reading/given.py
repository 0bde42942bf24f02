"""The snapshot of a case: contracts and accounts with the defaults of file and pack under them.

They are typed by the same code as every export. A test that contradicts itself, or names a field
that does not exist, is refused: it would test something else than its author meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...language.gather import fault
from ...language.reading import list_of, mapping_of
from ...problems import Level, Problem
from ...snapshot.conform import CONTRACTS, MILESTONES, Fault, contract_of
from ...snapshot.contradictions import contradictions
from ...snapshot.header import header_of
from ...snapshot.intake import problem_of
from ...snapshot.model import AT_ACCOUNT, AT_PLATFORM, ID, Contract, Record
from ...snapshot.pieces import Piece
from ...snapshot.readers.yaml_document import YamlOrigin, raw_of
from ...yaml_tree import Mapping, Node
from ...yaml_tree import Sequence as ListNode
from ..model import Given
from ..nodes import mapping_at, merged, unfolded, with_default, without

CONTRACT, ACCOUNT, ACCOUNTS, MILESTONE = "contract", "account", "accounts", "milestone"


def read_given(case: Mapping, defaults: Mapping, platform: str, problems: list[Problem]) -> Given:
    """The snapshot of a case; what is wrong with it is added to `problems`."""
    nodes = _contract_nodes(case, defaults)
    account_nodes = _account_nodes(case, defaults)
    accounts = _accounts(case, account_nodes, problems)
    account_id = accounts[0][ID] if len(accounts) == 1 else None
    contracts = []
    for node in nodes:
        contract = _contract(node, problems)
        if contract.values[AT_PLATFORM] is None:
            contract.values[AT_PLATFORM] = platform
        if contract.values[AT_ACCOUNT] is None:
            contract.values[AT_ACCOUNT] = account_id
        contracts.append(contract)
    _check_ids(contracts, nodes, problems)
    return Given(tuple(contracts), tuple(accounts), tuple(nodes), tuple(account_nodes))


def contradicting(given: Given, known_until: int) -> list[Problem]:
    """What of the contracts cannot be true at once, for an export that knows up to an instant."""
    return [
        problem_of(found, _piece(node), f"contract {contract.id}")
        for contract, node in zip(given.contracts, given.nodes, strict=True)
        for found in contradictions(contract, known_until)
    ]


def _contract_nodes(case: Mapping, defaults: Mapping) -> list[Mapping]:
    one, several = case.get(CONTRACT), case.get(CONTRACTS)
    if one is not None and several is not None:
        raise fault(
            several, "`contract` and `contracts` exclude each other", "write one of the two"
        )
    if several is not None:
        written = list_of(several, "`contracts`")
    elif one is not None:
        written = [one]
    elif defaults.get(CONTRACT) is not None:
        written = [mapping_at(case)]
    else:
        raise fault(case, "the case has no contract", "write `contract: {status: active}`")
    if not written:
        raise fault(case, "the case has no contract", "a snapshot holds at least one")
    return [
        with_default(_contract_node(node, defaults), "id", f"C{index}")
        for index, node in enumerate(written, start=1)
    ]


def _contract_node(node: Node, defaults: Mapping) -> Mapping:
    under = defaults.get(CONTRACT)
    contract = merged(_with_list(node), None if under is None else _with_list(under))
    assert isinstance(contract, Mapping)
    return _with_milestones(contract, defaults)


def _with_list(node: Node) -> Mapping:
    """A contract with nested keys, in which `milestone: {...}` is a list of one."""
    contract = unfolded(mapping_of(node, "a contract"))
    assert isinstance(contract, Mapping)
    if MILESTONE not in contract.entries:
        return contract
    key, value = contract.entries[MILESTONE]
    if MILESTONES in contract.entries:
        message = "`milestone` and `milestones` exclude each other"
        raise fault(key, message, "write one of the two")
    items = ListNode(value.source, value.line, value.column)
    items.items = [value]
    result = without(contract, MILESTONE)
    result.entries[MILESTONES] = (key, items)
    return result


def _with_milestones(contract: Mapping, defaults: Mapping) -> Mapping:
    """Every milestone has the defaults under it, and an id."""
    value = contract.get(MILESTONES)
    if not isinstance(value, ListNode):
        return contract
    under = defaults.get(MILESTONE)
    base = None if under is None else unfolded(under)
    items = ListNode(value.source, value.line, value.column)
    for index, item in enumerate(value.items, start=1):
        node = merged(mapping_of(item, "a milestone"), base)
        assert isinstance(node, Mapping)
        items.items.append(with_default(node, "id", f"m{index}"))
    result = without(contract)
    result.entries[MILESTONES] = (contract.entries[MILESTONES][0], items)
    return result


def _account_nodes(case: Mapping, defaults: Mapping) -> list[Mapping]:
    several, one, under = case.get(ACCOUNTS), case.get(ACCOUNT), defaults.get(ACCOUNT)
    if several is not None:
        written = list_of(several, "`accounts`")
    elif one is not None:
        written = [one]
    else:
        written = [under] if under is not None else []
    nodes = []
    for node in written:
        account = merged(mapping_of(node, "an account"), under)
        assert isinstance(account, Mapping)
        nodes.append(account)
    return nodes


def _accounts(case: Mapping, nodes: Sequence[Mapping], problems: list[Problem]) -> list[Record]:
    faults: list[Fault] = []
    plural = case.get(ACCOUNTS) is not None
    values = [raw_of(node) for node in nodes]
    raw: dict[str, object] = {}
    if plural:
        raw = {ACCOUNTS: values}
    elif values:
        raw = {ACCOUNT: values[0]}
    header = header_of(raw, faults, textual=True)
    for found in faults:
        path = found.path[2:] if plural else found.path[1:]
        index = found.path[1] if plural and len(found.path) > 1 else 0
        node = nodes[index] if isinstance(index, int) else case
        problems.append(_strict(problem_of(found._replace(path=path), _piece(node), "account")))
    return header.accounts


def _contract(node: Mapping, problems: list[Problem]) -> Contract:
    faults: list[Fault] = []
    contract = contract_of(raw_of(node), faults, textual=True)
    contract.place = node.place
    about = f"contract {contract.values[ID]}"
    problems += [_strict(problem_of(found, _piece(node), about)) for found in faults]
    return contract


def _strict(problem: Problem) -> Problem:
    """In a test a warning is an error."""
    message = problem.message.replace("; it is ignored", "")
    return Problem(problem.place, message, problem.hint, Level.ERROR)


def _check_ids(
    contracts: Sequence[Contract], nodes: Sequence[Mapping], problems: list[Problem]
) -> None:
    seen: set[str] = set()
    for contract, node in zip(contracts, nodes, strict=True):
        if contract.id in seen:
            place = (node.get("id") or node).place
            message = f'the contract id "{contract.id}" is used twice'
            problems.append(Problem(place, message, "without an id they are C1, C2, ..."))
        seen.add(contract.id)


def _piece(node: Node) -> Piece:
    return Piece(None, YamlOrigin(node))
