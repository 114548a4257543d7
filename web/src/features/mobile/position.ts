/** Where the phone is, only at a tap and only if the technician lets it: never a trail. */

export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number;
  at: string;
}

const KEY = "truckroll-position";
const FRESH_MS = 60_000;

let last: { fix: Fix; taken: number } | null = null;

export const sharesPosition = (): boolean => localStorage.getItem(KEY) === "yes";

export function sharePosition(yes: boolean): void {
  localStorage.setItem(KEY, yes ? "yes" : "no");
  last = null;
  if (yes) locate();
}

/** Ask the phone for a fresh fix, so that one is at hand when a button is tapped; nobody waits for it. */
export function locate(): void {
  if (!sharesPosition() || !("geolocation" in navigator)) return;
  if (last && Date.now() - last.taken < FRESH_MS) return;
  navigator.geolocation.getCurrentPosition(
    ({ coords, timestamp }) => {
      last = {
        fix: { lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.round(coords.accuracy), at: new Date(timestamp).toISOString() },
        taken: Date.now(),
      };
    },
    () => undefined,
    { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: 10_000 },
  );
}

/** The last fix if it is fresh enough to mean something. */
export const freshFix = (): Fix | null => (last && Date.now() - last.taken < FRESH_MS ? last.fix : null);
