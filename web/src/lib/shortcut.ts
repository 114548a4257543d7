/** Keyboard shortcuts as text ("mod+Z", "shift+S", "E", "F8") matched against key events. */

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.split("+").filter(Boolean);
  const key = shortcut.endsWith("++") || shortcut === "+" ? "+" : (parts.at(-1) ?? "");
  const wants = new Set(parts.slice(0, -1).map((part) => part.toLowerCase()));
  if (wants.has("mod") !== (event.ctrlKey || event.metaKey)) return false;
  if (event.altKey) return false;
  const isLetter = /^[a-z]$/i.test(key);
  if ((isLetter || key.length > 1) && wants.has("shift") !== event.shiftKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** The keys as they are written on this keyboard. */
export const shortcutKeys = (shortcut: string): string[] =>
  shortcut === "+"
    ? ["+"]
    : shortcut
        .split("+")
        .map((part) => (part === "mod" ? (isMac() ? "⌘" : "Ctrl") : part === "shift" ? "Shift" : part));

/** Whether the event belongs to something that takes text, where letters are no shortcuts. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
