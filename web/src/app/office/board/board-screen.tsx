/** The dispatch board's screen: composes queue, board or list, details and dialogs around one store. */
import { ActionIcon, Alert, Button, Group, Loader, MultiSelect, SegmentedControl, Switch, Text, Title, Tooltip, VisuallyHidden } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconLayoutList,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconPlus,
  IconSend,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { may, useMe } from "@/api/session";
import { ContextMenu } from "@/components/context-menu";
import { KeyHelp } from "@/components/key-help";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { type ReasonAsked, ReasonDialog } from "@/components/reason-dialog";
import { useSearchParams } from "@/components/use-search-params";
import { STATUS, type VisitStatus } from "@/components/visit-status";
import { judgeVisit } from "@/features/dispatch/api/judge-visit";
import { phonesQuery } from "@/features/dispatch/api/list-phones";
import { predictionsQuery } from "@/features/dispatch/api/list-predictions";
import { AssignDialog } from "@/features/dispatch/board/assign-dialog";
import { Board, type BoardHandle } from "@/features/dispatch/board/board";
import { BoardList } from "@/features/dispatch/board/board-list";
import type { BoardStore } from "@/features/dispatch/board/board-store";
import { Conflicts } from "@/features/dispatch/board/conflicts";
import { NAME_WIDTH } from "@/features/dispatch/board/geometry";
import { Grab } from "@/features/dispatch/board/grab";
import { HoverCard } from "@/features/dispatch/board/hover-card";
import { dueChip } from "@/features/dispatch/board/paint";
import { PromiseDialog } from "@/features/dispatch/board/promise-dialog";
import { Queue } from "@/features/dispatch/board/queue";
import { RefusalDialog } from "@/features/dispatch/board/refusal-dialog";
import type { Scale } from "@/features/dispatch/board/scale";
import { Rests } from "@/features/dispatch/board/rests";
import { Selection } from "@/features/dispatch/board/selection";
import { canBeSent, isProblem, type Row, type RowKey, type VisitRow } from "@/features/dispatch/board/types";
import { OnBehalfDialog } from "@/features/work/parts/on-behalf";
import { onCallText, useOnCall } from "@/features/workforce/on-call-line";
import { CANCEL_CHOICES } from "@/features/work/cancel-reasons";
import { addDays, browserZone, clockTime, dateIn, instantAt, shortDate } from "@/lib/dates";
import { isTyping, matchesShortcut } from "@/lib/shortcut";

import { BOARD_ACTIONS, type BoardContext, type BoardView, canPlace } from "./actions";
import { readBoardSearch } from "./board-search";
import styles from "./board-screen.module.css";
import { type LiveBoard, useLiveBoard } from "./use-live-board";
import { CrewPanel } from "@/features/dispatch/crew/crew-panel";
import { SequencePanel } from "@/features/dispatch/crew/sequence-panel";
import { usePlacing } from "./use-placing";
import { VisitPanel } from "./visit-panel";

const NONE: string[] = [];
const DAYS: Record<BoardView, number> = { day: 1, "3d": 3, week: 7 };
/** How many hours of each view fit the screen before zooming. */
const HOURS_SEEN: Record<BoardView, number> = { day: 12.5, "3d": 30, week: 84 };
const HALF_HOUR = 1_800_000;
const LEGEND: VisitStatus[] = ["scheduled", "dispatched", "traveling", "on_site", "working", "paused", "completed", "stopped"];

export function BoardScreen() {
  const [{ date, view = "day" }] = useSearchParams(readBoardSearch);
  const me = useMe();
  const [zone, setZone] = useLocalStorage({ key: "board-zone", defaultValue: browserZone(), getInitialValueInEffect: false });
  const today = dateIn(me.now, zone);
  const first = date ?? today;
  const from = instantAt(first, "00:00", zone);
  const to = instantAt(addDays(first, DAYS[view]), "00:00", zone);
  const { board, live, error, reload } = useLiveBoard(from, to);
  const boardZone = board?.store.zone;
  useEffect(() => {
    if (boardZone && boardZone !== zone) setZone(boardZone);
  }, [boardZone, zone, setZone]);

  if (error && !board)
    return (
      <Group p="xl" align="flex-start">
        <ProblemNotice error={error} />
        <Button onClick={reload}>Try again</Button>
      </Group>
    );
  if (!board) return <Loader m="xl" aria-label="Loading the board" />;
  return <LoadedBoard key={`${board.store.from}-${board.store.to}`} board={board} live={live} first={first} view={view} />;
}

