/** Work orders as a short table on the page of something they belong to. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Query } from "@/api/client";
import { Rows } from "@/components/data-table";
import { ProblemNotice } from "@/components/problem-notice";
import type { Column } from "@/components/record";
import { shortDate } from "@/lib/dates";

import { type WorkOrderItem, workOrdersQuery } from "./api/list-work-orders";
import { PriorityBadge, WorkOrderStatusBadge } from "./work-order-status";

export const WORK_ORDER_COLUMNS: Column<WorkOrderItem>[] = [
  { label: "Number", width: 96, render: (row) => <strong>{row.number}</strong> },
  { label: "Status", width: 120, render: (row) => <WorkOrderStatusBadge status={row.status} /> },
  { label: "P", width: 64, render: (row) => <PriorityBadge priority={row.priority} /> },
  { label: "Work", render: (row) => row.work_type },
  { label: "Customer", render: (row) => row.customer_name },
  { label: "Site", render: (row) => row.site_name },
  { label: "Reported", render: (row) => shortDate(row.reported_at, row.zone) },
  { label: "Due", render: (row) => (row.due_at ? shortDate(row.due_at, row.zone) : "") },
];

export function WorkOrderTable({ filter, onOpen }: { filter: Query; onOpen: (row: WorkOrderItem) => void }) {
  const orders = useQuery(workOrdersQuery({ ...filter, page_size: 20 }));
  if (orders.error) return <ProblemNotice error={orders.error} />;
  if (!orders.data) return null;
  if (orders.data.total === 0)
    return (
      <Text size="sm" c="dimmed">
        None yet.
      </Text>
    );
  return (
    <>
      <Rows
        label="Work orders"
        rows={orders.data.items}
        columns={WORK_ORDER_COLUMNS.filter((column) => !["Customer", "Due"].includes(column.label))}
        rowKey={(row) => row.id}
        onOpen={onOpen}
      />
      {orders.data.total > 20 && (
        <Text size="xs" c="dimmed" mt={4}>
          The latest 20 of {orders.data.total}.
        </Text>
      )}
    </>
  );
}
