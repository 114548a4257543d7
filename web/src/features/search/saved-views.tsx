/** Views of a list: its filters under a name, one's own or for the whole office. */
import { ActionIcon, Button, Group, Menu, Modal, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { may, useMe } from "@/api/session";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";

import { changeView } from "./api/change-view";
import { type View, type ViewScreen, viewsQuery } from "./api/list-views";
import { removeView } from "./api/remove-view";
import { saveView } from "./api/save-view";

type Filters = View["filters"];

/** What makes a list the one it is: everything in the address but the page. */
function filtersOf(search: Record<string, unknown>): Filters {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => name !== "page" && value !== undefined)) as Filters;
}

const same = (one: Filters, other: Filters): boolean => {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
};

export function SavedViews({ screen }: { screen: ViewScreen }) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const filters = filtersOf(search);
  const [naming, setNaming] = useState(false);
  const views = useQuery(viewsQuery(screen)).data?.items ?? [];
  const current = views.find((view) => same(view.filters, filters));
  const keeps = me.user_id !== null && me.role !== "auditor";
  const again = () => queryClient.invalidateQueries({ queryKey: ["saved-views", screen] });
  const act = useMutation({ mutationFn: (what: () => Promise<unknown>) => what(), onSuccess: again, onError: tellProblem });
  const mine = (view: View) => keeps && (view.owner_id === me.user_id || may(me, "admin"));
  return (
    <>
      <Menu position="bottom-start" withArrow closeOnItemClick>
        <Menu.Target>
          <Button size="xs" variant={current ? "light" : "default"} leftSection={<IconBookmark size={14} />}>
            {current?.name ?? "Views"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown miw={240}>
          {views.length === 0 && <Menu.Label>No views are kept of this list yet</Menu.Label>}
          {views.map((view) => (
            <Group key={view.id} gap={2} wrap="nowrap">
              <Menu.Item
                flex={1}
                fw={view === current ? 650 : undefined}
                leftSection={view.is_shared ? <IconUsers size={14} aria-label="Shared" /> : <IconBookmark size={14} />}
                onClick={() => void navigate({ to: ".", search: view.filters as never })}
              >
                {view.name}
                {view.owner_id !== me.user_id && (
                  <Text span size="xs" c="dimmed">
                    {" "}
                    of {view.owner_name}
                  </Text>
                )}
              </Menu.Item>
              {mine(view) && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={view.is_shared ? `Keep ${view.name} to yourself` : `Share ${view.name}`}
                  title={view.is_shared ? "Shared with the office" : "Only yours"}
                  onClick={() => act.mutate(() => changeView(view.id, { is_shared: !view.is_shared, version: view.version }))}
                >
                  <IconUsers size={13} opacity={view.is_shared ? 1 : 0.4} />
                </ActionIcon>
              )}
              {mine(view) && (
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Remove the view ${view.name}`} onClick={() => act.mutate(() => removeView(view.id))}>
                  <IconTrash size={13} />
                </ActionIcon>
              )}
            </Group>
          ))}
          {keeps && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setNaming(true)}>Keep this view …</Menu.Item>
              {views.filter((view) => mine(view) && view !== current).length > 0 && !current && (
                <Menu.Sub>
                  <Menu.Sub.Target>
                    <Menu.Sub.Item>Put it in place of</Menu.Sub.Item>
                  </Menu.Sub.Target>
                  <Menu.Sub.Dropdown>
                    {views.filter(mine).map((view) => (
                      <Menu.Item key={view.id} onClick={() => act.mutate(() => changeView(view.id, { filters, version: view.version }))}>
                        {view.name}
                      </Menu.Item>
                    ))}
                  </Menu.Sub.Dropdown>
                </Menu.Sub>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming} onClose={() => setNaming(false)} title="Keep this view">
        {naming && (
          <Naming
            onSave={async (name, shared) => {
              await saveView({ screen, name, filters, is_shared: shared });
              setNaming(false);
              tellDone(`The view ${name} is kept.`);
              await again();
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Naming({ onSave }: { onSave: (name: string, shared: boolean) => Promise<void> }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({ mutationFn: () => onSave(name.trim(), shared) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) save.mutate();
      }}
    >
      <Stack>
        <TextInput label="Name" data-autofocus required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Switch label="For the whole office" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
        <ProblemNotice error={save.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
