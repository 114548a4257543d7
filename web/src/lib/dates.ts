/** Instants (ISO strings in UTC) shown in a named time zone; durations in words. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions, locale = "en-US"): Intl.DateTimeFormat {
  const key = locale + zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}

export type Instant = string | number | Date;
const ms = (at: Instant): number => (typeof at === "number" ? at : new Date(at).getTime());

/** The zone of this browser, for screens that are not about one site. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const clockTime = (at: Instant, zone: string): string =>
  format(zone, { hour: "2-digit", minute: "2-digit" }).format(ms(at));

// Each knows the names of its own part of the world, and writes the others as offsets.
const NAMING = ["en-US", "en-GB", "en-AU"];

/** By which clock it is then: "BST"; as an offset ("GMT+3") where it has no name. */
export function zoneName(at: Instant, zone: string): string {
  const names = NAMING.map((locale) => format(zone, { timeZoneName: "short" }, locale).formatToParts(ms(at)).find((one) => one.type === "timeZoneName")?.value ?? "");
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0] ?? "";
}

/** Where a time comes twice, by which clock it is: "GMT". */
export const clockName = (at: Instant, zone: string): string => (whichOfTwo(at, zone) === null ? "" : zoneName(at, zone));

export const shortDate = (at: Instant, zone: string): string =>
  format(zone, { weekday: "short", day: "numeric", month: "short" }).format(ms(at));

export const longDate = (at: Instant, zone: string): string =>
  format(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(ms(at));

/** A time that the clocks show twice says which of the two it is: "Oct 25, 01:20 GMT". */
export const dateTime = (at: Instant, zone: string): string =>
  [format(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(ms(at)), clockName(at, zone)].join(" ").trim();

/** A calendar date without a time ("2026-11-22"), which has no zone. */
export const plainDate = (on: string): string =>
  format("UTC", { day: "numeric", month: "short", year: "numeric" }).format(ms(`${on}T00:00:00Z`));

/** The date in the zone as "2026-11-22". */
export function dateIn(at: Instant, zone: string): string {
  const parts = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** Date and time in the zone as a field of type "datetime-local" wants them: "2026-11-22T09:30". */
export const localText = (at: Instant, zone: string): string => `${dateIn(at, zone)}T${clockTime(at, zone)}`;

function zoneOffset(at: number, zone: string): number {
  const parts = format(zone, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1000) * 1000;
}

const HOURS_AROUND = 3 * 3_600_000;

/** Which of two such times it is, where the clocks are put back around then; null for a time that comes once. */
export function whichOfTwo(at: Instant, zone: string): "first" | "second" | null {
  const time = ms(at);
  const before = zoneOffset(time - HOURS_AROUND, zone);
  const after = zoneOffset(time + HOURS_AROUND, zone);
  if (before <= after) return null;
  const back = before - after;
  if (zoneOffset(time, zone) === before) return zoneOffset(time + back, zone) === after ? "first" : null;
  return zoneOffset(time - back, zone) === before ? "second" : null;
}

/** When a wall clock in the zone shows this: twice where the clocks go back, never where they skip it; else once. */
export function instantsAt(on: string, time: string, zone: string): number[] {
  const { wall, before, after } = around(on, time, zone);
  const readings = [...new Set([before, after])].map((offset) => wall - offset).sort((a, b) => a - b);
  return readings.filter((at) => wall - at === zoneOffset(at, zone));
}

/**
 * The instant at which a wall clock in the zone shows this date and time ("09:30"); the earlier one if it does so twice,
 * and one that it skips is read with the offset before the gap, as the server reads it.
 */
export function instantAt(on: string, time: string, zone: string): number {
  const { wall, before } = around(on, time, zone);
  return instantsAt(on, time, zone)[0] ?? wall - before;
}

function around(on: string, time: string, zone: string): { wall: number; before: number; after: number } {
  const wall = new Date(`${on}T${time}:00Z`).getTime();
  const near = wall - zoneOffset(wall, zone);
  return { wall, before: zoneOffset(near - HOURS_AROUND, zone), after: zoneOffset(near + HOURS_AROUND, zone) };
}

export function addDays(on: string, days: number): string {
  const at = new Date(`${on}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** "1 h 15 min", "45 min"; rounded to whole minutes. */
export function duration(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return seconds < 0 ? `−${words}` : words;
}

/** "1:15" hours and minutes left, "−0:12" when over. */
export function countdown(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return seconds < 0 ? `−${text}` : text;
}
