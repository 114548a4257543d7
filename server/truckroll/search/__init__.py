"""Finding anything, and the views of lists that people keep.

It asks the rooms below and never changes a row of theirs.
"""
