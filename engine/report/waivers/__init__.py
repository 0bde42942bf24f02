"""Waivers: findings that a team has decided to live with until a date.

A waiver changes what fails a run, never what was found: see `apply`.
"""
