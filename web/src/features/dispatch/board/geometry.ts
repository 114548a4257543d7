/** Where the board's lanes are on the screen, so that a pointer becomes a technician and a time by arithmetic alone. */
import type { Cell } from "./grab";
import { type Scale, snap, toTime, toX } from "./scale";

/** Rows grow up to this when there is room for all. */
export const ROW_HEIGHT_MIN = 44;
export const ROW_HEIGHT_MAX = 54;
/** On a phone the hours get the room. Settled when the page opens. */
export const NAME_WIDTH = typeof window !== "undefined" && window.innerWidth <= 700 ? 104 : 196;
export const HEADER_HEIGHT = 34;

export interface Geometry {
  scroller: HTMLElement;
  scale: Scale;
  technicianIds: readonly number[];
  rowHeight: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The cell under a point, or null when it is not over a lane. `grip` is how far into the bar it was taken. */
export function cellAt(
  geometry: Geometry,
  box: Box,
  point: { x: number; y: number },
  { gripPx, stepMinutes }: { gripPx: number; stepMinutes: number },
): Cell | null {
  const { scroller, scale, technicianIds, rowHeight } = geometry;
  if (point.x < box.left + NAME_WIDTH || point.x > box.right) return null;
  if (point.y < box.top + HEADER_HEIGHT || point.y > box.bottom) return null;
  const row = Math.floor((point.y - box.top - HEADER_HEIGHT + scroller.scrollTop) / rowHeight);
  const technicianId = technicianIds[row];
  if (technicianId === undefined) return null;
  const x = point.x - box.left - NAME_WIDTH + scroller.scrollLeft - gripPx;
  return { technicianId, start: snap(scale, toTime(scale, x), stepMinutes) };
}

/** The top left corner of a cell on the screen. */
export function pointOf(geometry: Geometry, box: Box, cell: Cell): { x: number; y: number } {
  const { scroller, scale, technicianIds, rowHeight } = geometry;
  const row = technicianIds.indexOf(cell.technicianId);
  return {
    x: box.left + NAME_WIDTH + toX(scale, cell.start) - scroller.scrollLeft,
    y: box.top + HEADER_HEIGHT + row * rowHeight - scroller.scrollTop,
  };
}

/** Scroll just enough that the cell can be seen. */
export function reveal(geometry: Geometry, cell: Cell, width: number): void {
  const { scroller, scale, technicianIds, rowHeight } = geometry;
  const row = technicianIds.indexOf(cell.technicianId);
  const top = row * rowHeight;
  const viewHeight = scroller.clientHeight - HEADER_HEIGHT;
  if (row >= 0 && top < scroller.scrollTop) scroller.scrollTop = top;
  else if (row >= 0 && top + rowHeight > scroller.scrollTop + viewHeight)
    scroller.scrollTop = top + rowHeight - viewHeight;
  const left = toX(scale, cell.start);
  const viewWidth = scroller.clientWidth - NAME_WIDTH;
  if (left < scroller.scrollLeft + 20) scroller.scrollLeft = Math.max(0, left - 60);
  else if (left + Math.min(width, viewWidth - 40) > scroller.scrollLeft + viewWidth - 20)
    scroller.scrollLeft = left + width - viewWidth + 60;
}
