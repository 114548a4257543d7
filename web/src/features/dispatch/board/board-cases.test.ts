/** The server's table of what a fact does to a board, against this store: both must say the same. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { BoardStore } from "./board-store";
import { ms, placed, technician, TRAVEL, visit } from "./fixtures";
import type { VisitRow } from "./types";

type Short = Pick<VisitRow, "kind" | "id" | "version" | "status">;

interface Case {
  name: string;
  load: Short[];
  frames: { rows?: Short[]; gone?: { kind: "visit"; id: number }[] }[];
  after: Record<string, string>;
}

const CASES = JSON.parse(readFileSync(join(process.cwd(), "../server/tests/work/board_cases.json"), "utf8")) as Case[];
const WINDOW = { from: ms("00:00"), to: ms("00:00") + 86_400_000 };
const whole = ({ id, version, status }: Short): VisitRow =>
  status === "draft" ? visit(id, { version }) : placed(id, 1, `${String(8 + id).padStart(2, "0")}:00`, `${String(9 + id).padStart(2, "0")}:00`, { version, status });

test.each(CASES)("$name", ({ load, frames, after }) => {
  const store = new BoardStore({ technicians: [technician(1)], rows: load.map(whole), travel: TRAVEL }, WINDOW, (flush) => flush());
  for (const { rows, gone } of frames) store.apply({ ...(rows ? { rows: rows.map(whole) } : {}), ...(gone ? { gone } : {}) });
  const { rows } = store.snapshot();
  expect(Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, row.kind === "visit" ? row.status : ""]))).toEqual(after);
});
