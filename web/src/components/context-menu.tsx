/** A menu at a point of the screen, filled by declared actions. */
import { Menu } from "@mantine/core";

import { Keys } from "./keys";

export interface MenuEntry {
  name: string;
  label: string;
  shortcut?: string | undefined;
  run: () => void;
}

export function ContextMenu({ at, entries, onClose }: { at: { x: number; y: number } | null; entries: MenuEntry[]; onClose: () => void }) {
  return (
    <Menu opened={at !== null} onClose={onClose} position="bottom-start" withinPortal shadow="md" width={240} returnFocus>
      <Menu.Target>
        <span style={{ position: "fixed", left: at?.x ?? 0, top: at?.y ?? 0, width: 1, height: 1 }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown>
        {entries.length === 0 && <Menu.Label>Nothing can be done here now</Menu.Label>}
        {entries.map((entry) => (
          <Menu.Item key={entry.name} onClick={entry.run} rightSection={entry.shortcut && <Keys shortcut={entry.shortcut} />}>
            {entry.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
