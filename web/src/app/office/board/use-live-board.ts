/** The board's store for a window of time: loaded, then kept live from the load's own cursor on. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import type { LiveState } from "@/api/event-stream";
import { CHANGES_CONFLICTS, conflictsKey } from "@/features/dispatch/api/list-conflicts";
import { CHANGES_PREDICTIONS, predictionsKey } from "@/features/dispatch/api/list-predictions";
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
  const queryClient = useQueryClient();
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    const controller = new AbortController();
    let stop: (() => void) | undefined;
    let soon: ReturnType<typeof setTimeout> | undefined;
    // Several facts of one change are one look.
    const lookAgain = () => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        void queryClient.invalidateQueries({ queryKey: conflictsKey });
        void queryClient.invalidateQueries({ queryKey: predictionsKey });
      }, 300);
    };
    loadBoard({ from, to }, controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        const store = new BoardStore(data, { from, to });
        setError(null);
        setBoard({ store, clock: new BusinessClock(data.now, data.rate) });
        stop = followBoard({ cursor: data.cursor, onFrame: (frame, name) => {
            store.apply(frame);
            if (CHANGES_CONFLICTS.has(name) || CHANGES_PREDICTIONS.has(name)) lookAgain();
          }, onReset: reload, onState: setLive });
      },
      (problem: unknown) => {
        if (!controller.signal.aborted) setError(problem);
      },
    );
    return () => {
      controller.abort();
      clearTimeout(soon);
      stop?.();
    };
  }, [from, to, attempt, reload, queryClient]);

  return { board, live, error, reload };
}
