"""The decision itself: pure, complete, in words, and the same for the same inputs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from truckroll.dispatch.deciding import decide
from truckroll.dispatch.inputs import AbsenceSpan, Held, Inputs, Person, ShiftSpan, Standing, Subject, arranged
from truckroll.travel.places import Place

MONDAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
HERE = Place(51.5, -0.1)
# 10,008 m to the north: round(50 + 0.1076 × 10,007.5) = 1,127 s.
NORTH = Place(51.59, -0.1)


def at(hour: float) -> datetime:
    """That hour of the Monday."""
    return MIDNIGHT + timedelta(hours=hour)


def visit(**values: Any) -> Subject:
    """An hour's work of priority 3 at HERE that needs nothing."""
    plain: dict[str, Any] = {
        "id": 1,
        "version": 1,
        "number": "WO-1/1",
        "status": "draft",
        "duration_s": 3600,
        "priority": 3,
        "due_at": None,
        "window": None,
        "site_id": 1,
        "place": HERE,
        "zone": "Europe/London",
        "access_windows": None,
        "territories": (),
        "held": False,
        "work_type_id": 1,
        "skills": (),
        "certifications": (),
    }
    return Subject(**plain | values)


def person(id: int, name: str, **values: Any) -> Person:
    """Somebody who works 8 to 17 from HERE and knows nothing."""
    plain: dict[str, Any] = {
        "id": id,
        "version": 1,
        "name": name,
        "zone": "Europe/London",
        "start": HERE,
        "end": HERE,
        "commutes": True,
        "max_travel_s": None,
        "shifts": (ShiftSpan(on=MONDAY, starts_at=at(8), ends_at=at(17)),),
        "absences": (),
        "skills": (),
        "certifications": (),
        "serves_site": True,
        "visits_here": 0,
    }
    return Person(**plain | values)


def standing(id: int, technician_id: int, starts: float, ends: float, **values: Any) -> Standing:
    """A booked visit at HERE."""
    plain: dict[str, Any] = {
        "id": id,
        "version": 1,
        "number": f"WO-{id}/1",
        "technician_id": technician_id,
        "starts_at": at(starts),
        "ends_at": at(ends),
        "booked_from": at(starts),
        "booked_until": at(ends),
        "started": False,
        "place": HERE,
    }
    return Standing(**plain | values)


def inputs(people: list[Person], subject: Subject | None = None, **values: Any) -> Inputs:
    """What a decision on the Monday at 7 is made from."""
    plain: dict[str, Any] = {
        "now": at(7),
        "day_starts_at": at(0),
        "day_ends_at": at(24),
        "subject": subject or visit(),
        "people": tuple(people),
        "standing": (),
        "skill_names": ((1, "Gas"), (2, "Electric")),
        "certification_names": ((5, "18th Edition"), (6, "Ladder")),
        "legal_certifications": (5,),
    }
    return arranged(Inputs(**plain | values))


def expired(on: date, type_id: int = 5) -> Held:
    """A certificate that counts until that day."""
    return Held(type_id=type_id, valid_from=None, expires_on=on)


def broken(verdict: Any, name: str) -> dict[str, str]:
    """What speaks against somebody, by rule."""
    candidate = next(c for c in verdict.candidates if c["technician"] == name)
    return {b["rule"]: b["sentence"] for b in candidate["broken"]}


def test_the_nearest_is_chosen_and_the_next_is_named() -> None:
    verdict = decide(inputs([person(1, "Tariq", start=NORTH, end=NORTH), person(2, "Tove")]))
    # Tove is there; Tariq drives 1,127 s each way. 60 min of work cost 36 of balance, 97 min cost 94.
    assert [(c["technician"], c["cost_s"], c["terms"]) for c in verdict.candidates] == [
        ("Tove", 36, {"balance": 36}),
        ("Tariq", 2348, {"travel": 2254, "balance": 94}),
    ]
    assert verdict.sentence == "Tove costs 1 min of driving; next is Tariq, 39 min more."
    assert (verdict.chosen or {})["starts_at"] == "2026-11-23T08:00:00+00:00"
    assert (verdict.runner_up or {})["technician"] == "Tariq"


def test_a_start_is_rounded_up_to_five_minutes() -> None:
    verdict = decide(inputs([person(1, "Tariq", start=NORTH, end=NORTH, commutes=False)]))
    # Leaves at 8:00, there at 8:18:47.
    assert (verdict.chosen or {})["starts_at"] == "2026-11-23T08:20:00+00:00"


