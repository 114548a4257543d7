/** The board's store for a window of time: loaded, then kept live from the load's own cursor on. */
import { useCallback, useEffect, useState } from "react";

import type { LiveState } from "@/api/event-stream";
import { followBoard, loadBoard } from "@/features/dispatch/api/load-board";
import { BoardStore } from "@/features/dispatch/board/board-store";
import { BusinessClock } from "@/lib/clock";

export interface LiveBoard {
  store: BoardStore;
  clock: BusinessClock;
}

export function useLiveBoard(from: number, to: number) {
  const [board, setBoard] = useState<LiveBoard | null>(null);
  const [live, setLive] = useState<LiveState>("connecting");
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    const controller = new AbortController();
    let stop: (() => void) | undefined;
    loadBoard({ from, to }, controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        const store = new BoardStore(data, { from, to });
        setError(null);
        setBoard({ store, clock: new BusinessClock(data.now, data.rate) });
        stop = followBoard({ cursor: data.cursor, onFrame: (frame) => store.apply(frame), onReset: reload, onState: setLive });
      },
      (problem: unknown) => {
        if (!controller.signal.aborted) setError(problem);
      },
    );
    return () => {
      controller.abort();
      stop?.();
    };
  }, [from, to, attempt, reload]);

  return { board, live, error, reload };
}
