"""Owns what is said to customers: each message, its words, its way out and what became of it.

It listens to work and writes a message in the transaction of its cause; a thread of the worker sends it. It never
decides anything about a visit, and nothing waits for it.
"""
