/** The day as the technician left it: the server's picture with the commands laid over it that are not in it yet. */
import type { Command } from "@/sync/command";

import type { Attendance, CatalogPart, Day, DayVisit, LifecycleMove } from "./day";

/** The commands that make a move of the visit's life; the server's table says from where to where. */
export const MOVE_OF: Record<string, string> = {
  depart_visit: "depart",
  arrive_visit: "arrive",
  start_visit: "start",
  pause_visit: "pause",
  resume_visit: "resume",
  complete_visit: "complete",
  stop_visit: "stop",
  report_no_access: "report_no_access",
  leave_visit: "leave",
  end_day: "complete",
};

const STAMPS: Record<string, keyof DayVisit["actual"]> = {
  depart: "departed_at",
  arrive: "arrived_at",
  start: "started_at",
  complete: "ended_at",
  stop: "ended_at",
  report_no_access: "ended_at",
  leave: "ended_at",
};

/** What the phone may offer; planning is the office's. */
const OWN_MOVES = new Set(Object.values(MOVE_OF));

export const movesFrom = (lifecycle: LifecycleMove[], status: string): string[] =>
  lifecycle.filter(({ name, sources }) => OWN_MOVES.has(name) && sources.includes(status)).map(({ name }) => name);

type Payload = Record<string, unknown>;
const text = (payload: Payload, key: string): string => (typeof payload[key] === "string" ? payload[key] : "");

function move(visit: DayVisit, name: string, at: string, lifecycle: LifecycleMove[], me: number): DayVisit {
  const line = lifecycle.find((one) => one.name === name && one.sources.includes(visit.status));
  // Not possible from here: the server has been told already, or will say so.
  if (!line) return visit;
  const stamp = STAMPS[name];
  const status = line.target as DayVisit["status"];
  return {
    ...visit,
    status,
    moves: movesFrom(lifecycle, status),
    actual: stamp && !visit.actual[stamp] ? { ...visit.actual, [stamp]: at } : visit.actual,
    crew: visit.crew.map((one) => (one.technician_id === me ? { ...one, status } : one)),
  };
}

function withMine<Item extends { client_uuid: string }>(items: Item[], mine: Item): Item[] {
  return items.some(({ client_uuid }) => client_uuid === mine.client_uuid) ? items : [...items, mine];
}

function applyCommand(visit: DayVisit, command: Command, day: Day): DayVisit {
  const { payload, at } = command;
  const uuid = text(payload, "client_uuid");
  const name = MOVE_OF[command.type];
  if (name) {
    const moved = move(visit, name, at, visit.part === "member" ? day.crew_lifecycle : day.lifecycle, day.technician.id);
    const done = Array.isArray(payload.scope_done) ? payload.scope_done : [];
    if (name !== "complete" || moved === visit) return moved;
    return { ...moved, scope: moved.scope.map((one) => (done.includes(one.id) ? { ...one, status: "done" } : one)) };
  }
  switch (command.type) {
    case "add_note":
      return {
        ...visit,
        notes: withMine(visit.notes, { client_uuid: uuid, text: text(payload, "text"), author: day.technician.name, at }),
      };
    case "use_part":
      return {
        ...visit,
        parts: withMine(visit.parts, {
          client_uuid: uuid,
          sku: text(payload, "sku") || null,
          description: text(payload, "description"),
          quantity: text(payload, "quantity"),
        }),
      };
    case "attach_photo":
      return {
        ...visit,
        photos: withMine(visit.photos, {
          client_uuid: uuid,
          kind: text(payload, "kind"),
          sha256: text(payload, "sha256"),
          received: false,
          url: null,
        }),
      };
    case "sign_visit":
      return {
        ...visit,
        signature: {
          name: text(payload, "name"),
          role: text(payload, "role"),
          refusal_reason: text(payload, "refusal_reason"),
          at,
        },
      };
    case "answer_checklist":
      return {
        ...visit,
        checklist: visit.checklist.map((item) =>
          item.id === payload.item_id ? { ...item, value: text(payload, "value") } : item,
        ),
      };
    case "acknowledge_hazard":
      return {
        ...visit,
        site: {
          ...visit.site,
          hazards: visit.site.hazards.map((hazard) =>
            hazard.id === payload.hazard_id ? { ...hazard, acknowledged_at: hazard.acknowledged_at ?? at } : hazard,
          ),
        },
      };
    case "ask_for_help":
      return { ...visit, needs_help: true, help_reason: text(payload, "reason"), help_acknowledged_at: null };
    default:
      return visit;
  }
}

/** From which state to which a command about his own day leads. */
const ATTENDANCE: Record<string, [from: Attendance["state"][], to: Attendance["state"]]> = {
  clock_on: [["off"], "work"],
  start_break: [["work"], "break"],
  end_break: [["break"], "work"],
  clock_off: [["work", "break"], "off"],
};

function attend(before: Attendance, { type, at }: Command): Attendance {
  const [from, to] = ATTENDANCE[type] ?? [[], "off"];
  return from.includes(before.state) ? { state: to, since: at } : before;
}

/** What was taken out of the van since, by article number. */
function withoutUsed(catalog: CatalogPart[], open: Command[]): CatalogPart[] {
  const used = new Map<string, number>();
  for (const { type, payload } of open) {
    const sku = type === "use_part" ? text(payload, "sku") : "";
    if (sku) used.set(sku, (used.get(sku) ?? 0) + Number(payload.quantity));
  }
  if (used.size === 0) return catalog;
  return catalog.map((part) => {
    const gone = used.get(part.sku);
    // Thousandths, so that 0.3 less 0.1 is 0.2.
    return gone === undefined ? part : { ...part, on_hand: String(Math.round((Number(part.on_hand ?? 0) - gone) * 1000) / 1000) };
  });
}

/** Commands the server refused are not laid over; those it took are, until its picture contains them. */
export function projectDay(day: Day, commands: Command[], device: string): Day {
  const open = commands.filter(
    (one) =>
      one.state === "waiting" || (one.state === "applied" && one.device === device && one.seq > day.last_seq),
  );
  if (open.length === 0) return day;
  const byVisit = new Map<number, Command[]>();
  let { attendance } = day;
  for (const command of open) {
    const { visit_id } = command.payload;
    if (visit_id === undefined) attendance = attend(attendance, command);
    else byVisit.set(visit_id, [...(byVisit.get(visit_id) ?? []), command]);
  }
  return {
    ...day,
    attendance,
    parts_catalog: withoutUsed(day.parts_catalog, open),
    visits: day.visits.map((visit) =>
      (byVisit.get(visit.id) ?? []).reduce((so_far, command) => applyCommand(so_far, command, day), visit),
    ),
  };
}
