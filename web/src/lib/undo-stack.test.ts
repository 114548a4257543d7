import { expect, test } from "vitest";

import { UndoStack } from "./undo-stack";

test("steps are undone in reverse and redone in order; something new forgets the undone", async () => {
  const log: string[] = [];
  const stack = new UndoStack();
  const step = (label: string) => ({
    label,
    undo: async () => void log.push(`-${label}`),
    redo: async () => void log.push(`+${label}`),
  });
  stack.push(step("a"));
  stack.push(step("b"));
  await stack.undo();
  await stack.undo();
  await stack.redo();
  expect(log).toEqual(["-b", "-a", "+a"]);
  expect(stack.read()).toEqual({ undo: "a", redo: "b" });
  stack.push(step("c"));
  expect(stack.read()).toEqual({ undo: "c", redo: null });
});

test("a step that cannot be taken back is forgotten and its refusal is passed on", async () => {
  const stack = new UndoStack();
  stack.push({ label: "a", undo: () => Promise.reject(new Error("moved on")), redo: async () => undefined });
  await expect(stack.undo()).rejects.toThrow("moved on");
  expect(stack.read()).toEqual({ undo: null, redo: null });
});
