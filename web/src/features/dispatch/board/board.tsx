/** The board: technicians by hours, virtual rows, bars painted outside React, the hand that moves visits. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { clockTime, dateIn, instantAt, shortDate } from "@/lib/dates";

import type { PhoneState } from "../api/list-phones";
import type { PredictionsByPart } from "../api/list-predictions";
import styles from "./board.module.css";
import { BoardRow } from "./board-row";
import type { BoardStore } from "./board-store";
import { carry, drawGhost } from "./carry";
import { type Geometry, HEADER_HEIGHT, NAME_WIDTH, ROW_HEIGHT_MAX, ROW_HEIGHT_MIN } from "./geometry";
import type { Grab, Target } from "./grab";
import { HOUR, type Scale, toX, widthOf } from "./scale";
import type { Selection } from "./selection";
import { grabByKeyboard, onBoardKey, revealKey, type Steering } from "./steering";
import type { RowKey, VisitRow } from "./types";

const POOL = 48;

const NO_PREDICTIONS: PredictionsByPart = new Map();

export interface BoardHandle {
  focus: () => void;
  showTime: (at: number) => void;
  showKey: (key: RowKey) => void;
  /** Brings a technician's row up, at the time that is in view. */
  showTechnician: (technicianId: number) => void;
  carryFromQueue: (event: PointerEvent, visit: VisitRow) => void;
  grab: (visit: VisitRow) => void;
}

export interface BoardProps {
  store: BoardStore;
  technicianIds: readonly number[];
  scale: Scale;
  grab: Grab;
  selection: Selection;
  now: () => number;
  tick: number;
  canGrab: (visit: VisitRow) => boolean;
  isQueue: (x: number, y: number) => boolean;
  onDrop: (visit: VisitRow, target: Target, along?: number | null) => void;
  /** A bar was clicked, not dragged. */
  onPick: (key: RowKey) => void;
  onOpen: (key: RowKey) => void;
  phones: ReadonlyMap<number, PhoneState> | undefined;
  predictions: PredictionsByPart | undefined;
  onOpenTechnician: (id: number) => void;
  /** Send what a technician has on no phone yet; undefined for who may not. */
  onSend: ((technicianId: number, visitIds: number[]) => void) | undefined;
  onHover: (key: RowKey | null, box: DOMRect | null) => void;
  onMenu: (key: RowKey, x: number, y: number) => void;
  say: (text: string) => void;
  ref: Ref<BoardHandle>;
}

