/** Rows for the tests of this folder. */
import type { AbsenceRow, BoardTechnician, VisitRow } from "./types";

export const DAY = "2026-06-15";
export const at = (time: string): string => `${DAY}T${time}:00Z`;
export const ms = (time: string): number => new Date(at(time)).getTime();

export const technician = (id: number, more: Partial<BoardTechnician> = {}): BoardTechnician => ({
  id,
  name: `Technician ${id}`,
  initials: `T${id}`,
  skills: ["gas"],
  territory: null,
  shifts: [{ starts_at: at("08:00"), ends_at: at("17:00") }],
  home: null,
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
  technician_id: null,
  starts_at: null,
  ends_at: null,
  duration_s: 3600,
  travel_s: 900,
  pinned: false,
  priority: "normal",
  customer_name: "Elm Street Clinic",
  site_name: "Elm Street 4",
  site_address: "4 Elm Street",
  lat: 42.36,
  lon: -71.06,
  zone: "America/New_York",
  work_type: "Boiler no heat",
  skills: ["gas"],
  window_starts_at: null,
  window_ends_at: null,
  due_at: null,
  actual: { departed_at: null, arrived_at: null, started_at: null, ended_at: null },
  held: false,
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
  technician_id: technicianId,
  starts_at: at(start),
  ends_at: at(end),
  reason: "sick",
});
