"""The tables of the room: messages and each try to send them, templates, ways out, wishes, and the letterhead."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import audited
from truckroll.foundation.ids import uuid7
from truckroll.foundation.models import Row, VersionedRow
from truckroll.notifications.kinds import Channel, Kind
from truckroll.notifications.lifecycle import MessageStatus
from truckroll.work import queries as work


class Messages(models.QuerySet["Message"]):
    """Messages by who may see them."""

    def visible_to(self, actor: Actor) -> Messages:
        """This will keep all messages for the office and none for anybody else.

        A dispatcher limited to areas sees those about work there, and about requests he sees.
        """
        if not actor.is_any(roles.OFFICE):
            return self.none()
        if not actor.territory_ids:
            return self
        orders, asked = work.visible_work_orders(actor), work.list_requests(actor=actor).order_by().values("pk")
        return self.filter(models.Q(work_order__in=orders) | models.Q(work_order=None, request__in=asked))


class Message(VersionedRow):
    """Something to be said to a customer. Its `client_uuid` is what mail servers and gateways know it by."""

    client_uuid = models.UUIDField(unique=True, default=uuid7)
    kind = models.TextField(choices=Kind)
    channel = models.TextField(choices=Channel, blank=True)
    status = models.TextField(choices=MessageStatus, default=MessageStatus.QUEUED)
    request = models.ForeignKey("work.Request", on_delete=models.PROTECT, null=True, related_name="+")
    work_order = models.ForeignKey("work.WorkOrder", on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey("work.Visit", on_delete=models.PROTECT, null=True, related_name="+")
    recipient_name = models.TextField(blank=True)
    recipient = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    body = models.TextField()
    # [{"name": ..., "sha256": ...}] of stored blobs
    attachments = models.JSONField(default=list)
    # What was promised by it, so that the next change knows whether it breaks that.
    told_from = models.DateTimeField(null=True)
    told_to = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    written_by = models.TextField()
    not_before = models.DateTimeField()
    useful_until = models.DateTimeField()
    # Why it was withheld or failed, as a sentence.
    why = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Real instants: they are about processes and networks.
    next_try_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    provider_id = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    told_by = models.TextField(blank=True)

    objects = Messages.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=["", *Channel.values]), name="message_channel_known"),
            models.CheckConstraint(condition=Q(status__in=MessageStatus.values), name="message_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["withheld", "overtaken", "told", "failed"]) | ~Q(recipient="") & ~Q(channel=""),
                name="message_sent_to_somebody",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="message_says_something"),
        ]
        indexes = [
            models.Index(fields=["work_order", "-id"], name="message_of_work_order"),
            models.Index(fields=["visit", "-id"], name="message_of_visit"),
            models.Index(
                fields=["channel", "id"], condition=Q(status__in=["queued", "sending"]), name="message_waiting"
            ),
            models.Index(fields=["status", "-id"], name="message_by_status"),
        ]


class Try(Row):
    """One try to send a message, and what the other side said; without an outcome nobody knows."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="all_tries")
    number = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    detail = models.TextField(blank=True)


@audited
class Template(VersionedRow):
    """The company's own words for a kind of message on a channel, and whether it is sent; absent: the default ones."""

    kind = models.TextField(choices=Kind)
    channel = models.TextField(choices=Channel)
    subject = models.TextField(blank=True)
    body = models.TextField()
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "channel"], name="template_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="template_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="template_channel_known"),
        ]


class LineSecurity(models.TextChoices):
    """How the line to the mail server is kept private."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@audited
class Transport(VersionedRow):
    """The way out of a channel: a mail server, or a gateway for text messages that speaks as Twilio's does.

    Its password is no row: it lies in a file of the home folder, by name.
    """

    channel = models.TextField(choices=Channel, unique=True)
    is_active = models.BooleanField(default=True)
    host = models.TextField(blank=True)
    port = models.PositiveIntegerField(default=587)
    security = models.TextField(choices=LineSecurity, default=LineSecurity.STARTTLS)
    url = models.TextField(blank=True)
    user_name = models.TextField(blank=True)
    password_file = models.TextField(blank=True)
    sender = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="transport_channel_known"),
            models.CheckConstraint(condition=Q(security__in=LineSecurity.values), name="transport_security_known"),
            models.CheckConstraint(
                condition=Q(channel="email") & ~Q(host="") | Q(channel="sms") & ~Q(url="") & ~Q(user_name=""),
                name="transport_place_present",
            ),
            models.CheckConstraint(condition=~Q(sender=""), name="transport_sender_present"),
        ]


@audited
class Letterhead(VersionedRow):
    """Who speaks, and at which hours: between `quiet_from` and `quiet_until` of the site's day nothing goes out."""

    company = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="letterhead_single")]


class WishChannel(models.TextChoices):
    """What a contact wants: rather one of the channels, never one of them, or no messages at all."""

    EMAIL = "email"
    SMS = "sms"
    NO_EMAIL = "no_email"
    NO_SMS = "no_sms"
    NONE = "none"


@audited
class Wish(VersionedRow):
    """How a contact wants to be told, if he said so; without it the mail address comes first, then the phone."""

    contact = models.OneToOneField("customers.Contact", on_delete=models.CASCADE, related_name="+")
    channel = models.TextField(choices=WishChannel)
    said_at = models.DateTimeField()
    written_by = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(channel__in=WishChannel.values), name="wish_channel_known")]
