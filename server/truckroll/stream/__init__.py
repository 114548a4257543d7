"""The live stream: facts from the outbox to every connected browser and phone, in order, each to whom it concerns.

Raw ASGI beside Django; it reads the outbox and never writes.
"""
