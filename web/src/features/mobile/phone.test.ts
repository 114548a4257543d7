import "fake-indexeddb/auto";

import { expect, test, vi } from "vitest";

import { Problem } from "@/api/problem";
import { type Batch, NetworkError } from "@/sync/ports";

import type { Day } from "./day";
import { openPhone, type Phone } from "./phone";
import { reportNoAccess } from "./record";

vi.setConfig({ testTimeout: 30_000 });

/** The day the office tells; it follows what the phone has sent. */
function office() {
  const said = { reachable: true, day: null as unknown as Day, registered: [] as string[], sent: [] as Batch["commands"] };
  said.day = {
    now: "2026-06-15T12:00:00Z",
    rate: 30,
    zone: "America/New_York",
    last_seq: 0,
    technician: { id: 1, name: "Tariq" },
    attendance: { state: "off", since: null },
  office_phone: null,
    lifecycle: [{ name: "depart", sources: ["dispatched"], target: "traveling" }],
    crew_lifecycle: [],
    visits: [{ id: 7, status: "dispatched", moves: ["depart"], part: "lead", crew: [], actual: { departed_at: null } } as unknown as Day["visits"][number]],
    parts_catalog: [],
  };
  const reach = <Out>(work: () => Out): Promise<Out> =>
    said.reachable ? Promise.resolve().then(work) : Promise.reject(new NetworkError("unreachable"));
  return {
    said,
    network: {
      register: (device: string) => reach(() => void said.registered.push(device)),
      send: (batch: Batch) =>
        reach(() => {
          said.sent.push(...batch.commands);
          return { answers: batch.commands.map(({ uuid }) => ({ uuid, outcome: "applied" as const, status: 200, body: {} })) };
        }),
      openUpload: () => Promise.reject(new NetworkError("later")),
      uploadOffset: () => Promise.reject(new NetworkError("later")),
      uploadPart: () => Promise.reject(new NetworkError("later")),
    },
    fetchDay: (device: string) => {
      if (!said.reachable) return Promise.reject(new Problem(0, { code: "unreachable", title: "No answer", detail: "" }));
      expect(said.registered).toContain(device);
      return Promise.resolve(structuredClone(said.day));
    },
  };
}

function pick_up(name: string, { network, fetchDay }: ReturnType<typeof office>, time: { now: number }): { phone: Phone; rest: () => void } {
  const phone = openPhone({ name, network, fetchDay, now: () => time.now, exclusively: (work) => work() });
  return { phone, rest: phone.wake() };
}

const status = (phone: Phone) => phone.getState().day?.visits[0]?.status;

test("a phone that is started without network shows the last day, and what was done on it", async () => {
  const there = office();
  const time = { now: Date.UTC(2026, 5, 15, 13) };
  const first = pick_up("offline-start", there, time);
  await first.phone.refresh();
  expect(status(first.phone)).toBe("dispatched");
  there.said.reachable = false;
  await first.phone.record({ type: "depart_visit", payload: { visit_id: 7 }, label: "Start travel" });
  await vi.waitFor(() => expect(status(first.phone)).toBe("traveling"));
  first.rest();

  const second = pick_up("offline-start", there, time);
  await vi.waitFor(() => expect(status(second.phone)).toBe("traveling"));
  expect(second.phone.getState().kept.commands.map(({ state }) => state)).toEqual(["waiting"]);
  there.said.reachable = true;
  await second.phone.refresh();
  await vi.waitFor(() => expect(second.phone.getState().kept.commands.map(({ state }) => state)).toEqual(["applied"]));
  expect(there.said.sent.map(({ type }) => type)).toEqual(["depart_visit"]);
  second.rest();
});

test("times are the company's, at the company's speed, whatever this phone's clock says", async () => {
  const there = office();
  // Two hours wrong, and the company's clock runs thirty times as fast.
  const time = { now: Date.UTC(2026, 5, 15, 14) };
  const { phone, rest } = pick_up("clock", there, time);
  await phone.refresh();
  time.now += 60_000;
  const command = await phone.record({ type: "depart_visit", payload: { visit_id: 7 }, label: "Start travel" });
  expect(command.at).toBe("2026-06-15T12:30:00.000Z");
  rest();
});

test("an answer that was long under way does not turn the clock back; a new setting of it does", async () => {
  const there = office();
  there.said.day.rate = 1;
  const time = { now: Date.UTC(2026, 5, 15, 12) };
  const { phone, rest } = pick_up("slow-answer", there, time);
  await phone.refresh();
  time.now += 20_000;
  there.said.day.now = "2026-06-15T12:00:15Z";
  await phone.refresh();
  expect(phone.businessNow()).toBe(Date.parse("2026-06-15T12:00:20Z"));
  there.said.day.now = "2026-06-15T11:00:00Z";
  await phone.refresh();
  expect(phone.businessNow()).toBe(Date.parse("2026-06-15T11:00:00Z"));
  rest();
});

test("no access carries how long he waited and whose fault it was", async () => {
  const there = office();
  const { phone, rest } = pick_up("no-access", there, { now: Date.UTC(2026, 5, 15, 13) });
  await phone.refresh();
  const visit = { id: 7, site: { name: "12 High Street", address: "" } } as Day["visits"][number];
  const said = await reportNoAccess(phone, visit, { reason: "Locked", note: "", waitedS: 1500, isOurFault: true });
  expect([said.type, said.label]).toEqual(["report_no_access", "No access · 12 High Street"]);
  expect(said.payload).toEqual({ visit_id: 7, reason: "Locked", note: "", waited_s: 1500, is_our_fault: true });
  rest();
});
