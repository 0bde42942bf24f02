"""What contracts say of the whole export, as the rows of a table do: its role, its instants.

It is no less stated there than in a header: a client's contracts are not judged for the freelancer.
"""

from __future__ import annotations

from ..problems import Level
from .bad_value import found
from .conform import Fault
from .header import READ_APART, SAID_OF_ALL, Header, header_of
from .pieces import Piece

READ_AS_SAID = "read as that of the whole export"


def taken_up(piece: Piece, faults: list[Fault], header: Header) -> list[Fault]:
    """The faults of a contract, after what it says of the export was taken up into the header.

    What contradicts the header, or an earlier contract, is an error.
    """
    if not isinstance(piece.raw, dict):
        return faults
    kept: list[Fault] = []
    for fault in faults:
        name = fault.path[0] if len(fault.path) == 1 else None
        value = piece.raw.get(name) if isinstance(name, str) else None
        if name not in SAID_OF_ALL or value is None:
            kept.append(fault)
            continue
        kept += _said(str(name), value, fault, piece, header)
    return kept


def _said(name: str, value: object, fault: Fault, piece: Piece, header: Header) -> list[Fault]:
    refused: list[Fault] = []
    said = getattr(header_of({name: value}, refused, textual=piece.is_textual), name)
    if said is None:
        return [fault]
    known = getattr(header, name)
    if known is None:
        setattr(header, name, said)
    elif known != said:
        message = f"{name} is {found(value)} here, and another before"
        return [Fault(fault.path, message, READ_APART)]
    if piece.stands_alone:
        return []  # the rows of a table repeat what holds for all of them
    return [Fault(fault.path, READ_AS_SAID, fault.hint, Level.WARNING, True)]
