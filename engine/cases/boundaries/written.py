"""Made cases as the text of a test file, for the author to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...problems import Place, UsageError
from ...report.findings import Finding
from ...written import instant_json
from ...yaml_tree import Mapping, Node, Scalar
from ...yaml_tree import Sequence as ListNode
from ..model import BOUNDARIES_SUFFIX
from ..running.batch import Outcome
from .boundaries import Made
from .thresholds import POSITIONS

HEADER = """\
# Written by `closeout test --boundaries write`: what the rules say today just before, at and just
# after their thresholds. Confirm each outcome, or mend the rule; then it is a test like any other.
cases:
"""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*(?::[A-Za-z0-9_.+-]+)*", re.ASCII)


def texts_of(made: Iterable[Made]) -> dict[Path, str]:
    """The text to append to each file. Raises `UsageError` for a pack that lies in no folder.

    One case states every threshold that turns at its instant, so the same case is written once.
    """
    texts: dict[Path, str] = {}
    written: set[tuple[int, int, str]] = set()
    for item in made:
        entry = item.outcome.part.entry
        key = (id(entry.case.given), entry.step.as_of, item.rule)
        if key in written:
            continue
        written.add(key)
        file = _file_of(item)
        if file not in texts:
            texts[file] = ""
        texts[file] += "\n" + _case(item)
    for file in texts:
        if not file.exists():
            texts[file] = HEADER + texts[file].removeprefix("\n")
    return texts


def _file_of(made: Made) -> Path:
    """Beside the file of the rule."""
    folder = made.file.pack_folder
    if not folder:
        place = Place(made.file.file)
        hint = "name the folder of the pack instead of its id"
        raise UsageError.at(place, "cases cannot be written into the program", hint)
    rule = next(rule for rule in made.file.pack.rules if rule.id == made.rule)
    source = Path(rule.place.file) if rule.place else Path(folder) / "rules.yaml"
    beside = source.parent if source.is_file() else Path(folder)
    return beside / f"{source.stem}{BOUNDARIES_SUFFIX}"


def _case(made: Made) -> str:
    outcome = made.outcome
    entry = outcome.part.entry
    given, step = entry.case.given, entry.step
    lines = [f"  - name: {_quoted(f'{made.threshold}, {POSITIONS[made.position]}')}"]
    lines += [f"    role: {step.role}", f"    as_of: {instant_json(step.as_of)}"]
    if step.exported_at != step.as_of:
        lines.append(f"    exported_at: {instant_json(step.exported_at)}")
    if given.account_nodes:
        lines.append("    accounts:")
        lines += [f"      - {flow(node)}" for node in given.account_nodes]
    lines.append("    contracts:")
    lines += [f"      - {flow(node)}" for node in given.nodes]
    lines += _expectation(made, outcome)
    return "\n".join(lines) + "\n"


def _expectation(made: Made, outcome: Outcome) -> list[str]:
    rule = made.rule
    own = [item for item in outcome.findings if item.rule in made.file.rules]
    lines = [] if own else ["    findings: none"]
    if own:
        lines.append("    findings:")
        lines += [f"      - {_finding(item)}" for item in own]
    needs = [item for item in outcome.undetermined if item.rule == rule]
    if needs:
        fields = ", ".join(needs[0].needs)
        lines.append(f"    undetermined: {{{rule}: [{fields}]}}")
    elif made.result == "does not fire":
        lines.append(f"    silent: [{rule}]")
    return lines


def _finding(item: Finding) -> str:
    parts = [f"rule: {item.rule}", f"on: {_text(str(item.subject), is_plain=False)}"]
    if item.deadline is not None:
        parts.append(f"deadline: {instant_json(item.deadline)}")
    return f"{{{', '.join(parts)}}}"


def flow(node: Node) -> str:
    """A tree as YAML on one line; what was plain stays plain where that is safe."""
    if isinstance(node, Mapping):
        inner: Sequence[str] = [
            f"{_text(k, is_plain=True)}: {flow(v)}" for k, (_, v) in node.entries.items()
        ]
        return f"{{{', '.join(inner)}}}"
    if isinstance(node, ListNode):
        return f"[{', '.join(flow(item) for item in node.items)}]"
    assert isinstance(node, Scalar)
    return "" if node.is_empty else _text(node.text, is_plain=node.is_plain)


def _text(text: str, *, is_plain: bool) -> str:
    if _PLAIN.fullmatch(text) and (is_plain or text not in ("null", "Null", "NULL")):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """In double quotes, with everything that is not plain ASCII escaped."""
    escaped = "".join(_escaped(char) for char in text)
    return f'"{escaped}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if " " <= char <= "~":
        return char
    return f"\\U{ord(char):08x}"
