/** A table of one page of rows: dense, rows open by click and by Enter, pages and search in the address. */
import { ActionIcon, Anchor, Group, Pagination, Skeleton, Stack, Switch, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconDownload, IconSearch, IconX } from "@tabler/icons-react";
import { type UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import type { Page } from "@/api/client";
import { count, flag, text } from "@/lib/search-params";

import styles from "./data-table.module.css";
import { ProblemNotice } from "./problem-notice";
import type { Column } from "./record";
import { useSearchParams } from "./use-search-params";

export const PAGE_SIZE = 50;

export interface ListSearch {
  page: number | undefined;
  search: string | undefined;
  archived: boolean | undefined;
  filter: string | undefined;
}

const readListSearch = (search: Record<string, unknown>): ListSearch => ({
  page: count(search["page"]),
  search: text(search["search"]),
  archived: flag(search["archived"]),
  filter: text(search["filter"]),
});

export const useListSearch = () => useSearchParams(readListSearch);

interface TableProps<Row> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string | number;
  onOpen?: ((row: Row) => void) | undefined;
  faded?: (row: Row) => boolean;
}

export function Rows<Row>({ label, rows, columns, rowKey, onOpen, faded }: TableProps<Row>) {
  return (
    // The roles are said aloud: on a phone the rows are laid out as lines, and a table that is no table loses its own.
    <Table.ScrollContainer minWidth={0} type="native">
      <Table className={styles["table"]} role="table" highlightOnHover={onOpen !== undefined} verticalSpacing={5} horizontalSpacing={10} aria-label={label}>
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th key={column.label} role="columnheader" w={column.width} ta={column.align}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              role="row"
              className={onOpen ? styles["opens"] : undefined}
              data-faded={faded?.(row) ?? false}
              tabIndex={onOpen ? 0 : undefined}
              onClick={() => onOpen?.(row)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(row);
              }}
            >
              {columns.map((column) => (
                <Table.Td key={column.label} role="cell" data-label={column.label.length > 1 ? column.label : ""} ta={column.align} className={column.align ? styles["number"] : undefined}>
                  {column.render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface DataTableProps<Row> extends Omit<TableProps<Row>, "rows"> {
  query: UseQueryResult<Page<Row>>;
  empty: ReactNode;
  searchable: boolean;
  archivable?: boolean;
  tools?: ReactNode;
  /** Where the same rows, all of them, are had as a file. */
  csv?: string | undefined;
}

/** Rows with search, pages and the states around them: loading, refused, none. */
export function DataTable<Row>({ query, empty, searchable, archivable = false, tools, csv, ...table }: DataTableProps<Row>) {
  const [{ page = 1, search = "", archived = false }, change] = useListSearch();
  const [typed, setTyped] = useState(search);
  const apply = useDebouncedCallback((next: string) => change({ search: next || undefined, page: undefined }), 250);
  const total = query.data?.total ?? 0;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        {searchable && (
          <TextInput
            size="xs"
            w={260}
            aria-label="Search"
            placeholder="Search"
            leftSection={<IconSearch size={14} />}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              apply(event.currentTarget.value);
            }}
            rightSection={
              typed && (
                <ActionIcon
                  size="xs"
                  variant="subtle"
                  aria-label="Clear the search"
                  onClick={() => {
                    setTyped("");
                    change({ search: undefined, page: undefined });
                  }}
                >
                  <IconX size={12} />
                </ActionIcon>
              )
            }
          />
        )}
        {archivable && (
          <Switch
            size="xs"
            label="Archived too"
            checked={archived}
            onChange={(event) => change({ archived: event.currentTarget.checked || undefined, page: undefined })}
          />
        )}
        {tools}
        {query.data && (
          <Text size="xs" c="dimmed" ml="auto">
            {total} {total === 1 ? "row" : "rows"}
          </Text>
        )}
        {csv && total > 0 && (
          <Anchor href={csv} size="xs" download>
            <IconDownload size={12} aria-hidden="true" /> CSV
          </Anchor>
        )}
      </Group>
      <ProblemNotice error={query.error} />
      {query.isPending && !query.error && (
        <Stack gap={6}>
          {[1, 2, 3, 4, 5].map((line) => (
            <Skeleton key={line} height={26} />
          ))}
        </Stack>
      )}
      {query.data && total > 0 && <Rows {...table} rows={query.data.items} />}
      {query.data && total === 0 && (
        <Stack align="center" py={48} gap={4}>
          <Text fw={550}>{search ? "Nothing matches." : empty}</Text>
          {search && (
            <Text size="sm" c="dimmed">
              Try fewer letters, or clear the search.
            </Text>
          )}
        </Stack>
      )}
      {total > PAGE_SIZE && (
        <Pagination size="sm" total={Math.ceil(total / PAGE_SIZE)} value={page} onChange={(next) => change({ page: next === 1 ? undefined : next })} getControlProps={(control) => ({ "aria-label": `${control} page` })} />
      )}
    </Stack>
  );
}
