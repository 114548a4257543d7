/** A screen or a section for one kind of record: list, make, change, archive; all from its declaration. */
import { Button, Drawer, Group } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { del, get, type Page as PageOf, patch, post, urlOf } from "@/api/client";
import { may, useMe } from "@/api/session";

import { DataTable, PAGE_SIZE, Rows, useListSearch } from "./data-table";
import { Page, Section } from "./page";
import { ProblemNotice, tellDone, tellProblem } from "./problem-notice";
import { changed, type RecordKind, type Stored, type Values } from "./record";
import { emptyValues, RecordForm } from "./record-form";

type Filter = Record<string, string | number | boolean | undefined>;

export function useRecords<Row extends Stored>(kind: RecordKind<Row>, filter: Filter) {
  return useQuery({
    queryKey: ["records", kind.path, filter],
    queryFn: ({ signal }) => get<PageOf<Row>>(kind.path, { query: filter, signal }),
    placeholderData: (previous) => previous,
  });
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

function valuesOf<Row extends Stored>(kind: RecordKind<Row>, row: Row): Values {
  const own = row as unknown as Values;
  return kind.toValues?.(row) ?? Object.fromEntries(kind.fields.filter((field) => !field.once).map((field) => [field.name, own[field.name] ?? null]));
}

interface EditorProps<Row extends Stored> {
  kind: RecordKind<Row>;
  /** The record to change, "new" to make one, null when closed. */
  editing: Row | "new" | null;
  preset?: Values | undefined;
  onClose: () => void;
  onMade?: ((row: Row) => void) | undefined;
}

/** The drawer in which a record is made or changed. */
export function RecordEditor<Row extends Stored>({ kind, editing, preset, onClose, onMade }: EditorProps<Row>) {
  const queryClient = useQueryClient();
  const done = async (message: string) => {
    tellDone(message);
    onClose();
    await queryClient.invalidateQueries();
  };
  const make = async (values: Values) => {
    const row = await post<Row>(kind.path, { body: { ...preset, ...withoutBlanks(values) } });
    await done(`${capital(kind.one)} ${kind.name(row)} is made.`);
    onMade?.(row);
  };
  const change = async (row: Row, values: Values) => {
    const body = changed(valuesOf(kind, row), values);
    if (Object.keys(body).length === 0) return onClose();
    await patch<Row>(kind.changePath?.(row) ?? `${kind.path}/${row.id}`, {
      body: { ...body, ...versionOf(kind, row) },
    });
    await done(`${capital(kind.one)} ${kind.name(row)} is changed.`);
  };
  const fields = kind.fields.filter((field) => preset === undefined || !(field.name in preset));
  const first = fields.filter((field) => !field.later);
  return (
    <Drawer
      opened={editing !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={editing === "new" ? `New ${kind.one}` : editing ? `Change ${kind.name(editing)}` : ""}
    >
      {editing === "new" && <RecordForm fields={first} initial={emptyValues(first)} submit={`Make the ${kind.one}`} onSubmit={make} onCancel={onClose} />}
      {editing !== null && editing !== "new" && (
        <>
          {fields.some((field) => !field.once) && <RecordForm
            key={editing.id}
            fields={fields.filter((field) => !field.once)}
            initial={valuesOf(kind, editing)}
            submit="Save"
            onSubmit={(values) => change(editing, values)}
            onCancel={onClose}
          />}
          {kind.beside?.(editing)}
          {kind.removable && <RemoveButton kind={kind} row={editing} onDone={done} />}
          {kind.archivable && <ArchiveButton kind={kind} row={editing} onDone={done} />}
        </>
      )}
    </Drawer>
  );
}

const versionOf = <Row extends Stored>(kind: RecordKind<Row>, row: Row): Values =>
  row.version === undefined || kind.unversioned ? {} : { version: row.version };

/** What was left empty is not sent: a new record has the server's own value then. */
const withoutBlanks = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));

function RemoveButton<Row extends Stored>({ kind, row, onDone }: { kind: RecordKind<Row>; row: Row; onDone: (message: string) => Promise<void> }) {
  return (
    <Group mt="xl">
      <Button variant="subtle" color="red" onClick={() => void del(`${kind.path}/${row.id}`).then(() => onDone(`${capital(kind.one)} ${kind.name(row)} is gone.`), tellProblem)}>
        Take it away
      </Button>
    </Group>
  );
}

