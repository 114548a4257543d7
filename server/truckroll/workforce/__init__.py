"""Technicians: what they can and may do, when they are there, where they start, and what takes up their time.

It owns every technician's occupancy, and never knows what the work is.
"""
