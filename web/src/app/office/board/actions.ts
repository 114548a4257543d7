/** Everything a dispatcher can do on the board, each declared once for menu, keyboard and palette. */
import type { BoardHandle } from "@/features/dispatch/board/board";
import type { RowKey, VisitRow } from "@/features/dispatch/board/types";
import { stepsOf } from "@/features/work/parts/on-behalf";

export type BoardView = "day" | "3d" | "week";

/** What the actions act on; the screen provides it. */
export interface BoardContext {
  visit: VisitRow | null;
  mayDispatch: boolean;
  /** Also compliance, which sets legal certificates aside. */
  mayPlace: boolean;
  /** False while the stream is silent: what is shown may be old. */
  isCurrent: boolean;
  undoLabel: string | null;
  redoLabel: string | null;
  board: BoardHandle | null;
  assign: (visit: VisitRow) => void;
  suggest: (visit: VisitRow) => void;
  unassign: (visit: VisitRow) => void;
  dispatch: (visit: VisitRow) => void;
  withdraw: (visit: VisitRow) => void;
  /** What is shown and on no phone yet. */
  unsent: number;
  dispatchDay: () => void;
  cancel: (visit: VisitRow) => void;
  pin: (visit: VisitRow) => void;
  /** Make the technician's next step for him. */
  step: (visit: VisitRow) => void;
  acknowledgeHelp: (visit: VisitRow) => void;
  explain: (visit: VisitRow) => void;
  open: (key: RowKey) => void;
  undo: () => void;
  redo: () => void;
  showToday: () => void;
  moveDay: (days: number) => void;
  setView: (view: BoardView) => void;
  toggleList: () => void;
  toggleQueue: () => void;
  togglePanel: () => void;
  focusQueue: () => void;
  zoom: (factor: number) => void;
  nextProblem: () => void;
  showKeys: () => void;
  peek: () => void;
}

export interface BoardAction {
  name: string;
  label: string;
  group: "Visit" | "Board" | "View";
  shortcut?: string;
  canRun: (context: BoardContext) => boolean;
  run: (context: BoardContext) => void;
}

const canMove =
  (move: string) =>
  ({ visit, mayDispatch, isCurrent }: BoardContext): boolean =>
    visit !== null && mayDispatch && isCurrent && visit.moves.includes(move);

export const canPlace = ({ visit, mayPlace, isCurrent }: Pick<BoardContext, "visit" | "mayPlace" | "isCurrent">): boolean =>
  visit !== null && mayPlace && isCurrent && visit.moves.includes("schedule");

const onVisit =
  (run: (context: BoardContext, visit: VisitRow) => void) =>
  (context: BoardContext): void => {
    if (context.visit) run(context, context.visit);
  };
const always = () => true;

