/** Rows for the tests of this folder. */
import type { AbsenceRow, OfferRow, TechnicianRow, VisitRow } from "./types";

export const DAY = "2026-06-15";
export const at = (time: string): string => `${DAY}T${time}:00Z`;
export const ms = (time: string): number => new Date(at(time)).getTime();

/** A quarter of an hour between any two different places. */
export const TRAVEL = { base_s: 900, s_per_m: 0 };

export const technician = (id: number, more: Partial<TechnicianRow> = {}): TechnicianRow => ({
  kind: "technician",
  id,
  version: 1,
  name: `Technician ${id}`,
  initials: `T${id}`,
  zone: "UTC",
  skills: [{ id: 1, name: "gas", level: 1 }],
  territories: [],
  home: { lat: 42.35, lon: -71.06 },
  depot: null,
  start_policy: "home",
  archived_at: null,
  shifts_from: at("00:00"),
  shifts_to: "2026-06-16T00:00:00Z",
  shifts: [{ starts_at: at("08:00"), ends_at: at("17:00") }],
  ...more,
});

export const visit = (id: number, more: Partial<VisitRow> = {}): VisitRow => ({
  kind: "visit",
  id,
  version: 1,
  number: `WO-${id}/1`,
  work_order_id: id,
  work_order_number: `WO-${id}`,
  status: "draft",
  needs_help: false,
  help_reason: "",
  help_acknowledged_at: null,
  technician_id: null,
  crew_size: 1,
  role: "",
  crew: [],
  series_id: null,
  series_day: null,
  series_days: null,
  follows: [],
  starts_at: null,
  ends_at: null,
  duration_s: 3600,
  travel_s: null,
  pinned: false,
  kept_back: false,
  priority: 3,
  customer_name: "Elm Street Clinic",
  site_name: "Elm Street 4",
  site_address: "4 Elm Street",
  lat: 42.36 + id / 1000,
  lon: -71.06,
  zone: "America/New_York",
  work_type: "Boiler no heat",
  skills: ["gas"],
  window_starts_at: null,
  window_ends_at: null,
  due_at: null,
  actual: { departed_at: null, arrived_at: null, started_at: null, ended_at: null },
  held: false,
  expected_on: null,
  flag: null,
  moves: ["schedule"],
  ...more,
});

export const placed = (id: number, technicianId: number, start: string, end: string, more: Partial<VisitRow> = {}): VisitRow =>
  visit(id, {
    status: "scheduled",
    technician_id: technicianId,
    starts_at: at(start),
    ends_at: at(end),
    moves: ["unschedule", "dispatch"],
    ...more,
  });

export const absence = (id: number, technicianId: number, start: string, end: string): AbsenceRow => ({
  kind: "absence",
  id,
  version: 1,
  technician_id: technicianId,
  starts_at: at(start),
  ends_at: at(end),
  absence_kind: "sick",
  note: "",
});

/** Held for visit 9 until nine o'clock. */
export const offer = (id: number, technicianId: number, start: string, end: string): OfferRow => ({
  kind: "offer",
  id,
  version: 1,
  visit_id: 9,
  number: "WO-9/1",
  work_order_id: 9,
  technician_id: technicianId,
  starts_at: at(start),
  ends_at: at(end),
  held_until: at("09:00"),
  held_by: "Dana",
});