export function Board(props: BoardProps) {
  const { store, technicianIds, scale, grab, selection, tick, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  const rowHeight = useRowHeight(scroller, technicianIds.length);
  const rowHeightRef = useRef(rowHeight);
  useLayoutEffect(() => {
    rowHeightRef.current = rowHeight;
  });

  const selectedKey = useSyncExternalStore(selection.subscribe, selection.read);
  const steering = useMemo<Steering & { geometry: () => Geometry | null }>(
    () => ({
      store,
      grab,
      selection,
      geometry: () =>
        scroller.current && {
          scroller: scroller.current,
          scale: latest.current.scale,
          technicianIds: latest.current.technicianIds,
          rowHeight: rowHeightRef.current,
        },
      now: () => latest.current.now(),
      canGrab: (visit) => latest.current.canGrab(visit),
      onDrop: (visit, target, along) => latest.current.onDrop(visit, target, along),
      onOpen: (key) => latest.current.onOpen(key),
      say: (text) => latest.current.say(text),
    }),
    [store, grab, selection],
  );

  const rows = useVirtualizer({
    count: technicianIds.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    useFlushSync: false,
    scrollMargin: HEADER_HEIGHT,
  });

  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => scroller.current?.focus({ preventScroll: true }),
      showTime: (at) => {
        const element = scroller.current;
        if (element) element.scrollLeft = Math.max(0, toX(latest.current.scale, at) - 90);
      },
      showKey: (key) => {
        const geometry = steering.geometry();
        if (geometry) revealKey(key, store, geometry);
      },
      showTechnician: (technicianId) => {
        const row = latest.current.technicianIds.indexOf(technicianId);
        if (row >= 0 && scroller.current) scroller.current.scrollTop = row * rowHeight;
      },
      carryFromQueue: (event, visit) => carry(event, visit, 12, carrying()),
      grab: (visit) => {
        scroller.current?.focus({ preventScroll: true });
        grabByKeyboard(visit, steering);
      },
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- carrying() reads refs when it is called
    [store, steering, rowHeight],
  );

  const carrying = () => ({
    geometry: steering.geometry,
    grab,
    zone: store.zone,
    ghost: () => ghost.current,
    isQueue: (x: number, y: number) => latest.current.isQueue(x, y),
    onDrop: steering.onDrop,
  });

  // The ghost of a keyboard grab, and the refined verdict of any grab, are drawn when the grab says so.
  useEffect(() => {
    const draw = () => {
      if (!ghost.current) return;
      // While a pointer carries it, the carrying itself draws every step; only later words of the judge are drawn here.
      if (grab.by === "keyboard" || grab.visit === null || (grab.verdict?.provisional === false && grab.target !== "queue"))
        drawGhost(ghost.current, grab, steering.geometry(), store.zone);
      const { visit, target, verdict } = grab;
      if (grab.by === "keyboard" && visit && target !== null && target !== "queue" && verdict) {
        const who = store.lane(target.technicianId).technician.name;
        const end = target.start + visit.duration_s * 1000;
        const word = { ok: "feasible", warn: "against a rule", no: "not possible" }[verdict.level];
        latest.current.say(
          `${visit.work_order_number}, ${who}, ${clockTime(target.start, store.zone)} to ${clockTime(end, store.zone)}, ${word}. ${verdict.text}`,
        );
      }
    };
    return grab.subscribe(draw);
  }, [grab, store, steering]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onKey = (event: KeyboardEvent) => {
      if (onBoardKey(event, steering)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    element.addEventListener("keydown", onKey);
    return () => element.removeEventListener("keydown", onKey);
  }, [steering]);

  const keyUnder = (target: EventTarget | null): { key: RowKey; element: HTMLElement } | null => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
    const key = element?.dataset["key"];
    return element && key ? { key: key as RowKey, element } : null;
  };

  return (
    <>
      <div
        ref={scroller}
        className={styles["board"]}
        role="grid"
        tabIndex={0}
        aria-label="Dispatch board"
        aria-rowcount={technicianIds.length + 1}
        aria-activedescendant={selectedKey ? `bar-${selectedKey.replace(":", "-")}` : undefined}
        data-testid="board"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          const under = keyUnder(event.target);
          if (!under) return;
          selection.set(under.key);
          const row = store.row(under.key);
          if (row?.kind !== "visit" || !props.canGrab(row)) return;
          if (event.pointerType === "touch" && getComputedStyle(under.element).touchAction !== "none") return;
          props.onHover(null, null);
          // The bar of one who goes along: dropped on another's row it is he who is replaced.
          const along = Number(under.element.dataset["along"]) || null;
          carry(event.nativeEvent, row, event.clientX - under.element.getBoundingClientRect().left, {
            ...carrying(),
            onDrop: (visit, target) => steering.onDrop(visit, target, along),
          });
        }}
        onPointerOver={(event) => {
          if (grab.visit || event.pointerType !== "mouse") return;
          const under = keyUnder(event.target);
          props.onHover(under?.key ?? null, under?.element.getBoundingClientRect() ?? null);
        }}
        onPointerLeave={() => props.onHover(null, null)}
        onClick={(event) => {
          const under = keyUnder(event.target);
          if (under) props.onPick(under.key);
        }}
        onDoubleClick={(event) => {
          const under = keyUnder(event.target);
          if (under) props.onOpen(under.key);
        }}
        onContextMenu={(event) => {
          const under = keyUnder(event.target);
          if (!under) return;
          event.preventDefault();
          selection.set(under.key);
          props.onHover(null, null);
          props.onMenu(under.key, event.clientX, event.clientY);
        }}
      >
        <div
          className={styles["content"]}
          role="presentation"
          style={
            {
              height: rows.getTotalSize() + HEADER_HEIGHT,
              width: NAME_WIDTH + widthOf(scale),
              "--row-height": `${rowHeight}px`,
              "--name-width": `${NAME_WIDTH}px`,
            } as React.CSSProperties
          }
        >
          <HourHeader scale={scale} zone={store.zone} count={technicianIds.length} now={tick} />
          {rows.getVirtualItems().map((item) => (
            <BoardRow
              key={item.index % POOL}
              store={store}
              technicianId={technicianIds[item.index] ?? 0}
              index={item.index}
              top={item.start}
              scale={scale}
              selection={selection}
              grab={grab}
              tick={tick}
              phone={props.phones?.get(technicianIds[item.index] ?? 0)}
              predictions={props.predictions ?? NO_PREDICTIONS}
              onSend={props.onSend}
              onOpenTechnician={props.onOpenTechnician}
            />
          ))}
          <NowLine scale={scale} now={props.now} />
        </div>
      </div>
      <div ref={ghost} className={styles["ghost"]} aria-hidden="true">
        <span />
        <div className={styles["ghostNote"]} />
      </div>
    </>
  );
}

