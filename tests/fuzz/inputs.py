"""One damaged input: its files, and what is asked of the program about them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """Files by their names, and commands that are to end well or in words."""

    files: dict[str, bytes]
    main: Command
    """Counts as evaluated where it ends with 0 or 1."""
    others: tuple[Command, ...] = ()
    """Asked only where the main one was evaluated."""


Maker = Callable[[random.Random], Input]


def as_json(tree: Any) -> bytes:
    """A document as JSON, which is YAML as well: YAML knows no escapes of halves of characters."""
    return json.dumps(tree, ensure_ascii=False).encode()


def questions(chance: random.Random, file: str, packs: tuple[str, ...]) -> tuple[Command, ...]:
    """One further question about a snapshot: other formats, explanations, lists, a plan."""
    policies = tuple(word for pack in packs for word in ("--policies", pack))
    formats = ["text", "sarif", "junit", "github", "gitlab", "markdown", "csv", "ndjson", "ics"]
    match chance.randrange(5):
        case 0:
            more = chance.choice(((), ("-v",), ("--facts",), ("--redact",), ("--close", "C1")))
            return (("check", file, *policies, "-f", chance.choice(formats), *more),)
        case 1:
            form = chance.choice(("text", "json"))
            return (("explain", file, "C1", *policies, "-f", form),)
        case 2:
            form = chance.choice(("text", "json"))
            return (("rules", *policies, "-f", form), ("validate", file, "-f", form))
        case 3:
            form = chance.choice(("text", "json", "html", "ics"))
            return (("plan", file, *policies, "-f", form, "--weeks", "2"),)
        case _:
            return (("baseline", "write", file, *policies),)
