/** What is not on anybody's day yet: cards to drag onto the board, the most pressing first. */
import { ActionIcon, Badge, Group, Text, TextInput, Tooltip } from "@mantine/core";
import { IconMapPinOff, IconSearch, IconX } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, useSyncExternalStore } from "react";

import { clockTime, countdown, dateIn, duration, plainDate, shortDate } from "@/lib/dates";

import type { BoardStore } from "./board-store";
import { isUrgent } from "./paint";
import styles from "./queue.module.css";
import type { Selection } from "./selection";
import { isProblem, type RowKey, type VisitRow } from "./types";

interface QueueProps {
  store: BoardStore;
  selection: Selection;
  tick: number;
  matches: (visit: VisitRow) => boolean;
  onCarry: (event: PointerEvent, visit: VisitRow) => void;
  onGrab: (visit: VisitRow) => void;
  onPick: (key: RowKey) => void;
  onOpen: (key: RowKey) => void;
  onMenu: (key: RowKey, x: number, y: number) => void;
}

export function Queue({ store, selection, tick, matches, onCarry, onGrab, onPick, onOpen, onMenu }: QueueProps) {
  const all = useSyncExternalStore(store.subscribeQueue, () => store.queue);
  const selected = useSyncExternalStore(selection.subscribe, selection.read);
  const [search, setSearch] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const visits = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((visit) => {
      if (!matches(visit)) return false;
      const text = `${visit.work_order_number} ${visit.customer_name} ${visit.work_type} ${visit.site_address} ${visit.site_name}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [all, search, matches]);
  const cards = useVirtualizer({
    count: visits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    getItemKey: (index) => visits[index]?.id ?? index,
    overscan: 6,
  });

  const step = (by: number) => {
    const at = visits.findIndex((visit) => `visit:${visit.id}` === selected);
    const next = visits[Math.min(Math.max(at + by, 0), visits.length - 1)];
    if (!next) return;
    selection.set(`visit:${next.id}`);
    cards.scrollToIndex(visits.indexOf(next));
  };

  return (
    <section className={styles["queue"]} aria-label="Queue" data-queue="true">
      <Group justify="space-between" px="sm" h={34} wrap="nowrap">
        <Group gap={6}>
          <Text fw={620} size="sm">
            Queue
          </Text>
          <Badge size="sm" variant="light" data-testid="queue-count">
            {visits.length === all.length ? all.length : `${visits.length} of ${all.length}`}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          due first
        </Text>
      </Group>
      <TextInput
        mx="sm"
        mb={6}
        size="xs"
        aria-label="Filter the queue"
        placeholder="Filter"
        leftSection={<IconSearch size={13} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        rightSection={
          search && (
            <ActionIcon size="xs" variant="subtle" aria-label="Clear the filter" onClick={() => setSearch("")}>
              <IconX size={12} />
            </ActionIcon>
          )
        }
      />
      <div
        ref={scroller}
        className={styles["list"]}
        // An empty list is no list of options: it only has to take the focus.
        role={visits.length > 0 ? "listbox" : "group"}
        aria-label="Visits to place"
        tabIndex={0}
        id="queue-list"
        aria-activedescendant={selected && visits.some(({ id }) => selected === `visit:${id}`) ? `queue-${selected.replace(":", "-")}` : undefined}
        onFocus={() => {
          if ((selected === null || store.row(selected) === undefined) && visits[0]) selection.set(`visit:${visits[0].id}`);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") step(1);
          else if (event.key === "ArrowUp") step(-1);
          else if (event.key === "Enter") {
            const visit = visits.find((one) => `visit:${one.id}` === selected);
            if (visit) onGrab(visit);
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {visits.length === 0 ? (
          <div className={styles["empty"]}>
            <Text size="sm" fw={550}>
              {all.length === 0 ? "Nothing waits." : "Nothing matches."}
            </Text>
            <Text size="xs" c="dimmed">
              {all.length === 0
                ? "New requests that need a person appear here by themselves."
                : "Clear the filter to see the others."}
            </Text>
          </div>
        ) : (
          <div style={{ height: cards.getTotalSize(), position: "relative" }} role="presentation">
            {cards.getVirtualItems().map((item) => {
              const visit = visits[item.index];
              if (!visit) return null;
              const key: RowKey = `visit:${visit.id}`;
              return (
                <div
                  key={item.key}
                  id={`queue-visit-${visit.id}`}
                  role="option"
                  aria-selected={key === selected}
                  className={styles["slot"]}
                  style={{ transform: `translateY(${item.start}px)` }}
                  data-testid={`queue-${visit.work_order_number}`}
                  onPointerDown={(event) => {
                    if (event.button !== 0) return;
                    selection.set(key);
                    onCarry(event.nativeEvent, visit);
                  }}
                  onClick={() => onPick(key)}
                  onDoubleClick={() => onOpen(key)}
                  onContextMenu={(event) => {
                    event.preventDefault();
                    selection.set(key);
                    onMenu(key, event.clientX, event.clientY);
                  }}
                >
                  <Card visit={visit} now={tick} zone={store.zone} />
                </div>
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
}

function Card({ visit, now, zone }: { visit: VisitRow; now: number; zone: string }) {
  const left = visit.due_at ? (new Date(visit.due_at).getTime() - now) / 1000 : null;
  const unlocated = visit.lat === null || visit.lon === null;
  return (
    <div className={styles["card"]} data-urgent={isUrgent(visit.priority)}>
      <div className={styles["line"]}>
        <span className={styles["number"]}>{visit.work_order_number}</span>
        <span className={isUrgent(visit.priority) ? styles["urgent"] : styles["soft"]}>P{visit.priority}</span>
        {visit.held && (
          <span className={styles["hold"]} title={visit.expected_on ? `expected ${plainDate(visit.expected_on)}` : undefined}>
            {holdText(visit, now)}
          </span>
        )}
        {unlocated && (
          <Tooltip label="The site has no place on the map yet">
            <IconMapPinOff size={13} aria-label="unlocated" />
          </Tooltip>
        )}
        <span className={styles["due"]} data-level={left === null ? "none" : left < 0 ? "late" : left < 3600 ? "soon" : "ok"}>
          {left === null
            ? ""
            : Math.abs(left) < 86_400
              ? `due ${countdown(left)}`
              : `due ${shortDate(now + left * 1000, zone)}`}
        </span>
      </div>
      <div className={styles["title"]}>
        {visit.work_type} <span className={styles["soft"]}>· {visit.customer_name}</span>
      </div>
      <div className={styles["soft"]}>
        {duration(visit.duration_s)}
        {visit.skills.length > 0 && ` · ${visit.skills.join(", ")}`} · {visit.site_name || visit.site_address}
      </div>
      <div className={styles["flag"]} data-problem={isProblem(visit)}>{visit.flag ? `${isProblem(visit) ? "⚠" : "★"} ${visit.flag.sentence}` : windowText(visit, zone)}</div>
    </div>
  );
}

function windowText(visit: VisitRow, zone: string): string {
  const { window_starts_at: from, window_ends_at: to } = visit;
  if (!from || !to) return "";
  const day = dateIn(from, zone) === dateIn(to, zone) ? shortDate(from, zone) : "";
  return `promised ${day} ${clockTime(from, zone)}–${clockTime(to, zone)}`;
}

/** What is waited for should be there on a day; after that somebody asks where it is. */
function holdText(visit: VisitRow, now: number): string {
  if (visit.expected_on === null) return "hold";
  return visit.expected_on < dateIn(now, visit.zone) ? "late" : "hold";
}
