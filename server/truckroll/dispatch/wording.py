"""Says for people what speaks against a technician: names for ids, clock times for seconds, where the site is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from truckroll.dispatch.inputs import AbsenceSpan, Inputs, Person
from truckroll.dispatch.resting import NEEDED, ShortRest
from truckroll.foundation.local_time import local_date
from truckroll_planner import RULES, Violation

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Facts of the engine that are instants; every other number ending in _s is a length of time.
_INSTANTS = {
    "start_s",
    "end_s",
    "now_s",
    "valid_from_s",
    "valid_until_s",
    "shift_from_s",
    "shift_until_s",
    "absent_from_s",
    "absent_until_s",
    "arrival_s",
    "opens_s",
    "closes_s",
    "returns_s",
}
# Facts of the engine that name a row; one of a crew's visit has the technician after a colon.
_IDS = {"technician", "visit", "other", "skill", "certification", "absence"}


def length(seconds: int) -> str:
    """This will be a length of time in words: `12 min`, `1 h 05 min`; rounded up to whole minutes."""
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if not hours else f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def day(at: datetime, zone: str, *, near: datetime) -> str:
    """This will be the date of an instant where the zone is, with its year if that is not the year of `near`."""
    local, other = at.astimezone(ZoneInfo(zone)), near.astimezone(ZoneInfo(zone))
    year = "" if local.year == other.year else f" {local.year}"
    return f"{local.day} {_MONTHS[local.month - 1]}{year}"


@dataclass(frozen=True, slots=True)
class Speech:
    """Words the broken rules of one decision."""

    inputs: Inputs
    at: Callable[[int], datetime]

    def broken(self, violation: Violation) -> dict[str, Any]:
        """This will be a broken rule as the API and the stored decision show it."""
        rule = "no_shift" if self._no_shift(violation) else violation.rule
        return {
            "rule": rule,
            "sentence": self._sentence(violation, rule),
            "override": self._override(violation, rule),
            "amount": violation.amount,
            "unit": RULES[rule].unit,
            "facts": self._facts(violation),
        }

    def clock(self, at: datetime, zone: str = "") -> str:
        """This will be the time of day where the site is; with its date if that is another day than the planned one.

        Given another zone, the time there, named if the two clocks differ.
        """
        here = ZoneInfo(self.inputs.subject.zone)
        local = at.astimezone(ZoneInfo(zone) if zone else here)
        name = f" {local.tzname()}" if local.utcoffset() != at.astimezone(here).utcoffset() else ""
        # The planned day is a day of the site, whatever zone the hands are read in.
        today = local_date(self.inputs.day_starts_at, self.inputs.subject.zone)
        year = "" if local.year == today.year else f" {local.year}"
        date = (
            ""
            if local.date() == today
            else f" on {_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"
        )
        return f"{local:%H:%M}{name}{date}"

    def _no_shift(self, violation: Violation) -> bool:
        person = self._person(violation)
        return person is not None and not person.shifts and violation.rule in ("outside_shift", "overtime_limit")

    def _override(self, violation: Violation, rule: str) -> str:
        code = violation.facts.get("certification")
        if code is not None and int(code) not in self.inputs.legal_certifications:
            # A certificate that no law asks for is the company's own rule.
            return "dispatcher"
        if rule == "overlap" and not self._is_double_booking(violation):
            # A visit that runs late is in the way, but what is booked does not overlap: a person may know better.
            return "dispatcher"
        return RULES[rule].override

    def _is_double_booking(self, violation: Violation) -> bool:
        facts = violation.facts
        standing = next(v for v in self.inputs.standing if v.key in (str(facts["visit"]), str(facts["other"])))
        subject = timedelta(seconds=self.inputs.subject.duration_s)
        if str(facts["visit"]) == str(self.inputs.subject.id):
            starts_at = self.at(int(facts["start_s"]))
        else:
            # Its end is where the overlap with the next one ends.
            starts_at = self.at(int(facts["start_s"]) + int(facts["overlap_by_s"])) - subject
        return standing.booked_from < starts_at + subject and starts_at < standing.booked_until

    def _person(self, violation: Violation) -> Person | None:
        return next((p for p in self.inputs.people if str(p.id) == violation.technician), None)

    def _facts(self, violation: Violation) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, value in sorted(violation.facts.items()):
            if name == "now_s":
                said["now_at"] = self.inputs.now.isoformat()
            elif name in ("absent_from_s", "absent_until_s"):
                at = self.absence(violation.facts)
                said[name.removesuffix("_s") + "_at"] = (
                    at.starts_at if name == "absent_from_s" else at.ends_at
                ).isoformat()
            elif name in _INSTANTS and isinstance(value, int):
                said[name.removesuffix("_s") + "_at"] = self.at(value).isoformat()
            elif name in _IDS and (pk := str(value).partition(":")[0]).isdigit():
                said[f"{name}_id"] = int(pk)
            elif name != "territory":
                said[name] = value
        if "territory" in violation.facts:
            said["territories"] = list(self.inputs.subject.territories)
        return said

    def _sentence(self, violation: Violation, rule: str) -> str:
        person = self._person(violation)
        said = _SENTENCES[rule](self, violation.facts, person) if rule in _SENTENCES else violation.sentence()
        return said[0].upper() + said[1:] + "."

    def number(self, visit_id: object) -> str:
        """This will be how people call a visit of the day."""
        if str(visit_id) == str(self.inputs.subject.id):
            return self.inputs.subject.number
        linked = (v.number for v in self.inputs.linked if str(v.id) == str(visit_id))
        standing = (v.number for v in self.inputs.standing if v.key == str(visit_id))
        return next(standing, None) or next(linked, f"visit {visit_id}")

    def span(self, visit_id: object) -> str:
        """This will be when a linked visit takes place, as it stands."""
        found = next((v for v in self.inputs.linked if str(v.id) == str(visit_id)), None)
        if found is None or found.starts_at is None or found.ends_at is None:
            return ""
        return f" ({self.clock(found.starts_at)}–{self.clock(found.ends_at)})"

    def absence(self, facts: Mapping[str, Any]) -> AbsenceSpan:
        """This will be the absence in the facts, whole: the engine sees no further than a month."""
        everybodys = (absence for person in self.inputs.people for absence in person.absences)
        return next(absence for absence in everybodys if str(absence.id) == str(facts["absence"]))

    def skill(self, facts: Mapping[str, Any]) -> str:
        """This will be the name of the skill in the facts."""
        return dict(self.inputs.skill_names).get(int(facts["skill"]), f"skill {facts['skill']}")

    def certification(self, facts: Mapping[str, Any]) -> str:
        """This will be the name of the certification in the facts."""
        code = int(facts["certification"])
        return dict(self.inputs.certification_names).get(code, f"certification {code}")

    def date(self, seconds: int) -> str:
        """This will be a date where the site is."""
        return day(self.at(seconds), self.inputs.subject.zone, near=self.inputs.day_starts_at)

    def open_hours(self) -> str:
        """This will be when the site lets people in on the planned day."""
        starts, ends = self.inputs.day_starts_at, self.inputs.day_ends_at
        windows = [w for w in self.inputs.subject.access_windows or () if w[0] < ends and w[1] > starts]
        closed = [why for opens, closes, why in self.inputs.subject.closed if opens < ends and closes > starts]
        if not windows:
            return f"nobody may come that day: {closed[0]}" if closed else "the site lets nobody in that day"
        hours = " and ".join(f"{self.clock(opens)}–{self.clock(closes)}" for opens, closes in windows)
        return f"the site lets people in {hours}"

    def because(self, rule: str, pk: int) -> str:
        """This will be where a wish about a technician or a skill comes from; empty for one of the work type."""
        return next((why for kind, of, why in self.inputs.subject.because if (kind, of) == (rule, pk)), "")

    def short_rest(self, person: Person, short: ShortRest, *, is_its_end: bool) -> str:
        """This will say how short a rest would be: before the next shift, or before this very visit."""
        rest = length(int(short.rest.total_seconds()) // 60 * 60)
        begins = self.clock(short.starts_at, person.zone)
        due = length(int(NEEDED.total_seconds()))
        if is_its_end:
            return f"{person.name} would have {rest} of rest before the shift at {begins}; {due} are due."
        ended = self.clock(short.last.ends_at, person.zone)
        return (
            f"{person.name} would have {rest} of rest before this visit: the last work is until {ended}; {due} are due."
        )

    def promise(self) -> str:
        """This will be the arrival window the customer was told."""
        window = self.inputs.subject.window
        return f"{self.clock(window[0])}–{self.clock(window[1])}" if window else "an earlier time"


Sentence = Callable[[Speech, Mapping[str, Any], "Person | None"], str]


def _name(person: Person | None) -> str:
    return person.name if person else "nobody"


def _skill_missing(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    level = f" level {facts['needed']}" if int(facts["needed"]) > 1 else ""
    return f"needs {speech.skill(facts)}{level}{_of_asset(speech, facts)}; {_name(person)} does not have it"


def _skill_level_too_low(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return (
        f"needs {speech.skill(facts)} level {facts['needed']}{_of_asset(speech, facts)}; "
        f"{_name(person)} has level {facts['level']}"
    )


def _of_asset(speech: Speech, facts: Mapping[str, Any]) -> str:
    why = speech.because("skill", int(facts["skill"]))
    return f" {why}" if why else ""


def _certification_missing(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"needs {speech.certification(facts)}; {_name(person)} does not hold it"


def _certification_expired(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    # The engine's bound is the first instant after the expiry day.
    return f"needs {speech.certification(facts)}; {_name(person)}'s expired {speech.date(facts['valid_until_s'] - 1)}"


def _certification_not_yet_valid(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"needs {speech.certification(facts)}; {_name(person)}'s is valid from {speech.date(facts['valid_from_s'])}"


def _excluded(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    why = speech.because("excluded_technician", person.id if person else 0)
    return f"{_name(person)} is not to be sent here: {why}"


def _not_required(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    names = {one.id: one.name for one in speech.inputs.people}
    required = speech.inputs.subject.required or ()
    said = [f"{names.get(pk, f'technician {pk}')}: {speech.because('not_required_technician', pk)}" for pk in required]
    return f"{_name(person)} is none of those required here ({'; '.join(said)})"


def _outside_territory(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"{_name(person)} does not serve {' or '.join(speech.inputs.subject.territories)}"


def _too_far(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    limit = facts["travel_length_s"] - facts["over_by_s"]
    return (
        f"{length(facts['travel_length_s'])} of driving from where {_name(person)}'s day {facts['end']}; "
        f"the limit is {length(limit)}"
    )


def _no_shift(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    near = speech.inputs.day_starts_at
    local = near.astimezone(ZoneInfo(speech.inputs.subject.zone))
    date = day(near, speech.inputs.subject.zone, near=near)
    return f"{_name(person)} has no shift on {_DAYS[local.weekday()]} {date}"


def _absent(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    zone = person.zone if person else ""
    away = speech.absence(facts)
    return (
        f"{_name(person)} is absent from {speech.clock(away.starts_at, zone)} until {speech.clock(away.ends_at, zone)}"
    )


def _outside_shift(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    zone = person.zone if person else ""
    starts, ends = speech.at(facts["shift_from_s"]), speech.at(facts["shift_until_s"])
    shift = f"{speech.clock(starts, zone)}–{speech.clock(ends, zone)}"
    span = f"{speech.clock(speech.at(facts['start_s']))}–{speech.clock(speech.at(facts['end_s']))}"
    return f"{_name(person)}'s shift is {shift}; {speech.number(facts['visit'])} would be {span}"


def _overtime_limit(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return (
        f"{_name(person)} would be back {length(facts['over_by_s'])} after the shift; "
        f"{length(facts['overtime_limit_s'])} are allowed"
    )


def _overlap(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    ends = facts["start_s"] + facts["overlap_by_s"]
    for held in speech.inputs.standing:
        # Whichever of the two comes first.
        if held.held_until is not None and held.key in (str(facts["visit"]), str(facts["other"])):
            span = f"{speech.clock(held.starts_at)}–{speech.clock(held.ends_at)}"
            return f"{_name(person)}'s {span} is held for {held.number} until {speech.clock(held.held_until)}"
    return (
        f"{_name(person)} is at {speech.number(facts['other'])} until {speech.clock(speech.at(ends))}; "
        f"{speech.number(facts['visit'])} would start {speech.clock(speech.at(facts['start_s']))}"
    )


def _travel_gap(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    known = str(facts["other"]).partition(":")[0].isdigit()
    whence = speech.number(facts["other"]) if known else "where the day starts"
    late = f"{length(facts['short_by_s'])} after {speech.clock(speech.at(facts['start_s']))}"
    return f"from {whence} {_name(person)} reaches {speech.number(facts['visit'])} {late}"


def _access_window_closed(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    arrival = speech.clock(speech.at(facts["arrival_s"]))
    return f"{speech.open_hours()}; {length(facts['work_length_s'])} from {arrival} do not fit"


def _too_late_for_window(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    arrival = speech.clock(speech.at(facts["arrival_s"]))
    return f"the customer was told {speech.promise()}; {_name(person)} would come {arrival}"


def _past(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"{speech.clock(speech.at(facts['start_s']))} is in the past; it is {speech.clock(speech.inputs.now)}"


def _unlocated(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return "the site has no place on the map"


def _before_predecessor(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    visit, other = facts["visit"], facts["other"]
    return (
        f"{speech.number(visit)}{speech.span(visit)} follows {speech.number(other)}{speech.span(other)} and would "
        f"start {length(facts['early_by_s'])} too early"
    )


def _not_immediately(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return (
        f"{speech.number(facts['visit'])} goes on at once after {speech.number(facts['other'])}; "
        f"{length(facts['late_by_s'])} would lie between them"
    )


def _not_same_technician(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"{speech.number(facts['visit'])} goes on with the technician of {speech.number(facts['other'])}"


def _not_same_day(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    return f"{speech.number(facts['visit'])} is to be on the day of {speech.number(facts['other'])}"


def _predecessor_open(speech: Speech, facts: Mapping[str, Any], person: Person | None) -> str:
    found = next((v for v in speech.inputs.linked if str(v.id) == str(facts["other"])), None)
    why = "was canceled" if found is not None and found.status == "canceled" else "nobody has yet"
    return f"{speech.number(facts['visit'])} follows {speech.number(facts['other'])}, which {why}"


_SENTENCES: Mapping[str, Sentence] = {
    "absent": _absent,
    "access_window_closed": _access_window_closed,
    "certification_expired": _certification_expired,
    "certification_missing": _certification_missing,
    "certification_not_yet_valid": _certification_not_yet_valid,
    "excluded_technician": _excluded,
    "before_predecessor": _before_predecessor,
    "no_shift": _no_shift,
    "not_immediately": _not_immediately,
    "not_same_day": _not_same_day,
    "not_same_technician": _not_same_technician,
    "predecessor_open": _predecessor_open,
    "not_required_technician": _not_required,
    "outside_shift": _outside_shift,
    "outside_territory": _outside_territory,
    "overlap": _overlap,
    "overtime_limit": _overtime_limit,
    "past": _past,
    "skill_level_too_low": _skill_level_too_low,
    "skill_missing": _skill_missing,
    "too_far": _too_far,
    "too_late_for_window": _too_late_for_window,
    "travel_gap": _travel_gap,
    "unlocated": _unlocated,
}
