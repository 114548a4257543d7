/** Carries a grabbed visit under the pointer: moves the ghost, finds the cell, scrolls at the edges, drops or lets go. */
import { clockTime } from "@/lib/dates";

import styles from "./board.module.css";
import { cellAt, type Geometry, NAME_WIDTH, pointOf } from "./geometry";
import type { Grab, Target } from "./grab";
import { MINUTE, type Scale } from "./scale";
import type { VisitRow } from "./types";

const START_PX = 4;
const EDGE_PX = 44;
const NOTE_WIDTH = 430;
export const SNAP_MINUTES = 15;

export interface Carrying {
  geometry: () => Geometry | null;
  grab: Grab;
  zone: string;
  ghost: () => HTMLElement | null;
  /** Whether a point is where a visit goes back to the queue. */
  isQueue: (x: number, y: number) => boolean;
  onDrop: (visit: VisitRow, target: Target) => void;
}

/** Draw the ghost where the grab stands now. */
export function drawGhost(ghost: HTMLElement, grab: Grab, geometry: Geometry | null, zone: string, at?: { x: number; y: number }): void {
  const { visit, target, verdict } = grab;
  if (!visit || !geometry || (target === null && !at)) {
    ghost.style.display = "none";
    return;
  }
  const width = widthFor(visit, geometry.scale);
  const onCell = target !== null && target !== "queue" ? target : null;
  const point = onCell ? pointOf(geometry, geometry.scroller.getBoundingClientRect(), onCell) : at;
  if (!point) {
    ghost.style.display = "none";
    return;
  }
  ghost.style.display = "block";
  ghost.style.width = onCell ? `${width}px` : "190px";
  ghost.style.transform = `translate(${point.x}px, ${point.y + 4}px)`;
  // Near the right edge what is said runs to the left, or it could not be read.
  ghost.dataset["side"] = point.x + NOTE_WIDTH > window.innerWidth ? "left" : "right";
  ghost.dataset["level"] = verdict?.level ?? "";
  ghost.dataset["provisional"] = String(verdict?.provisional ?? true);
  const note = ghost.lastElementChild;
  const label = ghost.firstElementChild;
  say(
    label,
    onCell
      ? `${visit.work_order_number} ${clockTime(onCell.start, zone)}–${clockTime(onCell.start + visit.duration_s * 1000, zone)}`
      : `${visit.work_order_number} ${visit.customer_name}`,
  );
  const sign = verdict ? { ok: "✓", warn: "!", no: "✕" }[verdict.level] : "";
  say(note, verdict && (verdict.text || !verdict.provisional) ? `${sign} ${verdict.text}` : "");
}

/** Writing the same words again would make the browser lay out again at every move within a cell. */
function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}

const widthFor = (visit: VisitRow, scale: Scale): number => Math.max(24, ((visit.duration_s * 1000) / MINUTE) * scale.pxPerMinute);

/** Begin a pointer drag of a visit; nothing is taken up before the pointer has really moved. */
export function carry(event: PointerEvent, visit: VisitRow, gripPx: number, carrying: Carrying): void {
  const { grab } = carrying;
  const from = { x: event.clientX, y: event.clientY };
  let last = from;
  let alt = false;
  let frame = 0;
  let taken = false;
  const cover = document.createElement("div");
  cover.className = styles["carrying"] ?? "";

  const follow = () => {
    const geometry = carrying.geometry();
    const ghost = carrying.ghost();
    if (!geometry || !ghost) return;
    const box = geometry.scroller.getBoundingClientRect();
    const cell = cellAt(geometry, box, last, { gripPx, stepMinutes: alt ? 1 : SNAP_MINUTES });
    grab.moveTo(cell ?? (carrying.isQueue(last.x, last.y) ? "queue" : null));
    drawGhost(ghost, grab, geometry, carrying.zone, { x: last.x - 20, y: last.y - 20 });
  };

  /** Goes on by itself for as long as the pointer rests at an edge. */
  const scrollAtEdges = () => {
    frame = 0;
    const geometry = carrying.geometry();
    if (!geometry) return;
    const { scroller } = geometry;
    const box = scroller.getBoundingClientRect();
    if (last.x < box.left || last.x > box.right || last.y < box.top || last.y > box.bottom) return;
    const dy = last.y > box.bottom - EDGE_PX ? 9 : last.y < box.top + EDGE_PX + 34 ? -9 : 0;
    const dx = last.x > box.right - EDGE_PX ? 12 : last.x < box.left + NAME_WIDTH + EDGE_PX / 2 ? -12 : 0;
    if (dx === 0 && dy === 0) return;
    scroller.scrollBy(dx, dy);
    follow();
    frame = requestAnimationFrame(scrollAtEdges);
  };

  const onMove = (move: PointerEvent) => {
    last = { x: move.clientX, y: move.clientY };
    alt = move.altKey;
    if (!taken) {
      if (Math.hypot(last.x - from.x, last.y - from.y) < START_PX) return;
      taken = true;
      grab.take(visit, "pointer");
      document.body.style.userSelect = "none";
      document.body.append(cover);
    }
    follow();
    if (frame === 0) frame = requestAnimationFrame(scrollAtEdges);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    document.body.style.userSelect = "";
    cover.remove();
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onCancel);
    window.removeEventListener("keydown", onKey, true);
    const ghost = carrying.ghost();
    if (ghost) ghost.style.display = "none";
  };
  const onUp = () => {
    stop();
    if (!taken) return;
    const dropped = grab.release();
    if (dropped && dropped.target !== null) carrying.onDrop(dropped.visit, dropped.target);
  };
  const onCancel = () => {
    stop();
    grab.letGo();
  };
  const onKey = (key: KeyboardEvent) => {
    if (key.key !== "Escape") return;
    key.stopPropagation();
    onCancel();
  };
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  window.addEventListener("pointercancel", onCancel);
  window.addEventListener("keydown", onKey, true);
}
