"""What closeout itself writes or is told by, as it is called where an export is expected."""

from __future__ import annotations

from msgspec import Struct


class Own(Struct, frozen=True):
    """A kind of file: what to call it, and what to do."""

    what: str
    hint: str


_TO_EXPORT = "name the export that it was made of"
REPORT = Own("this is a report of closeout, no export", _TO_EXPORT)
QUESTIONS = Own(
    "these are questions of `closeout ask`, no export",
    "name the export that they are about, and with --supplement this file once it is filled in",
)
ANSWERS = Own(
    "these are answers to `closeout ask`, no export",
    "name the export that they are about, and this file with --supplement",
)
SETTINGS = Own(
    "these are settings of closeout, no export",
    "they hold for the exports in their folder: name those",
)
CASES = Own("these are cases of policies, no export", "`closeout test` runs them")
PACK = Own("this belongs to a policy pack, no export", "name its folder with --policies")
WAIVERS = Own("these are waivers, no export", "name them with --waivers")

DOCUMENTS: tuple[tuple[frozenset[str], Own], ...] = (
    (frozenset({"waivers"}), WAIVERS),
    (frozenset({"statements"}), Own("these are statements of sources, no export", PACK.hint)),
    (
        frozenset({"survivors"}),
        Own("these are mutants that survived, no export", "`closeout test --mutate` reads them"),
    ),
    (
        frozenset({"version", "findings"}),
        Own("this is a baseline of closeout, no export", "name it with --baseline"),
    ),
    (
        frozenset({"version", "policies"}),
        Own("this is a plan or an explanation of closeout, no export", _TO_EXPORT),
    ),
)
"""By keys of a JSON or YAML document that names no contracts."""
WAIVER = frozenset({"rule", "reason", "until"})
"""Keys of an entry of a list of waivers."""