def test_a_start_is_not_rounded_where_the_gap_is_too_tight() -> None:
    verdict = decide(
        inputs(
            [person(1, "Tariq", start=NORTH, end=NORTH, commutes=False)],
            visit(duration_s=2400),
            standing=(standing(7, 1, 9, 17.9),),
        )
    )
    # There at 8:18:47, done at 8:58:47; from 8:20 it would be 9:00 sharp: rounding is possible here.
    assert (verdict.chosen or {})["starts_at"] == "2026-11-23T08:20:00+00:00"
    tighter = decide(
        inputs(
            [person(1, "Tariq", start=NORTH, end=NORTH, commutes=False)],
            visit(duration_s=2460),
            standing=(standing(7, 1, 9, 17.9),),
        )
    )
    assert (tighter.chosen or {})["starts_at"] == "2026-11-23T08:18:47+00:00"


def test_rule_22_a_certificate_counts_to_the_end_of_its_last_day_where_the_site_is() -> None:
    # 23:00 on the 23rd in Los Angeles is 7:00 on the 24th in UTC: the certificate of the 23rd still counts.
    late = visit(zone="America/Los_Angeles", certifications=(5,))
    night = (ShiftSpan(on=MONDAY, starts_at=at(24), ends_at=at(40)),)
    day = {"day_starts_at": at(8), "day_ends_at": at(32), "now": at(24)}
    tariq = person(1, "Tariq", shifts=night, certifications=(expired(MONDAY),))
    assert decide(inputs([tariq], late, exact=(1, at(30.5)), **day)).candidates[0]["feasible"] is True
    assert broken(decide(inputs([tariq], late, exact=(1, at(31.5)), **day)), "Tariq") == {
        "certification_expired": "Needs 18th Edition; Tariq's expired 23 Nov."
    }


def test_rule_22_a_certificate_counts_from_its_first_day() -> None:
    tove = person(2, "Tove", certifications=(Held(type_id=5, valid_from=date(2026, 12, 1), expires_on=None),))
    verdict = decide(inputs([tove], visit(certifications=(5,))))
    assert broken(verdict, "Tove") == {"certification_not_yet_valid": "Needs 18th Edition; Tove's is valid from 1 Dec."}


def test_an_expired_certificate_is_said_with_its_date() -> None:
    people = [
        person(1, "Tariq", certifications=(expired(date(2026, 2, 3)),)),
        person(2, "Tove", certifications=(expired(date(2025, 12, 31)),)),
        person(3, "Uma"),
    ]
    verdict = decide(inputs(people, visit(certifications=(5,))))
    assert broken(verdict, "Tariq") == {"certification_expired": "Needs 18th Edition; Tariq's expired 3 Feb."}
    assert broken(verdict, "Tove") == {"certification_expired": "Needs 18th Edition; Tove's expired 31 Dec 2025."}
    assert broken(verdict, "Uma") == {"certification_missing": "Needs 18th Edition; Uma does not hold it."}
    assert verdict.chosen is None
    assert (verdict.flag, verdict.sentence) == (
        "nobody_can",
        "Nobody can: 2 have an expired certificate, 1 lack a certificate.",
    )


def test_rule_23_a_legal_certificate_is_no_dispatchers_to_set_aside_a_house_rule_is() -> None:
    verdict = decide(inputs([person(1, "Tariq")], visit(certifications=(5, 6))))
    assert {b["sentence"]: b["override"] for b in verdict.candidates[0]["broken"]} == {
        "Needs 18th Edition; Tariq does not hold it.": "compliance",
        "Needs Ladder; Tariq does not hold it.": "dispatcher",
    }


def test_rule_30_unlocated_site_is_never_distance_zero() -> None:
    verdict = decide(inputs([person(1, "Tariq")], visit(place=None)))
    assert broken(verdict, "Tariq") == {"unlocated": "The site has no place on the map."}
    assert verdict.candidates[0]["broken"][0]["override"] == "never"
    assert (verdict.chosen, verdict.flag) == (None, "unlocated")


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"place": None}, "unlocated"),
        ({"duration_s": 0}, "no_duration"),
        ({"work_type_id": None}, "no_work_type"),
        ({"skills": ((99, 1),)}, "skill_unknown"),
        ({"held": True}, "on_hold"),
    ],
)
def test_rule_66_nobody_is_chosen_from_incomplete_data(change: dict[str, Any], flag: str) -> None:
    verdict = decide(inputs([person(1, "Tariq", skills=((99, 1),))], visit(**change)))
    assert (verdict.chosen, verdict.flag) == (None, flag)
    assert verdict.sentence.endswith(".")


