/**
 * A visit in the hand, by pointer or by keyboard: where it would land, and what is known about that.
 *
 * Per move this computes one cell and checks one lane; the server's judge is asked once for all technicians when the
 * visit is taken up and once more for a cell it rests on.
 */
import type { BoardStore } from "./board-store";
import { checkLocally, LOCAL_RULE_LABEL } from "./check";
import type { BrokenRule, Candidate, VisitRow } from "./types";

export interface Cell {
  technicianId: number;
  start: number;
}

export type Target = Cell | "queue" | null;

export interface Verdict {
  level: "ok" | "warn" | "no";
  text: string;
  /** True until the server's judge has answered for this very cell. */
  provisional: boolean;
}

/** What a lane shows while a visit is in the hand. */
export interface Mark {
  qualified: boolean;
  reason: string;
  /** 1 to 3 for the judge's best. */
  rank: number | null;
  start: number | null;
  cost: string;
  provisional: boolean;
}

export type Judge = (visitId: number, cell: Cell | null, signal: AbortSignal) => Promise<Candidate[]>;

const REST_MS = 140;

export function verdictOf(candidate: Candidate): Verdict {
  if (candidate.feasible) return { level: "ok", text: costText(candidate), provisional: false };
  const hard = candidate.broken.some((rule) => rule.override === "never");
  return { level: hard ? "no" : "warn", text: candidate.broken.map((rule) => rule.sentence).join(" "), provisional: false };
}

export function costText(candidate: Candidate): string {
  return `fits, +${Math.round((candidate.terms["travel"] ?? candidate.cost_s) / 60)} min`;
}

export class Grab {
  visit: VisitRow | null = null;
  target: Target = null;
  verdict: Verdict | null = null;
  by: "pointer" | "keyboard" = "pointer";

  #candidates: Map<number, Candidate> | null = null;
  #marks = new Map<number, Mark>();
  #abort = new AbortController();
  #rest: ReturnType<typeof setTimeout> | undefined;
  #exact = new Map<string, Verdict>();
  readonly #listeners = new Set<() => void>();
  readonly #markListeners = new Set<() => void>();

  constructor(
    private readonly store: BoardStore,
    private readonly judge: Judge,
    private readonly now: () => number,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  subscribeMarks = (listener: () => void): (() => void) => {
    this.#markListeners.add(listener);
    return () => this.#markListeners.delete(listener);
  };

  mark(technicianId: number): Mark | null {
    return this.visit ? (this.#marks.get(technicianId) ?? null) : null;
  }

  get best(): Cell | null {
    const ranked = [...this.#marks].find(([, mark]) => mark.rank === 1);
    return ranked && ranked[1].start !== null ? { technicianId: ranked[0], start: ranked[1].start } : null;
  }

  take(visit: VisitRow, by: "pointer" | "keyboard"): void {
    this.letGo();
    this.visit = visit;
    this.by = by;
    for (const { id, skills } of this.store.technicians) {
      const missing = visit.skills.filter((skill) => !skills.includes(skill));
      this.#marks.set(id, {
        qualified: missing.length === 0,
        reason: missing.length > 0 ? `needs ${missing.join(", ")}` : "",
        rank: null,
        start: null,
        cost: "",
        provisional: true,
      });
    }
    this.#tellMarks();
    this.#tell();
    const { signal } = this.#abort;
    this.judge(visit.id, null, signal).then(
      (candidates) => {
        if (signal.aborted) return;
        this.#candidates = new Map(candidates.map((one) => [one.technician_id, one]));
        const ranked = candidates
          .filter((one) => one.feasible && one.starts_at !== null)
          .sort((a, b) => a.cost_s - b.cost_s);
        for (const { id } of this.store.technicians) {
          const one = this.#candidates.get(id);
          if (!one) continue;
          const rank = ranked.indexOf(one);
          this.#marks.set(id, {
            qualified: one.feasible,
            reason: one.broken[0]?.sentence ?? "",
            rank: rank >= 0 && rank < 3 ? rank + 1 : null,
            start: one.starts_at ? new Date(one.starts_at).getTime() : null,
            cost: one.feasible ? costText(one) : "",
            provisional: false,
          });
        }
        this.#tellMarks();
        this.#tell();
      },
      () => undefined, // Without the judge the local marks stay, drawn as provisional; the drop itself is judged again.
    );
  }

  moveTo(target: Target): void {
    const { visit } = this;
    if (!visit || same(this.target, target)) return;
    this.target = target;
    clearTimeout(this.#rest);
    if (target === null || target === "queue") {
      this.verdict = target === "queue" ? { level: "ok", text: "back to the queue", provisional: false } : null;
      this.#tell();
      return;
    }
    const known = this.#exact.get(cellKey(target));
    this.verdict = known ?? this.#local(visit, target);
    this.#tell();
    if (!known) this.#rest = setTimeout(() => this.#ask(visit, target), REST_MS);
  }

  /** Put the visit down; answers where, and forgets it. */
  release(): { visit: VisitRow; target: Target } | null {
    const { visit, target } = this;
    this.letGo();
    return visit ? { visit, target } : null;
  }

  letGo(): void {
    clearTimeout(this.#rest);
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#candidates = null;
    this.#exact.clear();
    const had = this.visit !== null;
    this.visit = null;
    this.target = null;
    this.verdict = null;
    this.#marks.clear();
    if (had) {
      this.#tellMarks();
      this.#tell();
    }
  }

  #local(visit: VisitRow, cell: Cell): Verdict {
    const broken = checkLocally(visit, this.store.lane(cell.technicianId), cell.start, this.now(), this.store.travel);
    if (broken.length === 0) return { level: "ok", text: "", provisional: true };
    const hard = broken.includes("overlap") || broken.includes("in_the_past") || broken.includes("absent");
    return { level: hard ? "no" : "warn", text: broken.map((rule) => LOCAL_RULE_LABEL[rule]).join(", "), provisional: true };
  }

  #ask(visit: VisitRow, cell: Cell): void {
    const { signal } = this.#abort;
    this.judge(visit.id, cell, signal).then(
      (candidates) => {
        const candidate = candidates.find((one) => one.technician_id === cell.technicianId);
        if (signal.aborted || !candidate) return;
        const verdict = verdictOf(candidate);
        this.#exact.set(cellKey(cell), verdict);
        if (same(this.target, cell)) {
          this.verdict = verdict;
          this.#tell();
        }
      },
      () => undefined, // The provisional verdict stays; the server judges the drop.
    );
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #tellMarks(): void {
    for (const listener of this.#markListeners) listener();
  }
}

const cellKey = (cell: Cell): string => `${cell.technicianId}@${cell.start}`;

export function same(a: Target, b: Target): boolean {
  if (a === b) return true;
  if (a === null || b === null || a === "queue" || b === "queue") return false;
  return a.technicianId === b.technicianId && a.start === b.start;
}

export const mayOverride = (broken: readonly BrokenRule[]): boolean =>
  broken.length > 0 && broken.every((rule) => rule.override !== "never");
