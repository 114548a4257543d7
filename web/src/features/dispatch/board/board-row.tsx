/** One technician's row: name and load on the left, bars painted into a recycled lane on the right. */
import { memo, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import { clockTime } from "@/lib/dates";

import type { PhoneState } from "../api/list-phones";
import type { PredictionsByPart } from "../api/list-predictions";
import styles from "./board.module.css";
import type { BoardStore, Lane } from "./board-store";
import type { Grab } from "./grab";
import { paintLane } from "./paint";
import { MINUTE, type Scale, toX, widthOf } from "./scale";
import type { Selection } from "./selection";
import { canBeSent } from "./types";

interface RowProps {
  store: BoardStore;
  technicianId: number;
  index: number;
  top: number;
  scale: Scale;
  selection: Selection;
  grab: Grab;
  /** Business time, rounded to the ticker's step. */
  tick: number;
  /** What his phone had not sent when it last spoke; undefined when all came. */
  phone: PhoneState | undefined;
  onOpenTechnician: (id: number) => void;
  /** Send what he has on no phone yet; undefined for who may not. */
  onSend: ((technicianId: number, visitIds: number[]) => void) | undefined;
  /** When he is likely to arrive where. */
  predictions: PredictionsByPart;
}

export const BoardRow = memo(function BoardRow(props: RowProps) {
  const { store, technicianId, index, top, scale, selection, grab, tick, predictions } = props;
  const lane = useSyncExternalStore(
    (listener) => store.subscribeLane(technicianId, listener),
    () => store.lane(technicianId),
  );
  const selected = useSyncExternalStore(selection.subscribe, () => {
    const { key } = selection;
    return key !== null && lane.bars.some((bar) => bar.key === key) ? key : null;
  });
  const mark = useSyncExternalStore(grab.subscribeMarks, () => grab.mark(technicianId));
  const bars = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (bars.current)
      paintLane(bars.current, lane, { scale, now: tick, zone: store.zone, selected, changed: store.changed, predictions });
  }, [lane, scale, tick, selected, store, predictions]);

  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${styles["row"]} ${mark && !mark.qualified ? styles["unqualified"] : ""}`}
      style={{ top, width: `calc(var(--name-width) + ${widthOf(scale)}px)` }}
    >
      <TechnicianCell lane={lane} mark={mark} phone={props.phone} zone={store.zone} onOpen={() => props.onOpenTechnician(technicianId)} onSend={props.onSend} />
      <div className={styles["lane"]} role="presentation">
        {lane.shifts.map((shift) => (
          <div
            key={shift.start}
            className={styles["shift"]}
            style={{
              left: toX(scale, shift.start),
              width: toX(scale, shift.end) - toX(scale, shift.start),
            }}
          />
        ))}
        <div className={styles["grid"]} style={{ background: hourLines(scale) }} />
        {mark?.rank && mark.start !== null && grab.visit && (
          <div
            className={styles["slot"]}
            style={{
              left: toX(scale, mark.start),
              width: ((grab.visit.duration_s * 1000) / MINUTE) * scale.pxPerMinute,
            }}
          >
            ★{mark.rank} {clockTime(mark.start, store.zone)} {mark.cost}
          </div>
        )}
        <div className={styles["bars"]} ref={bars} role="presentation" />
      </div>
    </div>
  );
});

function hourLines({ pxPerMinute }: Scale): string {
  const step = 60 * pxPerMinute * (pxPerMinute < 0.5 ? 6 : 1);
  return `repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px ${step}px)`;
}

interface CellProps {
  lane: Lane;
  mark: ReturnType<Grab["mark"]>;
  phone: PhoneState | undefined;
  zone: string;
  onOpen: () => void;
  onSend: RowProps["onSend"];
}

function TechnicianCell({ lane, mark, phone, zone, onOpen, onSend }: CellProps) {
  const { technician, shiftS, workS, travelS } = lane;
  const busy = workS + travelS;
  const percent = shiftS > 0 ? Math.round((busy / shiftS) * 100) : null;
  const words = percent === null ? (busy > 0 ? "no shift ⚠" : "off") : `${percent}%${percent > 100 ? " ⚠" : ""}`;
  const share = (seconds: number) => `${Math.min(100, shiftS > 0 ? (seconds / shiftS) * 100 : 0)}%`;
  const unsent = lane.bars.flatMap(({ row }) => (row.kind === "visit" && canBeSent(row) ? [row.id] : []));
  const good = mark?.rank !== null && mark?.rank !== undefined;
  return (
    <div className={styles["name"]} role="rowheader" onDoubleClick={onOpen}>
      <span className={styles["initials"]} aria-hidden="true">
        {technician.initials}
      </span>
      <span className={styles["who"]}>{technician.name}</span>
      <span className={styles["percent"]} data-over={percent !== null && percent > 100}>
        {onSend && unsent.length > 0 && (
          <button
            type="button"
            className={styles["send"]}
            tabIndex={-1}
            title={`Dispatch ${unsent.length} to ${technician.name}`}
            aria-label={`Dispatch ${unsent.length} to ${technician.name}`}
            onClick={() => onSend(technician.id, unsent)}
          >
            ▷{unsent.length}
          </button>
        )}
        {phone && (
          <abbr className={styles["unsent"]} title={`${phone.unsent} on the phone not sent yet; last heard at ${clockTime(phone.heard_at, zone)}`}>
            ↑{phone.unsent}
          </abbr>
        )}
        {words}
      </span>
      {mark && (good || mark.reason) ? (
        <span className={styles["mark"]} data-good={good} title={mark.reason}>
          {good ? `★${mark.rank} ${mark.cost}` : `✕ ${mark.reason}`}
        </span>
      ) : (
        <span
          className={styles["load"]}
          role="img"
          aria-label={`${Math.round(workS / 60)} minutes of work and ${Math.round(travelS / 60)} of travel in ${Math.round(shiftS / 60)} minutes of shift`}
          style={{ "--work": share(workS), "--busy": share(busy) } as React.CSSProperties}
        />
      )}
    </div>
  );
}
