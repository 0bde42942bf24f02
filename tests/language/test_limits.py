"""A pack may be as large as `limits` says and no larger, and is told what is one too many, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.language import limits, load
from closeout.engine.language.fact_table import FactTable
from closeout.engine.language.gather import Gathered
from closeout.engine.language.load import load_packs
from closeout.engine.language.measuring import Measure
from closeout.engine.language.rule_reader import RuleReader
from closeout.engine.policy.pack import Pack
from closeout.engine.problems import PolicyError
from closeout.engine.yaml_tree import read_tree

ACTIONS = {"look": {"title": "Have a look", "effect": "prepare"}}


def rule(id: str, **more: Any) -> dict[str, Any]:
    then = {"action": "look", "severity": "info", "message": more.pop("message", "Look.")}
    when = {"status": "active"}
    return {"id": id, "title": "A rule", "for": "contract", "when": when, "then": then, **more}


def pack(**parts: Any) -> dict[str, Any]:
    """A pack that needs nothing more."""
    return {"id": "house", "actions": ACTIONS, "rules": [rule("a")], **parts}


def loaded(folder: Path, tree: dict[str, Any], **files: Any) -> Pack:
    """The pack of these files, each entry of a list or mapping on a line of its own."""
    (folder / "house").mkdir()
    for name, content in {"pack": tree, **files}.items():
        text = json.dumps(content, indent=0)
        (folder / "house" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_packs(["house"])[0]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def of(part: str, number: int) -> dict[str, Any]:
    """A pack with as many entries of a part."""
    facts = {f"contract.f{at}": {"fact": "ended_at"} for at in range(number)}
    source = {"title": "A page", "url": "https://example.org/a", "retrieved": "2026-01-01"}
    actions = {f"a{at}": ACTIONS["look"] for at in range(1, number)}
    return {
        "rules": lambda: pack(rules=[rule(f"r{at}") for at in range(number)]),
        "facts": lambda: pack(facts=facts),
        "params": lambda: pack(params={f"p{at}": "1 day" for at in range(number)}),
        "actions": lambda: pack(actions={**ACTIONS, **actions}),
        "sources": lambda: pack(sources={f"s{at}": source for at in range(number)}),
    }[part]()


@pytest.mark.parametrize("part", ["rules", "facts", "params", "actions", "sources"])
def test_as_many_as_the_limit_are_read(tmp_path: Path, part: str) -> None:
    most = limits.PARTS[part].most
    assert len(getattr(loaded(tmp_path, of(part, most)), part)) == most


@pytest.mark.parametrize("part", ["rules", "facts", "params", "actions", "sources"])
def test_one_more_is_refused_where_it_stands(tmp_path: Path, part: str) -> None:
    most = limits.PARTS[part].most
    with pytest.raises(PolicyError) as caught:
        loaded(tmp_path, of(part, most + 1))
    (problem,) = caught.value.problems
    assert problem.message == f"a pack has at most {most} {part}; this is one more"
    assert problem.hint == limits.PARTS[part].remedy
    assert problem.place.line > 0


def test_what_several_files_hold_counts_together(tmp_path: Path) -> None:
    half = limits.PARTS["rules"].most // 2
    one = [rule(f"x{at}") for at in range(half)]
    two = [rule(f"y{at}") for at in range(half)]
    with pytest.raises(PolicyError, match=r"house/two.yaml:\d+:\d+: error: a pack has at most"):
        loaded(tmp_path, pack(), one=one, two={"rules": two})


def test_what_is_inherited_counts_as_well(tmp_path: Path) -> None:
    half = limits.PARTS["rules"].most // 2
    base = pack(rules=[rule(f"x{at}") for at in range(half)])
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "pack.yaml").write_text(json.dumps({**base, "id": "base"}))
    own = [rule(f"y{at}") for at in range(half + 1)]
    with pytest.raises(PolicyError) as caught:
        loaded(tmp_path, {"id": "house", "extends": "../base", "rules": own})
    most, found = limits.PARTS["rules"].most, 2 * half + 1
    message = f"house/pack.yaml:3:12: error: with what it extends, a pack has at most {most} rules"
    assert str(caught.value).startswith(f"{message}, not {found}\n")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        pytest.param(
            {"rules": [rule("a", when={"title": ["w"] * (limits.LONGEST_LIST + 1)})]},
            f"there are at most {limits.LONGEST_LIST} entries here; this is one more",
            id="a list of words",
        ),
        pytest.param(
            {"rules": [rule("a", when={"any": [{"status": "active"}] * 1_001})]},
            "there are at most 1000 entries here; this is one more",
            id="a list of conditions",
        ),
        pytest.param(
            {"params": {"holidays": ["2026-01-01"] * (limits.HOLIDAYS.most + 1)}},
            f"there are at most {limits.HOLIDAYS.most} entries here; this is one more",
            id="holidays",
        ),
        pytest.param(
            {"params": {"holidays": {"value": ["2026-01-01"] * (limits.HOLIDAYS.most + 1)}}},
            f"there are at most {limits.HOLIDAYS.most} entries here; this is one more",
            id="holidays with more keys",
        ),
        pytest.param(
            {"params": {"p": [{"value": "1 day"}] * (limits.PERIODS.most + 1)}},
            f"there are at most {limits.PERIODS.most} entries here; this is one more",
            id="periods of a param",
        ),
        pytest.param(
            {"facts": {"contract.f": [{"value": "1 day"}] * (limits.PERIODS.most + 1)}},
            f"there are at most {limits.PERIODS.most} entries here; this is one more",
            id="periods of a fact",
        ),
        pytest.param(
            {"actions": {"look": {**ACTIONS["look"], "how": ["Look."] * (limits.STEPS.most + 1)}}},
            f"there are at most {limits.STEPS.most} entries here; this is one more",
            id="steps of an action",
        ),
        pytest.param(
            {"title": "x" * (limits.LONGEST_SCALAR + 1)},
            f"a value has at most {limits.LONGEST_SCALAR} characters, not 8001",
            id="a long text",
        ),
        pytest.param(
            {"rules": [rule("a", message="x" * (limits.LONGEST_MESSAGE + 1))]},
            f"a message has at most {limits.LONGEST_MESSAGE} characters, not 501",
            id="a long message",
        ),
        pytest.param(
            {"rules": [rule("a", message="{title}" * (limits.MOST_PLACEHOLDERS + 1))]},
            f"a message has at most {limits.MOST_PLACEHOLDERS} placeholders",
            id="many placeholders",
        ),
        pytest.param(
            {"rules": [rule(f"r{at}", when={"title": ["w"] * 999}) for at in range(101)]},
            f"a pack has at most {limits.MOST_VALUES} keys and values",
            id="much of everything",
        ),
    ],
)
def test_what_is_too_large_is_refused_in_these_words(
    tmp_path: Path, parts: dict[str, Any], told: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        loaded(tmp_path, pack(**parts))
    (problem,) = caught.value.problems
    assert problem.message == told
    assert problem.hint
    assert problem.place.line > 0


def test_as_many_holidays_as_the_limit_are_read(tmp_path: Path) -> None:
    days = [f"{year}-01-{day:02}" for year in range(2000, 2200) for day in range(1, 21)]
    assert len(days) == limits.HOLIDAYS.most
    (value,) = loaded(tmp_path, pack(params={"holidays": days})).params["holidays"].values
    assert len(value.value.value) == limits.HOLIDAYS.most  # type: ignore[arg-type]


def test_the_files_of_a_pack_have_a_size_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MOST_BYTES", 5_000_000)
    files = {f"f{at}": {"facts": {"contract.x": "x" * 900_000}} for at in range(6)}
    with pytest.raises(
        PolicyError, match=r"house/f5.yaml: error: the files of a pack have at most"
    ):
        loaded(tmp_path, pack(), **files)


def test_one_file_of_a_pack_has_a_size(tmp_path: Path) -> None:
    with pytest.raises(
        PolicyError, match=r"house/pack.yaml: error: a policy file has at most 1 MB"
    ):
        loaded(tmp_path, pack(title="x" * limits.LARGEST_FILE))


def test_folders_of_a_pack_are_not_looked_into_for_ever(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    for _ in range(limits.DEEPEST_FOLDER + 1):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (tmp_path / "house" / "pack.yaml").write_text(json.dumps(pack()))
    with pytest.raises(PolicyError, match="folders of a pack are nested more than 20 deep"):
        load_packs(["house"])


def measured(text: str) -> tuple[int, str]:
    """How many values were looked at until a text was refused, and why."""
    measure = Measure()
    gathered = Gathered()
    with gathered:
        measure.take(read_tree(text, "pack.yaml"))
    return measure.values, gathered.problems[0].message


@pytest.mark.parametrize(
    ("text", "most"),
    [
        pytest.param("{rules: [" + "{id: a}," * 20_000 + "]}", 0, id="rules"),
        pytest.param("{facts: {contract.a: [" + "w," * 20_000 + "]}}", 1, id="periods"),
        pytest.param("{params: {holidays: [" + "w," * 20_000 + "]}}", 1, id="holidays"),
        pytest.param("{rules: [{when: {title: [" + "w," * 20_000 + "]}}]}", 10, id="words"),
        pytest.param(
            "[" + ("[" + "w," * 999 + "],") * 500 + "]", limits.MOST_VALUES + 1, id="everything"
        ),
    ],
)
def test_what_is_too_large_is_hardly_looked_at(text: str, most: int) -> None:
    looked_at, told = measured(text)
    assert "at most" in told
    assert looked_at <= most


def test_nothing_is_made_of_a_pack_that_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a part was read")

    monkeypatch.setattr(RuleReader, "read", read)
    monkeypatch.setattr(FactTable, "add", read)
    with pytest.raises(PolicyError, match="a pack has at most"):
        loaded(tmp_path, of("facts", limits.PARTS["facts"].most + 1))


def test_the_shipped_packs_stay_far_below_every_limit() -> None:
    for shipped in load_packs(None):
        for part in ("rules", "facts", "params", "actions", "sources"):
            assert len(getattr(shipped, part)) * 4 <= limits.PARTS[part].most


def test_the_documentation_states_every_number() -> None:
    text = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
    section = text.partition("\n## Limits\n")[2].partition("\n## ")[0]
    numbers = [
        *(part.most for name, part in limits.PARTS.items() if name not in ("severity", "disable")),
        *(limits.HOLIDAYS.most, limits.PERIODS.most, limits.STEPS.most, limits.LONGEST_LIST),
        *(limits.MOST_VALUES, limits.LONGEST_SCALAR, limits.LONGEST_TEXT, limits.LONGEST_MESSAGE),
        *(limits.MOST_PLACEHOLDERS, limits.LONGEST_CHAIN, limits.LONGEST_NAME, limits.MOST_FILES),
        *(limits.LONGEST_LINEAGE, limits.DEEPEST_FOLDER, limits.MAX_BUSINESS_DAYS),
    ]
    missing = [number for number in numbers if f" {number:,} " not in section.replace("|", " ")]
    assert not missing
