/** Between instants and pixels, and the grid a dragged visit snaps to. */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;

export interface Scale {
  /** The left and the right end of the lanes, in milliseconds. */
  from: number;
  to: number;
  pxPerMinute: number;
}

export const toX = (scale: Scale, at: number): number => ((at - scale.from) / MINUTE) * scale.pxPerMinute;
export const toTime = (scale: Scale, x: number): number => scale.from + (x / scale.pxPerMinute) * MINUTE;
export const widthOf = (scale: Scale): number => toX(scale, scale.to);

/** The nearest step counted from the left end, which is local midnight, so steps fall on the clock's quarters. */
export function snap(scale: Scale, at: number, stepMinutes: number): number {
  const step = stepMinutes * MINUTE;
  return scale.from + Math.round((at - scale.from) / step) * step;
}
