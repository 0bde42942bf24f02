"""How work tells how far it is, to whom it may concern."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
"""Told how much is done, of how much (None: not known)."""
