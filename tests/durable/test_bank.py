"""The safe driver of the library: nothing is lost, nothing survives, what is odd kills the bank."""

from __future__ import annotations

import gc
import importlib
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from closeout.engine.durable.bank import (
    MAX_FIELDS,
    MAX_NUMBER,
    MAX_RULES,
    MODULE,
    Bank,
    Check,
    Sign,
    availability,
    ruleset,
)
from closeout.engine.problems import EngineFault

needs_library = pytest.mark.skipif(availability() is not None, reason=str(availability()))

HOLDS: dict[Sign, Callable[[int, int], bool]] = {
    Sign.LT: lambda a, b: a < b,
    Sign.LTE: lambda a, b: a <= b,
    Sign.GT: lambda a, b: a > b,
    Sign.GTE: lambda a, b: a >= b,
    Sign.EQ: lambda a, b: a == b,
    Sign.NEQ: lambda a, b: a != b,
}
NUMBERS = (-MAX_NUMBER, -(2**31), -2, -1, 0, 1, 2, 2**31 - 1, 2**31, 2**32, MAX_NUMBER)


def holding(rules: dict[str, list[Check]], values: dict[str, int]) -> set[str]:
    """The rules that hold, by plain comparison."""
    return {
        name
        for name, checks in rules.items()
        if all(
            HOLDS[c.sign](values[c.field], values[c.right] if isinstance(c.right, str) else c.right)
            for c in checks
        )
    }


def random_rules(source: random.Random, fields: list[str], count: int) -> dict[str, list[Check]]:
    """Rules of 0 to 5 checks, some against another field."""

    def check() -> Check:
        if source.random() < 0.3:
            sign = source.choice([Sign.LT, Sign.LTE, Sign.GT, Sign.GTE])
            return Check(source.choice(fields), sign, source.choice(fields))
        return Check(source.choice(fields), source.choice(list(Sign)), source.choice(NUMBERS))

    return {
        f"r{index}": list(dict.fromkeys(check() for _ in range(source.randrange(6))))
        for index in range(count)
    }


@needs_library
@pytest.mark.parametrize("rules", [1, 7, MAX_RULES])
@pytest.mark.parametrize("width", [1, 12, MAX_FIELDS])
def test_thousands_of_facts_fire_exactly_what_holds(rules: int, width: int) -> None:
    source = random.Random(rules * 1000 + width)
    fields = [f"c{index}" for index in range(width)]
    made = random_rules(source, fields, rules)
    with Bank(fields, made) as bank:
        for _ in range(1_000):
            values = tuple(source.choice(NUMBERS) for _ in fields)
            fired = bank.fire(values)
            assert len(fired) == len(set(fired))
            assert set(fired) == holding(made, dict(zip(fields, values, strict=True)))


@needs_library
@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("right", NUMBERS)
def test_every_comparison_is_right_on_both_sides_of_every_boundary(sign: Sign, right: int) -> None:
    with Bank(["c0"], {"r0": [Check("c0", sign, right)]}) as bank:
        for value in NUMBERS:
            assert bank.fire((value,)) == (["r0"] if HOLDS[sign](value, right) else [])


@needs_library
def test_the_same_fact_fires_again_each_time() -> None:
    with Bank(["c0"], {"r0": [Check("c0", Sign.GT, 0)], "r1": []}) as bank:
        for _ in range(3_000):
            assert sorted(bank.fire((1,))) == ["r0", "r1"]
            assert bank.fire((0,)) == ["r1"]


@needs_library
def test_sixty_rules_with_one_condition_all_fire() -> None:
    rules = {f"r{index}": [Check("c0", Sign.EQ, 1)] for index in range(MAX_RULES)}
    with Bank(["c0"], rules) as bank:
        assert set(bank.fire((1,))) == set(rules)
        assert bank.fire((2,)) == []


@needs_library
def test_a_bank_in_which_nothing_ever_fires_ends_cleanly() -> None:
    for _ in range(200):
        with Bank(["c0"], {"r0": [Check("c0", Sign.LT, 0)]}) as bank:
            assert bank.fire((1,)) == []


@needs_library
def test_no_state_survives_a_bank() -> None:
    library = importlib.import_module(MODULE)
    handles = []
    for value in range(2_000):
        with Bank(["c0"], {"r0": [Check("c0", Sign.EQ, value)]}) as bank:
            assert bank.fire((value,)) == ["r0"]
            assert bank.fire((value - 1,)) == []
            assert library.get_facts(bank._handle, "s").count('"kind"') == 0
            handles.append(bank._handle)
    with pytest.raises(library.error):
        library.get_facts(handles[-1], "s")


