/** What of the board is in the address: the day, how much of it, and the filters. */
import { flag, text, texts } from "@/lib/search-params";

import type { BoardView } from "./actions";

export interface BoardSearch {
  date: string | undefined;
  view: BoardView | undefined;
  list: boolean | undefined;
  territory: string[] | undefined;
  skill: string[] | undefined;
  problems: boolean | undefined;
}

export function readBoardSearch(search: Record<string, unknown>): BoardSearch {
  const date = text(search["date"]);
  const view = text(search["view"]);
  return {
    date: date && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined,
    view: view === "3d" || view === "week" ? view : undefined,
    list: flag(search["list"]),
    territory: texts(search["territory"]),
    skill: texts(search["skill"]),
    problems: flag(search["problems"]),
  };
}
