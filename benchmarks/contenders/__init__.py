"""The bench pack decided without closeout: programs that somebody would write by hand for these 19 rules.

Each takes a file of NDJSON as `portfolios.py` makes it and writes to stdout. They lean on what that file is
like: ids and instants in one form, so that texts compare as what they stand for; one currency; every contract
with an account and a client; gaps in four fields and nowhere else.
"""
