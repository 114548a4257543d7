"""Sends what waits: lease in one transaction, send outside of any, confirm in another; at least once.

Each channel has a thread of its own in the worker, so that a gateway that hangs does not hold the mail.
"""

from __future__ import annotations

import logging
import threading

from django.db import connection, transaction

from truckroll.accounts.actors import system
from truckroll.foundation import clock, crash
from truckroll.notifications import queries
from truckroll.notifications.actions import messages
from truckroll.notifications.going_out import Unreachable, Unwilling, send
from truckroll.notifications.kinds import Channel
from truckroll.notifications.lifecycle import MessageStatus
from truckroll.upkeep.queries import is_mute

log = logging.getLogger("truckroll.messages")

CHANNELS = tuple(Channel.values)
_SENDER = system("notifications.send")
_LOOK_EVERY_S = 1.0


def run(stop: threading.Event, channel: str) -> None:
    """This will send the messages of a channel until told to stop."""
    while not stop.is_set():
        try:
            while not stop.is_set() and send_next(channel):
                pass
        except Exception:
            log.exception("sending by %s failed; trying again in a second", channel)
            connection.close()
        stop.wait(_LOOK_EVERY_S)
    connection.close()


def send_next(channel: str) -> bool:
    """This will try the next message of a channel that is due; False if there is none, or nothing may leave."""
    transport = queries.find_transport(channel)
    # A restored copy keeps quiet (P35): the real installation has said it, or will.
    if transport is None or is_mute():
        return False
    with transaction.atomic():
        message = messages.lease_message(channel=channel, actor=_SENDER, now=clock.now(), real_now=clock.real_now())
    if message is None:
        return False
    if message.status != MessageStatus.SENDING:
        return True
    crash.point("message.after_lease")
    try:
        provider_id = send(message, transport)
    except Unwilling as error:
        with transaction.atomic():
            messages.fail_message(
                message=message, why=str(error), actor=_SENDER, now=clock.now(), real_now=clock.real_now()
            )
        return True
    except Unreachable as error:
        with transaction.atomic():
            messages.give_back_message(
                message=message, why=str(error), actor=_SENDER, now=clock.now(), real_now=clock.real_now()
            )
        return True
    except Exception as error:  # whatever it is counts as a try, with its reason, and those behind it go out
        log.exception("message %s", message.pk)
        said = f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode().replace("\0", "")
        with transaction.atomic():
            messages.give_back_message(
                message=message, why=f"It could not be sent. {said[:300]}", actor=_SENDER, now=clock.now(),
                real_now=clock.real_now(),
            )  # fmt: skip
        return True
    crash.point("message.after_send_before_confirm")
    with transaction.atomic():
        messages.confirm_message(
            message=message, provider_id=provider_id, actor=_SENDER, now=clock.now(), real_now=clock.real_now()
        )
    return True
