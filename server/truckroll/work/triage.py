"""The questions of a call: what a yes means for the priority, and the answers as they were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import NotFound
from truckroll.work.models import Request, TriageAnswer, TriageQuestion, WorkOrder, WorkType


def answers_of(work_type: WorkType | None, given: Iterable[Mapping[str, Any]]) -> list[TriageAnswer]:
    """This will be the answers with their questions as they stand now; not saved, and of nothing yet.

    Raises
    ------
    NotFound
        The type of work does not ask that.
    """
    said = {int(one["question_id"]): bool(one["is_yes"]) for one in given}
    if not said:
        return []
    asked = TriageQuestion.objects.filter(work_type=work_type, pk__in=said) if work_type is not None else []
    questions = {one.pk: one for one in asked}
    if unknown := said.keys() - questions.keys():
        raise NotFound(f"This kind of work does not ask question {min(unknown)}.", question_ids=sorted(unknown))
    return [
        TriageAnswer(text=one.text, is_yes=said[pk], priority=one.priority, safety_words=one.safety_words)
        for pk, one in questions.items()
    ]


def priority_after(priority: int, answers: Iterable[TriageAnswer]) -> int:
    """This will be the priority that the answers leave: a yes can only make it more urgent."""
    return min([priority, *(one.priority for one in answers if one.is_yes and one.priority is not None)])


def keep(
    answers: Sequence[TriageAnswer],
    *,
    actor: Actor,
    now: datetime,
    request: Request | None = None,
    work_order: WorkOrder | None = None,
) -> None:
    """This will write the answers down with the request or the work order they were given for."""
    for one in answers:
        one.request, one.work_order, one.at, one.by = request, work_order, now, actor.label
    TriageAnswer.objects.bulk_create(answers)