export const BOARD_ACTIONS: readonly BoardAction[] = [
  { name: "assign_visit", label: "Assign…", group: "Visit", shortcut: "A", canRun: canPlace, run: onVisit((c, visit) => c.assign(visit)) },
  { name: "suggest_technician", label: "Assign the best", group: "Visit", shortcut: "S", canRun: (c) => c.mayDispatch && canPlace(c), run: onVisit((c, visit) => c.suggest(visit)) },
  { name: "move_visit", label: "Move with the keys", group: "Visit", shortcut: "Enter", canRun: canPlace, run: onVisit((c, visit) => c.board?.grab(visit)) },
  { name: "dispatch_visit", label: "Dispatch to the phone", group: "Visit", shortcut: "D", canRun: canMove("dispatch"), run: onVisit((c, visit) => c.dispatch(visit)) },
  { name: "withdraw_visit", label: "Take off the phone", group: "Visit", shortcut: "shift+U", canRun: canMove("withdraw"), run: onVisit((c, visit) => c.withdraw(visit)) },
  { name: "unschedule_visit", label: "Back to the queue", group: "Visit", shortcut: "U", canRun: canMove("unschedule"), run: onVisit((c, visit) => c.unassign(visit)) },
  {
    name: "pin_visit",
    label: "Pin or unpin",
    group: "Visit",
    shortcut: "P",
    canRun: canMove("unschedule"),
    run: onVisit((c, visit) => c.pin(visit)),
  },
  {
    name: "step_visit",
    label: "Step on behalf of the technician…",
    group: "Visit",
    shortcut: "M",
    canRun: ({ visit, mayDispatch, isCurrent }) => mayDispatch && isCurrent && visit !== null && stepsOf(visit).length > 0,
    run: onVisit((c, visit) => c.step(visit)),
  },
  {
    name: "acknowledge_help",
    label: "I take care of the call for help",
    group: "Visit",
    shortcut: "H",
    canRun: ({ visit, mayDispatch }) => mayDispatch && visit !== null && visit.needs_help && visit.help_acknowledged_at === null,
    run: onVisit((c, visit) => c.acknowledgeHelp(visit)),
  },
  { name: "explain_visit", label: "Why this technician", group: "Visit", shortcut: "E", canRun: (c) => c.visit !== null, run: onVisit((c, visit) => c.explain(visit)) },
  { name: "open_visit", label: "Open the work order", group: "Visit", shortcut: "O", canRun: (c) => c.visit !== null, run: onVisit((c, visit) => c.open(`visit:${visit.id}`)) },
  { name: "peek_visit", label: "Show the card", group: "Visit", shortcut: " ", canRun: (c) => c.visit !== null, run: (c) => c.peek() },
  { name: "cancel_visit", label: "Cancel the visit…", group: "Visit", canRun: canMove("cancel"), run: onVisit((c, visit) => c.cancel(visit)) },
  { name: "dispatch_day", label: "Dispatch everything shown", group: "Board", shortcut: "shift+D", canRun: (c) => c.mayDispatch && c.isCurrent && c.unsent > 0, run: (c) => c.dispatchDay() },
  { name: "undo", label: "Undo", group: "Board", shortcut: "mod+Z", canRun: (c) => c.undoLabel !== null && c.isCurrent, run: (c) => c.undo() },
  { name: "redo", label: "Redo", group: "Board", shortcut: "mod+shift+Z", canRun: (c) => c.redoLabel !== null && c.isCurrent, run: (c) => c.redo() },
  { name: "next_problem", label: "Next problem", group: "Board", shortcut: "F8", canRun: always, run: (c) => c.nextProblem() },
  { name: "focus_board", label: "Go to the board", group: "Board", shortcut: "B", canRun: always, run: (c) => c.board?.focus() },
  { name: "focus_queue", label: "Go to the queue", group: "Board", shortcut: "Q", canRun: always, run: (c) => c.focusQueue() },
  { name: "show_today", label: "Today", group: "View", shortcut: "T", canRun: always, run: (c) => c.showToday() },
  { name: "previous_day", label: "The day before", group: "View", shortcut: ",", canRun: always, run: (c) => c.moveDay(-1) },
  { name: "next_day", label: "The day after", group: "View", shortcut: ".", canRun: always, run: (c) => c.moveDay(1) },
  { name: "view_day", label: "One day", group: "View", shortcut: "1", canRun: always, run: (c) => c.setView("day") },
  { name: "view_three_days", label: "Three days", group: "View", shortcut: "3", canRun: always, run: (c) => c.setView("3d") },
  { name: "view_week", label: "Week", group: "View", shortcut: "7", canRun: always, run: (c) => c.setView("week") },
  { name: "zoom_in", label: "Zoom in", group: "View", shortcut: "+", canRun: always, run: (c) => c.zoom(1.25) },
  { name: "zoom_out", label: "Zoom out", group: "View", shortcut: "-", canRun: always, run: (c) => c.zoom(0.8) },
  { name: "toggle_list", label: "List or board", group: "View", shortcut: "L", canRun: always, run: (c) => c.toggleList() },
  { name: "toggle_queue", label: "Show or hide the queue", group: "View", shortcut: "[", canRun: always, run: (c) => c.toggleQueue() },
  { name: "toggle_panel", label: "Show or hide the details", group: "View", shortcut: "]", canRun: always, run: (c) => c.togglePanel() },
  { name: "show_keys", label: "Keyboard shortcuts", group: "View", shortcut: "?", canRun: always, run: (c) => c.showKeys() },
];
