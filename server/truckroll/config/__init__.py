"""Puts the rooms together: settings, addresses, servers. The only reader of the environment beside host and cli."""
