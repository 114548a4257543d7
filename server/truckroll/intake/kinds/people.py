"""Technicians, their skills, certificates and usual shifts out of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor, system
from truckroll.billing.queries import find_seller
from truckroll.foundation.tables import Column as Out
from truckroll.intake.columns import (
    WEEKDAYS,
    Column,
    clock,
    currency,
    day,
    flag,
    label,
    number,
    one_of,
    weekday,
    whole,
    zone,
)
from truckroll.intake.kinds.kind import Kind, Known, Made, Wanted, fold
from truckroll.workforce import queries, tables
from truckroll.workforce.actions import technicians as actions

_READER = system("intake.export")
_ENDS = ("home", "depot", "open")


def everybody(actor: Actor) -> Known:
    """This will be all technicians in use; who does not see some of them cannot name them."""
    people, seen = list(queries.list_technicians(actor=_READER)), queries.visible_technician_ids(actor)
    return Known(people, set() if seen is None else {one.pk for one in people} - set(seen))


def _of(name: str) -> Out:
    return name, lambda row: row[name]


class Technicians(Kind):
    """Who does the work."""

    name = "technicians"
    title = "Technicians"
    columns = (
        Column("external_id", label, also=("personnel number", "number", "id")),
        Column("name", label, required=True, also=("technician", "employee")),
        Column("phone", label, also=("mobile", "telephone")),
        Column("zone", zone, also=("time zone", "timezone")),
        Column("currency", currency),
        Column("home_lat", number(-90, 90)),
        Column("home_lon", number(-180, 180)),
        Column("depot_lat", number(-90, 90)),
        Column("depot_lon", number(-180, 180)),
        Column("start_policy", one_of(*_ENDS)),
        Column("end_policy", one_of(*_ENDS)),
        Column("vehicle", label, also=("van",)),
    )
    examples = (
        {"external_id": "T-1", "name": "Tariq Aziz", "phone": "+44 7700 900001", "zone": "Europe/London",
         "currency": "GBP", "home_lat": "51.5", "home_lon": "-0.1", "start_policy": "home", "end_policy": "home"},
        {"external_id": "T-2", "name": "Tove Berg", "zone": "Europe/London", "currency": "GBP",
         "start_policy": "open", "end_policy": "open", "vehicle": "Van 12"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        return f"id:{values['external_id']}" if values.get("external_id") else f"name:{fold(values.get('name', ''))}"

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known, company = everybody(actor), find_seller()
        for one in rows:
            one.found = known.same(one)
            one.fields = dict(one.values)
            if one.found is None:
                for column, own in (("zone", "zone"), ("currency", "currency")):
                    if column not in one.values and company is not None:
                        one.fields[column] = getattr(company, own)
                    elif column not in one.values:
                        one.fault(column, "is empty, and the company has not said its own")
            for place in ("home", "depot"):
                if (f"{place}_lat" in one.values) != (f"{place}_lon" in one.values):
                    one.fault(f"{place}_lat", "has only one of its halves")

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return Made(actions.create_technician(**one.fields, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        return Made(actions.change_technician(technician=one.found, values=one.changes(), actor=actor, now=now), was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_technician(actor=actor, technician_id=object_id)
        actions.take_back_technician(technician=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_technician(actor=actor, technician_id=object_id)
        actions.change_technician(technician=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return queries.list_technicians(actor=actor)

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tables.TECHNICIANS


class Skills(Kind):
    """Skills by name; a row with a technician says how well he has it."""

    name = "skills"
    title = "Skills"
    columns = (
        Column("skill", label, required=True, also=("name",)),
        Column("technician", label, also=("technician number", "employee")),
        Column("level", whole(1, 5)),
    )
    examples = ({"skill": "Gas"}, {"skill": "Gas", "technician": "T-1", "level": "3"})

    def key(self, values: Mapping[str, Any]) -> str:
        return f"{fold(values.get('skill', ''))}|{fold(values.get('technician', ''))}"

    def after(self, values: Mapping[str, Any]) -> set[str]:
        waits = super().after(values)
        return waits | ({f"{fold(values.get('skill', ''))}|"} if "technician" in values else set())

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known, skills = everybody(actor), {fold(label): pk for pk, label in queries.skill_names().items()}
        for one in rows:
            word = fold(one.values.get("skill", ""))
            pk = skills.get(word)
            if "technician" not in one.values:
                one.found = None if pk is None else queries.get_skill(actor=actor, skill_id=pk)
                one.fields = {"name": one.values.get("skill", "")} if pk is None else {}
            else:
                person = known.named(one, "technician")
                if pk is None and f"{word}|" not in coming:
                    one.fault("skill", "is not known; name it in an earlier row without a technician")
                one.fields = {"level": one.values.get("level", 1), "skill_id": pk, "technician": person}
                one.found = _HasSkill(person, pk) if person is not None and pk is not None else None
                if one.found is not None and one.found.level is None:
                    one.found = None
            if not one.faults:
                coming.add(one.key)

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        if "technician" not in one.fields:
            return Made(actions.create_skill(name=one.fields["name"], actor=actor, now=now))
        return self._set(one, actor, now)

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return self._set(one, actor, now)

    def _set(self, one: Wanted, actor: Actor, now: datetime) -> Made:
        person = queries.get_technician(actor=actor, technician_id=one.fields["technician"].pk)
        before = [{"skill_id": s.skill_id, "level": s.level} for s in person.skills.all()]
        skill = {"skill_id": one.fields["skill_id"], "level": one.fields["level"]}
        after = [s for s in before if s["skill_id"] != skill["skill_id"]] + [skill]
        person = actions.change_technician(technician=person, values={"skills": after}, actor=actor, now=now)
        return Made(person, {"skills": before})

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_skill(actor=actor, skill_id=object_id)
        actions.take_back_skill(skill=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_technician(actor=actor, technician_id=object_id)
        actions.change_technician(technician=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterator[Any]:
        for skill in sorted(queries.skill_names().values()):
            yield {"skill": skill, "technician": "", "level": ""}
        for person in queries.list_technicians(actor=actor):
            for held in person.skills.all():
                yield {"skill": held.skill.name, "technician": person.external_id or person.name, "level": held.level}

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tuple(map(_of, ("skill", "technician", "level")))


class _HasSkill:
    """What a technician has of a skill, to compare a row with."""

    def __init__(self, person: Any, skill_id: int) -> None:
        self.technician, self.skill_id = person, skill_id
        self.level = next((s.level for s in person.skills.all() if s.skill_id == skill_id), None)


class Certifications(Kind):
    """What technicians may do, and until when."""

    name = "certifications"
    title = "Certificates"
    columns = (
        Column("technician", label, required=True, also=("technician number", "employee")),
        Column("certificate", label, required=True, also=("certification", "type", "name")),
        Column("number", label, also=("certificate number",)),
        Column("issuer", label, also=("issued by",)),
        Column("valid_from", day, required=True, also=("from", "issued on")),
        Column("expires_on", day, also=("until", "expires", "expiry", "valid until")),
        Column("is_legal", flag, also=("legal",)),
    )
    examples = (
        {"technician": "T-1", "certificate": "Gas Safe", "number": "123456", "valid_from": "2026-01-31",
         "expires_on": "2027-01-30", "is_legal": "yes"},
        {"technician": "T-2", "certificate": "First aid", "valid_from": "2025-06-01", "is_legal": "no"},
    )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        parts = (values.get("technician", ""), values.get("certificate", ""), str(values.get("valid_from", "")))
        return "|".join(map(fold, parts))

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known = everybody(actor)
        types = {fold(label): pk for pk, label in queries.certification_type_names().items()}
        held = {(c.technician_id, c.type_id, c.valid_from): c for c in queries.list_certifications(actor=actor)}
        for one in rows:
            person = known.named(one, "technician") if "technician" in one.values else None
            type_id = types.get(fold(one.values.get("certificate", "")))
            starts, ends = one.values.get("valid_from"), one.values.get("expires_on")
            if starts is not None and ends is not None and ends < starts:
                one.fault("expires_on", "lies before its first day")
            if person is not None and starts is not None:
                one.found = held.get((person.pk, type_id, starts)) if type_id is not None else None
            one.fields = {
                field: one.values[field] for field in ("number", "issuer", "expires_on") if field in one.values
            }
            if one.found is None:
                one.fields |= {"technician": person, "type": one.values.get("certificate"), "valid_from": starts}

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        values = dict(one.fields)
        label = values.pop("type")
        types = {fold(known): pk for pk, known in queries.certification_type_names().items()}
        if fold(label) in types:
            kind = queries.get_certification_type(actor=actor, certification_type_id=types[fold(label)])
        else:
            # A certificate that nobody said is only the company's own is taken for one of the law.
            is_legal = one.values.get("is_legal", True)
            kind = actions.create_certification_type(name=label, is_legal=is_legal, actor=actor, now=now)
        return Made(actions.add_certification(certification_type=kind, **values, actor=actor, now=now))

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        was = one.former()
        row = actions.change_certification(certification=one.found, values=one.changes(), actor=actor, now=now)
        return Made(row, was)

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        row = queries.get_certification(actor=actor, certification_id=object_id)
        actions.take_back_certification(certification=row, version=version, actor=actor, now=now)

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_certification(actor=actor, certification_id=object_id)
        actions.change_certification(certification=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterable[Any]:
        return queries.list_certifications(actor=actor).select_related("technician", "type")

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return (
            ("technician", lambda held: held.technician.external_id or held.technician.name),
            ("certificate", lambda held: held.type.name),
            ("number", lambda held: held.number),
            ("issuer", lambda held: held.issuer),
            ("valid_from", lambda held: held.valid_from),
            ("expires_on", lambda held: held.expires_on),
            ("is_legal", lambda held: held.type.is_legal),
        )


class Shifts(Kind):
    """When technicians usually work, a row for each day of the week and beginning."""

    name = "shifts"
    title = "Usual shifts"
    sets_wholes = True
    columns = (
        Column("technician", label, required=True, also=("technician number", "employee")),
        Column("weekday", weekday, required=True, also=("day",)),
        Column("starts", clock, required=True, also=("from", "start")),
        Column("ends", clock, required=True, also=("to", "until", "end")),
        Column("from_on", day, also=("first day",)),
        Column("to_on", day, also=("last day",)),
    )
    examples = (
        {"technician": "T-1", "weekday": "Mon", "starts": "08:00", "ends": "17:00"},
        {"technician": "T-1", "weekday": "Tue", "starts": "22:00", "ends": "06:00", "from_on": "2026-01-01"},
    )

    def key(self, values: Mapping[str, Any]) -> str:
        parts = (values.get("technician", ""), *(str(values.get(n, "")) for n in ("weekday", "starts", "from_on")))
        return "|".join(map(fold, parts))

    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        known = everybody(actor)
        for one in rows:
            person = known.named(one, "technician") if "technician" in one.values else None
            values = {n: one.values.get(n) for n in ("weekday", "starts", "ends", "from_on", "to_on")}
            if values["starts"] is not None and values["starts"] == values["ends"]:
                one.fault("ends", "is when it starts")
            if values["from_on"] and values["to_on"] and values["to_on"] < values["from_on"]:
                one.fault("to_on", "lies before its first day")
            one.fields = {"technician": person, **values}
            patterns = person.shift_patterns.all() if person is not None else ()
            one.found = next((p for p in patterns if _alike(p, values)), None)

    def after(self, values: Mapping[str, Any]) -> set[str]:
        # All of a technician's rows are set together.
        return set()

    def make(self, rows: Sequence[Wanted], *, actor: Actor, now: datetime) -> list[Made]:
        by_person: dict[int, list[Wanted]] = {}
        for one in rows:
            by_person.setdefault(one.fields["technician"].pk, []).append(one)
        made = {pk: self._set_week(pk, mine, actor, now) for pk, mine in by_person.items()}
        return [made[one.fields["technician"].pk] for one in rows]

    def _set_week(self, technician_id: int, rows: Sequence[Wanted], actor: Actor, now: datetime) -> Made:
        person = queries.get_technician(actor=actor, technician_id=technician_id)
        names = ("weekday", "starts", "ends", "from_on", "to_on")
        before = [{n: getattr(p, n) for n in names} for p in person.shift_patterns.all()]
        after = before
        for one in rows:
            new = {n: one.fields[n] for n in names}
            after = [p for p in after if not _same_begin(p, new)] + [new]
        person = actions.change_technician(technician=person, values={"shift_patterns": after}, actor=actor, now=now)
        return Made(person, {"shift_patterns": before})

    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        return self.make([one], actor=actor, now=now)[0]

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        row = queries.get_technician(actor=actor, technician_id=object_id)
        actions.change_technician(technician=row, values=dict(was), version=version, actor=actor, now=now)

    def rows(self, *, actor: Actor) -> Iterator[Any]:
        for person in queries.list_technicians(actor=actor):
            for p in person.shift_patterns.all():
                yield {
                    "technician": person.external_id or person.name,
                    "weekday": WEEKDAYS[p.weekday].title(),
                    "starts": f"{p.starts:%H:%M}",
                    "ends": f"{p.ends:%H:%M}",
                    "from_on": p.from_on,
                    "to_on": p.to_on,
                }

    def exported(self, *, actor: Actor) -> Sequence[Out]:
        return tuple(map(_of, ("technician", "weekday", "starts", "ends", "from_on", "to_on")))


def _alike(pattern: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(pattern, n) == values[n] for n in ("weekday", "starts", "from_on"))


def _same_begin(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[n] == other[n] for n in ("weekday", "starts", "from_on"))
