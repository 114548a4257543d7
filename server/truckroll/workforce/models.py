"""The tables of the room: teams, technicians, skills, certificates, shifts, absences, territories, occupancy."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Exists, F, Func, OuterRef, Q, Value

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow


class Technicians(models.QuerySet["Technician"]):
    """Technicians by who may see them."""

    def visible_to(self, actor: Actor) -> Technicians:
        """This will keep all for the office, the own team for who leads it, and himself for a technician.

        A dispatcher limited to areas sees who works there; who has no area works everywhere.
        """
        if actor.is_any(roles.OFFICE):
            return self.serving(actor.territory_ids) if actor.territory_ids else self
        own = Q(pk=actor.technician_id) if actor.technician_id is not None else Q(pk__in=[])
        if actor.role == roles.Role.LEAD_TECHNICIAN and actor.team_id is not None:
            own |= Q(team_id=actor.team_id)
        return self.filter(own)

    def serving(self, territory_ids: Iterable[int]) -> Technicians:
        """This will keep those who work in one of the areas, and those who work everywhere."""
        links = TechnicianTerritory.objects.filter(technician=OuterRef("pk"))
        there = links.filter(territory_id__in=list(territory_ids))
        return self.filter(Exists(there) | ~Exists(links))


@audited
class Team(VersionedRow):
    """Technicians who are led together."""

    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="team_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="team_name_present"),
        ]


class DayEnd(models.TextChoices):
    """Where a day starts or ends."""

    HOME = "home"
    DEPOT = "depot"
    OPEN = "open"


@audited
class Technician(VersionedRow):
    """A person who does the work. His zone is the zone of his shifts."""

    name = models.TextField()
    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.TextField(blank=True)
    zone = models.TextField()
    home_lat = models.FloatField(null=True)
    home_lon = models.FloatField(null=True)
    depot_lat = models.FloatField(null=True)
    depot_lon = models.FloatField(null=True)
    start_policy = models.TextField(choices=DayEnd, default=DayEnd.HOME)
    end_policy = models.TextField(choices=DayEnd, default=DayEnd.HOME)
    max_travel_s = models.PositiveIntegerField(null=True)
    vehicle = models.TextField(blank=True)
    # Whose public holidays are his, as the holidays package names countries and their parts; empty for none.
    holiday_country = models.TextField(blank=True)
    holiday_subdivision = models.TextField(blank=True)
    cost_rate = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    archived_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True)

    objects = Technicians.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="technician_external_id_unique", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(name=""), name="technician_name_present"),
            models.CheckConstraint(condition=~Q(zone=""), name="technician_zone_present"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="technician_currency_iso"),
            models.CheckConstraint(
                condition=Q(start_policy__in=DayEnd.values, end_policy__in=DayEnd.values),
                name="technician_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(home_lat__isnull=True, home_lon__isnull=True)
                | Q(home_lat__range=(-90, 90), home_lon__range=(-180, 180)),
                name="technician_home_whole",
            ),
            models.CheckConstraint(
                condition=Q(depot_lat__isnull=True, depot_lon__isnull=True)
                | Q(depot_lat__range=(-90, 90), depot_lon__range=(-180, 180)),
                name="technician_depot_whole",
            ),
            models.CheckConstraint(
                condition=Q(cost_rate__isnull=True) | Q(cost_rate__gte=0), name="technician_cost_rate_sign"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="technician_by_name")]


@audited
class Skill(VersionedRow):
    """Something one can do."""

    name = models.TextField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="skill_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="skill_name_present"),
        ]


@audited
class TechnicianSkill(Row):
    """How well a technician can do it: 1 under guidance, 5 the one the others ask."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technician", "skill"], name="technician_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="technician_skill_level"),
        ]


@audited
class CertificationType(VersionedRow):
    """A kind of certificate; one that the law demands is never waived by a dispatcher (rule 23)."""

    name = models.TextField()
    is_legal = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="certification_type_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="certification_type_name_present"),
        ]


@audited
class Certification(VersionedRow):
    """What a technician may do, from a date to a date, both included, at the place of the work (rule 22)."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="certifications")
    type = models.ForeignKey(CertificationType, on_delete=models.PROTECT, related_name="+")
    number = models.TextField(blank=True)
    issuer = models.TextField(blank=True)
    valid_from = models.DateField()
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("valid_from")),
                name="certification_dates_in_order",
            ),
            models.UniqueConstraint(fields=["technician", "type", "valid_from"], name="certification_once"),
        ]


@audited
class LapseNotice(Row):
    """That a certificate lapses was told once for each number of days before; another expiry is another lapse."""

    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certification", "days", "expires_on"], name="lapse_notice_once")
        ]


@audited
class ShiftPattern(Row):
    """When a technician works, every week, in his wall time; past midnight if it ends before it starts."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="shift_patterns")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday"),
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="shift_length"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="shift_dates_in_order",
            ),
        ]


@audited
class ShiftException(Row):
    """On that date a technician works these hours instead of the usual ones; without hours he is off."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | (Q(starts__isnull=False, ends__isnull=False) & ~Q(starts=F("ends"))),
                name="shift_exception_whole",
            ),
            models.UniqueConstraint(fields=["technician", "on", "starts"], name="shift_exception_once"),
            models.UniqueConstraint(
                fields=["technician", "on"], name="shift_exception_off_once", condition=Q(starts__isnull=True)
            ),
        ]


class AbsenceKind(models.TextChoices):
    """What takes up a technician's time and is no visit."""

    LEAVE = "leave"
    SICK = "sick"
    PUBLIC_HOLIDAY = "public_holiday"
    TRAINING = "training"
    MEETING = "meeting"
    VAN_SERVICE = "van_service"
    BREAK = "break"
    OTHER = "other"