function ArchiveButton<Row extends Stored>({ kind, row, onDone }: { kind: RecordKind<Row>; row: Row; onDone: (message: string) => Promise<void> }) {
  const archived = Boolean(row.archived_at);
  const send = () =>
    patch<Row>(kind.changePath?.(row) ?? `${kind.path}/${row.id}`, {
      body: { archived: !archived, ...versionOf(kind, row) },
    }).then(() => onDone(`${capital(kind.one)} ${kind.name(row)} is ${archived ? "back" : "archived"}.`), tellProblem);
  return (
    <Group mt="xl">
      <Button
        variant="subtle"
        color={archived ? "brand" : "red"}
        onClick={() =>
          archived
            ? void send()
            : modals.openConfirmModal({
                title: `Archive ${kind.name(row)}?`,
                children: "It disappears from lists and choices; what refers to it stays as it is. It can be brought back.",
                labels: { confirm: "Archive", cancel: "Leave it" },
                confirmProps: { color: "red" },
                onConfirm: () => void send(),
              })
        }
      >
        {archived ? "Bring back" : "Archive"}
      </Button>
    </Group>
  );
}

interface ScreenProps<Row extends Stored> {
  kind: RecordKind<Row>;
  hint?: ReactNode;
  onOpen?: (row: Row) => void;
  filter?: Filter;
  tools?: ReactNode;
  actions?: ReactNode;
}

/** A whole screen of one kind of record. Without `onOpen` a row opens its form. */
export function RecordScreen<Row extends Stored>({ kind, hint, onOpen, filter, tools, actions }: ScreenProps<Row>) {
  const [{ page = 1, search, archived }] = useListSearch();
  const shown = { ...(kind.searchable ? { search } : {}), ...(kind.archivable ? { archived } : {}), ...filter };
  const rows = useRecords(kind, { page, page_size: PAGE_SIZE, ...shown });
  const me = useMe();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const writes = may(me, kind.writers);
  return (
    <Page
      title={capital(kind.many)}
      hint={hint}
      actions={
        <>
          {actions}
          {writes && (
            <Button leftSection={<IconPlus size={15} />} onClick={() => setEditing("new")}>
              New {kind.one}
            </Button>
          )}
        </>
      }
    >
      <DataTable
        label={capital(kind.many)}
        query={rows}
        columns={kind.columns}
        rowKey={(row) => row.id}
        faded={(row) => Boolean(row.archived_at)}
        searchable={kind.searchable}
        archivable={kind.archivable}
        empty={kind.empty}
        tools={tools}
        csv={kind.file ? urlOf(kind.file, { query: shown }) : undefined}
        onOpen={onOpen ?? (writes ? setEditing : undefined)}
      />
      <RecordEditor kind={kind} editing={editing} onClose={() => setEditing(null)} onMade={onOpen} />
    </Page>
  );
}

interface SectionProps<Row extends Stored> {
  kind: RecordKind<Row>;
  title?: string;
  /** Which of them belong here. */
  filter: Filter;
  /** What a new one is given without asking. */
  preset?: Values;
  onOpen?: (row: Row) => void;
  without?: string[];
  /** What is said instead of an empty list, where that of the kind itself does not fit. */
  empty?: string;
}

/** The records that belong to another one, on its page. */
export function RecordSection<Row extends Stored>({ kind, title, filter, preset, onOpen, without = [], empty = kind.empty }: SectionProps<Row>) {
  const rows = useRecords(kind, { page_size: 200, ...filter });
  const me = useMe();
  const writes = may(me, kind.writers);
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  return (
    <Section
      title={title ?? capital(kind.many)}
      actions={
        writes && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEditing("new")}>
            New {kind.one}
          </Button>
        )
      }
    >
      <ProblemNotice error={rows.error} />
      {rows.data && rows.data.items.length > 0 && (
        <Rows
          label={capital(kind.many)}
          rows={rows.data.items}
          columns={kind.columns.filter((column) => !without.includes(column.label))}
          rowKey={(row) => row.id}
          onOpen={onOpen ?? (writes ? setEditing : undefined)}
        />
      )}
      {rows.data?.items.length === 0 && <p style={{ margin: 0, color: "var(--mantine-color-dimmed)", fontSize: 13 }}>{empty}</p>}
      <RecordEditor kind={kind} editing={editing} preset={preset} onClose={() => setEditing(null)} />
    </Section>
  );
}
