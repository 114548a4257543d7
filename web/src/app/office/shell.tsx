/** The office's frame: who is signed in, the menu on the left, the command palette, and the screen. */
import { ActionIcon, Anchor, Button, Drawer, Group, Menu, NavLink, ScrollArea, Stack, Text, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useHotkeys, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { IconDoorExit, IconLayoutSidebarLeftCollapse, IconMenu2, IconMoonStars, IconSearch, IconSun } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";

import { may, meQuery, signOut } from "@/api/session";
import { Keys } from "@/components/keys";
import { ProblemNotice } from "@/components/problem-notice";
import { SignIn } from "@/components/sign-in";
import { MessagesBanner } from "@/features/notifications/messages-banner";
import type { Found } from "@/features/search/api/find-anything";
import { FindAnything } from "@/features/search/find-anything";
import { BackupAge, KeepBanner } from "@/features/upkeep/keep-banner";
import { OverduePartsBanner } from "@/features/work/overdue-parts-banner";

import { NAVIGATION } from "./navigation";
import styles from "./shell.module.css";

export function Shell() {
  const me = useQuery(meQuery);
  const queryClient = useQueryClient();
  if (me.isPending) return null;
  if (me.error)
    return (
      <Stack p="xl" align="flex-start">
        <ProblemNotice error={me.error} />
        <Button onClick={() => void me.refetch()}>Try again</Button>
      </Stack>
    );
  if (!me.data) return <SignIn title="truckroll office" onSignedIn={() => void queryClient.invalidateQueries()} />;
  if (!may(me.data, "office"))
    return (
      <Stack p="xl" align="flex-start">
        <Text>The office is not for your role ({me.data.role}).</Text>
        <Anchor href="/technician/">Go to the technicians' door</Anchor>
      </Stack>
    );
  return <Frame name={me.data.name} role={me.data.role} />;
}

/** Narrower than this the menu lies above the screen and opens over it. */
const PHONE = "(max-width: 700px)";

function Frame({ name, role }: { name: string; role: string }) {
  const onPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  const [wide, setWide] = useLocalStorage({ key: "office-menu", defaultValue: true, getInitialValueInEffect: false });
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  // A call is taken from anywhere with one key; not while something is typed.
  useHotkeys([["n", () => void navigate({ to: "/work-orders/new" })]]);
  return (
    <div className={styles["frame"]} style={{ "--menu": wide ? "172px" : "48px" } as React.CSSProperties}>
      {onPhone ? (
        <>
          <header className={styles["top"]}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Menu" onClick={() => setOpened(true)}>
              <IconMenu2 size={20} />
            </ActionIcon>
            <Brand />
            <ActionIcon variant="subtle" color="gray" size="lg" ml="auto" aria-label="Find anything" onClick={spotlight.open}>
              <IconSearch size={18} />
            </ActionIcon>
          </header>
          <Drawer opened={opened} onClose={() => setOpened(false)} size={250} title={<Brand />} padding="xs">
            <nav className={styles["drawer"]} aria-label="Office">
              <MenuLinks wide onGo={() => setOpened(false)} />
              <Person name={name} role={role} wide />
            </nav>
          </Drawer>
        </>
      ) : (
        <nav className={styles["menu"]} aria-label="Office">
          <Group h={46} px={10} gap={8} wrap="nowrap" justify={wide ? "space-between" : "center"}>
            {wide && <Brand />}
            <Tooltip label={wide ? "Narrow menu" : "Wide menu"} position="right">
              <ActionIcon variant="subtle" color="gray" aria-label={wide ? "Narrow menu" : "Wide menu"} onClick={() => setWide(!wide)}>
                <IconLayoutSidebarLeftCollapse size={17} style={wide ? undefined : { transform: "scaleX(-1)" }} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <ScrollArea flex={1} px={6}>
            <MenuLinks wide={wide} />
          </ScrollArea>
          <Stack gap={4} p={8}>
            <Tooltip label={<Keys shortcut="mod+K" />} position="right">
              <Button variant="subtle" color="gray" size="compact-sm" justify="start" leftSection={<IconSearch size={15} />} onClick={spotlight.open} aria-label={wide ? undefined : "Find…"}>
                {wide && "Find…"}
              </Button>
            </Tooltip>
            <Person name={name} role={role} wide={wide} />
          </Stack>
        </nav>
      )}
      <div className={styles["content"]}>
        <KeepBanner />
        <MessagesBanner />
        <OverduePartsBanner />
        <Outlet />
      </div>
      <FindAnything
        pages={[
          ...NAVIGATION.map(({ to, label, group }) => ({ id: to, label, description: group, go: () => void navigate({ to }) })),
          { id: "new", label: "New request", description: "Take a call (N)", go: () => void navigate({ to: "/work-orders/new" }) },
        ]}
        onOpen={(found) => void navigate({ to: pageOf(found) as never })}
      />
    </div>
  );
}

/** The page of what was found. A contact has none: the site or customer does, where his name stands. */
function pageOf(found: Found): string {
  switch (found.kind) {
    case "work_order":
      return `/work-orders/${found.id}`;
    case "technician":
      return `/technicians/${found.id}`;
    case "customer":
      return `/customers/${found.id}`;
    case "site":
      return `/sites/${found.id}`;
    case "asset":
      return `/assets/${found.id}`;
    case "contact":
      return found.site_id === null ? `/customers/${found.customer_id}` : `/sites/${found.site_id}`;
  }
}

const Brand = () => (
  <Group gap={7} wrap="nowrap">
    <img src="/assets/icon.svg" width={22} height={22} alt="" />
    <Text span fw={680}>
      truckroll
    </Text>
  </Group>
);

function MenuLinks({ wide, onGo }: { wide: boolean; onGo?: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return NAVIGATION.map((one, index) => {
    const Icon = one.icon;
    const active = path === one.to || path.startsWith(`${one.to}/`);
    const starts = NAVIGATION[index - 1]?.group !== one.group;
    const link = (
      <NavLink
        key={one.to}
        renderRoot={(props) => <Link to={one.to} {...props} />}
        active={active}
        aria-current={active ? "page" : undefined}
        label={wide ? one.label : undefined}
        aria-label={one.label}
        leftSection={<Icon size={17} stroke={1.7} />}
        className={styles["link"]}
        mt={starts && index > 0 ? 12 : 0}
        onClick={onGo}
      />
    );
    return wide ? (
      link
    ) : (
      <Tooltip key={one.to} label={one.label} position="right">
        {link}
      </Tooltip>
    );
  });
}

function Person({ name, role, wide }: { name: string; role: string; wide: boolean }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queryClient = useQueryClient();
  const dark = colorScheme === "dark";
  return (
    <Menu position="right-end" withArrow>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" justify="start" px={6} {...(wide ? {} : { "aria-label": name })}>
          <span className={styles["initial"]} aria-hidden="true">
            {name.slice(0, 1).toUpperCase()}
          </span>
          {wide && (
            <Text span size="sm" truncate maw={110} ml={8}>
              {name}
            </Text>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {role.replaceAll("_", " ")}
        </Menu.Label>
        <Menu.Item leftSection={dark ? <IconSun size={15} /> : <IconMoonStars size={15} />} onClick={() => setColorScheme(dark ? "light" : "dark")}>
          {dark ? "Light" : "Dark"} colors
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>
          <BackupAge />
        </Menu.Label>
        <Menu.Item leftSection={<IconDoorExit size={15} />} onClick={() => void signOut().then(() => queryClient.resetQueries())}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
