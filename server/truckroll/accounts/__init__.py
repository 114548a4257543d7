"""Who may come in and as whom: users, roles, API tokens and the actor behind every request.

It calls only the foundation. It never knows which technician or customer a user is; rooms above link to it.
"""
