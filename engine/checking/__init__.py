"""A snapshot and packs become a report: what the command line and the Python interface both do."""
