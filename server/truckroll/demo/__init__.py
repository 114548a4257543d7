"""A company that does not exist, built and kept busy for showing and trying: through actions and the public API only.

One module per room builds that room's part; `people` are its staff and customers, who act over HTTP like real ones.
Names, places and durations are generated from a fixed seed; how many jobs come when follows published figures of
city repair services.
"""
