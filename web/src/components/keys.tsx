/** A shortcut written as keys. */
import { Group, Kbd } from "@mantine/core";

import { shortcutKeys } from "@/lib/shortcut";

export function Keys({ shortcut }: { shortcut: string }) {
  return (
    <Group gap={3} wrap="nowrap" component="span">
      {shortcutKeys(shortcut).map((key) => (
        <Kbd key={key} size="xs">
          {key === " " ? "Space" : key}
        </Kbd>
      ))}
    </Group>
  );
}
