/** The frame of an ordinary screen: title, what can be done, and the content below. */
import { Box, Group, Loader, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import styles from "./page.module.css";

interface PageProps {
  title: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

export function Page({ title, hint, actions, children, wide = true }: PageProps) {
  return (
    <Box component="main" px={{ base: "sm", sm: "lg" }} pb="xl" maw={wide ? undefined : 980}>
      <div className={styles["head"]}>
        <Stack gap={0} className={styles["words"]}>
          <Title order={1} size="h3">
            {title}
          </Title>
          {hint && (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </Stack>
        {actions && <div className={styles["actions"]}>{actions}</div>}
      </div>
      {children}
    </Box>
  );
}

/** The main part and what stands beside it: below it where there is no room. */
export const Columns = ({ children }: { children: ReactNode }) => <div className={styles["columns"]}>{children}</div>;

/** A page whose record is still on its way. */
export const PageLoading = ({ what }: { what: string }) => (
  <Box component="main" p="xl">
    <Loader size="sm" aria-label={`Loading ${what}`} />
  </Box>
);

/** A page whose record could not be had. */
export const PageRefused = ({ what, children }: { what: string; children: ReactNode }) => (
  <Page title={what} wide={false}>
    {children}
  </Page>
);

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
    <dl className={styles["facts"]}>
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
        .map(([name, value]) => (
          <Box key={name} style={{ display: "contents" }}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <dd>{value}</dd>
          </Box>
        ))}
    </dl>
  );
}
