/** A link that is shown this once: to be copied now. */
import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";

export function showSecretLink(title: string, path: string, hint: string): void {
  const address = new URL(path, window.location.origin).href;
  modals.open({
    title,
    size: "lg",
    children: (
      <Stack>
        <Text size="sm">{hint} It is shown this once: copy it now.</Text>
        <Code block>{address}</Code>
        <Group justify="flex-end">
          <CopyButton value={address}>{({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}</CopyButton>
        </Group>
      </Stack>
    ),
  });
}
