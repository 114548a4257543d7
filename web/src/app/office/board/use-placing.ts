/** Placing visits from the board: shown at once, judged by the server, taken back by undo, refused with its rules. */
import { useCallback, useMemo, useState } from "react";

import { asProblem } from "@/api/problem";
import { tellDone, tellProblem } from "@/components/problem-notice";
import { judgeVisit } from "@/features/dispatch/api/judge-visit";
import { dispatchVisits } from "@/features/dispatch/api/dispatch-visits";
import { brokenRules, placeVisit, promisedWindow } from "@/features/dispatch/api/place-visit";
import { replaceMember } from "@/features/dispatch/api/replace-member";
import { withdrawVisits } from "@/features/dispatch/api/withdraw-visits";
import type { BoardStore } from "@/features/dispatch/board/board-store";
import type { Target } from "@/features/dispatch/board/grab";
import type { OutsidePromise, PromiseChoice } from "@/features/dispatch/board/promise-dialog";
import type { Refused } from "@/features/dispatch/board/refusal-dialog";
import type { VisitRow } from "@/features/dispatch/board/types";
import { acknowledgeHelp } from "@/features/work/api/acknowledge-help";
import { cancelVisit } from "@/features/work/api/cancel-visit";
import { cancelBody } from "@/features/work/cancel-reasons";
import { changeVisit } from "@/features/work/api/change-visit";
import { unscheduleVisit } from "@/features/work/api/unschedule-visit";
import { clockTime } from "@/lib/dates";
import { UndoStack } from "@/lib/undo-stack";

interface Place {
  technicianId: number;
  startsAt: string;
}

/** What a person said beside the place: why a rule is set aside, and what becomes of the promise. */
interface Said extends PromiseChoice {
  override_reason?: string;
}

const placeOf = (visit: VisitRow): Place | null =>
  visit.technician_id !== null && visit.starts_at
    ? { technicianId: visit.technician_id, startsAt: visit.starts_at }
    : null;

