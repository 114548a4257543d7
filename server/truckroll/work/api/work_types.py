"""Routes of work types: what a kind of work takes and needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.work import queries
from truckroll.work.actions import work_types as actions
from truckroll.work.api.shapes import WorkTypeChange, WorkTypeIn, WorkTypeOut, WorkTypesOut

router = Router(tags=["work"])


@router.get("/work-types", response=WorkTypesOut)
def list_work_types(
    request: HttpRequest, search: str = "", archived: bool = False, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """The kinds of work, by name."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_work_types(actor=actor, search=search, archived=archived)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/work-types", response={201: WorkTypeOut})
def create_work_type(request: HttpRequest, body: WorkTypeIn) -> HttpResponse:
    """Make a kind of work."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        made = actions.create_work_type(**_values(body.dict()), actor=actor, now=clock.now())
        return queries.get_work_type(actor=actor, work_type_id=made.pk)

    return http.write(request, "work.create_work_type", effect, body=body, out=WorkTypeOut, status=201)


@router.get("/work-types/{work_type_id}", response=WorkTypeOut)
def get_work_type(request: HttpRequest, work_type_id: int) -> object:
    """One kind of work."""
    return queries.get_work_type(actor=allow(request, roles.OFFICE), work_type_id=work_type_id)


@router.patch("/work-types/{work_type_id}", response=WorkTypeOut)
def change_work_type(request: HttpRequest, work_type_id: int, body: WorkTypeChange) -> HttpResponse:
    """Change a kind of work, put it away or bring it back."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = _values(body.dict(exclude_unset=True))
        version = values.pop("version", None)
        found = queries.get_work_type(actor=actor, work_type_id=work_type_id)
        actions.change_work_type(work_type=found, values=values, version=version, actor=actor, now=clock.now())
        return queries.get_work_type(actor=actor, work_type_id=work_type_id)

    return http.write(request, "work.change_work_type", effect, body=body, out=WorkTypeOut, work_type_id=work_type_id)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    if "skills" in values:
        values["skills"] = [(need["skill_id"], need["level"]) for need in values["skills"]]
    if "roles" in values:
        values["roles"] = [
            {"people": 1} | role | {"skills": [(n["skill_id"], n.get("level", 1)) for n in role.get("skills", ())]}
            for role in values["roles"]
        ]
    return values
