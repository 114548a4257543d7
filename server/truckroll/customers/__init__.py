"""Customers, the people at their sites, the sites themselves and what stands in them.

It calls only the ground and travel, and never knows of an appointment.
"""
