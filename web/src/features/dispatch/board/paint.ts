/** Draws one lane's bars into recycled elements, touching only what differs from what is there. */
import { absenceKind } from "@/components/absence-kind";
import { STATUS } from "@/components/visit-status";
import { clockTime, countdown } from "@/lib/dates";

import { partKey, type Prediction, type PredictionsByPart } from "../api/list-predictions";
import type { Bar, Lane } from "./board-store";
import styles from "./board.module.css";
import { type Scale, toX } from "./scale";
import { type AbsenceRow, asVisitStatus, dayWords, isProblem, isShown, isUnsent, missingPeople, type OfferRow, offerWords, type RowKey, type VisitRow } from "./types";

interface Parts {
  bar: Bar | null;
  scale: Scale | null;
  selected: boolean;
  chip: string;
  /** What a screen reader says instead of the short words that are seen. */
  label: HTMLElement;
  icon: HTMLElement;
  title: HTMLElement;
  sub: HTMLElement;
  chips: HTMLElement;
  travel: HTMLElement;
  actual: HTMLElement;
  window: HTMLElement;
  /** Where he is likely to arrive, if that is later than planned. */
  likely: HTMLElement;
}

const parts = new WeakMap<HTMLElement, Parts>();
const cls = (name: string): string => styles[name] ?? name;
const px = (value: number): string => `${value.toFixed(1)}px`;

function newBar(): HTMLElement {
  const element = document.createElement("div");
  element.className = cls("bar");
  element.setAttribute("role", "gridcell");
  const child = (tag: string, name: string, hidden = true) => {
    const made = document.createElement(tag);
    made.className = cls(name);
    if (hidden) made.setAttribute("aria-hidden", "true");
    element.append(made);
    return made;
  };
  parts.set(element, {
    bar: null,
    scale: null,
    selected: false,
    chip: "",
    travel: child("i", "travel"),
    window: child("i", "window"),
    likely: child("i", "likely"),
    actual: child("i", "actual"),
    label: child("span", "label", false),
    icon: child("b", "icon"),
    title: child("span", "title"),
    sub: child("span", "sub"),
    chips: child("span", "chips"),
  });
  return element;
}

const OPEN = new Set(["draft", "scheduled", "dispatched", "traveling", "on_site", "working", "paused"]);
const NOT_ARRIVED = new Set(["draft", "scheduled", "dispatched", "traveling"]);

/** The countdown to the due time while it still runs: null when it does not or is more than two hours off. */
export function dueChip(visit: VisitRow, now: number): { text: string; level: "soon" | "late" } | null {
  if (!visit.due_at || !NOT_ARRIVED.has(visit.status)) return null;
  const left = (new Date(visit.due_at).getTime() - now) / 1000;
  if (left > 7200) return null;
  return { text: countdown(left), level: left < 0 ? "late" : "soon" };
}

/** Five minutes are no delay: nobody drives by the second. */
const NOTED_S = 300;

/** What is said of a visit that is likely to begin later than planned; null if it is not. */
export function lateChip(likely: Prediction | undefined): { text: string; level: "delay" | "late" } | null {
  if (!likely || (likely.late_s < NOTED_S && !likely.outside_promise)) return null;
  return { text: `+${Math.round(likely.late_s / 60)} min`, level: likely.outside_promise ? "late" : "delay" };
}

export interface PaintContext {
  scale: Scale;
  now: number;
  zone: string;
  selected: RowKey | null;
  changed: ReadonlySet<RowKey>;
  predictions: PredictionsByPart;
}

export function paintLane(host: HTMLElement, lane: Lane, context: PaintContext): void {
  const pool = host.children;
  const shown = ({ row }: Bar) => isShown(row, context.now);
  const bars = lane.bars.every(shown) ? lane.bars : lane.bars.filter(shown);
  bars.forEach((bar, index) => {
    let element = pool[index] as HTMLElement | undefined;
    if (!element) host.append((element = newBar()));
    paintBar(element, bar, context);
    if (context.changed.has(bar.key) && !matchMedia("(prefers-reduced-motion: reduce)").matches)
      element.animate([{ boxShadow: "0 0 0 3px var(--mantine-color-yellow-5)" }, { boxShadow: "0 0 0 0 transparent" }], 1100);
  });
  for (let index = pool.length - 1; index >= bars.length; index -= 1) pool[index]?.remove();
}

