"""Finds out which lines of large NDJSON files belong to which account, without reading more of them than that.

It gives up, and the files are read in their order, wherever there is something to tell of them, or something that
has to be held: whoever reads them then tells it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from ..opening import noted
from ..problems import InputError
from ..progress import Progress
from .conform import CONTRACTS
from .databases.address import is_address
from .fast.worth import lane_for
from .in_place import InPlace
from .intake import Intake
from .json_text import LineOrigin
from .lying import Lying, Run
from .parted import Met
from .places import Lines
from .readers import ndjson, reader_of
from .sources import MEBIBYTE, MOST_EMPTY_LINES, MOST_LINE_BYTES, Source, decoded, opened
from .spreadsheet import Spreadsheet

MOST_FILES = 100
"""All of them stay open."""
MOST_RUNS = 1 << 18
"""Of accounts that lie more mixed than that, the lines would take too much memory to be known."""
MARK = b"\xef\xbb\xbf"
OWN = b'"custom"'
"""Fields of a user's own: what they are is known when the packs are, and they have to be held."""


class _Glance(msgspec.Struct, gc=False):
    """What is looked at of a line."""

    id: str
    account_id: str | None = None
    platform: str | None = None


_glance = msgspec.json.Decoder(_Glance).decode


class _GiveUp(Exception):
    """The files are to be read in their order."""


def routed(
    names: Sequence[str],
    held: int,
    spreadsheet: Spreadsheet,
    progress: Progress | None,
    now: int | None,
) -> tuple[Intake, InPlace] | None:
    """The contracts of files, in place, and what was taken in of them; None where they are to be read in their
    order: something is to be told of them, they are no plain NDJSON, or no more than `held`. `now`: see `Lying`.
    """
    if not hasattr(os, "pread") or len(names) > MOST_FILES or any(map(is_address, names)):
        return None
    routing = _Routing(held, Intake(keeps=True, now=now), progress)
    try:
        routing.size = sum(Path(name).stat().st_size for name in names)
        for name in names:
            with opened(name, spreadsheet=spreadsheet) as source:
                routing.begin(source)
            routing.route()
    except (InputError, OSError, ValueError, _GiveUp):
        return None
    intake, lying = routing.intake, routing.lying
    if lying.count <= held or lying.ids.has_twins():
        return None
    intake.count, intake.parted = lying.count, lying
    return intake, lying


class _Routing:
    """Files, one after the other."""

    def __init__(self, held: int, intake: Intake, progress: Progress | None) -> None:
        self.intake = intake
        self.lying = InPlace()
        self.size = 0
        """Of all files, in bytes."""
        self._held = held
        self._progress = progress
        self._start = 0
        """Offset of the first contract of the file that was begun."""
        self._number = 1
        """Of the line there."""
        self._lines = 0
        """Of all files that were routed."""
        self._empty = 0
        self._names_accounts = False
        """Whether a header names accounts: only then it is told of one that is none of them."""

    def begin(self, source: Source) -> None:
        """Take in the header, if there is one. Raises `_GiveUp`."""
        if reader_of(source) is not ndjson:
            raise _GiveUp
        file = Lying(
            source=len(self.lying.files),
            name=source.name,
            stream=noted(Path(source.name).open("rb")),  # noqa: SIM115 - closed when the file is gone
            lane=lane_for(source),
            before=self._lines,
            now=self.intake.now,
        )
        number, line = next(iter(source.lines()))
        self._start = len(MARK) if source.head.startswith(MARK) else 0
        # What is read has to be what lies there: not unpacked, and of no other encoding.
        if number != 1 or os.pread(file.stream.fileno(), len(source.head), 0) != source.head:
            raise _GiveUp
        text = decoded(line, source.name, number).rstrip("\r\n")
        piece = ndjson.line_piece(Lines(source.name, text, number), "line 1")
        if not isinstance(piece.raw, dict) or CONTRACTS in piece.raw:
            raise _GiveUp
        piece.is_header = ndjson.is_header(piece.raw)
        if self.intake.begin(source.name, piece if piece.is_header else None):
            raise _GiveUp
        self._number = 1
        if piece.is_header:
            self._start += len(line)
            self._number = 2
        names_accounts = any(each.header.accounts for each in self.intake.takings)
        if names_accounts and not self._names_accounts and self.lying.count:
            raise _GiveUp  # nobody noted the accounts that were met
        self._names_accounts = names_accounts
        file.known_until = self.intake.takings[-1].header.known_until
        self.lying.files.append(file)

    def route(self) -> None:
        """Find the contracts of the file that was begun. Raises `_GiveUp`."""
        file, before = self.lying.files[-1], self.lying.count
        for offset, block in _blocks(file.stream, self._start):
            if OWN in block:
                raise _GiveUp
            self._block(file, block, offset)
            if self._progress is not None:
                self._progress(self.lying.count, None)
            # Of what is held anyway no more is looked at.
            expected = self.lying.count * self.size // (offset + len(block))
            if self.lying.runs > MOST_RUNS or (not file.source and expected < self._held // 2):
                raise _GiveUp
        if self.lying.count == before:
            raise _GiveUp
        self._lines += self._number

    def _block(self, file: Lying, block: bytes, offset: int) -> None:
        """Find the runs of whole lines."""
        lines = block.split(b"\n")
        if not lines[-1]:
            del lines[-1]
        meet = self.lying.ids.meet
        number, begun, first, count = self._number, offset, self._number, 0
        account = platform = None
        for line in lines:
            try:
                one = _glance(line)
            except (msgspec.MsgspecError, ValueError, RecursionError):
                self._pass_over(line)
            else:
                if one.account_id != account or one.platform != platform or not count:
                    if count:
                        run = Run(file.source, begun, offset - begun, first)
                        self._end(run, count, account, platform)
                        begun, first, count = offset, number, 0
                    account, platform = one.account_id, one.platform
                    self._begin(LineOrigin(file.name, line, number), account, platform)
                count += 1
                meet(one.id)
            offset += len(line) + 1
            number += 1
        if count:
            self._end(Run(file.source, begun, offset - begun, first), count, account, platform)
        self._number = number

    def _pass_over(self, line: bytes) -> None:
        """What is no contract may be an empty line."""
        self._empty += 1
        if (line and not line.isspace()) or self._empty > MOST_EMPTY_LINES:
            raise _GiveUp

    def _begin(self, origin: LineOrigin, account: str | None, platform: str | None) -> None:
        """Note where accounts and platforms are met first."""
        ids = self.intake.account_ids
        if self._names_accounts and account is not None and account not in ids:
            ids[account] = origin.start()
        key = (len(self.lying.files) - 1, platform)
        if key not in self.lying.met:
            self.lying.met[key] = Met(0, origin.start())

    def _end(self, run: Run, count: int, account: str | None, platform: str | None) -> None:
        self.lying.put(account, run, count)
        self.lying.met[run.source, platform].count += count


def _blocks(stream: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """Whole lines, some at a time, with their offset. Raises `_GiveUp` for a line that is too long."""
    stream.seek(start)
    offset, rest = start, b""
    while found := stream.read(MEBIBYTE):
        end = found.rfind(b"\n") + 1
        if not end:
            rest += found
        else:
            block = rest + found[:end]
            if len(rest) > MOST_LINE_BYTES - MEBIBYTE:
                raise _GiveUp
            yield offset, block
            offset, rest = offset + len(block), found[end:]
        if len(rest) > MOST_LINE_BYTES:
            raise _GiveUp
    if rest:
        yield offset, rest
