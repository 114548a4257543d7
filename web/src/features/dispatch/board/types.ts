/** What the board is told by the server: technicians, rows (visits, absences, held times), and frames that change them. */
import type { VisitStatus } from "@/components/visit-status";
import { clockTime } from "@/lib/dates";

import type { TravelEstimate } from "./travel";

export interface Interval {
  starts_at: string;
  ends_at: string;
}

/** A technician as the server tells him, in the load and in events. */
export interface TechnicianRow {
  kind: "technician";
  id: number;
  version: number;
  name: string;
  initials: string;
  zone: string;
  skills: { id: number; name: string; level: number }[];
  territories: { id: number; name: string }[];
  home: { lat: number; lon: number } | null;
  depot: { lat: number; lon: number } | null;
  start_policy: "home" | "depot" | "open";
  archived_at: string | null;
  shifts_from: string;
  shifts_to: string;
  shifts: Interval[];
}

/** A technician as the board uses him. */
export interface BoardTechnician {
  id: number;
  version: number;
  name: string;
  initials: string;
  zone: string;
  skills: string[];
  territories: string[];
  shifts: Interval[];
  /** Where the day begins, for the first leg. */
  start: { lat: number; lon: number } | null;
}

export const technicianFrom = (row: TechnicianRow): BoardTechnician => ({
  id: row.id,
  version: row.version,
  name: row.name,
  initials: row.initials,
  zone: row.zone,
  skills: row.skills.map((skill) => skill.name),
  territories: row.territories.map((territory) => territory.name),
  shifts: row.shifts,
  start: row.start_policy === "home" ? row.home : row.start_policy === "depot" ? row.depot : null,
});

export type CrewStatus = "assigned" | "traveling" | "on_site" | "working" | "paused" | "left" | "missed" | "removed" | "promoted";

/** One who goes along with the lead, and how far he is. */
export interface CrewOnBoard {
  technician_id: number;
  role: string;
  status: CrewStatus;
}

export interface FollowedVisit {
  visit_id: number;
  number: string;
  lag_s: number;
  same_technician: boolean;
  same_day: boolean;
  immediately: boolean;
}

export interface VisitRow {
  kind: "visit";
  id: number;
  version: number;
  number: string;
  work_order_id: number;
  work_order_number: string;
  status: VisitStatus;
  needs_help: boolean;
  help_reason: string;
  help_acknowledged_at: string | null;
  /** Who leads; the crew are those who go along. */
  technician_id: number | null;
  crew_size: number;
  role: string;
  crew: CrewOnBoard[];
  /** The days of a job that is longer than one: the first visit of them, and "day 2 of 3". */
  series_id: number | null;
  series_day: number | null;
  series_days: number | null;
  /** What must have ended before it starts. */
  follows: FollowedVisit[];
  starts_at: string | null;
  ends_at: string | null;
  duration_s: number;
  /** The drive before it as stored when it was placed. */
  travel_s: number | null;
  pinned: boolean;
  /** Taken off the phone by a person: nothing but a person sends it there again. */
  kept_back: boolean;
  /** 1 is the most pressing, 4 the least. */
  priority: number;
  customer_name: string;
  site_name: string;
  site_address: string;
  lat: number | null;
  lon: number | null;
  zone: string;
  work_type: string;
  skills: string[];
  window_starts_at: string | null;
  window_ends_at: string | null;
  due_at: string | null;
  actual: {
    departed_at: string | null;
    arrived_at: string | null;
    started_at: string | null;
    ended_at: string | null;
  };
  held: boolean;
  expected_on: string | null;
  flag: { code: string; sentence: string } | null;
  moves: string[];
}

export interface AbsenceRow {
  kind: "absence";
  id: number;
  version: number;
  technician_id: number;
  starts_at: string;
  ends_at: string;
  absence_kind: string;
  note: string;
  /** Visits stand in it, and are conflicts. */
  is_contested?: boolean;
}

/** A technician's time that is held for a customer on the phone; past `held_until` it is in nobody's way. */
export interface OfferRow {
  kind: "offer";
  id: number;
  version: number;
  visit_id: number;
  number: string;
  work_order_id: number;
  technician_id: number;
  starts_at: string;
  ends_at: string;
  held_until: string;
  held_by: string;
}

export const offerWords = (offer: OfferRow, zone: string): string => `Held for ${offer.number}, until ${clockTime(offer.held_until, zone)}`;

/** A held time that has lapsed is in nobody's way, whether the server has said so yet or not. */
export const isShown = (row: Row, now: number): boolean => row.kind !== "offer" || new Date(row.held_until).getTime() > now;

/** How far one of the crew is, as a visit's state: the board and the phone show both alike. */
export const asVisitStatus = (status: CrewStatus, visit: VisitRow): VisitStatus =>
  status === "assigned"
    ? visit.status === "scheduled"
      ? "scheduled"
      : "dispatched"
    : status === "left"
      ? "completed"
      : status === "missed" || status === "removed" || status === "promoted"
        ? "canceled"
        : status;

/** How many people are still to be found for a visit that has a lead. */
export const missingPeople = (visit: VisitRow): number =>
  visit.technician_id === null ? 0 : Math.max(0, visit.crew_size - 1 - visit.crew.length);

export const dayWords = (visit: VisitRow): string => (visit.series_day === null ? "" : `day ${visit.series_day} of ${visit.series_days}`);

/** A suggestion is no problem: it waits for a person to take it. */
export const isProblem = (visit: VisitRow): boolean => visit.flag !== null && visit.flag.code !== "suggested";

/** Planned, and on no phone yet: its technician knows nothing of it. */
export const isUnsent = (visit: VisitRow): boolean => visit.status === "scheduled";
/** Of these, what may go: nothing that is on hold. */
export const canBeSent = (visit: VisitRow): boolean => isUnsent(visit) && visit.moves.includes("dispatch");

export type Row = VisitRow | AbsenceRow | OfferRow;
export type RowKey = `${Row["kind"]}:${number}`;
export const keyOf = (row: { kind: Row["kind"]; id: number }): RowKey => `${row.kind}:${row.id}`;

export interface BoardData {
  cursor: string;
  epoch: string;
  now: string;
  rate: number;
  travel: TravelEstimate;
  technicians: TechnicianRow[];
  rows: Row[];
}

/** One event of the stream, as far as the board cares. */
export interface BoardFrame {
  rows?: (Row | TechnicianRow)[];
  gone?: { kind: Row["kind"] | "technician"; id: number }[];
}

export interface BrokenRule {
  rule: string;
  sentence: string;
  override: "never" | "compliance" | "dispatcher";
  facts?: Record<string, unknown>;
}

export interface Candidate {
  technician_id: number;
  technician: string;
  feasible: boolean;
  starts_at: string | null;
  ends_at: string | null;
  cost_s: number;
  terms: Record<string, number>;
  broken: BrokenRule[];
  /** What forbids nothing and somebody should know; decisions of before have none. */
  warnings?: { code: string; sentence: string }[] | undefined;
}
