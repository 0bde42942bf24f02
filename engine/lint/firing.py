"""How often the rules of packs hold in an export, and which of them never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ..evaluation.evaluate import Options, evaluate
from ..language.load import pack_texts
from ..policy.pack import Pack
from ..problems import Place
from ..snapshot.model import Snapshot
from .checks import CHECKS, NEEDS_AN_EXPORT
from .model import Firing, LintFinding, LintReport
from .silences import silences_in, with_silences


def with_firings(
    report: LintReport, snapshot: Snapshot, packs: Sequence[Pack], as_of: int
) -> LintReport:
    """The report with what an export says of the rules that its packs themselves write."""
    found = evaluate(snapshot, packs, as_of, Options(with_preview=True))
    holds = Counter((item.pack, item.rule) for item in found.findings)
    undecided = Counter((item.pack, item.rule) for item in found.undetermined)
    own = [rule for pack in packs for rule in pack.rules if rule.pack == pack.id]
    firings = [
        Firing(rule.id, holds[rule.pack, rule.id], undecided[rule.pack, rule.id]) for rule in own
    ]
    places = {rule.id: rule.place for rule in own}
    texts = {name: text for pack in report.packs for name, text in pack_texts(pack)}
    silences = [one for one in silences_in(texts) if one.check == NEEDS_AN_EXPORT]
    never = with_silences(_never(firings, places, len(found.contracts)), silences)
    return replace(
        report,
        findings=(*report.findings, *never),
        firings=tuple(firings),
    )


def _never(
    firings: Sequence[Firing], places: Mapping[str, Place | None], contracts: int
) -> Iterator[LintFinding]:
    for firing in firings:
        place = places[firing.rule]
        if firing.holds or place is None:
            continue
        message = f"`{firing.rule}` holds for none of {contracts} contracts"
        if firing.open:
            message += f", and is open for {firing.open}"
        hint = "the export may just not have such a contract; a case shows that it can hold"
        yield LintFinding(CHECKS[NEEDS_AN_EXPORT], place, message, hint, f"rule {firing.rule}")
