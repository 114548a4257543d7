"""Timed runs of the planner; never imported by tests of the package."""
