"""On call: weekly turns and dated swaps over midnight and clock changes, and never two who answer first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from truckroll.foundation.models import OutboxEvent
from truckroll.workforce.models import OnCallPattern, OnCallSwap
from truckroll.workforce.on_call import Turn, duties_between

NIGHT = {"starts": "17:00", "ends": "08:00"}


def nights(who: dict[str, Any], rank: str = "primary", days: Any = range(7), **dates: Any) -> list[dict[str, Any]]:
    return [{"rank": rank, "technician_id": who["id"], "weekday": day, **NIGHT, **dates} for day in days]


def rota(dana: Any, *patterns: dict[str, Any], **values: Any) -> dict[str, Any]:
    body = {"name": "Nights", "zone": "Europe/London", "patterns": list(patterns)} | values
    answer = dana.post("/on-call-rotas", body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize(
    ("on", "hours"),
    # 17:00 to 08:00 on the wall: fifteen hours, less one in spring, and one more in autumn.
    [(date(2026, 3, 28), 14), (date(2026, 10, 24), 16), (date(2026, 11, 23), 15)],
)
def test_rule_31_a_night_on_call_is_as_long_as_it_is(on: date, hours: int) -> None:
    turn = Turn(1, 7, on.weekday(), time(17), time(8))
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    (duty,) = duties_between([turn], {}, "Europe/London", noon, noon + timedelta(days=1))
    assert (duty.ends_at - duty.starts_at, duty.on) == (timedelta(hours=hours), on)


def test_who_is_on_call_now_for_an_area_and_a_trade(dana: Any, tariq: Any, tove: Any) -> None:
    east = dana.post("/territories", {"name": "East", "postal_codes": ["E1"]}).json()["id"]
    gas = dana.post("/skills", {"name": "Gas"}).json()["id"]
    rota(dana, *nights(tariq), *nights(tove, "secondary"), territory_id=east, skill_id=gas)
    rota(dana, *nights(tove), name="Everything else")
    # Monday 23:30 in London; the test's Monday 08:00 is the first moment nobody is.
    at = "2026-11-23T23:30:00Z"
    everywhere = dana.get("/on-call", at=at).json()
    assert [(r["name"], [(d["rank"], d["technician_name"]) for d in r["duties"]]) for r in everywhere["items"]] == [
        ("Everything else", [("primary", "Tove Lind")]),
        ("Nights", [("primary", "Tariq Aziz"), ("secondary", "Tove Lind")]),
    ]
    assert {(d["starts_at"], d["ends_at"]) for d in everywhere["items"][1]["duties"]} == {
        ("2026-11-23T17:00:00Z", "2026-11-24T08:00:00Z")
    }

    def named(**ask: Any) -> list[str]:
        return [r["name"] for r in dana.get("/on-call", at=at, **ask).json()["items"]]

    assert named(postal_code="E1", skill_id=gas) == ["Everything else", "Nights"]
    assert named(postal_code="W1") == ["Everything else"]
    assert named(skill_id=gas + 1) == ["Everything else"]
    assert [r["duties"] for r in dana.get("/on-call").json()["items"]] == [[], []]
    # The minute before eight he still is; the night began on Sunday.
    early = dana.get("/on-call", at="2026-11-23T07:59:00Z").json()["items"][1]["duties"][0]
    assert (early["on"], early["technician_name"]) == ("2026-11-22", "Tariq Aziz")


def test_a_swap_holds_for_its_date_and_can_be_taken_back(dana: Any, tariq: Any, tove: Any, told: Any) -> None:
    made = rota(dana, *nights(tariq))
    path = f"/on-call-rotas/{made['id']}"
    swap = dana.post(f"{path}/swaps", {"rank": "primary", "on": "2026-11-24", "technician_id": tove["id"],
                                       "reason": "Wedding"})  # fmt: skip
    assert swap.status_code == 201, swap.content
    span = {"starts_at": "2026-11-23T12:00:00Z", "ends_at": "2026-11-26T12:00:00Z"}
    shown = [(d["on"], d["technician_name"], d["instead_of"], d["reason"])
             for d in dana.get(f"{path}/duties", **span).json()["items"]]  # fmt: skip
    assert shown == [
        ("2026-11-23", "Tariq Aziz", None, ""),
        ("2026-11-24", "Tove Lind", "Tariq Aziz", "Wedding"),
        ("2026-11-25", "Tariq Aziz", None, ""),
    ]
    before = told()
    for body, code in (
        ({"rank": "primary", "on": "2026-11-24", "technician_id": tariq["id"]}, "swapped_already"),
        ({"rank": "secondary", "on": "2026-11-25", "technician_id": tove["id"]}, "invalid"),
        ({"rank": "primary", "on": "2026-11-25", "technician_id": tariq["id"]}, "invalid"),
    ):
        assert dana.post(f"{path}/swaps", body).json()["code"] == code
    assert told() == before
    assert dana.delete(f"/on-call-swaps/{swap.json()['id']}").status_code == 200
    assert OnCallSwap.objects.count() == 0
    assert told()[-2:] == ["workforce.on_call.swapped", "workforce.on_call.swap_removed"]


def test_whoever_is_away_would_not_answer(dana: Any, tariq: Any) -> None:
    made = rota(dana, *nights(tariq, days=[0]))
    for kind, hour in (("sick", 23), ("training", 9)):
        start = datetime(2026, 11, 23, hour, tzinfo=UTC)
        body = {"technician_id": tariq["id"], "kind": kind, "starts_at": start.isoformat(),
                "ends_at": (start + timedelta(hours=1)).isoformat()}  # fmt: skip
        assert dana.post("/absences", body).status_code == 201
    span = {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-12-01T12:00:00Z"}
    duties = dana.get(f"/on-call-rotas/{made['id']}/duties", **span).json()["items"]
    assert [(d["on"], d["is_away"]) for d in duties] == [("2026-11-23", True), ("2026-11-30", False)]


@pytest.mark.parametrize(
    "second",
    [
        # Sunday 17:00 to Monday 08:00 meets Monday 07:00.
        {"rank": "primary", "weekday": 0, "starts": "07:00", "ends": "09:00"},
        # The week goes round: Saturday 20:00 for a day meets Sunday 17:00.
        {"rank": "primary", "weekday": 5, "starts": "20:00", "ends": "20:00"},
        # Next year's turn begins on the morning on which last year's night still runs.
        {"rank": "primary", "weekday": 0, "starts": "06:00", "ends": "12:00", "from_on": "2026-12-28"},
    ],
)
def test_never_two_who_answer_first(dana: Any, tariq: Any, tove: Any, told: Any, second: dict[str, Any]) -> None:
    first = nights(tariq, days=[6], **({"to_on": "2026-12-27"} if "from_on" in second else {}))
    before = told()
    body = {"name": "Nights", "zone": "Europe/London", "patterns": [*first, second | {"technician_id": tove["id"]}]}
    refused = dana.post("/on-call-rotas", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "on_call_twice")
    assert refused.json()["facts"]["technicians"] in (["Tariq Aziz", "Tove Lind"], ["Tove Lind", "Tariq Aziz"])
    assert (told(), OnCallPattern.objects.count()) == (before, 0)


def test_nobody_answers_first_and_second(dana: Any, tariq: Any, tove: Any) -> None:
    body = {"name": "Nights", "zone": "Europe/London", "patterns": [*nights(tariq), *nights(tariq, "secondary")]}
    assert dana.post("/on-call-rotas", body).json()["code"] == "on_call_twice"
    made = rota(dana, *nights(tariq), *nights(tove, "secondary"))
    swap = {"rank": "primary", "on": "2026-11-24", "technician_id": tove["id"]}
    assert dana.post(f"/on-call-rotas/{made['id']}/swaps", swap).json()["code"] == "on_call_twice"
    assert (OnCallSwap.objects.count(), OutboxEvent.objects.filter(name__contains="swap").count()) == (0, 0)


def test_the_database_itself_keeps_two_turns_apart(dana: Any, tariq: Any, tove: Any) -> None:
    made = rota(dana, *nights(tariq, days=[6]))
    turn = {"rota_id": made["id"], "technician_id": tove["id"], "starts": time(7), "ends": time(9)}
    OnCallPattern.objects.create(**turn, rank=2, weekday=0)
    OnCallPattern.objects.create(**turn, rank=1, weekday=1)
    with pytest.raises(IntegrityError, match="on_call_pattern_one_at_a_time"), transaction.atomic():
        OnCallPattern.objects.create(**turn, rank=1, weekday=0)


def test_turns_are_replaced_and_lists_ask_no_more_for_many(dana: Any, tariq: Any, tove: Any) -> None:
    made = rota(dana, *nights(tariq, days=[0]))
    ask = [
        ("/on-call-rotas", {}),
        ("/on-call", {"at": "2026-11-23T23:30:00Z"}),
        (f"/on-call-rotas/{made['id']}/duties",
         {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z"}),
    ]  # fmt: skip

    def counted() -> list[int]:
        numbers = []
        for path, query in ask:
            with CaptureQueriesContext(connection) as asked:
                assert dana.get(path, **query).status_code == 200
            numbers.append(len(asked))
        return numbers

    few = counted()
    changed = dana.patch(f"/on-call-rotas/{made['id']}", {"patterns": nights(tove), "version": 1})
    assert (len(changed.json()["patterns"]), changed.json()["version"]) == (7, 2)
    for n in range(3):
        rota(dana, *nights(tariq), *nights(tove, "secondary"), name=f"Rota {n}")
    assert counted() == few
    late = dana.patch(f"/on-call-rotas/{made['id']}", {"name": "X", "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
