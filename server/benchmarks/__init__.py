"""Measures what the server promises in figures: `./run bench server [NAME…]`."""
