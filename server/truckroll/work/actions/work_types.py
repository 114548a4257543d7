"""Writes of work types: what a kind of work takes and needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, NotFound, Refusal, refuse_constraint
from truckroll.foundation.versions import forget, lock_at, touch
from truckroll.work.events import WorkTypeChanged
from truckroll.work.keeping import topics_of
from truckroll.work.lifecycle import OVER
from truckroll.work.models import (
    ChecklistItem,
    TriageQuestion,
    Visit,
    WorkType,
    WorkTypeCertification,
    WorkTypeRole,
    WorkTypeRoleSkill,
    WorkTypeSkill,
)
from truckroll.work.rows import visit_rows
from truckroll.workforce import queries as workforce


class WorkTypeNameTaken(Refusal):
    """Two work types of one name could not be told apart."""

    code = "work_type_name_taken"
    title = "This name is in use"
    what_to_do = "Choose another name, or change the work type that has it."


refuse_constraint("work_type_name_unique", lambda: WorkTypeNameTaken("Another work type has this name."))


def create_work_type(
    *,
    name: str,
    duration_s: int,
    actor: Actor,
    now: datetime,
    description: str = "",
    priority: int = 3,
    crew_size: int = 1,
    assignment: str = "suggest",
    skills: Iterable[tuple[int, int]] = (),
    roles: Iterable[Mapping[str, Any]] = (),
    certifications: Iterable[int] = (),
    checklist: Iterable[Mapping[str, Any]] = (),
    triage: Iterable[Mapping[str, Any]] = (),
) -> WorkType:
    """This will make a work type with what it needs: people, skills with their least level, certificates, questions.

    What `skills` names everybody needs; what a role names only so many as it says.

    Raises
    ------
    WorkTypeNameTaken
        Another work type has the name.
    NotFound
        A skill or certification type does not exist.
    Invalid
        The roles take more people than go.
    """
    work_type = WorkType.objects.create(
        name=name,
        duration_s=duration_s,
        description=description,
        priority=priority,
        crew_size=crew_size,
        assignment=assignment,
    )
    _ask_skills(work_type, skills)
    _ask_roles(work_type, roles)
    _ask_certifications(work_type, certifications)
    _ask_questions(work_type, checklist)
    _ask_on_the_phone(work_type, triage)
    publish(WorkTypeChanged(work_type_id=work_type.pk), at=now)
    return work_type


def change_work_type(
    *, work_type: WorkType, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> WorkType:
    """This will change a work type; visits that are drafted already keep their duration and questions.

    Raises
    ------
    WorkTypeNameTaken
        Another work type has the new name.
    ChangedMeanwhile
        Somebody changed it since.
    Invalid
        The roles take more people than go.
    """
    lock_at(work_type, version, shown=values)
    if "skills" in values:
        work_type.skills.all().delete()
        _ask_skills(work_type, values.pop("skills"))
    if "certifications" in values:
        work_type.certifications.all().delete()
        _ask_certifications(work_type, values.pop("certifications"))
    if "checklist" in values:
        work_type.checklist.all().delete()
        _ask_questions(work_type, values.pop("checklist"))
    if "triage" in values:
        work_type.triage.all().delete()
        _ask_on_the_phone(work_type, values.pop("triage"))
    if "archived" in values:
        values["archived_at"] = now if values.pop("archived") else None
    wanted = values.pop("roles", None)
    work_type.change(**values)
    if wanted is not None:
        work_type.roles.all().delete()
        _ask_roles(work_type, wanted)
    elif "crew_size" in values:
        _check_roles(work_type, list(work_type.roles.values("people")))
    # Open visits show the name and the skills; what is over keeps the words it had on the boards that show it.
    shown = list(
        Visit.objects.select_for_update()
        .filter(work_order__work_type=work_type)
        .exclude(status__in=OVER)
        .order_by("id")
        .values_list("pk", flat=True)
    )
    touch(Visit, shown)
    heard = {"office"}.union(*map(topics_of, Visit.objects.filter(pk__in=shown).select_related("technician")))
    publish(WorkTypeChanged(work_type_id=work_type.pk), at=now, topics=heard, rows=visit_rows(shown))
    return work_type


def take_back(*, work_type: WorkType, version: int, actor: Actor, now: datetime) -> None:
    """This will unmake a work type that an import made, if nobody has touched it since and no work is of it.

    Raises
    ------
    TouchedSince
        Somebody changed it.
    InUse
        Something refers to it.
    """
    for needs in (work_type.skills, work_type.roles, work_type.certifications, work_type.checklist, work_type.triage):
        needs.all().delete()
    publish(WorkTypeChanged(work_type_id=work_type.pk), at=now)
    forget(work_type, version)


def _ask_skills(work_type: WorkType, skills: Iterable[tuple[int, int]]) -> None:
    wanted = dict(skills)
    if unknown := wanted.keys() - workforce.skill_names(wanted).keys():
        raise NotFound(f"There is no skill {min(unknown)}.", skill_ids=sorted(unknown))
    WorkTypeSkill.objects.bulk_create(
        WorkTypeSkill(work_type=work_type, skill_id=pk, level=level) for pk, level in wanted.items()
    )


def _ask_roles(work_type: WorkType, roles: Iterable[Mapping[str, Any]]) -> None:
    wanted = list(roles)
    _check_roles(work_type, wanted)
    if len({role["name"] for role in wanted}) < len(wanted):
        raise Invalid("Two roles of one name could not be told apart.", field="roles")
    asked = [(pk, level) for role in wanted for pk, level in role["skills"]]
    if unknown := {pk for pk, _ in asked} - workforce.skill_names({pk for pk, _ in asked}).keys():
        raise NotFound(f"There is no skill {min(unknown)}.", skill_ids=sorted(unknown))
    for position, role in enumerate(wanted, 1):
        made = WorkTypeRole.objects.create(
            work_type=work_type, position=position, name=role["name"], people=role["people"]
        )
        WorkTypeRoleSkill.objects.bulk_create(
            WorkTypeRoleSkill(role=made, skill_id=pk, level=level) for pk, level in dict(role["skills"]).items()
        )


def _check_roles(work_type: WorkType, roles: Iterable[Mapping[str, Any]]) -> None:
    people = sum(role["people"] for role in roles)
    if people > work_type.crew_size:
        raise Invalid(
            f"The roles take {people} people, and {work_type.crew_size} go.",
            field="roles",
            crew_size=work_type.crew_size,
        )


def _ask_certifications(work_type: WorkType, ids: Iterable[int]) -> None:
    ids = sorted(set(ids))
    if unknown := set(ids) - workforce.certification_type_names(ids).keys():
        raise NotFound(f"There is no certification type {min(unknown)}.", certification_type_ids=sorted(unknown))
    WorkTypeCertification.objects.bulk_create(
        WorkTypeCertification(work_type=work_type, certification_type_id=pk) for pk in ids
    )


def _ask_questions(work_type: WorkType, checklist: Iterable[Mapping[str, Any]]) -> None:
    ChecklistItem.objects.bulk_create(
        ChecklistItem(work_type=work_type, position=position, **question)
        for position, question in enumerate(checklist, 1)
    )


def _ask_on_the_phone(work_type: WorkType, triage: Iterable[Mapping[str, Any]]) -> None:
    TriageQuestion.objects.bulk_create(
        TriageQuestion(work_type=work_type, position=position, **question)
        for position, question in enumerate(triage, 1)
    )
