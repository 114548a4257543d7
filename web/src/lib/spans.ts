/** A span of time as it was promised, in words: 240 minutes are 4 hours, but 24 hours are not a working day. */

const UNITS: Record<string, [one: string, many: string]> = {
  elapsed_minutes: ["minute", "minutes"],
  working_minutes: ["working minute", "working minutes"],
  working_days: ["working day", "working days"],
  calendar_days: ["calendar day", "calendar days"],
};
const HOURS: Record<string, [one: string, many: string]> = {
  elapsed_minutes: ["hour", "hours"],
  working_minutes: ["working hour", "working hours"],
};

export function spanText(amount: number, unit: string): string {
  const hours = HOURS[unit];
  const whole = hours !== undefined && amount % 60 === 0;
  const [one, many] = (whole ? hours : UNITS[unit]) ?? [unit, unit];
  const shown = whole ? amount / 60 : amount;
  return `${shown} ${shown === 1 ? one : many}`;
}
