"""What a customer asks for, the work order it becomes, and the visits that do it: one record, request to approval.

It asks `contracts` when work is due, `workforce` for a technician's time and `customers` where the work is.
It never knows who planned a visit, who pays for it or who is told.
"""
