/** The board's rows, normalized outside React: loads once, then applies events; tells only the lanes that changed. */
import { browserZone } from "@/lib/dates";

import type {
  BoardData,
  BoardFrame,
  BoardTechnician,
  Row,
  RowKey,
  TechnicianRow,
  VisitRow,
} from "./types";
import { leg, type Place, type TravelEstimate } from "./travel";
import { keyOf, technicianFrom } from "./types";

/** A row with its times as numbers, so that painting parses nothing. */
export interface Bar {
  key: RowKey;
  row: Row;
  start: number;
  end: number;
  /** The drive to this visit from the one before, or from where the day begins; null when unknown. */
  travelS: number | null;
  /** Whose part of the visit this is, if he goes along and somebody else leads; null for the lead, for absences and held times. */
  along: number | null;
}

/** One technician's day as it is drawn. A new object whenever something in it changed. */
export interface Lane {
  technician: BoardTechnician;
  bars: readonly Bar[];
  shifts: readonly { start: number; end: number }[];
  absent: readonly { start: number; end: number }[];
  shiftS: number;
  workS: number;
  travelS: number;
}

export type Listener = () => void;
const QUEUED = new Set(["draft"]);
const EMPTY: ReadonlySet<RowKey> = new Set();

const instant = (text: string): number => new Date(text).getTime();

export class BoardStore {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  #technicians: readonly BoardTechnician[];
  readonly travel: TravelEstimate;
  /** Rows that the last flush changed, to be pulsed once. */
  changed: ReadonlySet<RowKey> = EMPTY;

  readonly #rows = new Map<RowKey, Row>();
  readonly #keysOf = new Map<number, Set<RowKey>>();
  readonly #lanes = new Map<number, Lane>();
  #queue: readonly VisitRow[] = [];
  readonly #queued = new Set<RowKey>();
  readonly #dirty = new Set<number>();
  #queueDirty = false;
  #version = 0;
  #touched = new Set<RowKey>();
  #scheduled = false;

  readonly #laneListeners = new Map<number, Set<Listener>>();
  readonly #queueListeners = new Set<Listener>();
  readonly #anyListeners = new Set<Listener>();

