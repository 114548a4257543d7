/** What the board is told by the server: technicians, rows (visits and absences), and frames that change them. */
import type { VisitStatus } from "@/components/visit-status";

import type { TravelEstimate } from "./travel";

export interface Interval {
  starts_at: string;
  ends_at: string;
}

export interface BoardTechnician {
  id: number;
  name: string;
  initials: string;
  skills: string[];
  territory: string | null;
  shifts: Interval[];
  /** Where the day begins, for the first leg. */
  start: { lat: number; lon: number } | null;
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
  technician_id: number | null;
  starts_at: string | null;
  ends_at: string | null;
  duration_s: number;
  pinned: boolean;
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
  flag: { code: string; sentence: string } | null;
  moves: string[];
}

export interface AbsenceRow {
  kind: "absence";
  id: number;
  version?: number;
  technician_id: number;
  starts_at: string;
  ends_at: string;
  reason: string;
}

export type Row = VisitRow | AbsenceRow;
export type RowKey = `${Row["kind"]}:${number}`;
export const keyOf = (row: { kind: Row["kind"]; id: number }): RowKey => `${row.kind}:${row.id}`;

export interface BoardData {
  cursor: string;
  epoch: string;
  now: string;
  rate: number;
  zone: string;
  travel: TravelEstimate;
  technicians: BoardTechnician[];
  rows: Row[];
}

/** One event of the stream, as far as the board cares. */
export interface BoardFrame {
  rows?: Row[];
  gone?: { kind: Row["kind"]; id: number }[];
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
  cost_s: number | null;
  terms: Record<string, number>;
  broken: BrokenRule[];
}
