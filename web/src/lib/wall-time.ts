/** A time as it is typed on the clock of a place, and the instant that is meant: none yet while it may be two. */
import { clockTime, type Instant, instantAt, instantsAt, localText, whichOfTwo, zoneName } from "./dates";

export type Which = "first" | "second";

export interface WallTime {
  /** As a field of type "datetime-local" has it; empty while it is half typed. */
  text: string;
  /** Which of two such times, where the clocks go back. */
  which: Which | null;
}

export const NO_TIME: WallTime = { text: "", which: null };

const split = (text: string): [on: string, time: string] => [text.slice(0, 10), text.slice(11, 16)];
const isWhole = ({ text }: WallTime): boolean => text.length >= 16;

export const wallTimeOf = (at: Instant, zone: string): WallTime => ({ text: localText(at, zone), which: whichOfTwo(at, zone) });

/** The two times that are meant by what is typed, named apart: "01:20 BST", "01:20 GMT". Nothing where it comes once. */
export function choicesOf(wall: WallTime, zone: string): { which: Which; label: string }[] {
  if (!isWhole(wall)) return [];
  const instants = instantsAt(...split(wall.text), zone);
  if (instants.length < 2) return [];
  return instants.map((at, n) => ({ which: n === 0 ? "first" : "second", label: `${clockTime(at, zone)} ${zoneName(at, zone)}` }));
}

/** Whether nobody has said yet which of two such times is meant. */
export const isOpen = (wall: WallTime, zone: string): boolean => wall.which === null && choicesOf(wall, zone).length > 0;

/** What is used instead of a time that the clocks skip: "02:30 BST". Null for one that there is. */
export function insteadOf(wall: WallTime, zone: string): string | null {
  if (!isWhole(wall) || instantsAt(...split(wall.text), zone).length > 0) return null;
  const at = instantAt(...split(wall.text), zone);
  return `${clockTime(at, zone)} ${zoneName(at, zone)}`;
}

/** The instant that is meant; null while the time is half typed, or comes twice and nobody said which. */
export function instantOf(wall: WallTime, zone: string): string | null {
  if (!isWhole(wall)) return null;
  const [first, second] = instantsAt(...split(wall.text), zone);
  if (second !== undefined && wall.which === null) return null;
  const at = second !== undefined && wall.which === "second" ? second : (first ?? instantAt(...split(wall.text), zone));
  return new Date(at).toISOString();
}