/** The height at which all rows just fit, within bounds. */
function useRowHeight(scroller: React.RefObject<HTMLDivElement | null>, count: number): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  const fit = Math.floor((height - HEADER_HEIGHT) / Math.max(1, count));
  return Math.min(ROW_HEIGHT_MAX, Math.max(ROW_HEIGHT_MIN, fit));
}

function HourHeader({ scale, zone, count, now }: { scale: Scale; zone: string; count: number; now: number }) {
  const ticks = useMemo(() => {
    const stepHours = scale.pxPerMinute < 0.5 ? 6 : scale.pxPerMinute < 0.9 ? 2 : 1;
    const made: { at: number; label: string; day: string | null }[] = [];
    for (let at = scale.from; at < scale.to; at += stepHours * HOUR) {
      const midnight = instantAt(dateIn(at, zone), "00:00", zone) === at;
      made.push({ at, label: clockTime(at, zone), day: midnight && scale.to - scale.from > 25 * HOUR ? shortDate(at, zone) : null });
    }
    return made;
  }, [scale, zone]);
  return (
    <div className={styles["header"]} role="row" aria-rowindex={1} style={{ width: NAME_WIDTH + widthOf(scale) }}>
      <div className={styles["corner"]} role="columnheader">
        <span>{count} technicians</span>
        <span>load</span>
      </div>
      <div className={styles["hours"]} role="columnheader" aria-label={`Hours in ${zone}`}>
        {ticks.map((tick) => (
          <span key={tick.at}>
            <span className={styles["hour"]} style={{ left: toX(scale, tick.at) }}>
              {tick.label}
            </span>
            {tick.day && (
              <span className={styles["day"]} style={{ left: toX(scale, tick.at) }}>
                {tick.day}
              </span>
            )}
          </span>
        ))}
        {now >= scale.from && now < scale.to && (
          <span className={styles["nowLabel"]} style={{ transform: `translateX(${toX(scale, now)}px)` }}>
            {clockTime(now, zone)}
          </span>
        )}
      </div>
    </div>
  );
}

/** Follows business time by itself, four times a second, without rendering. */
function NowLine({ scale, now }: { scale: Scale; now: () => number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = () => {
      const element = line.current;
      if (!element) return;
      const at = now();
      const seen = at >= scale.from && at < scale.to;
      element.style.display = seen ? "block" : "none";
      element.style.transform = `translateX(${NAME_WIDTH + toX(scale, at)}px)`;
    };
    move();
    const timer = setInterval(move, 250);
    return () => clearInterval(timer);
  }, [scale, now]);
  return <div ref={line} className={styles["now"]} aria-hidden="true" />;
}