interface LoadedProps {
  board: LiveBoard;
  live: "connecting" | "live" | "silent";
  first: string;
  view: BoardView;
}

function LoadedBoard({ board, live, first, view }: LoadedProps) {
  const { store, clock } = board;
  const navigate = useNavigate();
  const [{ list = false, territory = NONE, skill = NONE, problems = false }, setSearch] = useSearchParams(readBoardSearch);
  const me = useMe();
  const mayDispatch = may(me, "dispatch");
  const mayPlace = mayDispatch || me.role === "compliance";
  const isCurrent = live !== "silent";
  const phones = useQuery(phonesQuery).data;
  const predictions = useQuery(predictionsQuery(store)).data;

  const [announced, say] = useState("");
  const placing = usePlacing(store, say);
  const now = useCallback(() => clock.now(), [clock]);
  const tick = useTick(now);
  const selection = useMemo(() => new Selection(), []);
  const grab = useMemo(() => new Grab(store, (visitId, cell, signal) =>
    judgeVisit(cell ? { visit_id: visitId, technician_id: cell.technicianId, starts_at: new Date(cell.start).toISOString() } : { visit_id: visitId }, signal), now), [store, now]);
  const [handle, setHandle] = useState<BoardHandle | null>(null);
  const panes = useRef<HTMLDivElement>(null);

  const [queueOpen, setQueueOpen] = useLocalStorage({ key: "board-queue", defaultValue: window.innerWidth > 700, getInitialValueInEffect: false });
  const [panelOpen, setPanelOpen] = useLocalStorage({ key: "board-panel", defaultValue: false, getInitialValueInEffect: false });
  const [zoom, setZoom] = useLocalStorage({ key: `board-zoom-${view}`, defaultValue: 1, getInitialValueInEffect: false });
  const showPanel = useCallback(() => setPanelOpen(true), [setPanelOpen]);
  const [tab, setTab] = useState<"details" | "why">("details");
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [stepping, setStepping] = useState<VisitRow | null>(null);
  const [assigning, setAssigning] = useState<VisitRow | null>(null);
  const [asked, setAsked] = useState<ReasonAsked | null>(null);
  const [keysOpen, setKeysOpen] = useState(false);
  const [hover, setHover] = useState<{ key: RowKey; box: DOMRect } | null>(null);
  const hoverTimer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useSyncExternalStore(store.subscribe, () => store.version);
  const selectedKey = useSyncExternalStore(selection.subscribe, selection.read);
  const selectedRow = selectedKey ? store.row(selectedKey) : undefined;
  const visit = selectedRow?.kind === "visit" ? selectedRow : null;
  const undoLabels = useSyncExternalStore(placing.undoStack.subscribe, placing.undoStack.read);

  const technicianIds = useTechnicians(store, territory, skill, problems);
  const unsent = technicianIds.flatMap((id) => store.lane(id).bars.flatMap(({ row }) => (row.kind === "visit" && canBeSent(row) ? [row.id] : [])));
  const scale = useScale(store, panes, { queueOpen, hours: HOURS_SEEN[view] / zoom });
  // On a phone fewer hours are seen than the day has.
  const hoursSeen = window.innerWidth <= 700 ? 4 : HOURS_SEEN[view];

  const onHover = useCallback((key: RowKey | null, box: DOMRect | null) => {
    clearTimeout(hoverTimer.current);
    if (!key || !box) {
      hoverTimer.current = setTimeout(() => setHover(null), 60);
      return;
    }
    hoverTimer.current = setTimeout(() => setHover({ key, box }), 350);
  }, []);

  const open = useCallback(
    (key: RowKey) => {
      const row = store.row(key);
      if (row?.kind === "visit") void navigate({ to: `/work-orders/${row.work_order_id}` });
      else if (row) void navigate({ to: `/technicians/${row.technician_id}` });
    },
    [navigate, store],
  );
  const matches = useCallback(
    (one: VisitRow) => (skill.length === 0 || one.skills.some((name) => skill.includes(name))) && (!problems || isProblem(one) || one.held || dueChip(one, now()) !== null),
    [skill, problems, now],
  );

  const run = (what: Promise<string | null>, verb: string) =>
    void what.then((label) => label && tellDone(`${verb}: ${label}`), tellProblem);

  const context: BoardContext = {
    visit,
    mayDispatch,
    mayPlace,
    isCurrent,
    undoLabel: undoLabels.undo,
    redoLabel: undoLabels.redo,
    board: handle,
    assign: setAssigning,
    suggest: (one) => void placing.suggest(one),
    unassign: (one) => void placing.unassign(one),
    dispatch: placing.dispatch,
    withdraw: placing.withdraw,
    unsent: unsent.length,
    dispatchDay: () => void placing.dispatchAll(unsent, `${unsent.length} ${unsent.length === 1 ? "visit is" : "visits are"} on the phones`),
    pin: placing.pin,
    step: setStepping,
    acknowledgeHelp: placing.acknowledgeHelp,
    cancel: (one) =>
      setAsked({
        title: `Cancel the visit of ${one.work_order_number}`,
        label: "In words",
        confirm: "Cancel the visit",
        choices: { label: "Who cancels, and why", options: CANCEL_CHOICES },
        run: (reason, choice) => placing.cancel(one, reason, choice),
      }),
    explain: () => {
      setPanelOpen(true);
      setTab("why");
    },
    open,
    undo: () => run(placing.undoStack.undo(), "Undone"),
    redo: () => run(placing.undoStack.redo(), "Done again"),
    showToday: () => {
      setSearch({ date: undefined });
      handle?.showTime(now() - 3_600_000);
    },
    moveDay: (days) => setSearch({ date: addDays(first, days * DAYS[view]) }),
    setView: (next) => setSearch({ view: next === "day" ? undefined : next }),
    toggleList: () => setSearch({ list: list ? undefined : true }),
    toggleQueue: () => setQueueOpen(!queueOpen),
    togglePanel: () => setPanelOpen(!panelOpen),
    focusQueue: () => {
      setQueueOpen(true);
      requestAnimationFrame(() => document.getElementById("queue-list")?.focus());
    },
    zoom: (factor) => setZoom(Math.min(4, Math.max(0.5, zoom * factor))),
    nextProblem: () => {
      const keys = [...store.visits()].filter((one) => isProblem(one) || one.needs_help || dueChip(one, now())?.level === "late").map((one): RowKey => `visit:${one.id}`);
      const next = keys[(keys.indexOf(selectedKey ?? "visit:0") + 1) % keys.length];
      if (!next) return tellDone("No problems in view.");
      selection.set(next);
      handle?.showKey(next);
    },
    showKeys: () => setKeysOpen(true),
    peek: () => {
      const element = selectedKey ? document.getElementById(`bar-${selectedKey.replace(":", "-")}`) : null;
      setHover(hover || !element || !selectedKey ? null : { key: selectedKey, box: element.getBoundingClientRect() });
    },
  };

  // The key listener is put up once and reads the latest context.
  const latest = useRef<BoardContext | null>(null);
  useLayoutEffect(() => {
    latest.current = context;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || grab.visit || document.querySelector(".mantine-Modal-content, .mantine-Spotlight-content")) return;
      const onControl = event.target instanceof Element && event.target.closest("button, a, [role=option], [role=menuitem], [role=tab]") !== null;
      for (const action of BOARD_ACTIONS) {
        const current = latest.current;
        if (!current || !action.shortcut || !matchesShortcut(event, action.shortcut)) continue;
        if (onControl && (action.shortcut === "Enter" || action.shortcut === " ")) return;
        if (!action.canRun(current)) return;
        event.preventDefault();
        action.run(current);
        return;
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [grab]);

  useEffect(() => {
    const shifts = store.technicians.flatMap((one) => one.shifts);
    const begins = Math.min(...shifts.map((shift) => new Date(shift.starts_at).getTime()));
    const ends = Math.max(...shifts.map((shift) => new Date(shift.ends_at).getTime()));
    const at = clock.now();
    const lead = Number.isFinite(begins) ? begins - HALF_HOUR : store.from + 14 * HALF_HOUR;
    // Today a little of what was is enough, but never at the price of an empty evening.
    const last = Number.isFinite(ends) ? ends + HALF_HOUR - hoursSeen * 2 * HALF_HOUR : lead;
    const isToday = at >= store.from && at < store.to;
    // Looking back at a call-out of the night, it is in view though nobody's shift had begun.
    let first = lead;
    for (const one of store.visits()) if (one.technician_id !== null && one.starts_at !== null) first = Math.min(first, new Date(one.starts_at).getTime() - HALF_HOUR);
    // At night, before anybody's shift, what is now is on the screen too.
    handle?.showTime(isToday ? Math.min(at - HALF_HOUR, Math.max(lead, Math.min(at - 6 * HALF_HOUR, last))) : Math.max(first, store.from));
  }, [store, clock, handle, hoursSeen]);

  const entries = BOARD_ACTIONS.filter((action) => action.group === "Visit" && action.name !== "peek_visit" && action.canRun(context)).map(
    (action) => ({ name: action.name, label: action.label, shortcut: action.shortcut, run: () => action.run(context) }),
  );
  const hovered = hover ? store.row(hover.key) : undefined;

  return (
    <main className={styles["screen"]}>
      <div className={styles["toolbar"]}>
        <Title order={1} size="h3">
          Board
        </Title>
        <Group gap={2} wrap="nowrap">
          <ActionIcon variant="subtle" aria-label="The day before" onClick={() => context.moveDay(-1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <Text fw={600} size="sm" miw={92} ta="center">
            {shortDate(store.from, store.zone)}
          </Text>
          <ActionIcon variant="subtle" aria-label="The day after" onClick={() => context.moveDay(1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
          <Button variant="default" size="compact-sm" onClick={context.showToday}>
            Today
          </Button>
        </Group>
        <SegmentedControl
          size="xs"
          aria-label="How much is shown"
          value={view}
          onChange={(value) => context.setView(value as BoardView)}
          data={[
            { value: "day", label: "Day" },
            { value: "3d", label: "3 days" },
            { value: "week", label: "Week" },
          ]}
        />
        <Filter label="Territory" value={territory} options={store.technicians.flatMap((one) => one.territories)} onChange={(value) => setSearch({ territory: value })} />
        <Filter label="Skill" value={skill} options={store.technicians.flatMap((one) => one.skills)} onChange={(value) => setSearch({ skill: value })} />
        <Switch
          size="xs"
          label="Only problems"
          checked={problems}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            setSearch({ problems: checked || undefined });
          }}
        />
        <Conflicts
          window={store}
          zone={store.zone}
          onPick={(visitId) => {
            const key: RowKey = `visit:${visitId}`;
            selection.set(key);
            handle?.showKey(key);
            showPanel();
          }}
        />
        <Rests window={store} onPick={(id) => void navigate({ to: `/technicians/${id}` })} />
        {mayDispatch && unsent.length > 0 && (
          <Tooltip label="Send everything shown to the phones (Shift+D)">
            <Button size="compact-sm" variant="light" disabled={!isCurrent} leftSection={<IconSend size={14} />} onClick={context.dispatchDay}>
              Dispatch {unsent.length}
            </Button>
          </Tooltip>
        )}
        <Group gap={4} ml="auto" wrap="nowrap">
          <Tool label={undoLabels.undo ? `Undo: ${undoLabels.undo}` : "Nothing to undo"} icon={<IconArrowBackUp size={16} />} disabled={!undoLabels.undo} run={context.undo} />
          <Tool label={undoLabels.redo ? `Redo: ${undoLabels.redo}` : "Nothing to redo"} icon={<IconArrowForwardUp size={16} />} disabled={!undoLabels.redo} run={context.redo} />
          <Tool label={queueOpen ? "Hide the queue" : "Show the queue"} icon={<IconLayoutSidebar size={16} />} run={context.toggleQueue} />
          <Tool label={list ? "As a board" : "As a list"} icon={<IconLayoutList size={16} />} run={context.toggleList} />
          <Tool label={panelOpen ? "Hide the details" : "Show the details"} icon={<IconLayoutSidebarRight size={16} />} run={context.togglePanel} />
          <Tool label="Keyboard shortcuts" icon={<IconKeyboard size={16} />} run={context.showKeys} />
          {mayDispatch && (
            <Button component={Link} to="/work-orders/new" size="compact-sm" leftSection={<IconPlus size={14} />}>
              New request
            </Button>
          )}
        </Group>
      </div>
      {isCurrent ? (
        <div />
      ) : (
        <Alert color="red" variant="filled" radius={0} py={6} role="alert">
          The server has been silent for 20 seconds: what you see may be old, so nothing can be moved until it answers again.
        </Alert>
      )}
      <div
        className={styles["panes"]}
        ref={panes}
        style={{ "--queue": queueOpen ? "272px" : "0px", "--panel": panelOpen ? "340px" : "0px" } as React.CSSProperties}
      >
        <div className={`${styles["pane"]} ${styles["queue"]}`}>
          {queueOpen && (
            <Queue
              store={store}
              selection={selection}
              tick={tick}
              matches={matches}
              onCarry={(event, one) => {
                if (canPlace({ visit: one, mayPlace, isCurrent })) handle?.carryFromQueue(event, one);
              }}
              onGrab={(one) => handle?.grab(one)}
              onPick={showPanel}
              onOpen={open}
              onMenu={(_key, x, y) => setMenu({ x, y })}
            />
          )}
        </div>
        <div className={styles["pane"]}>
          {list ? (
            <BoardList store={store} technicianIds={technicianIds} tick={tick} onOpen={open} onMenu={(key, x, y) => {
              selection.set(key);
              setMenu({ x, y });
            }} />
          ) : (
            <Board
              ref={setHandle}
              store={store}
              technicianIds={technicianIds}
              scale={scale}
              grab={grab}
              selection={selection}
              now={now}
              tick={tick}
              phones={phones}
              predictions={predictions}
              onSend={
                mayDispatch && isCurrent
                  ? (id, ids) => void placing.dispatchAll(ids, `${ids.length} ${ids.length === 1 ? "visit is" : "visits are"} on ${store.lane(id).technician.name}'s phone`)
                  : undefined
              }
              canGrab={(one) => canPlace({ visit: one, mayPlace, isCurrent })}
              isQueue={isQueue}
              onDrop={(one, target, along) => {
                setHover(null);
                placing.drop(one, target, along);
              }}
              onPick={showPanel}
              onOpen={open}
              onOpenTechnician={(id) => void navigate({ to: `/technicians/${id}` })}
              onHover={onHover}
              onMenu={(_key, x, y) => setMenu({ x, y })}
              say={say}
            />
          )}
        </div>
        <div className={`${styles["pane"]} ${styles["details"]}`}>
          {panelOpen && (
            <VisitPanel
              visit={visit}
              tab={tab}
              onTab={setTab}
              zone={store.zone}
              now={tick}
              travelS={visit ? travelTo(store, visit) : null}
              technicianName={store.technicians.find((one) => one.id === visit?.technician_id)?.name ?? null}
              crew={
                visit && (
                  <>
                    <CrewPanel
                      key={visit.id}
                      visit={visit}
                      mayPlan={mayPlace}
                      nameOf={(id) => store.technicians.find((one) => one.id === id)?.name ?? "somebody"}
                      onRow={(row) => store.apply({ rows: [row] })}
                    />
                    <SequencePanel
                      key={`${visit.id}.sequence`}
                      visit={visit}
                      mayPlan={mayPlace}
                      others={() => [...store.visits()].filter(({ status }) => status !== "canceled")}
                      onRows={(rows) => store.apply({ rows })}
                    />
                  </>
                )
              }
              context={context}
              onClose={() => setPanelOpen(false)}
            />
          )}
        </div>
      </div>
      <Strip store={store} live={live} tick={tick} rate={clock.rate} showTechnician={(id) => handle?.showTechnician(id)} />
      <VisuallyHidden>
        <div aria-live="assertive">{announced}</div>
      </VisuallyHidden>
      {hovered && hover && hovered.technician_id !== null && !grab.visit && !placing.refused && !placing.outside && <HoverCard row={hovered} travelS={travelTo(store, hovered)} box={hover.box} zone={store.zone} now={tick} />}
      <ContextMenu at={menu} entries={entries} onClose={() => setMenu(null)} />
      <RefusalDialog refused={placing.refused} onOverride={placing.override} onClose={placing.closeRefused} />
      <PromiseDialog asked={placing.outside} onChoose={placing.choosePromise} onClose={placing.closeOutside} />
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
      <OnBehalfDialog
        visit={stepping}
        nameOf={(id) => store.technicians.find((one) => one.id === id)?.name ?? "the technician"}
        onClose={() => setStepping(null)}
      />
      <AssignDialog
        visit={assigning}
        zone={store.zone}
        onClose={() => setAssigning(null)}
        onChoose={(one, technicianId, startsAt) => void placing.place(one, { technicianId, startsAt })}
      />
      <KeyHelp opened={keysOpen} onClose={() => setKeysOpen(false)} actions={BOARD_ACTIONS} />
    </main>
  );
}

/** By its place and not by what lies under the point, which while a visit is carried is the carrying itself. */
function isQueue(x: number, y: number): boolean {
  const box = document.querySelector("[data-queue]")?.getBoundingClientRect();
  return box !== undefined && x >= box.left && x < box.right && y >= box.top && y < box.bottom;
}

const travelTo = (store: BoardStore, row: Row): number | null =>
  row.technician_id === null ? null : (store.lane(row.technician_id).bars.find((bar) => bar.row === row)?.travelS ?? null);

/** Business time in steps that move what is painted: every 5 real seconds. */
function useTick(now: () => number): number {
  const [tick, setTick] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTick(now()), 5_000);
    return () => clearInterval(timer);
  }, [now]);
  return tick;
}

