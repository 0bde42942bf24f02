"""The engine: snapshot -> facts -> rules -> findings -> verdicts.

It knows no terminal, no report format and no clock.
"""
