"""Runs truckroll's processes on one machine: a local Postgres, the supervisor, the doctor.

Knows nothing of the business and imports no Django. It reads the environment, because it makes the environment the
rooms above are started with.
"""
