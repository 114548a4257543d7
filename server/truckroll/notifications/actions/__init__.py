"""Every write of the room: messages, and what the company says and how."""