  constructor(
    data: Pick<BoardData, "rows" | "technicians" | "travel">,
    window: { from: number; to: number },
    private readonly later: (flush: () => void) => void = (flush) => requestAnimationFrame(flush),
  ) {
    this.from = window.from;
    this.to = window.to;
    this.#technicians = sorted(data.technicians.filter((row) => row.archived_at === null).map(technicianFrom));
    this.zone = commonZone(this.#technicians);
    this.travel = data.travel;
    for (const technician of this.#technicians) this.#keysOf.set(technician.id, new Set());
    for (const row of data.rows) this.#upsert(row);
    for (const technician of this.#technicians) this.#rebuild(technician);
    this.#rebuildQueue();
    this.#dirty.clear();
    this.#touched.clear();
    this.#queueDirty = false;
  }

  // Reading

  lane(technicianId: number): Lane {
    const lane = this.#lanes.get(technicianId);
    if (!lane) throw new Error(`no technician ${technicianId} on this board`);
    return lane;
  }

  /** By name. A new list whenever one of them changed. */
  get technicians(): readonly BoardTechnician[] {
    return this.#technicians;
  }

  get queue(): readonly VisitRow[] {
    return this.#queue;
  }

  /** Counts the flushes: a snapshot for whoever shows sums over everything. */
  get version(): number {
    return this.#version;
  }

  visit(id: number): VisitRow | undefined {
    const row = this.#rows.get(`visit:${id}`);
    return row?.kind === "visit" ? row : undefined;
  }

  row(key: RowKey): Row | undefined {
    return this.#rows.get(key);
  }

  *visits(): Generator<VisitRow> {
    for (const row of this.#rows.values()) if (row.kind === "visit") yield row;
  }

  subscribeLane(technicianId: number, listener: Listener): () => void {
    let listeners = this.#laneListeners.get(technicianId);
    if (!listeners) this.#laneListeners.set(technicianId, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  subscribeQueue = (listener: Listener): (() => void) => {
    this.#queueListeners.add(listener);
    return () => this.#queueListeners.delete(listener);
  };

  subscribe = (listener: Listener): (() => void) => {
    this.#anyListeners.add(listener);
    return () => this.#anyListeners.delete(listener);
  };

  // Changing

  /** Apply one event: rows are put where they now belong, rows that left the window or are gone disappear. */
  apply(frame: BoardFrame): void {
    for (const row of frame.rows ?? []) {
      if (row.kind === "technician") {
        this.#hire(row);
        continue;
      }
      const known = this.#rows.get(keyOf(row));
      // An answer to our own command may be newer than an event still on its way.
      if (known && row.version < known.version) continue;
      this.#upsert(row);
      this.#touched.add(keyOf(row));
    }
    for (const gone of frame.gone ?? []) {
      if (gone.kind === "technician") this.#dismiss(gone.id);
      else this.#remove(`${gone.kind}:${gone.id}`);
    }
    this.#schedule();
  }

  /** Show a change of ours before the server answered; returns the way back. */
  show(row: VisitRow): () => void {
    const before = this.#rows.get(keyOf(row));
    this.#upsert(row);
    this.#schedule();
    return () => {
      if (this.#rows.get(keyOf(row)) !== row) return;
      if (before) this.#upsert(before);
      else this.#remove(keyOf(row));
      this.#schedule();
    };
  }

  /** Everything held, in a form two boards can be compared by. */
  snapshot(): { lanes: Record<number, RowKey[]>; queue: RowKey[]; rows: Record<string, Row> } {
    return {
      lanes: Object.fromEntries(this.technicians.map(({ id }) => [id, this.lane(id).bars.map((bar) => bar.key)])),
      queue: this.#queue.map(keyOf),
      rows: Object.fromEntries([...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  /** Take a technician in, or take his changes over; his rows come by themselves. */
  #hire(row: TechnicianRow): void {
    if (row.archived_at !== null) return this.#dismiss(row.id);
    const known = this.#technicians.find((one) => one.id === row.id);
    if (known && row.version < known.version) return;
    const fresh = technicianFrom(row);
    // An event tells the shifts around today; a board further off keeps the ones it loaded.
    const covers = instant(row.shifts_from) <= this.from && instant(row.shifts_to) >= this.to;
    const technician = covers ? fresh : { ...fresh, shifts: known?.shifts ?? [] };
    this.#technicians = sorted([...this.#technicians.filter((one) => one.id !== row.id), technician]);
    if (!this.#keysOf.has(row.id)) this.#keysOf.set(row.id, new Set());
    this.#rebuild(technician);
    this.#dirty.add(row.id);
  }

  #dismiss(id: number): void {
    this.#technicians = this.#technicians.filter((one) => one.id !== id);
    this.#dirty.add(id);
  }

  /** The lanes a row stands on: of a crew everybody's. */
  #place(row: Row): "queue" | number[] {
    if (row.kind === "visit" && (row.technician_id === null || row.starts_at === null))
      return QUEUED.has(row.status) ? "queue" : [];
    if (row.kind === "visit" && row.status === "canceled") return [];
    if (row.technician_id === null || !row.starts_at || !row.ends_at) return [];
    if (instant(row.ends_at) <= this.from || instant(row.starts_at) >= this.to) return [];
    return peopleOf(row).filter((id) => this.#keysOf.has(id));
  }

  #upsert(row: Row): void {
    const key = keyOf(row);
    this.#detach(key);
    const place = this.#place(row);
    if (place !== "queue" && place.length === 0) {
      this.#rows.delete(key);
      return;
    }
    this.#rows.set(key, row);
    if (place === "queue") {
      this.#queued.add(key);
      this.#queueDirty = true;
      return;
    }
    for (const id of place) {
      this.#keysOf.get(id)?.add(key);
      this.#dirty.add(id);
    }
  }

  #remove(key: RowKey): void {
    this.#detach(key);
    this.#rows.delete(key);
  }

  #detach(key: RowKey): void {
    const known = this.#rows.get(key);
    if (!known) return;
    if (this.#queued.delete(key)) this.#queueDirty = true;
    for (const id of peopleOf(known)) if (this.#keysOf.get(id)?.delete(key)) this.#dirty.add(id);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.later(() => this.flush());
  }

  /** Rebuild what is dirty and tell whoever shows it. Runs once per frame. */
  flush(): void {
    this.#scheduled = false;
    if (this.#dirty.size === 0 && !this.#queueDirty) return;
    const dirty = [...this.#dirty];
    const queueDirty = this.#queueDirty;
    this.#dirty.clear();
    this.#queueDirty = false;
    this.changed = this.#touched;
    this.#touched = new Set();
    for (const technician of this.technicians) if (dirty.includes(technician.id)) this.#rebuild(technician);
    if (queueDirty) this.#rebuildQueue();
    this.#version += 1;
    for (const id of dirty) for (const listener of this.#laneListeners.get(id) ?? []) listener();
    if (queueDirty) for (const listener of this.#queueListeners) listener();
    for (const listener of this.#anyListeners) listener();
  }

  #rebuild(technician: BoardTechnician): void {
    const bars: Bar[] = [];
    for (const key of this.#keysOf.get(technician.id) ?? []) {
      const row = this.#rows.get(key);
      if (!row?.starts_at || !row.ends_at) continue;
      const along = row.technician_id === technician.id ? null : technician.id;
      bars.push({ key, row, start: instant(row.starts_at), end: instant(row.ends_at), travelS: null, along });
    }
    bars.sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
    const shifts = technician.shifts.map((shift) => ({ start: instant(shift.starts_at), end: instant(shift.ends_at) }));
    const absent = bars.filter((bar) => bar.row.kind === "absence").map(({ start, end }) => ({ start, end }));
    let workS = 0;
    let travelS = 0;
    let at: Place | null = technician.start;
    for (const bar of bars) {
      if (bar.row.kind !== "visit") continue;
      // The drive that is stored is the lead's.
      bar.travelS = (bar.along === null ? bar.row.travel_s : null) ?? leg(at, bar.row, this.travel);
      at = bar.row;
      workS += (Math.min(bar.end, this.to) - Math.max(bar.start, this.from)) / 1000;
      travelS += bar.travelS ?? 0;
    }
    let shiftS = 0;
    for (const shift of shifts) {
      shiftS += Math.max(0, Math.min(shift.end, this.to) - Math.max(shift.start, this.from)) / 1000;
      for (const gap of absent)
        shiftS -= Math.max(0, Math.min(shift.end, gap.end) - Math.max(shift.start, gap.start)) / 1000;
    }
    this.#lanes.set(technician.id, { technician, bars, shifts, absent, shiftS: Math.max(0, shiftS), workS, travelS });
  }

  #rebuildQueue(): void {
    const visits: VisitRow[] = [];
    for (const key of this.#queued) {
      const row = this.#rows.get(key);
      if (row?.kind === "visit") visits.push(row);
    }
    visits.sort((a, b) => dueOf(a) - dueOf(b) || a.id - b.id);
    this.#queue = visits;
  }
}

/** Everybody who is on a row, the lead first; who never came is not. */
const peopleOf = (row: Row): number[] => {
  if (row.technician_id === null) return [];
  if (row.kind !== "visit") return [row.technician_id];
  return [row.technician_id, ...row.crew.filter(({ status }) => status !== "missed").map((one) => one.technician_id)];
};

const sorted = (technicians: BoardTechnician[]): BoardTechnician[] =>
  technicians.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));

/** The zone most technicians live in is the one the board is read in. */
function commonZone(technicians: readonly BoardTechnician[]): string {
  const counts = new Map<string, number>();
  for (const { zone } of technicians) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? browserZone();
}

const dueOf = (visit: VisitRow): number => (visit.due_at ? instant(visit.due_at) : Number.MAX_SAFE_INTEGER);

