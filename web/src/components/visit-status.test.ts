// @vitest-environment node
import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { STATUS } from "./visit-status";

const CSS = readFileSync(new URL("./visit-status.css", import.meta.url), "utf8");
const PAGE = { light: "#ffffff", dark: "#1b2025" };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The colors of a state as the style sheet gives them: its own rule over the general one. */
function colors(status: string, scheme: "light" | "dark"): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, selector = "", body = ""] of CSS.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    const applies = /\[data-status\]\s*$/m.test(selector) || selector.includes(`"${status}"`);
    if (!applies) continue;
    for (const [, name = "", light = "", dark = ""] of body.matchAll(/--status-(\w+):\s*light-dark\((#\w{6}), (#\w{6})\)/g))
      found[name] = scheme === "light" ? light : dark;
  }
  return found;
}

test.each(Object.keys(STATUS).flatMap((status) => [[status, "light"] as const, [status, "dark"] as const]))(
  "%s can be read in %s",
  (status, scheme) => {
    const { bg = "", edge = "", ink = "" } = colors(status, scheme);
    expect(contrast(ink, bg)).toBeGreaterThanOrEqual(8);
    expect(contrast(edge, PAGE[scheme])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(edge, bg)).toBeGreaterThanOrEqual(4.5);
  },
);
