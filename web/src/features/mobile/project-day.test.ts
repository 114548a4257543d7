import { expect, test } from "vitest";

import type { Command, CommandState } from "@/sync/command";

import type { Day, DayVisit } from "./day";
import { missingForCompletion } from "./gate";
import { missingPeople } from "./gate";
import { nextMove } from "./moves";
import { projectDay } from "./project-day";

const visit: DayVisit = {
  id: 7,
  version: 1,
  number: "WO-1042/1",
  work_order_id: 42,
  work_order_number: "WO-1042",
  status: "dispatched",
  needs_help: false,
  help_reason: "",
  help_acknowledged_at: null,
  starts_at: "2026-06-15T13:00:00Z",
  ends_at: "2026-06-15T14:00:00Z",
  duration_s: 3600,
  travel_s: 540,
  window_starts_at: null,
  window_ends_at: null,
  due_at: null,
  zone: "America/New_York",
  priority: 2,
  description: "No heat",
  work_type: "Boiler",
  customer_name: "Harbor",
  contact_name: "",
  contact_phone: "",
  actual: { departed_at: null, arrived_at: null, started_at: null, ended_at: null },
  moves: ["depart"],
  part: "lead",
  role: "",
  crew_size: 1,
  crew: [],
  series_day: null,
  series_days: null,
  site: {
    id: 1,
    name: "Elm Street 4",
    address: "4 Elm Street",
    lat: 42,
    lon: -71,
    access_notes: "",
    hazards: [{ id: 5, title: "Asbestos", severity: "high", note: "", must_acknowledge: true, acknowledged_at: null }],
    contacts: [],
  },
  asset: null,
  history: [],
  scope: [
    { id: 1, text: "Find out why", status: "open" },
    { id: 2, text: "Bleed radiators", status: "open" },
  ],
  checklist: [{ id: 9, text: "Gas isolated?", kind: "yes_no", required: true, value: null }],
  notes: [],
  parts: [],
  photos: [],
  signature: null,
  holds: [],
};

const day: Day = {
  now: "2026-06-15T12:00:00Z",
  rate: 1,
  zone: "America/New_York",
  last_seq: 0,
  technician: { id: 1, name: "Tariq" },
  attendance: { state: "off", since: null },
  office_phone: null,
  lifecycle: [
    { name: "depart", sources: ["dispatched"], target: "traveling" },
    { name: "arrive", sources: ["dispatched", "traveling"], target: "on_site" },
    { name: "start", sources: ["on_site"], target: "working" },
    { name: "pause", sources: ["working"], target: "paused" },
    { name: "resume", sources: ["paused"], target: "working" },
    { name: "complete", sources: ["working"], target: "completed" },
    { name: "cancel", sources: ["dispatched", "traveling"], target: "canceled" },
  ],
  crew_lifecycle: [
    { name: "arrive", sources: ["dispatched", "traveling"], target: "on_site" },
    { name: "start", sources: ["on_site"], target: "working" },
    { name: "leave", sources: ["on_site", "working"], target: "completed" },
  ],
  visits: [visit],
  parts_catalog: [{ sku: "V-1", name: "Valve", unit: "pc", on_hand: "4" }, { sku: "P-1", name: "Pipe", unit: "m", on_hand: null }],
};

let seq = 0;
function command(type: string, payload: Record<string, unknown> = {}, state: CommandState = "waiting"): Command {
  seq += 1;
  return {
    order: seq,
    uuid: `uuid-${seq}`,
    device: "phone",
    seq,
    type,
    payload: { visit_id: 7, ...payload },
    label: type,
    at: `2026-06-15T13:${String(seq % 60).padStart(2, "0")}:00Z`,
    madeAt: 0,
    holdUntil: 0,
    state,
    attempts: 0,
    answeredAt: null,
    answer: null,
    settledAt: null,
  };
}

const after = (...commands: Command[]): DayVisit => projectDay(day, commands, "phone").visits[0] as DayVisit;

test("a step shows at once, with its time and the steps that follow it by the server's table", () => {
  const depart = command("depart_visit");
  const now = after(depart);
  expect(now.status).toBe("traveling");
  expect(now.actual.departed_at).toBe(depart.at);
  // Canceling is the office's: the phone does not offer it.
  expect(now.moves).toEqual(["arrive"]);
  expect(nextMove(now)?.label).toBe("I’m here");
});

test("his own day goes on without any network, by what is possible from where it is", () => {
  const own = (type: string): Command => ({ ...command(type), payload: {} });
  const commands = [own("clock_on"), own("end_break"), own("start_break")];
  expect(projectDay(day, commands, "phone").attendance).toEqual({ state: "break", since: commands[2]?.at });
  expect(projectDay(day, [...commands, own("clock_off")], "phone").attendance.state).toBe("off");
});