export function usePlacing(store: BoardStore | null, say: (text: string) => void) {
  const undoStack = useMemo(() => new UndoStack(), []);
  const [refused, setRefused] = useState<(Refused & { visit: VisitRow; to: Place }) | null>(null);
  const [outside, setOutside] = useState<(OutsidePromise & { visit: VisitRow; to: Place; said: Said }) | null>(null);

  /** One command: shown at once, then as the server answered it, or taken back. */
  const send = useCallback(
    async (visit: VisitRow, shown: Partial<VisitRow>, command: (current: VisitRow) => Promise<VisitRow>): Promise<VisitRow> => {
      const current = store?.visit(visit.id) ?? visit;
      const back = store?.show({ ...current, ...shown });
      try {
        const row = await command(current);
        store?.apply({ rows: [row] });
        return row;
      } catch (error) {
        back?.();
        throw error;
      }
    },
    [store],
  );

  const put = useCallback(
    (visit: VisitRow, place: Place | null, said: Said = {}): Promise<VisitRow> =>
      place
        ? send(
            visit,
            {
              technician_id: place.technicianId,
              starts_at: place.startsAt,
              travel_s: null,
              ends_at: new Date(new Date(place.startsAt).getTime() + visit.duration_s * 1000).toISOString(),
              status: visit.status === "draft" ? "scheduled" : visit.status,
            },
            ({ version }) =>
              placeVisit({
                visit_id: visit.id,
                technician_id: place.technicianId,
                starts_at: place.startsAt,
                version,
                ...said,
              }),
          )
        : send(visit, { technician_id: null, crew: [], starts_at: null, ends_at: null, status: "draft" }, () => unscheduleVisit({ visit_id: visit.id }),
          ),
    [send],
  );

  const remember = useCallback(
    (visit: VisitRow, before: Place | null, after: Place | null, said: Said = {}) => {
      // Back where he was, he is promised what he was promised before.
      const back: PromiseChoice =
        said.tell_customer && visit.window_starts_at && visit.window_ends_at
          ? { tell_customer: true, promise_starts_at: visit.window_starts_at, promise_ends_at: visit.window_ends_at }
          : {};
      const label = after ? `${visit.work_order_number} to ${nameOf(store, after.technicianId)}` : `${visit.work_order_number} to the queue`;
      undoStack.push({
        label,
        undo: async () => {
          const reason = `Undone: ${label}`;
          const row = await put(visit, before, before ? { override_reason: reason, ...(back.tell_customer ? back : { untold_reason: reason }) } : {});
          // A rule set aside pins a visit: back where he was, he is as free as he was.
          const { pinned } = visit;
          if (before && row.pinned !== pinned) await send(row, { pinned }, ({ id, version }) => changeVisit(id, { version, pinned }));
        },
        redo: async () => void (await put(visit, after, said)),
      });
    },
    [put, send, store, undoStack],
  );

  const place = useCallback(
    async (visit: VisitRow, to: Place, said: Said = {}): Promise<void> => {
      if (!store) return;
      const current = store.visit(visit.id) ?? visit;
      const before = placeOf(current);
      const who = nameOf(store, to.technicianId);
      try {
        await put(visit, to, said);
        remember(current, before, to, said);
        say(`${visit.work_order_number} is now with ${who} at ${clockTime(to.startsAt, store.zone)}`);
      } catch (error) {
        const problem = asProblem(error);
        const broken = brokenRules(problem);
        const promised = promisedWindow(problem);
        const what = `${visit.work_order_number} to ${who} at ${clockTime(to.startsAt, store.zone)}`;
        say(`Refused: ${problem.message}`);
        if (promised) return setOutside({ ...promised, what, detail: problem.message, visit, to, said });
        if (!broken) return tellProblem(error);
        setRefused({
          what,
          broken,
          detail: problem.message,
          visit,
          to,
        });
      }
    },
    [put, remember, say, store],
  );

  const unassign = useCallback(
    async (visit: VisitRow): Promise<void> => {
      const before = placeOf(visit);
      try {
        await put(visit, null);
        remember(visit, before, null);
        say(`${visit.work_order_number} is back in the queue`);
      } catch (error) {
        tellProblem(error);
      }
    },
    [put, remember, say],
  );

  const drop = useCallback(
    (visit: VisitRow, target: Target, along?: number | null): void => {
      if (target === null) return;
      if (target === "queue") {
        if (visit.technician_id !== null) void unassign(visit);
        return;
      }
      const crew = visit.crew.map((one) => one.technician_id);
      const onto = target.technicianId;
      if (along && visit.technician_id !== onto && !crew.includes(onto)) {
        // The bar of one who goes along, put on another's row: that one goes in his place.
        const reason = `Moved on the board to ${nameOf(store, onto)}`;
        send(visit, {}, ({ id }) => replaceMember({ visit_id: id, technician_id: along, by_id: onto, reason })).then(
          () => say(`${nameOf(store, onto)} goes along instead of ${nameOf(store, along)}`),
          tellProblem,
        );
        return;
      }
      // Within the crew's own rows only the time is another; who leads is changed in the panel.
      const technicianId = visit.technician_id !== null && crew.includes(onto) ? visit.technician_id : onto;
      const startsAt = new Date(target.start).toISOString();
      const same = visit.technician_id === technicianId && visit.starts_at && new Date(visit.starts_at).getTime() === target.start;
      if (!same) void place(visit, { technicianId, startsAt });
    },
    [place, say, send, store, unassign],
  );

  /** Send visits to the phones together, as one step that can be taken back. */
  const dispatchAll = useCallback(
    async (visitIds: number[], label: string): Promise<void> => {
      const go = async () => {
        const rows = await dispatchVisits(visitIds);
        store?.apply({ rows });
        return rows.map((row) => row.id);
      };
      try {
        const sent = await go();
        undoStack.push({
          label,
          undo: async () => store?.apply({ rows: await withdrawVisits(sent, `Undone: ${label}`) }),
          redo: async () => void (await go()),
        });
        tellDone(`${label}. Undo takes them off the phones again.`);
        say(label);
      } catch (error) {
        tellProblem(error);
      }
    },
    [say, store, undoStack],
  );

  const suggest = useCallback(
    async (visit: VisitRow): Promise<void> => {
      try {
        const best = (await judgeVisit({ visit_id: visit.id }))
          .filter((one) => one.feasible && one.starts_at !== null)
          .sort((a, b) => a.cost_s - b.cost_s)[0];
        if (best?.starts_at) await place(visit, { technicianId: best.technician_id, startsAt: best.starts_at });
        else tellDone(`Nobody can take ${visit.work_order_number} here. Press A to see why.`);
      } catch (error) {
        tellProblem(error);
      }
    },
    [place],
  );

  const move = useCallback(
    (visit: VisitRow, shown: Partial<VisitRow>, command: (current: VisitRow) => Promise<VisitRow>) => {
      send(visit, shown, command).catch(tellProblem);
    },
    [send],
  );

  return {
    undoStack,
    refused,
    closeRefused: () => setRefused(null),
    override: (reason: string) => refused && void place(refused.visit, refused.to, { override_reason: reason }),
    outside,
    closeOutside: () => setOutside(null),
    choosePromise: (choice: PromiseChoice) => outside && void place(outside.visit, outside.to, { ...outside.said, ...choice }),
    place,
    drop,
    unassign,
    suggest,
    dispatch: (visit: VisitRow) => void dispatchAll([visit.id], `${visit.work_order_number} is on ${nameOf(store, visit.technician_id ?? 0)}'s phone`),
    dispatchAll,
    withdraw: (visit: VisitRow) => move(visit, { status: "scheduled" }, ({ id }) => withdrawVisits([id]).then(first)),
    cancel: (visit: VisitRow, reason: string, choice: string) =>
      move(visit, { status: "canceled" }, ({ id }) => cancelVisit({ visit_id: id, ...cancelBody(choice, reason) })),
    pin: (visit: VisitRow) =>
      move(visit, { pinned: !visit.pinned }, ({ id, version, pinned }) => changeVisit(id, { version, pinned: !pinned })),
    acknowledgeHelp: (visit: VisitRow) => move(visit, {}, ({ id }) => acknowledgeHelp({ visit_id: id })),
  };
}

function first(rows: VisitRow[]): VisitRow {
  const [row] = rows;
  if (!row) throw new Error("it was off the phone already");
  return row;
}

const nameOf = (store: BoardStore | null, technicianId: number): string =>
  store?.technicians.find((one) => one.id === technicianId)?.name ?? "the technician";