@needs_library
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_flat_over_many_banks_and_facts() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1])

    def work(times: int) -> None:
        for _ in range(times):
            with Bank(["c0", "c1"], {"r0": [Check("c0", Sign.LT, "c1")], "r1": []}) as bank:
                for value in range(20):
                    bank.fire((value, 10))

    work(100)
    gc.collect()
    before = resident()
    work(400)
    assert resident() - before < 400, "pages"


@needs_library
def test_no_thread_is_started() -> None:
    before = threading.enumerate()
    with Bank(["c0"], {"r0": []}) as bank:
        bank.fire((1,))
        assert threading.enumerate() == before
    assert threading.enumerate() == before


@needs_library
def test_a_bank_is_for_the_thread_that_made_it() -> None:
    raised: list[BaseException] = []

    def use() -> None:
        try:
            bank.fire((1,))
        except EngineFault as fault:
            raised.append(fault)

    with Bank(["c0"], {"r0": []}) as bank:
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
        assert len(raised) == 1
        assert bank.fire((1,)) == ["r0"]


@needs_library
def test_a_closed_bank_refuses_work_and_may_be_closed_again() -> None:
    bank = Bank(["c0"], {"r0": []})
    bank.close()
    bank.close()
    with pytest.raises(EngineFault, match="after its end"):
        bank.fire((1,))


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ([f"c{i}" for i in range(MAX_FIELDS + 1)], {"r0": []}),
        (["c0", "c0"], {"r0": []}),
        (["id"], {"r0": []}),
        (["$forward"], {"r0": []}),
        (['c0":1,"x'], {"r0": []}),
        (["c0"], {}),
        (["c0"], {f"r{i}": [] for i in range(MAX_RULES + 1)}),
        (["c0"], {"prime": []}),
        (["c0"], {"r0$all": []}),
        (["c0"], {"r0": [Check("c1", Sign.LT, 1)]}),
        (["c0"], {"r0": [Check("c0", Sign.LT, "c1")]}),
        (["c0", "c1"], {"r0": [Check("c0", Sign.EQ, "c1")]}),
        (["c0", "c1"], {"r0": [Check("c0", Sign.NEQ, "c1")]}),
        (["c0"], {"r0": [Check("c0", Sign.LT, 2**53)]}),
        (["c0"], {"r0": [Check("c0", Sign.LT, -(2**53))]}),
        (["c0"], {"r0": [Check("c0", Sign.LT, True)]}),
        (["c0"], {"r0": [Check("c0", Sign.LT, 1.5)]}),  # type: ignore[arg-type]
    ],
)
def test_what_the_library_cannot_bear_never_reaches_it(
    fields: list[str], rules: dict[str, list[Check]]
) -> None:
    with pytest.raises(EngineFault):
        Bank(fields, rules)


def test_every_condition_begins_with_the_kind() -> None:
    text = ruleset({"r0": [Check("c0", Sign.LT, 5), Check("c1", Sign.GTE, "c0")], "r1": []})
    assert text == (
        '{"prime":{"all":[{"m":{"kind":0}}]},'
        '"r0":{"all":[{"m":{"$and":[{"kind":1},{"$lt":{"c0":5}},{"$gte":{"c1":{"$m":"c0"}}}]}}]},'
        '"r1":{"all":[{"m":{"kind":1}}]}}'
    )


KEYWORDS = """
m all any pri count cap dist name $s $time $forward $pulse $lt $lte $gt $gte $eq $neq $mt $imt
$iall $iany $ex $nex $or $and $m $add $sub $mul $div $l $r
"""


def test_no_two_names_share_the_hash_that_the_library_knows_them_by() -> None:
    words = [*KEYWORDS.split(), "id", "sid", "kind"]
    names = [*words, *(f"c{i}" for i in range(1000)), *(f"r{i}" for i in range(1000))]
    assert len({fnv1(name) for name in names}) == len(names)


def fnv1(name: str) -> int:
    """The library's hash of a name."""
    value = 0x811C9DC5
    for byte in name.encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


@needs_library
def test_asking_whether_it_can_be_used_does_not_load_the_threaded_host() -> None:
    assert availability() is None
    assert "durable.engine" not in sys.modules