function paintBar(element: HTMLElement, bar: Bar, { scale, now, zone, selected, predictions }: PaintContext): void {
  const known = parts.get(element);
  if (!known) return;
  const isSelected = bar.key === selected;
  if (known.selected !== isSelected) {
    known.selected = isSelected;
    element.classList.toggle(cls("selected"), isSelected);
    element.setAttribute("aria-selected", String(isSelected));
  }
  const due = bar.row.kind === "visit" ? dueChip(bar.row, now) : null;
  const guess = bar.row.kind === "visit" && NOT_ARRIVED.has(statusIn(bar, bar.row)) ? predictions.get(partKey(bar.row.id, bar.along ?? bar.row.technician_id ?? 0)) : undefined;
  const late = lateChip(guess);
  const chip = `${due ? due.level + due.text : ""} ${late ? `${late.text} ${guess?.arrives_at}` : ""}`;
  if (known.bar === bar && known.scale === scale && known.chip === chip) return;

  const left = toX(scale, Math.max(bar.start, scale.from));
  const right = toX(scale, Math.min(bar.end, scale.to));
  const width = Math.max(4, right - left);
  // Not a transform: each one is a layer to be sorted out again at every step of a drag, and there are hundreds.
  element.style.left = px(left);
  element.style.width = px(width);
  // Below this a number beside its sign would be cut short: it goes underneath.
  const narrow = width < 76;
  if (bar.row.kind === "absence") paintAbsence(element, known, bar, bar.row, zone);
  else if (bar.row.kind === "offer") paintOffer(element, known, bar, bar.row, zone);
  else paintVisit(element, known, bar, bar.row, { scale, left, width, due, zone, narrow, late, guess });
  element.classList.toggle(cls("narrow"), narrow);
  known.bar = bar;
  known.scale = scale;
  known.chip = chip;
}

function paintAbsence(element: HTMLElement, known: Parts, bar: Bar, row: AbsenceRow, zone: string): void {
  const look = absenceKind(row.absence_kind);
  const why = [look.bar, row.note].filter(Boolean).join(": ");
  paintPlain(element, known, bar, { look: "absence", icon: look.icon, title: why, sub: "" });
  known.label.textContent = `Not for visits, ${clockTime(bar.start, zone)} to ${clockTime(bar.end, zone)}, ${why}`;
}

function paintOffer(element: HTMLElement, known: Parts, bar: Bar, row: OfferRow, zone: string): void {
  const [title = "", sub = ""] = offerWords(row, zone).split(", ");
  paintPlain(element, known, bar, { look: "offer", icon: "", title, sub });
  known.label.textContent = `${clockTime(bar.start, zone)} to ${clockTime(bar.end, zone)}, ${offerWords(row, zone)}, by ${row.held_by}`;
}

/** A bar that is no visit. */
function paintPlain(element: HTMLElement, known: Parts, bar: Bar, shown: { look: "absence" | "offer"; icon: string; title: string; sub: string }): void {
  element.id = `bar-${bar.row.kind}-${bar.row.id}`;
  element.dataset["key"] = bar.key;
  element.dataset["along"] = "";
  element.dataset["status"] = shown.look;
  element.className = `${cls("bar")} ${cls(shown.look)}`;
  known.icon.textContent = shown.icon;
  known.title.textContent = shown.title;
  known.sub.textContent = shown.sub;
  known.chips.textContent = "";
  known.travel.style.width = "0";
  known.actual.style.display = "none";
  known.window.style.display = "none";
  known.likely.style.display = "none";
}

/** Each of a crew stands where he stands himself. */
function statusIn(bar: Bar, visit: VisitRow): VisitRow["status"] {
  const mine = bar.along === null ? undefined : visit.crew.find((one) => one.technician_id === bar.along);
  return mine ? asVisitStatus(mine.status, visit) : visit.status;
}

