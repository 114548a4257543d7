/** The board's data for a window of time, and its stream from there on. */
import { get } from "@/api/client";
import { followStream, type LiveState } from "@/api/event-stream";

import type { BoardData, BoardFrame } from "../board/types";

export const loadBoard = (window: { from: number; to: number }, signal?: AbortSignal): Promise<BoardData> =>
  get<BoardData>("/api/board", {
    query: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
    ...(signal ? { signal } : {}),
  });

/** Follow the board's events from its cursor on; `onReset` when the server cannot say what was missed. */
export function followBoard(options: {
  cursor: string;
  /** A fact, with its name. */
  onFrame: (frame: BoardFrame, name: string) => void;
  onReset: () => void;
  onState: (state: LiveState) => void;
}): () => void {
  return followStream({
    url: "/api/stream",
    cursor: options.cursor,
    onState: options.onState,
    onFrame: ({ event, data }) => {
      if (event === "reset") options.onReset();
      else if (event !== "beat" && event !== "hello") options.onFrame(JSON.parse(data) as BoardFrame, event);
    },
  });
}