@audited
class Absence(VersionedRow):
    """A technician is away, or there and not for visits: leave, a holiday, a meeting, the van in service, a break."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=AbsenceKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.TextField(blank=True)
    canceled_at = models.DateTimeField(null=True)
    # Recorded over planned visits: it takes up no time until they are gone, and they are in conflict with it.
    is_contested = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AbsenceKind.values), name="absence_kind_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_length"),
        ]
        indexes = [models.Index(fields=["technician", "ends_at"], name="absence_by_technician")]


class AttendanceKind(models.TextChoices):
    WORK = "work"
    BREAK = "break"


class Int8Range(Func):
    """A range of one bigint: lets GiST compare ids for equality without a contrib extension."""

    function = "int8range"
    arity = 3


class TstzRange(Func):
    """A range of two instants; without an end it goes on for ever."""

    function = "tstzrange"
    arity = 2


@audited
class Attendance(Row):
    """A stretch of a technician's day as it was: at work, or on a break within it. The last one may be open.

    `on` is the local date he clocked on, which the whole stint belongs to (rule 10). `start_said` and `end_said` name
    the person of the office who said it for him, with the reason.
    """

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=AttendanceKind)
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    start_said = models.TextField(blank=True)
    end_said = models.TextField(blank=True)
    # The bar of a break on the board, as far as the time was free.
    absence = models.OneToOneField(Absence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AttendanceKind.values), name="attendance_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="attendance_length"
            ),
            ExclusionConstraint(
                name="attendance_no_overlap",
                expressions=[
                    (Int8Range(F("technician_id"), F("technician_id"), Value("[]")), RangeOperators.OVERLAPS),
                    (TstzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["technician", "on"], name="attendance_by_day")]


@audited
class Territory(VersionedRow):
    """An area of responsibility: a polygon, a list of postal codes, or both."""

    name = models.TextField()
    polygon = models.JSONField(null=True)
    postal_codes = ArrayField(models.TextField(), default=list)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="territory_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_name_present"),
        ]


@audited
class TechnicianTerritory(Row):
    """A technician works in the area. Who has none works everywhere."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="territories")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["technician", "territory"], name="technician_territory_once")]


@audited
class OnCallRota(VersionedRow):
    """Who answers outside of hours, for an area and a trade; without one of them for all. Wall times in its zone."""

    name = models.TextField()
    zone = models.TextField()
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="on_call_rota_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="on_call_rota_name_present"),
            models.CheckConstraint(condition=~Q(zone=""), name="on_call_rota_zone_present"),
        ]


class OnCallRank(models.IntegerChoices):
    """Who is rung first, and who if he does not answer."""

    PRIMARY = 1
    SECONDARY = 2


@audited
class OnCallPattern(Row):
    """Every week a technician is on call from a wall time to another; past midnight if it ends before it starts.

    Two of one rank in one rota never overlap within the dates both hold: `on_call_pattern_one_at_a_time` in the
    database, made by migration because no model constraint can name a range of the week that wraps around Sunday.
    """

    rota = models.ForeignKey(OnCallRota, on_delete=models.PROTECT, related_name="patterns")
    rank = models.PositiveSmallIntegerField(choices=OnCallRank)
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=OnCallRank.values), name="on_call_rank_known"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="on_call_weekday"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="on_call_dates_in_order",
            ),
        ]


@audited
class OnCallSwap(Row):
    """Of the duties that begin on that date, another technician takes this rank."""

    rota = models.ForeignKey(OnCallRota, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(choices=OnCallRank)
    on = models.DateField()
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=OnCallRank.values), name="on_call_swap_rank_known"),
            models.UniqueConstraint(fields=["rota", "rank", "on"], name="on_call_swap_once"),
        ]


class OccupancyKind(models.TextChoices):
    VISIT = "visit"
    # Somebody's part in a visit that another leads; the source is the row of the crew.
    CREW = "crew"
    ABSENCE = "absence"
    # A time that a customer is being offered; nobody has to take it back.
    OFFER = "offer"


@audited
class Occupancy(Row):
    """What takes up a technician's time. Two of one technician never overlap, whoever writes them (P8)."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField()
    kind = models.TextField(choices=OccupancyKind)
    source_id = models.BigIntegerField()
    # From then on it is in nobody's way: whoever wants the time gives it back first.
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="occupancy_no_overlap",
                expressions=[
                    (Int8Range(F("technician_id"), F("technician_id"), Value("[]")), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                # Immediate by default; two visits that swap may ask for the end of the transaction.
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(fields=["kind", "source_id"], name="occupancy_of_source_once"),
            models.CheckConstraint(condition=Q(kind__in=OccupancyKind.values), name="occupancy_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=OccupancyKind.OFFER, held_until__isnull=False)
                | ~Q(kind=OccupancyKind.OFFER) & Q(held_until=None),
                name="occupancy_only_offers_lapse",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="occupancy_period_bounded",
            ),
        ]
