/** Light, dark, as the system says, or black on white for bright sun: kept on this device. */

export const APPEARANCES = ["auto", "light", "dark", "sun"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEY = "truckroll-appearance";

export function appearance(): Appearance {
  const kept = localStorage.getItem(KEY);
  return APPEARANCES.find((one) => one === kept) ?? "auto";
}

export function showAs(choice: Appearance): void {
  localStorage.setItem(KEY, choice);
  applyAppearance();
}

export function applyAppearance(): void {
  const choice = appearance();
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