def test_rule_62_a_blank_territory_is_everywhere() -> None:
    people = [person(1, "Tariq", serves_site=True), person(2, "Tove", serves_site=False)]
    verdict = decide(inputs(people, visit(territories=("North",))))
    assert [c["technician"] for c in verdict.candidates if c["feasible"]] == ["Tariq"]
    assert broken(verdict, "Tove") == {"outside_territory": "Tove does not serve North."}
    # A site in no territory is anybody's.
    assert all(c["feasible"] for c in decide(inputs(people)).candidates)


def test_rule_63_every_broken_rule_is_named_whatever_comes_first() -> None:
    away = AbsenceSpan(id=31, starts_at=at(8), ends_at=at(17))
    tove = person(
        2,
        "Tove",
        shifts=(),
        absences=(away,),
        serves_site=False,
        certifications=(expired(date(2026, 2, 3)),),
        skills=((1, 1),),
    )
    subject = visit(territories=("North",), skills=((1, 3), (2, 1)), certifications=(5,))
    verdict = decide(inputs([tove], subject, exact=(2, at(9))))
    assert broken(verdict, "Tove") == {
        "certification_expired": "Needs 18th Edition; Tove's expired 3 Feb.",
        "skill_missing": "Needs Electric; Tove does not have it.",
        "skill_level_too_low": "Needs Gas level 3; Tove has level 1.",
        "outside_territory": "Tove does not serve North.",
        "no_shift": "Tove has no shift on Mon 23 Nov.",
        "absent": "Tove is absent from 08:00 until 17:00.",
    }


def test_times_are_said_in_words() -> None:
    busy = (standing(7, 1, 9, 10), standing(8, 1, 11, 12, place=NORTH))
    people = [person(1, "Tariq")]

    def said(hour: float, **values: Any) -> dict[str, str]:
        return broken(decide(inputs(people, visit(**values), exact=(1, at(hour)), standing=busy)), "Tariq")

    assert said(9.5) == {"overlap": "Tariq is at WO-7/1 until 10:00; WO-1/1 would start 09:30."}
    # 1,127 s from there to NORTH.
    assert said(10) == {"travel_gap": "From WO-1/1 Tariq reaches WO-8/1 19 min after 11:00."}
    assert said(12.1) == {"travel_gap": "From WO-8/1 Tariq reaches WO-1/1 13 min after 12:06."}
    assert said(17.5)["outside_shift"] == "Tariq's shift is 08:00–17:00; WO-1/1 would be 17:30–18:30."
    assert said(6.5)["past"] == "06:30 is in the past; it is 07:00."
    assert said(14, window=(at(10), at(12))) == {
        "too_late_for_window": "The customer was told 10:00–12:00; Tariq would come 14:00."
    }
    assert said(14, access_windows=((at(9), at(12)), (at(13), at(14.5)))) == {
        "access_window_closed": "The site lets people in 09:00–12:00 and 13:00–14:30; 1 h from 14:00 do not fit."
    }
    assert said(14, access_windows=()) == {
        "access_window_closed": "The site lets nobody in that day; 1 h from 14:00 do not fit."
    }


def test_another_zone_is_named_where_its_clock_differs() -> None:
    away = AbsenceSpan(id=31, starts_at=at(9), ends_at=at(11))
    people = [person(1, "Tariq", zone="Europe/Berlin", absences=(away,))]
    verdict = decide(inputs(people, exact=(1, at(10))))
    assert broken(verdict, "Tariq") == {"absent": "Tariq is absent from 10:00 CET until 12:00 CET."}


def test_a_visit_running_late_is_in_the_way_but_may_be_set_aside() -> None:
    # Booked 9 to 10, not begun at 10:30: it is likely to take until 11:30. A drop at 11 overlaps only what is likely.
    late = standing(7, 1, 10.5, 11.5, booked_from=at(9), booked_until=at(10))
    verdict = decide(inputs([person(1, "Tariq")], exact=(1, at(11)), standing=(late,), now=at(10.5)))
    assert [(b["rule"], b["override"]) for b in verdict.candidates[0]["broken"]] == [("overlap", "dispatcher")]
    booked = msgspec.structs.replace(late, booked_until=at(11.5))
    verdict = decide(inputs([person(1, "Tariq")], exact=(1, at(11)), standing=(booked,), now=at(10.5)))
    assert [(b["rule"], b["override"]) for b in verdict.candidates[0]["broken"]] == [("overlap", "never")]


