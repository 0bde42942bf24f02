"""What `closeout test --mutate` adds: the mutants that no case notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import Section

if TYPE_CHECKING:
    from ....engine.cases.running.run import Run


def mutants_section(run: Run, jobs: int) -> Section:
    """One line a pack, and every survivor that is not justified; those fail the run. `jobs`: processes."""
    from ....engine.cases.model import SURVIVORS_FILE
    from ....engine.cases.mutants.mutation import mutation_of
    from ....engine.cases.mutants.survivors import justified
    from ....engine.problems import shown
    from ...progress import working

    if run.failed:
        return Section(("Mutants: not made; they say something only where every case passes.",))
    folders = {id(result.file.pack): result.file.pack_folder for result in run.results}
    lines: list[str] = []
    has_failed = False
    with working("asking the cases about mutants") as progress:
        found = mutation_of(run.outcomes, progress, jobs)
    for item in found:
        reasons = justified(folders[id(item.pack)], item.made)
        open_ones = [mutant for mutant in item.survivors if mutant not in reasons]
        kept = len(item.survivors) - len(open_ones)
        has_failed = has_failed or bool(open_ones)
        lines.append(
            f"Mutants of {shown(item.pack.id)}: {len(item.made)} made, "
            f"{len(item.made) - len(item.survivors)} noticed, {kept} justified in "
            f"{SURVIVORS_FILE}, {len(open_ones)} not noticed by any case."
        )
        lines += [f"  {shown(mutant)}" for mutant in open_ones]
        lines += [
            f"  {shown(mutant)}: justified, but a case notices it"
            for mutant in reasons
            if mutant not in item.survivors
        ]
    return Section(tuple(lines), has_failed)
