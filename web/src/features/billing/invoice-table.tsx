/** Invoices as a table, on their own screen and on the page of what they belong to. */
import { Badge, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Query } from "@/api/client";
import { Rows } from "@/components/data-table";
import { ProblemNotice } from "@/components/problem-notice";
import type { Column } from "@/components/record";
import { plainDate } from "@/lib/dates";
import { money } from "@/lib/money";

import { type InvoiceRow, invoicesQuery } from "./api/list-invoices";

const COLOR: Record<string, string> = { draft: "gray", issued: "blue", part_paid: "teal", paid: "green", credited: "grape", void: "gray" };
const named = (status: string): string => status.replace("_", " ").replace(/^./, (first) => first.toUpperCase());

export function InvoiceStatusBadge({ status }: { status: string }) {
  return (
    <Badge variant="light" color={COLOR[status] ?? "gray"} tt="none" td={status === "void" ? "line-through" : undefined}>
      {named(status)}
    </Badge>
  );
}

/** The first thing that stands in the way, and how many more; all of them on the tip. */
function NotReady({ row }: { row: InvoiceRow }) {
  const [first, ...more] = row.faults;
  if (!first) return row.status === "draft" ? <Text size="sm" c="var(--tone-good, var(--mantine-color-green-7))">ready</Text> : null;
  return (
    <Text size="sm" lineClamp={1} title={row.faults.map((fault) => fault.says).join("\n")}>
      {first.says}
      {more.length > 0 && ` +${more.length}`}
    </Text>
  );
}

export const INVOICE_COLUMNS: Column<InvoiceRow>[] = [
  { label: "Number", width: 150, render: (row) => <strong>{row.number ?? "draft"}</strong> },
  { label: "Status", width: 100, render: (row) => <InvoiceStatusBadge status={row.status} /> },
  { label: "Customer", render: (row) => row.customer_name },
  { label: "Work order", render: (row) => row.work_order_number },
  { label: "Not ready because", render: (row) => <NotReady row={row} /> },
  { label: "Issued", render: (row) => (row.issued_on ? plainDate(row.issued_on) : "") },
  { label: "Due", render: (row) => (row.due_on ? plainDate(row.due_on) : "") },
  { label: "Total", align: "right", render: (row) => money(row.total_minor, row.currency) },
  { label: "Open", align: "right", render: (row) => (row.open_minor ? money(row.open_minor, row.currency) : "") },
];

export function InvoiceTable({ filter, onOpen }: { filter: Query; onOpen: (row: InvoiceRow) => void }) {
  const invoices = useQuery(invoicesQuery({ ...filter, page_size: 20 }));
  if (invoices.error) return <ProblemNotice error={invoices.error} />;
  if (!invoices.data) return null;
  if (invoices.data.total === 0)
    return (
      <Text size="sm" c="dimmed">
        None yet.
      </Text>
    );
  return (
    <Rows
      label="Invoices"
      rows={invoices.data.items}
      columns={INVOICE_COLUMNS.filter((column) => !["Customer", "Due"].includes(column.label))}
      rowKey={(row) => row.id}
      onOpen={onOpen}
    />
  );
}
