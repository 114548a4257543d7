/** Amounts in minor units with their currency; the currency says how many digits it has. */

const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string): Intl.NumberFormat {
  let found = formats.get(currency);
  if (!found) {
    found = new Intl.NumberFormat("en-US", { style: "currency", currency });
    formats.set(currency, found);
  }
  return found;
}

export const minorDigits = (currency: string): number =>
  format(currency).resolvedOptions().maximumFractionDigits ?? 2;

export const money = (minor: number, currency: string): string =>
  format(currency).format(minor / 10 ** minorDigits(currency));

/** What a person typed ("12.50") as minor units, exactly; null if it is no amount of this currency. */
export function toMinor(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match) return null;
  const fraction = match[3] ?? "";
  if (fraction.length > digits) return null;
  const minor = Number(match[2] + fraction.padEnd(digits, "0"));
  return match[1] ? -minor : minor;
}

/** Minor units as the text of an input ("1250" → "12.50"). */
export function fromMinor(minor: number, currency: string): string {
  return (minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));
}

/** A price of one as it was given, with two digits at least and no zeros beyond ("18.4000" → "18.40", "0.0125" stays). */
export function unitPrice(price: string | number): string {
  const [whole = "0", fraction = ""] = String(price).split(".");
  return `${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}
