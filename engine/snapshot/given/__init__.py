"""Contracts that a program holds already: dicts, and data frames by the Arrow interface."""
