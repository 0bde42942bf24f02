"""The house as a table: a room imports rooms of lower floors, and nobody on its own.

A room is a folder of `engine`, `cli` or `api` with all that is in it, or a file that stands in them alone.
A new room gets a place here, as low as what it needs allows.
"""

FLOORS: tuple[tuple[str, ...], ...] = (
    # the ground: words and what denies them, places and problems, units, time, texts
    ("engine.aliases", "engine.torn_numbers"),
    ("engine.opposites", "engine.lookalikes"),
    (
        "engine.problems",
        "engine.records",
        "engine.units",
        "engine.garbage",
        "engine.kept",
        "engine.progress",
        "engine.stored",
    ),
    ("cli.clock", "cli.plain_types", "engine.source_text", "engine.compiled", "engine.libraries"),
    ("engine.yaml_complaints",),
    (
        "engine.spill",
        "engine.processes",
        "engine.calendar",
        "engine.written",
        "engine.yaml_tree",
        "engine.opening",
    ),
    ("cli.ending", "engine.zones", "engine.sorted_runs"),
    ("cli.signals",),
    ("engine.documents",),
    # what is given, and what is asked of it
    ("engine.snapshot", "engine.policy"),
    ("engine.language", "engine.meaning"),
    # what follows
    ("engine.python", "engine.durable", "engine.report", "engine.statements"),
    ("engine.evaluation",),
    ("engine.variants",),
    ("engine.explain", "engine.cases", "engine.questions"),
    ("engine.comparing", "engine.sweeping", "engine.lint", "engine.planning"),
    ("engine.checking",),
    # the command line
    (
        "cli.text_file",
        "cli.table_options",
        "cli.shared_options",
        "cli.output",
        "cli.progress",
        "cli.completion",
        "cli.warned",
        "cli.memory",
        "cli.revisions",
        "cli.watching",
    ),
    ("cli.settings", "cli.render", "cli.redaction", "cli.pack_values", "cli.field_values"),
    ("cli.untold",),
    (
        "cli.outputs",
        "cli.cache",
        "cli.outcome",
        "cli.answers_target",
        "cli.as_of",
        "cli.known_findings",
        "cli.named",
        "cli.next_command",
        "cli.own_fields",
        "cli.time_zone",
        "cli.dialog",
        "cli.exports",
    ),
    # the interface for programs
    ("api.arguments", "api.instants", "api.loading", "api.arrow_table"),
    ("api.results",),
    ("api.report",),
    ("api.judging",),
    ("api.checks",),
    ("api.spark",),
    # the command line, which hands over to Spark
    ("cli.on_spark",),
    (
        "cli.checking",
        "cli.new_action",
        "cli.new_place",
        "cli.newcomer",
        "cli.pack_sides",
        "cli.starter",
        "cli.starting",
    ),
    ("cli.comparing", "cli.judged"),
    ("cli.by_account", "cli.held", "cli.each_file", "cli.unchecked", "cli.apart"),
    ("cli.each", "cli.together", "cli.validated"),
    ("cli.commands",),
    ("cli.app",),
    ("cli.entry",),
)

HANDED_OVER = {"cli.on_spark": frozenset({"api.spark.command"})}
"""What the command line hands over to the interface for programs, which is closed to everybody else."""

FOR_PROGRAMS = frozenset(
    {"cli.ending", "cli.render.json_shape", "cli.render.ndjson", "cli.render.tables"}
)
"""What `api` may name of the command line: how a report is written, how a run ends, nothing of a terminal."""

FOR_RENDERERS = frozenset(
    {
        "cli.output",
        "cli.progress",
        "cli.text_file",
        "engine.cases",
        "engine.comparing.model",
        "engine.explain.local",
        "engine.explain.model",
        "engine.explain.outcome",
        "engine.explain.timeline",
        "engine.lint.checks",
        "engine.libraries",
        "engine.lint.model",
        "engine.planning.model",
        "engine.policy.pack",
        "engine.problems",
        "engine.report.counts",
        "engine.report.decidability",
        "engine.report.findings",
        "engine.report.forms",
        "engine.report.granted",
        "engine.report.order",
        "engine.report.question",
        "engine.report.running_out",
        "engine.report.unfound",
        "engine.report.verdicts",
        "engine.snapshot.fields",
        "engine.sweeping.model",
        "engine.units",
        "engine.variants.edit_words",
        "engine.variants.edits",
        "engine.written",
        "engine.zones",
    }
)
"""What `cli.render` may name: reports, explanations and outcomes of cases, the words of a pack, the
catalogue of fields, and how values are written; a room with all that is in it, or one file.
"""
