/** Keys on the board: walk over bars, take a visit up, move it by time and technician, put it down. */
import { type Geometry, reveal } from "./geometry";
import type { BoardStore } from "./board-store";
import { type Cell, type Grab, type Target } from "./grab";
import { MINUTE, snap } from "./scale";
import type { Selection } from "./selection";
import type { RowKey, VisitRow } from "./types";

const STEP_MINUTES = 5;
const LEAP_MINUTES = 60;

export interface Steering {
  store: BoardStore;
  grab: Grab;
  selection: Selection;
  geometry: () => Geometry | null;
  now: () => number;
  canGrab: (visit: VisitRow) => boolean;
  /** `along` is whose bar it was, if he goes along with the visit. */
  onDrop: (visit: VisitRow, target: Target, along?: number | null) => void;
  onOpen: (key: RowKey) => void;
  say: (text: string) => void;
}

/** Take a visit up by keyboard, standing where it is, or at the judge's best place, or near now. */
export function grabByKeyboard(visit: VisitRow, steering: Steering): void {
  const { store, grab, now } = steering;
  const geometry = steering.geometry();
  const first = geometry?.technicianIds[0];
  if (!geometry || first === undefined || !steering.canGrab(visit)) return;
  grab.take(visit, "keyboard");
  const cell: Cell =
    visit.technician_id !== null && visit.starts_at && geometry.technicianIds.includes(visit.technician_id)
      ? { technicianId: visit.technician_id, start: new Date(visit.starts_at).getTime() }
      : { technicianId: first, start: Math.max(store.from, snap(geometry.scale, now() + 15 * MINUTE, 15)) };
  place(steering, cell);
  const stop = grab.subscribeMarks(() => {
    const { best } = grab;
    if (grab.visit !== visit) stop();
    else if (best && geometry.technicianIds.includes(best.technicianId)) {
      stop();
      if (visit.technician_id === null) place(steering, best);
    }
  });
}

function place(steering: Steering, cell: Cell): void {
  const { grab } = steering;
  const geometry = steering.geometry();
  if (!geometry || !grab.visit) return;
  reveal(geometry, cell, (grab.visit.duration_s / 60) * geometry.scale.pxPerMinute);
  grab.moveTo(cell);
}

function steer(event: KeyboardEvent, steering: Steering): boolean {
  const { grab, store } = steering;
  const geometry = steering.geometry();
  const { visit, target } = grab;
  if (!visit || !geometry) return false;
  if (event.key === "Escape") {
    grab.letGo();
    steering.say(`${visit.work_order_number} stays where it was`);
    return true;
  }
  if (target === null || target === "queue") return false;
  if (event.key === "Enter" || event.key === " ") {
    const dropped = grab.release();
    if (dropped) steering.onDrop(dropped.visit, dropped.target);
    return true;
  }
  const minutes = event.shiftKey ? LEAP_MINUTES : STEP_MINUTES;
  const row = geometry.technicianIds.indexOf(target.technicianId);
  const next = { ...target };
  if (event.key === "ArrowRight") next.start += minutes * MINUTE;
  else if (event.key === "ArrowLeft") next.start -= minutes * MINUTE;
  else if (event.key === "ArrowDown") next.technicianId = geometry.technicianIds[row + 1] ?? target.technicianId;
  else if (event.key === "ArrowUp") next.technicianId = geometry.technicianIds[row - 1] ?? target.technicianId;
  else return false;
  next.start = Math.min(Math.max(next.start, store.from), store.to - MINUTE);
  place(steering, next);
  return true;
}

/** The bar one step away from the selected one; rows without bars are stepped over. */
function neighbor(event: KeyboardEvent, { store, selection }: Steering, ids: readonly number[]): RowKey | null {
  const at = ids.findIndex((id) => store.lane(id).bars.some((bar) => bar.key === selection.key));
  const bars = at < 0 ? [] : store.lane(ids[at] ?? 0).bars;
  const index = bars.findIndex((bar) => bar.key === selection.key);
  const current = bars[index];
  if (!current) {
    for (const id of ids) {
      const first = store.lane(id).bars[0];
      if (first) return first.key;
    }
    return null;
  }
  if (event.key === "ArrowRight") return bars[index + 1]?.key ?? null;
  if (event.key === "ArrowLeft") return bars[index - 1]?.key ?? null;
  if (event.key === "Home") return bars[0]?.key ?? null;
  if (event.key === "End") return bars.at(-1)?.key ?? null;
  const step = event.key === "ArrowDown" || event.key === "PageDown" ? 1 : -1;
  const leap = event.key.startsWith("Page") ? 10 : 1;
  for (let row = at + step * leap; row >= 0 && row < ids.length; row += step) {
    const lane = store.lane(ids[row] ?? 0).bars;
    if (lane.length === 0) continue;
    return lane.reduce((a, b) => (Math.abs(b.start - current.start) < Math.abs(a.start - current.start) ? b : a)).key;
  }
  return null;
}

const WALK = new Set(["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** Handle a key on the board; true when it was taken. */
export function onBoardKey(event: KeyboardEvent, steering: Steering): boolean {
  const { grab, selection, store } = steering;
  if (event.ctrlKey || event.metaKey) return false;
  if (grab.visit) return steer(event, steering);
  const geometry = steering.geometry();
  if (!geometry) return false;
  if (WALK.has(event.key)) {
    const key = neighbor(event, steering, geometry.technicianIds);
    if (key) {
      selection.set(key);
      revealKey(key, store, geometry);
    }
    return true;
  }
  if (event.key === "Enter" && selection.key) {
    const row = store.row(selection.key);
    if (row?.kind === "visit" && steering.canGrab(row)) grabByKeyboard(row, steering);
    else steering.onOpen(selection.key);
    return true;
  }
  return false;
}

export function revealKey(key: RowKey, store: BoardStore, geometry: Geometry): void {
  const row = store.row(key);
  if (!row?.starts_at || row.technician_id === null || !row.ends_at) return;
  const start = new Date(row.starts_at).getTime();
  const width = ((new Date(row.ends_at).getTime() - start) / MINUTE) * geometry.scale.pxPerMinute;
  reveal(geometry, { technicianId: row.technician_id, start }, width);
}

