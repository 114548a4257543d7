"""What targets are told apart by: the clocks of a job, and its type of work, which only a room above can name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import models


class Clock(models.TextChoices):
    """What is measured from the report of a job on. Each stops by itself and stops no other (rule 35)."""

    RESPONSE = "response"
    MAKE_SAFE = "make_safe"
    RESOLUTION = "resolution"


class Scope(models.TextChoices):
    """Whom a target is for, the most specific first: of those that fit, the first of this order is promised."""

    CUSTOMER_AND_WORK_TYPE = "customer_and_work_type"
    CUSTOMER = "customer"
    WORK_TYPE = "work_type"
    DEFAULT = "default"


def scope_of(customer_id: int | None, work_type_id: int | None) -> Scope:
    """This will say how specific a target is."""
    if customer_id is not None:
        return Scope.CUSTOMER if work_type_id is None else Scope.CUSTOMER_AND_WORK_TYPE
    return Scope.DEFAULT if work_type_id is None else Scope.WORK_TYPE


_names: list[Callable[[Iterable[int]], dict[int, str]]] = []


def name_work_types_with(names: Callable[[Iterable[int]], dict[int, str]]) -> None:
    """This will ask a room above what types of work are called (ids → names; an unknown id is left out)."""
    _names.append(names)


def work_type_names(ids: Iterable[int]) -> dict[int, str]:
    """This will be the names of these types of work; without those that do not exist."""
    wanted = set(ids)
    return {pk: name for ask in _names for pk, name in ask(wanted).items()} if wanted else {}
