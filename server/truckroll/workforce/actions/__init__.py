"""Every write of the room, by aggregate: technicians and their qualifications, and what takes up their time."""
