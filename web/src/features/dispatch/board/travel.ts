/** Driving time between two places as the server estimates it on a straight line; unknown places are unknown, never near. */

export interface TravelEstimate {
  base_s: number;
  s_per_m: number;
}

export interface Place {
  lat: number | null;
  lon: number | null;
}

const EARTH_M = 6_371_008.8;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

export function straightMeters(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const dLat = rad(b.lat - a.lat);
  const dLon = rad(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(h));
}

/** Seconds from one place to another; 0 at the same place, null when either is not located. */
export function leg(from: Place | null, to: Place | null, estimate: TravelEstimate): number | null {
  if (!from || !to || from.lat === null || from.lon === null || to.lat === null || to.lon === null) return null;
  if (from.lat === to.lat && from.lon === to.lon) return 0;
  const meters = straightMeters({ lat: from.lat, lon: from.lon }, { lat: to.lat, lon: to.lon });
  return Math.round(estimate.base_s + estimate.s_per_m * meters);
}
