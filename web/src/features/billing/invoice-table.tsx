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

const COLOR: Record<string, string> = { draft: "gray", issued: "blue", paid: "green", void: "gray" };

export function InvoiceStatusBadge({ status }: { status: string }) {
  return (
    <Badge variant="light" color={COLOR[status] ?? "gray"} tt="none" td={status === "void" ? "line-through" : undefined}>
      {status.slice(0, 1).toUpperCase() + status.slice(1)}
    </Badge>
  );
}

export const INVOICE_COLUMNS: Column<InvoiceRow>[] = [
  { label: "Number", width: 150, render: (row) => <strong>{row.number ?? "draft"}</strong> },
  { label: "Status", width: 90, render: (row) => <InvoiceStatusBadge status={row.status} /> },
  { label: "Customer", render: (row) => row.customer_name },
  { label: "Work order", render: (row) => row.work_order_number },
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
