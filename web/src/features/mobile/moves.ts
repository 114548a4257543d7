/** What the technician can do with a visit, in words; whether he can is the server's table's to say. */
import { type DayVisit, goesOn } from "./day";

export interface MoveWords {
  move: string;
  type: string;
  label: string;
  icon: string;
}

const FORWARD: readonly MoveWords[] = [
  { move: "depart", type: "depart_visit", label: "Start travel", icon: "➤" },
  { move: "arrive", type: "arrive_visit", label: "I’m here", icon: "⚑" },
  { move: "start", type: "start_visit", label: "Start work", icon: "▶" },
  { move: "resume", type: "resume_visit", label: "Resume work", icon: "▶" },
  { move: "complete", type: "complete_visit", label: "Finish job", icon: "✓" },
  // Who goes along has done his part; the lead closes the job.
  { move: "leave", type: "leave_visit", label: "My part is done", icon: "✓" },
];

/** A day of a long job ends with work left for the next. */
const END_DAY: MoveWords = { move: "complete", type: "end_day", label: "Done for today", icon: "✓" };

export const PAUSE: MoveWords = { move: "pause", type: "pause_visit", label: "Pause", icon: "❚❚" };

/** The one big button: the first step forward that is possible from here. */
export const nextMove = (visit: DayVisit): MoveWords | null => {
  const next = FORWARD.find(({ move }) => visit.moves.includes(move)) ?? null;
  return next?.move === "complete" && goesOn(visit) ? END_DAY : next;
};

export const can = (visit: DayVisit, move: string): boolean => visit.moves.includes(move);

/** A wrong tap can be taken back this long. */
export const UNDO_MS = 8000;
