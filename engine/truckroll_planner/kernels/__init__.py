"""Compiled loops: arrays and whole numbers in, arrays and whole numbers out. Nothing here knows a trade word."""
