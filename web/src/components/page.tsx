/** The frame of an ordinary screen: title, what can be done, and the content below. */
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageProps {
  title: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

export function Page({ title, hint, actions, children, wide = true }: PageProps) {
  return (
    <Box component="main" px="lg" pb="xl" maw={wide ? undefined : 980}>
      <Group justify="space-between" mih={46} py={7} wrap="nowrap" mb={4}>
        <Stack gap={0}>
          <Title order={1} size="h3">
            {title}
          </Title>
          {hint && (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </Stack>
        <Group gap={8} wrap="nowrap">
          {actions}
        </Group>
      </Group>
      {children}
    </Box>
  );
}

/** A titled part of a page. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Box component="section" mb="lg" aria-label={title}>
      <Group justify="space-between" mb={6} mih={28}>
        <Title order={2} size="h3">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  );
}

/** Names and values in two columns; values that are empty are left out. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <Box component="dl" m={0} style={{ display: "grid", gridTemplateColumns: "minmax(96px, max-content) 1fr", gap: "3px 14px", fontSize: 13 }}>
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
        .map(([name, value]) => (
          <Box key={name} style={{ display: "contents" }}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Box component="dd" m={0} style={{ whiteSpace: "pre-line", minWidth: 0, overflowWrap: "anywhere" }}>
              {value}
            </Box>
          </Box>
        ))}
    </Box>
  );
}
