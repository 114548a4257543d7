/** Who was last signed in on this phone, so that a start without network opens his day and not a door. */

export interface Remembered {
  userId: number;
  technicianId: number;
}

const KEY = "truckroll-technician";

export function remembered(): Remembered | null {
  const kept = localStorage.getItem(KEY);
  if (!kept) return null;
  try {
    const { userId, technicianId } = JSON.parse(kept) as Partial<Remembered>;
    return typeof userId === "number" && typeof technicianId === "number" ? { userId, technicianId } : null;
  } catch {
    return null;
  }
}

export const remember = (who: Remembered): void => localStorage.setItem(KEY, JSON.stringify(who));
export const forget = (): void => localStorage.removeItem(KEY);
