"""The ground under every room: commands, events, lifecycles, refusals, clock, money, audit.

It knows no business noun. If something here says "visit", it is in the wrong room.
"""