def test_somebody_who_knows_the_site_is_worth_five_minutes() -> None:
    near = Place(51.5009, -0.1)  # 100 m: 61 s
    verdict = decide(inputs([person(1, "Tariq", visits_here=2, start=near, end=near), person(2, "Tove")]))
    # Tariq 122 + 62²/100 = 160; Tove 300 + 36.
    assert [(c["technician"], c["cost_s"]) for c in verdict.candidates] == [("Tariq", 160), ("Tove", 336)]


def test_a_choice_by_hand_stands_first_and_the_best_of_the_others_is_the_runner_up() -> None:
    people = [person(1, "Tariq", start=NORTH, end=NORTH), person(2, "Tove"), person(3, "Uma", start=NORTH, end=NORTH)]
    verdict = decide(inputs(people, exact=(1, at(10))))
    assert [c["technician"] for c in verdict.candidates] == ["Tariq", "Tove", "Uma"]
    assert verdict.candidates[0]["starts_at"] == "2026-11-23T10:00:00+00:00"
    assert verdict.sentence == "Tariq costs 40 min of driving; Tove would cost 39 min of driving less."


def a_big_day() -> Inputs:
    """Twenty people, a hundred visits, every kind of gap in them."""
    dice = random.Random(7)

    def place() -> Place:
        return Place(51.4 + dice.random() / 5, -0.2 + dice.random() / 5)

    people, visits = [], []
    for number in range(1, 21):
        home = place()
        people.append(
            person(
                number,
                f"T{number}",
                start=home,
                end=home if number % 3 else None,
                visits_here=number % 4,
                skills=((1, 1 + number % 3), (2, 1)) if number % 2 else (),
                certifications=(expired(date(2026, 2, 3)), expired(date(2027, 2, 3), 6)) if number % 5 == 0 else (),
                shifts=() if number % 7 == 0 else (ShiftSpan(on=MONDAY, starts_at=at(8), ends_at=at(17)),),
                absences=(AbsenceSpan(id=number, starts_at=at(12), ends_at=at(13)),) if number % 4 == 0 else (),
            )
        )
        visits += [
            standing(100 * number + k, number, 8 + 1.6 * k, 9 + 1.6 * k, place=place() if k != 3 else None)
            for k in range(5)
        ]
    windows = ((at(13), at(18)), (at(9), at(12)))
    subject = visit(skills=((1, 2), (2, 1)), due_at=at(10), priority=2, access_windows=windows)
    return inputs(people, subject, standing=tuple(visits))


def shuffled(day: Inputs, seed: int) -> Inputs:
    """The same rows in another order."""
    dice = random.Random(seed)

    def mixed(some: Any) -> Any:
        return tuple(dice.sample(some, len(some)))

    people = [replace(p, skills=mixed(p.skills), certifications=mixed(p.certifications)) for p in day.people]
    windows = mixed(day.subject.access_windows)
    return arranged(
        replace(
            day,
            people=mixed(people),
            standing=mixed(day.standing),
            skill_names=mixed(day.skill_names),
            certification_names=mixed(day.certification_names),
            subject=replace(day.subject, skills=mixed(day.subject.skills), access_windows=windows),
        )
    )


def test_the_order_of_rows_does_not_reach_the_decision() -> None:
    day = a_big_day()
    first = (day.sha256(), decide(day).canonical())
    for seed in range(3):
        again = shuffled(day, seed)
        assert (again.sha256(), decide(again).canonical()) == first


_AGAIN = """
import sys
from truckroll.dispatch.deciding import decide
from truckroll.dispatch.inputs import Inputs
inputs = Inputs.from_canonical(sys.stdin.buffer.read())
sys.stdout.buffer.write(inputs.sha256().encode() + b"\\n" + decide(inputs).canonical())
"""


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes_in_two_processes() -> None:
    """Different hash seeds, zones and orders of rows; nothing of them may reach a byte."""
    day = a_big_day()
    answers = set()
    for seed, zone in (("0", "UTC"), ("4711", "Pacific/Auckland")):
        run = subprocess.run(
            [sys.executable, "-c", _AGAIN],
            input=shuffled(day, int(seed)).canonical(),
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        )
        answers.add(run.stdout)
    assert len(answers) == 1
    (answer,) = answers
    digest, _, body = answer.partition(b"\n")
    assert digest.decode() == day.sha256()
    assert body == decide(day).canonical()
    assert len(json.loads(body)["candidates"]) == 20


