"""From a snapshot and packs to a report: what matched, in all states of knowledge, by contract."""