test("what he used is gone from his van at once", () => {
  const use = (sku: string, quantity: string): Command => command("use_part", { client_uuid: `${sku}-${quantity}`, sku, description: sku, quantity });
  const left = projectDay(day, [use("V-1", "1"), use("V-1", "0.1"), use("P-1", "2")], "phone").parts_catalog;
  expect(left.map(({ sku, on_hand }) => [sku, on_hand])).toEqual([["V-1", "2.9"], ["P-1", "-2"]]);
  expect(day.parts_catalog.map(({ on_hand }) => on_hand)).toEqual(["4", null]);
});

test("a whole job can be done without any network", () => {
  const done = after(
    command("depart_visit"),
    command("arrive_visit"),
    command("acknowledge_hazard", { hazard_id: 5 }),
    command("start_visit"),
    command("answer_checklist", { item_id: 9, value: "yes" }),
    command("add_note", { client_uuid: "n1", text: "Key is at number 6" }),
    command("use_part", { client_uuid: "p1", sku: "PN-77", description: "Electrode", quantity: "2" }),
    command("attach_photo", { client_uuid: "f1", kind: "after", sha256: "abc" }),
    command("sign_visit", { client_uuid: "s1", name: "M. Jones", role: "tenant", refusal_reason: "" }),
    command("complete_visit", { summary: "Done", scope_done: [1, 2] }),
  );
  expect(done.status).toBe("completed");
  expect(done.moves).toEqual([]);
  expect(done.scope.map(({ status }) => status)).toEqual(["done", "done"]);
  expect(done.notes.map(({ text, author }) => [text, author])).toEqual([["Key is at number 6", "Tariq"]]);
  expect(done.parts).toEqual([{ client_uuid: "p1", sku: "PN-77", description: "Electrode", quantity: "2" }]);
  expect(done.photos.map(({ received }) => received)).toEqual([false]);
  expect(missingForCompletion(done, "Done")).toEqual([]);
});

test("what the server's picture already contains is not laid over it twice", () => {
  const note = command("add_note", { client_uuid: "n1", text: "Once" }, "applied");
  const told: Day = {
    ...day,
    last_seq: note.seq - 1,
    visits: [{ ...visit, notes: [{ client_uuid: "n1", text: "Once", author: "Tariq", at: note.at }] }],
  };
  expect(projectDay(told, [note], "phone").visits[0]?.notes.length).toBe(1);
  expect(projectDay({ ...told, last_seq: note.seq }, [note], "phone")).toEqual({ ...told, last_seq: note.seq });
});

test("an answered step stays on the screen until the server's picture has it", () => {
  const depart = command("depart_visit", {}, "applied");
  expect(after(depart).status).toBe("traveling");
  expect(projectDay({ ...day, last_seq: depart.seq }, [depart], "phone").visits[0]?.status).toBe("dispatched");
});

test("a refused step falls back to what the server says", () => {
  expect(after(command("depart_visit", {}, "rejected")).status).toBe("dispatched");
  expect(after(command("depart_visit", {}, "conflict")).status).toBe("dispatched");
});

test("a step that is not possible from here changes nothing", () => {
  expect(after(command("complete_visit", { scope_done: [1] }))).toEqual(visit);
});

test("what is missing is said before the technician has left", () => {
  expect(missingForCompletion(visit, "").map(({ sentence }) => sentence)).toEqual([
    "1 hazard is not acknowledged.",
    "1 question of the checklist to answer.",
    "Say in a few words what was done.",
    "A signature, or why there is none.",
  ]);
});

test("who goes along makes his own steps and leaves; the lead closes", () => {
  const tariq = { technician_id: 2, name: "Tariq", phone: "", role: "", is_lead: true, status: "on_site" } as const;
  const me = { ...tariq, technician_id: 1, name: "Tove", is_lead: false, status: "dispatched" } as const;
  const along: DayVisit = { ...visit, part: "member", crew_size: 2, crew: [tariq, me] };
  const shown = (...commands: Command[]) =>
    projectDay({ ...day, visits: [along] }, commands, "phone").visits[0] as DayVisit;
  const there = shown(command("arrive_visit"));
  expect([there.status, there.moves, there.crew[1]?.status]).toEqual(["on_site", ["start", "leave"], "on_site"]);
  expect(missingPeople(there)).toBe(0);
  expect(missingPeople({ ...there, crew: [{ ...tariq, status: "traveling" }, { ...me, status: "on_site" }] })).toBe(1);
  const gone = shown(command("arrive_visit"), command("start_visit"), command("leave_visit"));
  expect([gone.status, gone.moves]).toEqual(["completed", []]);
});

test("a day of a long job ends for today, and the last one ends the job", () => {
  const working: DayVisit = { ...visit, status: "working", moves: ["pause", "complete"], series_day: 1, series_days: 2 };
  expect([nextMove(working)?.type, nextMove({ ...working, series_day: 2 })?.type]).toEqual(["end_day", "complete_visit"]);
  const shown = projectDay({ ...day, visits: [working] }, [command("end_day")], "phone").visits[0];
  expect(shown?.status).toBe("completed");
});
