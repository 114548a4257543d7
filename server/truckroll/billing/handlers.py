"""What billing does about facts of work: drafts follow what was done, approval fixes them."""

from __future__ import annotations

from truckroll.accounts.actors import system
from truckroll.billing import queries
from truckroll.billing.actions.drafts import draft_invoice, unfreeze_draft, void_lines
from truckroll.foundation import clock
from truckroll.foundation.events import on, within
from truckroll.work.events import WorkOrderApproved, WorkOrderCanceled, WorkOrderCompleted, WorkOrderReopened


@on(WorkOrderCompleted)
def draft_what_was_done(fact: WorkOrderCompleted) -> None:
    """This will have a draft ready when the office looks at the finished work."""
    if queries.find_standing_invoice(fact.work_order_id) is None:
        draft_invoice(work_order_id=fact.work_order_id, actor=system("billing.draft"), now=clock.now())


@within(WorkOrderApproved)
def fix_what_was_approved(fact: WorkOrderApproved) -> None:
    """This will fix the lines as they were when the office approved them, in the same transaction."""
    if queries.find_standing_invoice(fact.work_order_id) is None:
        draft_invoice(work_order_id=fact.work_order_id, actor=system("billing.freeze"), now=clock.now())


@within(WorkOrderReopened)
def follow_again(fact: WorkOrderReopened) -> None:
    """This will let the draft follow the work again."""
    unfreeze_draft(work_order_id=fact.work_order_id, now=clock.now())


@within(WorkOrderCanceled)
def void_what_was_canceled(fact: WorkOrderCanceled) -> None:
    """This will keep the lines of a canceled work order as void, in the same transaction."""
    void_lines(work_order_id=fact.work_order_id, actor=system("billing.cancel"), now=clock.now())
