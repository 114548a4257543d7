"""The tables of the room: decisions, which never change, offers, the company's policy, areas that release otherwise."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from truckroll.dispatch.inputs import Weights
from truckroll.dispatch.lifecycle import OfferStatus
from truckroll.dispatch.releasing import Release, Rule
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow


class How(models.TextChoices):
    """Who took the initiative: the assigner by itself, the assigner when asked for advice, or a person."""

    AUTO = "auto"
    SUGGEST = "suggest"
    HAND = "hand"


class Outcome(models.TextChoices):
    ASSIGNED = "assigned"
    SUGGESTED = "suggested"
    FLAGGED = "flagged"
    REMOVED = "removed"


class Part(models.TextChoices):
    """What the named technician is on the visit."""

    LEAD = "lead"
    MEMBER = "member"


class Decision(Row):
    """Who was to do a visit, why, and why nobody else: with the inputs it was made from. Rows are never changed."""

    visit = models.ForeignKey("work.Visit", on_delete=models.PROTECT, related_name="+")
    how = models.TextField(choices=How)
    outcome = models.TextField(choices=Outcome)
    part = models.TextField(choices=Part, default=Part.LEAD)
    decided_at = models.DateTimeField()
    decided_by = models.TextField()
    user_id = models.BigIntegerField(null=True)
    # The planned day, where the site is.
    day = models.DateField()
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(null=True)
    runner_up = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, null=True, related_name="+")
    # What a person wrote when he set a rule aside, and the rules he set aside.
    reason = models.TextField(blank=True)
    overridden = models.JSONField(default=list)
    flag = models.TextField(blank=True)
    sentence = models.TextField()
    candidates = models.JSONField()
    inputs_sha256 = models.TextField()
    # Text and not JSON: the hash is of these bytes.
    inputs = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["visit", "-id"], name="decision_of_visit")]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="decision_how_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="decision_part_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FLAGGED, technician=None, starts_at=None)
                | ~Q(outcome=Outcome.FLAGGED) & Q(technician__isnull=False, starts_at__isnull=False),
                name="decision_names_somebody_or_is_flagged",
            ),
            models.CheckConstraint(condition=Q(overridden=[]) | ~Q(reason=""), name="decision_override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(runner_up=None) | ~Q(runner_up=F("technician")), name="decision_runner_up_is_another"
            ),
        ]
        triggers = [pgtrigger.Protect(name="decision_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


class Offer(VersionedRow):
    """A time that a customer on the phone is being offered, and kept for him for a while (rule 11)."""

    visit = models.ForeignKey("work.Visit", on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey("workforce.Technician", on_delete=models.PROTECT, related_name="+")
    status = models.TextField(choices=OfferStatus, default=OfferStatus.HELD)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # What the customer is told.
    window_starts_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    held_at = models.DateTimeField()
    held_until = models.DateTimeField()
    held_by = models.TextField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["technician", "starts_at"], name="offer_held", condition=Q(status="held"))]
        constraints = [
            models.UniqueConstraint(fields=["visit"], name="offer_held_once", condition=Q(status="held")),
            models.CheckConstraint(condition=Q(status__in=OfferStatus.values), name="offer_status_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="offer_takes_time"),
            models.CheckConstraint(condition=Q(held_until__gt=F("held_at")), name="offer_held_for_a_while"),
            models.CheckConstraint(
                condition=Q(window_starts_at__lte=F("starts_at"), window_ends_at__gte=F("starts_at")),
                name="offer_starts_in_its_window",
            ),
        ]


_DEFAULT = Weights()
_RULE = Rule()


@audited
class DispatchPolicy(VersionedRow):
    """What the company's wishes are worth and how far the assigner looks; one row, made by its first change."""

    # Hours of driving that one hour after the due time is worth, by priority.
    late_hours_1 = models.PositiveSmallIntegerField(default=_DEFAULT.late_hours[0])
    late_hours_2 = models.PositiveSmallIntegerField(default=_DEFAULT.late_hours[1])
    late_hours_3 = models.PositiveSmallIntegerField(default=_DEFAULT.late_hours[2])
    late_hours_4 = models.PositiveSmallIntegerField(default=_DEFAULT.late_hours[3])
    overtime_hours = models.PositiveSmallIntegerField(default=_DEFAULT.overtime_hours)
    max_overtime_minutes = models.PositiveSmallIntegerField(default=_DEFAULT.max_overtime_minutes)
    commute_minutes = models.PositiveSmallIntegerField(default=_DEFAULT.commute_minutes)
    stranger_minutes = models.PositiveSmallIntegerField(default=_DEFAULT.stranger_minutes)
    skill_level_minutes = models.PositiveSmallIntegerField(default=_DEFAULT.skill_level_minutes)
    preferred_minutes = models.PositiveSmallIntegerField(default=_DEFAULT.preferred_minutes)
    days_ahead = models.PositiveSmallIntegerField(default=7)
    # When a planned visit goes to the phone; areas may do it otherwise (TerritoryRelease).
    release = models.TextField(choices=Release, default=_RULE.release)
    release_at = models.TimeField(default=_RULE.at)
    release_next = models.PositiveSmallIntegerField(default=_RULE.next_few)
    release_within_hours = models.PositiveSmallIntegerField(default=_RULE.within_hours)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="dispatch_policy_single"),
            models.CheckConstraint(condition=Q(days_ahead__gte=1, days_ahead__lte=30), name="dispatch_policy_days"),
            models.CheckConstraint(condition=Q(release__in=Release.values), name="dispatch_policy_release_known"),
            models.CheckConstraint(condition=Q(release_next__gte=1), name="dispatch_policy_next_positive"),
        ]

    def weights(self) -> Weights:
        """This will be the part of the policy that a decision is made from."""
        return Weights(
            late_hours=(self.late_hours_1, self.late_hours_2, self.late_hours_3, self.late_hours_4),
            overtime_hours=self.overtime_hours,
            max_overtime_minutes=self.max_overtime_minutes,
            commute_minutes=self.commute_minutes,
            stranger_minutes=self.stranger_minutes,
            skill_level_minutes=self.skill_level_minutes,
            preferred_minutes=self.preferred_minutes,
        )

    def rule(self) -> Rule:
        """This will be how the company releases visits."""
        return _rule_of(self)


@audited
class TerritoryRelease(VersionedRow):
    """An area whose visits go to the phones by another rule than the company's."""

    territory = models.OneToOneField("workforce.Territory", on_delete=models.PROTECT, related_name="+")
    release = models.TextField(choices=Release, default=_RULE.release)
    release_at = models.TimeField(default=_RULE.at)
    release_next = models.PositiveSmallIntegerField(default=_RULE.next_few)
    release_within_hours = models.PositiveSmallIntegerField(default=_RULE.within_hours)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(release__in=Release.values), name="territory_release_known"),
            models.CheckConstraint(condition=Q(release_next__gte=1), name="territory_release_next_positive"),
        ]

    def rule(self) -> Rule:
        """This will be how the area releases visits."""
        return _rule_of(self)


def _rule_of(row: DispatchPolicy | TerritoryRelease) -> Rule:
    return Rule(
        release=row.release, within_hours=row.release_within_hours, at=row.release_at, next_few=row.release_next
    )
