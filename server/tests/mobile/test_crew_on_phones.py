"""Each of a crew has the visit on his phone, with who else is on it, who leads, and his own clock."""

from __future__ import annotations

from typing import Any

import pytest

from truckroll.accounts.actors import system
from truckroll.work.actions import crew
from truckroll.work.models import CrewMember

SYSTEM = system("test")


@pytest.fixture
def along(day: Any) -> Any:
    crew.add_member(visit=day.visit, technician_id=day.tove.pk, role="Helper", actor=SYSTEM, now=day.now)
    return day


def test_a_member_has_the_visit_with_who_leads_and_his_own_steps(along: Any) -> None:
    (mine,) = along.others.api.get("/mobile/day").json()["visits"]
    assert (mine["id"], mine["part"], mine["role"], mine["status"]) == (
        along.visit.pk,
        "member",
        "Helper",
        "dispatched",
    )
    assert mine["moves"] == ["depart", "arrive"]
    assert [(one["name"], one["is_lead"], one["status"]) for one in mine["crew"]] == [
        ("Tariq", True, "dispatched"), ("Tove", False, "dispatched"),
    ]  # fmt: skip
    (his,) = along.phone.api.get("/mobile/day").json()["visits"]
    assert (his["part"], len(his["crew"])) == ("lead", 2)


@pytest.mark.slow
def test_rule_19_each_phone_keeps_its_own_clock_and_only_the_lead_closes(along: Any) -> None:
    lead, member, visit = along.phone, along.others, along.visit.pk
    assert member.do("depart_visit", visit_id=visit)["body"]["visit"]["status"] == "traveling"
    assert lead.api.get("/mobile/day").json()["visits"][0]["status"] == "dispatched"
    for kind in ("arrive_visit", "start_visit"):
        lead.do(kind, visit_id=visit)
    assert member.do("arrive_visit", visit_id=visit)["body"]["visit"]["status"] == "on_site"
    assert member.do("start_visit", visit_id=visit)["body"]["visit"]["status"] == "working"
    refused = member.do("complete_visit", visit_id=visit)
    assert (refused["outcome"], refused["body"]["code"]) == ("rejected", "lead_closes")
    member.do("add_note", visit_id=visit, client_uuid="018f0000-0000-7000-8000-000000000001", text="Held the ladder")
    assert member.do("leave_visit", visit_id=visit)["body"]["visit"]["status"] == "completed"
    along.visit.refresh_from_db()
    assert along.visit.status == "working"
    (note,) = lead.api.get("/mobile/day").json()["visits"][0]["notes"]
    assert (note["text"], note["author"]) == ("Held the ladder", "Tove")


def test_one_who_was_taken_off_sees_it_no_more_and_what_he_did_is_kept(along: Any) -> None:
    crew.remove_member(visit=along.visit, technician_id=along.tove.pk, actor=SYSTEM, now=along.now, reason="Sick")
    assert along.others.api.get("/mobile/day").json()["visits"] == []
    assert along.others.do("arrive_visit", visit_id=along.visit.pk)["status"] == 202
    assert along.others.api.get(f"/visits/{along.visit.pk}").status_code == 404
    assert CrewMember.objects.get().status == "removed"
