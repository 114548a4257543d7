"""Parts and where they lie: vans, shelves, and every move of a part; what lies somewhere is the sum of its moves.

Calls workforce for whose van it is. Never knows of visits: a move that follows from one carries its name in `source`.
"""
