"""Decides who does which visit and when, and says why: the board, placing by hand, the assigner, its decisions.

It asks the planning engine and calls work to change visits. It never moves a visit without a stored decision.
"""
