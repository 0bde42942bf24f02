"""Statements of the sources: what they say, one by one, and what of a pack carries each.

The table stands beside a pack, in `statements.yaml`; the loader of packs passes it over.
"""