def test_what_is_stored_can_be_decided_again() -> None:
    day = a_big_day()
    assert Inputs.from_canonical(day.canonical()) == day


def test_a_window_that_is_over_is_named_and_not_taken_for_open() -> None:
    verdict = decide(inputs([person(1, "Tariq")], visit(window=(at(7.5), at(7.75))), now=at(8)))
    assert broken(verdict, "Tariq") == {
        "too_late_for_window": "The customer was told 07:30–07:45; Tariq would come 08:00."
    }


def test_what_lies_far_away_is_judged_and_said_as_it_is() -> None:
    year = timedelta(days=365)
    leave = AbsenceSpan(id=31, starts_at=at(0) - year, ends_at=at(0) + year)
    verdict = decide(inputs([person(1, "Tariq", absences=(leave,))], visit(due_at=at(0) - year), exact=(1, at(9))))
    assert broken(verdict, "Tariq") == {
        "absent": "Tariq is absent from 00:00 on Sun 23 Nov 2025 until 00:00 on Tue 23 Nov 2027."
    }
    (fact,) = verdict.candidates[0]["broken"]
    assert fact["facts"]["absent_from_at"] == "2025-11-23T00:00:00+00:00"
    # Placed two months ahead, and two months back.
    ahead = decide(inputs([person(1, "Tariq")], exact=(1, at(9)), now=at(0) - timedelta(days=60)))
    assert ahead.candidates[0]["feasible"] is True
    back = decide(inputs([person(1, "Tariq")], exact=(1, at(9)), now=at(8) + timedelta(days=60)))
    assert broken(back, "Tariq")["past"] == "09:00 is in the past; it is 08:00 on Fri 22 Jan 2027."
    endless = decide(inputs([person(1, "Tariq")], visit(duration_s=2**31 - 1)))
    assert endless.flag == "nobody_can"


def test_nobody_is_also_an_answer() -> None:
    verdict = decide(inputs([]))
    assert (verdict.chosen, verdict.flag, verdict.sentence) == (None, "nobody_can", "There are no technicians.")


def test_rule_65_each_hour_of_lateness_costs_what_its_priority_says() -> None:
    late = at(7) - timedelta(hours=1)
    costs = {
        priority: decide(inputs([person(1, "T")], visit(priority=priority, due_at=late))).candidates[0]["terms"]
        for priority in (1, 2, 3, 4)
    }
    # Due at 6, begins at 8: two hours late.
    assert {p: terms["lateness"] for p, terms in costs.items()} == {1: 72000, 2: 28800, 3: 14400, 4: 7200}


def test_rule_28_a_short_rest_is_a_warning_on_the_line_of_the_candidate_and_no_ban() -> None:
    tuesday = ShiftSpan(on=MONDAY + timedelta(days=1), starts_at=at(32), ends_at=at(41))
    late = ShiftSpan(on=MONDAY, starts_at=at(14), ends_at=at(26))
    tariq = person(1, "Tariq", shifts=(late,), next_shifts=(tuesday,))
    tove = person(2, "Tove", next_shifts=(tuesday,))
    verdict = decide(inputs([tariq, tove], exact=(1, at(24.5))))
    (chosen, other) = verdict.candidates
    assert chosen["feasible"] and [w["sentence"] for w in chosen["warnings"]] == [
        "Tariq would have 6 h 30 min of rest before the shift at 08:00 on Tue 24 Nov; 11 h are due."
    ]
    assert chosen["warnings"][0]["facts"]["rest_s"] == 6 * 3600 + 1800
    assert verdict.sentence.endswith(chosen["warnings"][0]["sentence"])
    assert (other["technician"], other["warnings"]) == ("Tove", [])
    # What was short already is not the doing of this visit.
    night = standing(7, 1, 25, 26)
    assert decide(inputs([tariq], exact=(1, at(20)), standing=(night,))).candidates[0]["warnings"] == []
    # Called out at 04:00 after clocking off at 22:00 the evening before.
    early = person(1, "Tariq", clocked=((at(-9), at(-2)),))
    (called,) = decide(inputs([early], visit(duration_s=5 * 3600), exact=(1, at(4)))).candidates
    assert [w["sentence"] for w in called["warnings"]] == [
        "Tariq would have 6 h of rest before this visit: the last work is until 22:00 on Sun 22 Nov; 11 h are due."
    ]
