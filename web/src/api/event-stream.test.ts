import { expect, test } from "vitest";

import { FrameParser } from "./event-stream";

const TEXT = ": heartbeat\n\nid: e1:10-3\nevent: work.visit.scheduled\ndata: {\"rows\":\ndata: []}\n\nevent: reset\ndata: {}\n\n";

test("frames are the same however the text was cut", () => {
  const whole = new FrameParser().push(TEXT);
  expect(whole).toEqual([
    { id: "e1:10-3", event: "work.visit.scheduled", data: '{"rows":\n[]}' },
    { id: "e1:10-3", event: "reset", data: "{}" },
  ]);
  for (let cut = 0; cut < TEXT.length; cut += 1) {
    const parser = new FrameParser();
    expect([...parser.push(TEXT.slice(0, cut)), ...parser.push(TEXT.slice(cut))]).toEqual(whole);
  }
});

test("a comment alone is no frame", () => {
  expect(new FrameParser().push(": still here\n\n")).toEqual([]);
});