function useTechnicians(store: BoardStore, territory: string[], skill: string[], problems: boolean): readonly number[] {
  const { version, technicians } = store;
  return useMemo(
    () =>
      technicians
        .filter((one) => territory.length === 0 || one.territories.some((name) => territory.includes(name)))
        .filter((one) => skill.length === 0 || skill.some((name) => one.skills.includes(name)))
        .filter((one) => !problems || store.lane(one.id).bars.some(({ row }) => row.kind === "visit" && (isProblem(row) || row.needs_help)))
        .map((one) => one.id),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for what the lanes hold
    [store, technicians, territory, skill, problems, problems ? version : 0],
  );
}

function useScale(store: BoardStore, panes: React.RefObject<HTMLDivElement | null>, { queueOpen, hours }: { queueOpen: boolean; hours: number }): Scale {
  const [width, setWidth] = useState(() => window.innerWidth);
  useLayoutEffect(() => {
    const element = panes.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [panes]);
  return useMemo(() => {
    // On a phone the queue lies over the board, and an hour must stay wide enough for a number.
    const lane = width <= 700 ? 900 : Math.max(400, width - NAME_WIDTH - (queueOpen ? 272 : 0) - 12);
    return { from: store.from, to: store.to, pxPerMinute: lane / (hours * 60) };
  }, [store, width, queueOpen, hours]);
}

function Tool({ label, icon, run, disabled = false }: { label: string; icon: React.ReactNode; run: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={run}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function Filter({ label, value, options, onChange }: { label: string; value: string[]; options: (string | null)[]; onChange: (value: string[] | undefined) => void }) {
  const data = [...new Set(options.filter((one): one is string => one !== null && one !== ""))].sort();
  if (data.length < 2) return null;
  return (
    <MultiSelect
      size="xs"
      w={150}
      aria-label={label}
      placeholder={value.length === 0 ? label : ""}
      data={data}
      value={value}
      clearable
      searchable
      maxDropdownHeight={320}
      onChange={(next) => onChange(next.length > 0 ? next : undefined)}
    />
  );
}

interface StripProps {
  store: BoardStore;
  live: LoadedProps["live"];
  tick: number;
  rate: number;
  showTechnician: (technicianId: number) => void;
}

function Strip({ store, live, tick, rate, showTechnician }: StripProps) {
  useSyncExternalStore(store.subscribe, () => store.version);
  const onCall = useOnCall();
  let planned = 0;
  let late = 0;
  let help = 0;
  for (const visit of store.visits()) {
    if (visit.technician_id !== null) planned += 1;
    if (dueChip(visit, tick)?.level === "late") late += 1;
    if (visit.needs_help) help += 1;
  }
  return (
    <div className={styles["strip"]}>
      <span className={styles["live"]} data-state={live} data-testid="live-state">
        {live}
      </span>
      <span>{store.technicians.length} technicians</span>
      <span>{planned} planned</span>
      <span>{store.queue.length} open</span>
      {late > 0 && <span>{late} late</span>}
      {help > 0 && <span>{help} need help</span>}
      <span>
        {clockTime(tick, store.zone)} in {store.zone}
        {rate !== 1 && ` at ${rate}× speed`}
      </span>
      {onCall.length > 0 && (
        <span>
          On call:{" "}
          {onCall.map((rota, index) => (
            <button key={rota.on_call_rota_id} type="button" className={styles["onCall"]} title="Show the row" onClick={() => showTechnician(rota.duties[0]?.technician_id ?? 0)}>
              {onCallText(rota)}
              {index < onCall.length - 1 && "; "}
            </button>
          ))}
        </span>
      )}
      <span className={styles["legend"]} aria-label="Legend">
        {LEGEND.map((status) => (
          <span key={status} data-status={status}>
            <i aria-hidden="true">{STATUS[status].icon}</i> {STATUS[status].label}
          </span>
        ))}
      </span>
    </div>
  );
}
