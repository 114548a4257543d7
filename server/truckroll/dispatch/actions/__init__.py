"""Every write of the room, one file per aggregate; imported by full path."""
