"""Owns what an installation knows of its own keep: its backups, and whether it is a restored copy that stays mute.

It calls the local Postgres' programs and reads every table as a whole; it never knows what a row means.
"""
