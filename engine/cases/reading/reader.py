"""Reads test files: `as_of`, `role`, `defaults`, `rules`, and the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from ...documents.shape import Shape
from ...language.gather import Fault, Gathered, fault
from ...language.load import load_packs, shipped_pack_ids
from ...language.reading import clipped, one_or_more, scalar_of, text_of, word_of
from ...policy.conditions import NONE_WORD
from ...policy.kinds import rule_hint
from ...policy.pack import Pack
from ...problems import InputError, PolicyError, Problem
from ...snapshot.model import ROLES
from ...source_text import SourceText
from ...yaml_tree import Mapping, Node, YamlFault, read_tree
from ...yaml_tree import Sequence as ListNode
from ..model import Case, CaseFile, Expectation, Given, Step
from ..nodes import mapping_at, merged
from .discover import Found, test_files
from .expected import KEYS, Expecting
from .given import contradicting, read_given
from .moments import anchor, instant_at
from .values import instant_of

EXPECTED_KEYS = (*KEYS, "at")
STRICT = "strict"
CONTRADICTORY = "contradictory"


def read_cases(paths: Sequence[str]) -> list[CaseFile]:
    """The test files at and below the paths.

    Raises `PolicyError` with every problem of every file, or `InputError` where only snapshots are
    wrong, or where there is no file or no case.
    """
    gathered = Gathered()
    snapshots: list[Problem] = []
    packs: dict[str, Pack] = {}
    read: list[CaseFile] = []
    found = test_files(paths)
    for item in found:
        with gathered:
            read.append(_FileReader(item, gathered, snapshots, packs).file())
    wrong = list(dict.fromkeys(snapshots))  # what stands in defaults is in every case
    if gathered.problems and wrong:
        gathered.problems += wrong
    gathered.raise_any()
    if wrong:
        raise InputError(wrong)
    return read


Moment = tuple[str, int, Expectation, bool]
"""Label, as-of, what is expected, and whether nothing may be assumed."""


class _FileReader:
    """Reads one file."""

    def __init__(
        self,
        found: Found,
        gathered: Gathered,
        snapshots: list[Problem],
        packs: dict[str, Pack],
    ) -> None:
        self.found = found
        self.gathered = gathered
        self.snapshots = snapshots
        self.packs = packs
        self.reference = ""
        """Folder or id of the pack."""

    def file(self) -> CaseFile:
        """The file with all cases that can be read."""
        root, self.shape = self._tree(self.found.label, self.found.text, "test_file")
        shared = mapping_at(root)
        if self.found.defaults is not None:
            shared, shape = self._tree(*self.found.defaults, "defaults_file")
            self._must_be_sound(shape, shared, shared.entries)
        self._must_be_sound(self.shape, root, root.entries.keys() - {"cases"})
        top = merged(root, shared)
        assert isinstance(top, Mapping)
        defaults = top.get("defaults") or mapping_at(root)
        assert isinstance(defaults, Mapping)
        pack = self._pack(root)
        rules = self._rules(root, pack)
        cases = []
        names: dict[str, Node] = {}
        listed = root.get("cases")
        for node in listed.items if isinstance(listed, ListNode) else ():
            with self.gathered:
                cases.append(_CaseReader(self, pack, top, defaults, names).case(node))
        folder = self.reference if Path(self.reference).is_dir() else ""
        return CaseFile(self.found.label, pack, rules, tuple(cases), self.found.folder, folder)

    def _tree(self, label: str, text: str, part: str) -> tuple[Mapping, Shape]:
        """The document and what is wrong with its shape. Raises `Fault` for what is no mapping."""
        try:
            root = read_tree(text, label)
        except YamlFault as error:
            self.gathered.take(error.problems[1:])
            raise Fault(error.problems[0]) from None
        if root is None:
            what = "a test file" if part == "test_file" else "a file of defaults"
            raise Fault(Problem(SourceText(label, text).place(1, 1), f"{what} is empty"))
        shape = Shape(root, "test", part)
        self.gathered.take(shape.problems)
        if not isinstance(root, Mapping):
            raise Fault
        return root, shape

    def _must_be_sound(self, shape: Shape, mapping: Mapping, keys: Iterable[str]) -> None:
        sound = shape.sound_entries(mapping)
        if any(key not in sound for key in keys):
            raise Fault

    def _pack(self, root: Mapping) -> Pack:
        """The pack that `pack:` names, by its id or its folder; else the one the file lies in."""
        node, reference = root.get("pack"), self.found.pack
        if node is not None:
            name = scalar_of(node, "`pack`").text
            reference = name
            if name not in shipped_pack_ids():
                reference = (Path(self.found.folder) / name).as_posix()
        if not reference:
            hint = "`pack: upwork` says which pack the cases are for"
            raise fault(root, "no folder above this file holds a pack.yaml", hint)
        self.reference = reference
        if reference not in self.packs:
            try:
                self.packs[reference] = load_packs([reference])[0]
            except PolicyError as error:
                first = error.problems[0]
                if node is not None and not first.place.line:
                    raise fault(node, first.message, first.hint) from None
                self.gathered.problems += [
                    each for each in error.problems if each not in self.gathered.problems
                ]
                raise Fault from None
        return self.packs[reference]

    def _rules(self, root: Mapping, pack: Pack) -> frozenset[str]:
        own = frozenset(rule.id for rule in pack.rules if rule.pack == pack.id)
        node = root.get("rules")
        if node is None:
            return own
        known = [rule.id for rule in pack.rules]
        rules = set()
        for item in one_or_more(node, "`rules`"):
            rule = scalar_of(item, "a rule").text
            if rule not in known:
                message = f"pack {pack.id} has no rule `{clipped(rule)}`"
                self.gathered.add(item, message, rule_hint(rule, [pack]))
            rules.add(rule)
        return frozenset(rules)


class _CaseReader:
    """Reads one case."""

    def __init__(
        self, file: _FileReader, pack: Pack, top: Mapping, defaults: Mapping, names: dict[str, Node]
    ) -> None:
        self.file = file
        self.pack = pack
        self.top = top
        self.defaults = defaults
        self.names = names
        self.gathered = file.gathered

    def case(self, node: Node) -> Case:
        """The case with its steps."""
        case = self._sound(node)
        name = text_of(case.entries["name"][1], "the name of a case")
        first = self.names.setdefault(name, case)
        if first is not case:
            message = f"a case of this file is already called `{clipped(name)}`"
            raise fault(case.entries["name"][1], message, f"it begins in line {first.line}")
        before = len(self.file.snapshots)
        given = read_given(case, self.defaults, self.pack.platform, self.file.snapshots)
        if len(self.file.snapshots) > before:
            raise Fault
        steps = tuple(self._steps(case, given))
        self._check_snapshot(case, name, given, steps)
        if not self.file.shape.is_sound(node):
            raise Fault
        return Case(name, case.place, given, steps)

    def _sound(self, node: Node) -> Mapping:
        """The case without what is not sound in what it expects. Raises `Fault` where more is not."""
        sound = self.file.shape.sound_entries(node)
        if not isinstance(node, Mapping) or "name" not in sound:
            raise Fault
        case = Mapping(node.source, node.line, node.column)
        case.entries = {key: entry for key, entry in node.entries.items() if key in sound}
        if any(key not in case.entries for key in node.entries if key not in EXPECTED_KEYS):
            raise Fault
        if "at" not in case.entries and "at" in node.entries:
            case.entries.pop("from", None)  # which would be idle now
        return case

    def _steps(self, case: Mapping, given: Given) -> Iterator[Step]:
        header = merged(case, self.top)
        assert isinstance(header, Mapping)
        as_of, exported_at = (self._instant(header, key) for key in ("as_of", "exported_at"))
        expecting = Expecting(self.pack, given, self.gathered)
        moments = list(self._moments(case, header, given, as_of, expecting))
        for role in self._roles(header):
            for label, instant, expectation, is_strict in moments:
                known_until = instant if exported_at is None else exported_at
                yield Step(label, role, instant, known_until, expectation, is_strict)

    def _moments(
        self, case: Mapping, header: Mapping, given: Given, as_of: int | None, expecting: Expecting
    ) -> Iterator[Moment]:
        own = Mapping(case.source, case.line, case.column)
        own.entries = {key: case.entries[key] for key in KEYS if key in case.entries}
        travel, start = case.get("at"), case.get("from")
        if own.entries:
            if as_of is None:
                raise fault(case, "the case lacks `as_of`", "a case or its file says which instant")
            yield "", as_of, expecting.expectation(own), self._is_strict(header)
        if travel is None:
            if start is not None:
                raise fault(start, "`from` without `at`", "`at: {day 14: [rule]}` follows it")
            return
        role = self._roles(header)[0]
        begin = None if start is None else anchor(start, given, self.pack, role, as_of)
        assert isinstance(travel, Mapping)
        for text, (key, value) in travel.entries.items():
            moment: Moment | None = None
            with self.gathered:
                expected, is_strict = self._step(value, header)
                instant = instant_at(key, begin, self.pack, role)
                moment = (text, instant, expecting.expectation(expected), is_strict)
            if moment is not None:
                yield moment

    def _instant(self, header: Mapping, key: str) -> int | None:
        node = header.get(key)
        if node is None or getattr(node, "text", "") == NONE_WORD:
            return None
        return instant_of(node)

    def _step(self, node: Node, header: Mapping) -> tuple[Node, bool]:
        """What a step expects, and whether anything may be assumed there."""
        if not isinstance(node, Mapping) or STRICT not in node.entries:
            return node, self._is_strict(header)
        expected = Mapping(node.source, node.line, node.column)
        expected.entries = {key: value for key, value in node.entries.items() if key != STRICT}
        return expected, self._is_strict(node)

    def _is_strict(self, header: Mapping) -> bool:
        return _is_set(header, STRICT)

    def _roles(self, header: Mapping) -> list[str]:
        node = header.get("role")
        if node is None:
            return [ROLES[0]]
        return [scalar_of(item, "a role").text for item in one_or_more(node, "`role`")]

    def _check_snapshot(
        self, case: Mapping, name: str, given: Given, steps: Sequence[Step]
    ) -> None:
        if _is_set(case, CONTRADICTORY):
            if not any(contradicting(given, step.exported_at) for step in steps):
                message = "nothing in the case contradicts itself"
                raise fault(case.entries[CONTRADICTORY][1], message, "leave `contradictory` out")
            return
        for known_until in sorted({step.exported_at for step in steps}):
            for problem in contradicting(given, known_until):
                if all(each.place != problem.place for each in self.file.snapshots):
                    hint = "; ".join(filter(None, (problem.hint, f'in the case "{name}"')))
                    self.file.snapshots.append(replace(problem, hint=hint))


def _is_set(header: Mapping, key: str) -> bool:
    node = header.get(key)
    return node is not None and word_of(node, ("true", "false"), f"`{key}`") == "true"
