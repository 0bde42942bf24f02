"""Text files that are not UTF-8, handed on as UTF-8 while they are read."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

from .spreadsheet import Encoding

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
MOST_MARK_BYTES = 4
PIECE = 1 << 16


def marked_encoding(start: bytes) -> Encoding | None:
    """What the byte order mark at the start of a file says; None: it has none that is read."""
    is_utf_16 = start.startswith(_UTF_16_MARKS) and not start.startswith(_UTF_32_MARKS)
    return Encoding.UTF_16 if is_utf_16 else None


class Transcoded(io.RawIOBase):
    """Bytes of another encoding as the bytes of UTF-8.

    Reading raises `UnicodeDecodeError` where the bytes are no text in that encoding.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding) -> None:
        super().__init__()
        self._stream = stream
        self._encoding = encoding
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ready = b""
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._is_over:
            piece = self._stream.read(PIECE)
            self._is_over = not piece
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder(_codec(self._encoding, piece))()
            text = self._decoder.decode(piece, final=self._is_over)
            self._ready = text.encode(errors="replace")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _codec(encoding: Encoding, start: bytes) -> str:
    """The codec for an encoding. UTF-16 without its mark shows by the zero byte of its first character, which of a
    table or JSON is plain, whether the higher byte comes first."""
    if encoding is not Encoding.UTF_16 or start.startswith(_UTF_16_MARKS):
        return encoding.value
    return "utf-16-be" if start[:1] == b"\x00" else "utf-16-le"
