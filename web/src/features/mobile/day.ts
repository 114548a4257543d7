/** The technician's day as the server tells it (`GET /api/mobile/day`). */
import type { VisitStatus } from "@/components/visit-status";

export interface Hazard {
  id: number;
  title: string;
  severity: "low" | "medium" | "high";
  note: string;
  must_acknowledge: boolean;
  acknowledged_at: string | null;
}

export interface Contact {
  id: number;
  name: string;
  role: string;
  phone: string;
  email: string;
}

/** What holds for work there on the day of the visit, and where the word comes from. */
export interface HeldThere {
  id: number;
  kind: "vulnerability" | "permit" | "keys" | "notice";
  value: string;
  reason: string;
  source: string;
  until_on: string | null;
}

export interface DaySite {
  id: number;
  name: string;
  address: string;
  lat: number | null;
  lon: number | null;
  access_notes: string;
  hazards: Hazard[];
  contacts: Contact[];
}

export interface DayAsset {
  id: number;
  kind: string;
  name: string;
  make: string;
  model: string;
  serial: string;
  installed_on: string | null;
  warranty_until: string | null;
  location: string;
}

export interface PastVisit {
  work_order_number: string;
  ended_at: string | null;
  work_type: string;
  outcome: string;
  summary: string;
  technician: string;
}

export interface ScopeItem {
  id: number;
  text: string;
  status: string;
}

export interface ChecklistItem {
  id: number;
  text: string;
  kind: "yes_no" | "text" | "number";
  required: boolean;
  unit?: string;
  value: string | null;
}

export interface DayNote {
  client_uuid: string;
  text: string;
  author: string;
  at: string;
}

export interface DayPart {
  client_uuid: string;
  sku: string | null;
  description: string;
  quantity: string;
}

export interface DayPhoto {
  client_uuid: string;
  kind: string;
  sha256: string;
  received: boolean;
  url: string | null;
}

export interface DaySignature {
  name: string;
  role: string;
  refusal_reason: string;
  at: string;
}

/** Somebody on a visit of several, the lead first. */
export interface CrewMember {
  technician_id: number;
  name: string;
  phone: string;
  role: string;
  is_lead: boolean;
  status: VisitStatus;
}

export interface DayVisit {
  id: number;
  version: number;
  number: string;
  work_order_id: number;
  work_order_number: string;
  status: VisitStatus;
  needs_help: boolean;
  help_reason: string;
  help_acknowledged_at: string | null;
  starts_at: string | null;
  ends_at: string | null;
  duration_s: number;
  travel_s: number | null;
  window_starts_at: string | null;
  window_ends_at: string | null;
  due_at: string | null;
  zone: string;
  priority: number;
  description: string;
  work_type: string;
  customer_name: string;
  /** Who asked for it, if that is somebody else than the site's people. */
  contact_name: string;
  contact_phone: string;
  actual: {
    departed_at: string | null;
    arrived_at: string | null;
    started_at: string | null;
    ended_at: string | null;
  };
  moves: string[];
  /** Whether he leads, alone or not, or goes along; what he does among the others. */
  part: "lead" | "member";
  role: string;
  crew_size: number;
  crew: CrewMember[];
  /** "Day 2 of 3" of a job that is longer than one. */
  series_day: number | null;
  series_days: number | null;
  site: DaySite;
  asset: DayAsset | null;
  /** A day that an older version of this page has kept has none. */
  conditions?: HeldThere[];
  history: PastVisit[];
  scope: ScopeItem[];
  checklist: ChecklistItem[];
  notes: DayNote[];
  parts: DayPart[];
  photos: DayPhoto[];
  signature: DaySignature | null;
  holds: { kind: string; reason: string }[];
}

/** One line of the server's table of moves. */
export interface LifecycleMove {
  name: string;
  sources: string[];
  target: string;
}

/** Whether he is there, and since when. */
export interface Attendance {
  state: "off" | "work" | "break";
  since: string | null;
}

/** A part of the catalogue. A day that an older version of this page has kept knows neither its unit nor the van. */
export interface CatalogPart {
  sku: string;
  name: string;
  unit?: string;
  /** How many lie in his van; null if there were never any. */
  on_hand?: string | null;
}

export interface Day {
  now: string;
  rate: number;
  zone: string;
  /** The last command of this phone that is in this picture. */
  last_seq: number;
  technician: { id: number; name: string };
  attendance: Attendance;
  office_phone: string | null;
  lifecycle: LifecycleMove[];
  /** The steps of who goes along. */
  crew_lifecycle: LifecycleMove[];
  visits: DayVisit[];
  parts_catalog: CatalogPart[];
}

const ENDED: ReadonlySet<string> = new Set(["completed", "stopped", "no_access", "canceled"]);
const UNDER_WAY: ReadonlySet<string> = new Set(["traveling", "on_site", "working", "paused"]);

/** Whether the job goes on another day. */
export const goesOn = (visit: Pick<DayVisit, "series_day" | "series_days">): boolean =>
  visit.series_day !== null && visit.series_days !== null && visit.series_day < visit.series_days;
export const hasEnded = (visit: Pick<DayVisit, "status">): boolean => ENDED.has(visit.status);
export const isUnderWay = (visit: Pick<DayVisit, "status">): boolean => UNDER_WAY.has(visit.status);