function paintVisit(
  element: HTMLElement,
  known: Parts,
  bar: Bar,
  visit: VisitRow,
  { scale, left, width, due, zone, narrow, late, guess }: {
    scale: Scale;
    left: number;
    width: number;
    due: ReturnType<typeof dueChip>;
    zone: string;
    narrow: boolean;
    late: ReturnType<typeof lateChip>;
    guess: Prediction | undefined;
  },
): void {
  // A click on any of the bars of a crew marks them all: it is one visit.
  const status = statusIn(bar, visit);
  const look = STATUS[status];
  element.id = bar.along === null ? `bar-${visit.kind}-${visit.id}` : `bar-${visit.kind}-${visit.id}-${bar.along}`;
  element.dataset["key"] = bar.key;
  element.dataset["along"] = bar.along === null ? "" : String(bar.along);
  element.dataset["status"] = status;
  element.classList.remove(cls("absence"), cls("offer"));
  element.classList.toggle(cls("flagged"), isProblem(visit) || visit.needs_help);
  element.classList.toggle(cls("held"), visit.held);
  element.classList.toggle(cls("open"), OPEN.has(visit.status));
  known.icon.textContent = look.icon;
  // "WO-1042" is "1042" where room is short: every bar is a work order.
  const number = visit.work_order_number.replace(/^\D+/, "");
  known.title.textContent = width < 104 ? number : `${number} ${visit.customer_name}`;
  known.sub.textContent = narrow ? number : `${visit.work_type} · ${visit.site_name || visit.site_address}`;
  const badges: [string, string][] = [];
  if (isUnsent(visit) && !narrow) badges.push(["unsent", visit.kept_back ? "kept back" : "not sent"]);
  const people = 1 + visit.crew.length;
  const missing = missingPeople(visit);
  if (visit.series_day !== null) badges.push(["crew", narrow ? `${visit.series_day}/${visit.series_days}` : dayWords(visit)]);
  if (visit.follows.length > 0 && !narrow) badges.push(["crew", "follows"]);
  if (bar.along !== null) badges.push(["crew", narrow ? "+" : "along"]);
  else if (visit.crew_size > 1 || people > 1) badges.push(["crew", missing > 0 ? `${people} of ${visit.crew_size}` : `leads ${people}`]);
  if (visit.needs_help) badges.push(["help", "HELP"]);
  if (isProblem(visit)) badges.push(["flag", "⚠"]);
  if (isUrgent(visit.priority) && OPEN.has(visit.status) && !narrow) badges.push(["urgent", `P${visit.priority}`]);
  if (due && !(narrow && due.level === "soon")) badges.push([due.level, narrow ? "!" : due.text]);
  if (late) badges.push([late.level, narrow ? "+" : late.text]);
  if (visit.held) badges.push(["hold", "hold"]);
  if (visit.pinned) badges.push(["pin", "⚲"]);
  known.chips.hidden = badges.length === 0;
  known.chips.replaceChildren(
    ...badges.map(([name, text]) => {
      const badge = document.createElement("em");
      badge.className = cls(name);
      badge.textContent = text;
      return badge;
    }),
  );
  known.travel.style.width = px(((bar.travelS ?? 0) / 60) * scale.pxPerMinute);
  if (bar.along !== null) known.actual.style.display = "none";
  else span(known.actual, scale, left, visit.actual.arrived_at ?? visit.actual.departed_at, visit.actual.ended_at);
  span(known.window, scale, left, visit.window_starts_at, visit.window_ends_at);
  span(known.likely, scale, left, late && guess ? guess.arrives_at : null, late && guess ? guess.arrives_at : null);
  known.label.textContent = [
    `${visit.work_order_number}, ${visit.customer_name}, ${visit.work_type}`,
    `${clockTime(bar.start, zone)} to ${clockTime(bar.end, zone)}`,
    look.label,
    isUnsent(visit) ? (visit.kept_back ? "kept off the phone" : "not on the phone yet") : "",
    late && guess ? `likely at ${clockTime(guess.arrives_at, zone)}${late.level === "late" ? ", after what was promised" : ""}` : "",
    dayWords(visit),
    visit.follows.length > 0 ? `follows ${visit.follows.map(({ number }) => number).join(", ")}` : "",
    bar.along !== null ? "goes along" : people > 1 ? `leads a crew of ${people}` : "",
    missing > 0 ? `${missing} of ${visit.crew_size} people missing` : "",
    visit.needs_help ? "needs help" : "",
    visit.flag?.sentence ?? "",
    due ? (due.level === "late" ? `late by ${due.text.slice(1)}` : `due in ${due.text}`) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** A thin line from one instant to another, measured from the bar's own left edge; open ones are not drawn. */
function span(line: HTMLElement, scale: Scale, left: number, from: string | null, to: string | null): void {
  line.style.display = from && to ? "block" : "none";
  if (!from || !to) return;
  const start = toX(scale, new Date(from).getTime());
  line.style.left = px(start - left);
  line.style.width = px(Math.max(2, toX(scale, new Date(to).getTime()) - start));
}

export const isUrgent = (priority: number): boolean => priority === 1;
