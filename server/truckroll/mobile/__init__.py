"""What a technician's phone sends and carries: its day out, its commands in, its photos in pieces.

It has no rule of its own: each command is one action of `work`, which may refuse it. Nothing a phone sends is dropped
silently, and nothing it sends twice happens twice.
"""
