/** Parts that were ordered for a job: which have come and where they lie, which are late, and what to do about them. */
import { Badge, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import type { Schemas } from "@/api/schemas";
import { Rows } from "@/components/data-table";
import { Section } from "@/components/page";
import { tellDone } from "@/components/problem-notice";
import type { Column, Field, Values } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { dateTime, plainDate } from "@/lib/dates";
import { personName } from "@/lib/people";

import { changePartOrder } from "../api/change-part-order";
import { dropPartOrder } from "../api/drop-part-order";
import { type PartOrderItem, partOrdersQuery } from "../api/list-part-orders";
import { orderPart } from "../api/order-part";
import { receivePart } from "../api/receive-part";

export type PartOrder = Schemas["PartOrderOut"];

export const isAwaited = (order: PartOrder): boolean => order.received_at === null && order.dropped_at === null;

const ORDER: Field[] = [
  { name: "sku", label: "Number", kind: "text", required: true, half: true, hint: "As in the catalogue, or the supplier's" },
  { name: "description", label: "Part", kind: "text", half: true, hint: "Its name, if it is not in the catalogue yet" },
  { name: "quantity", label: "How many", kind: "decimal", required: true, initial: "1", half: true },
  { name: "supplier", label: "From", kind: "text", required: true, half: true },
  { name: "expected_on", label: "Expected on", kind: "date" },
];
const CHANGE: Field[] = [
  { name: "quantity", label: "How many", kind: "decimal", required: true, half: true },
  { name: "supplier", label: "From", kind: "text", required: true, half: true },
  { name: "expected_on", label: "Expected on", kind: "date" },
];
const RECEIVE: Field[] = [
  { name: "place_id", label: "Where it lies now", kind: "record", required: true, path: "/api/stock-places", optionLabel: (row) => String(row["name"]), hint: "A van or a shelf" },
];
const DROP: Field[] = [{ name: "reason", label: "Why is nobody waiting for it any more?", kind: "textarea", required: true }];

/** The steps of an ordered part, each in a dialog of its own. */
export function usePartOrders() {
  const queryClient = useQueryClient();
  const ask = (title: string, fields: Field[], initial: Values, submit: string, send: (values: Values) => Promise<unknown>, done: string) =>
    modals.open({
      title,
      children: (
        <RecordForm
          fields={fields}
          initial={initial}
          submit={submit}
          onSubmit={async (values) => {
            await send(values);
            modals.closeAll();
            tellDone(done);
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  return {
    order: (workOrderId: number, number: string) =>
      ask(
        `Order a part for ${number}`,
        ORDER,
        emptyValues(ORDER),
        "It is ordered",
        (values) =>
          orderPart(workOrderId, {
            sku: String(values["sku"]),
            description: String(values["description"] ?? ""),
            quantity: String(values["quantity"]),
            supplier: String(values["supplier"]),
            expected_on: (values["expected_on"] as string | null) ?? null,
            visit_id: null,
          }),
        `${number} waits for the part.`,
      ),
    receive: (order: PartOrder) =>
      ask(`${order.name} is here`, RECEIVE, emptyValues(RECEIVE), "It is here", (values) => receivePart(order.id, { place_id: Number(values["place_id"]) }), "Booked in; the return visit is ready to be planned."),
    change: (order: PartOrder) =>
      ask(
        `Change the order of ${order.name}`,
        CHANGE,
        { quantity: String(Number(order.quantity)), supplier: order.supplier, expected_on: order.expected_on },
        "Save",
        (values) => changePartOrder(order.id, { ...values, version: order.version }),
        "Changed.",
      ),
    drop: (order: PartOrder) => ask(`Give up ${order.name}`, DROP, emptyValues(DROP), "Give it up", (values) => dropPartOrder(order.id, { reason: String(values["reason"]) }), "Nobody waits for it any more."),
  };
}

export function PartOrderState({ order, overdue, zone }: { order: PartOrder; overdue: boolean; zone: string }) {
  if (order.received_at !== null)
    return (
      <Text span size="sm">
        <Badge color="green" variant="light" tt="none">
          received
        </Badge>{" "}
        {dateTime(order.received_at, zone)}, {personName(order.received_by)}, into {order.received_into_name}
      </Text>
    );
  if (order.dropped_at !== null)
    return (
      <Text span size="sm">
        <Badge color="gray" variant="light" tt="none">
          given up
        </Badge>{" "}
        {order.drop_reason}
      </Text>
    );
  return (
    <Badge color={overdue ? "red" : "blue"} variant="light" tt="none">
      {order.expected_on === null ? "no date" : overdue ? `overdue since ${plainDate(order.expected_on)}` : `expected ${plainDate(order.expected_on)}`}
    </Badge>
  );
}

/** The columns every list of ordered parts has. */
export const partOrderColumns = <Row extends PartOrder>(zone: string, isOverdue: (row: Row) => boolean, steps: ReturnType<typeof usePartOrders> | undefined): Column<Row>[] => [
  {
    label: "Part",
    render: (row) => (
      <>
        {Number(row.quantity)} {row.unit} <strong>{row.name}</strong>
      </>
    ),
  },
  { label: "Number", width: 110, render: (row) => row.sku },
  { label: "From", render: (row) => row.supplier },
  { label: "State", render: (row) => <PartOrderState order={row} overdue={isOverdue(row)} zone={zone} /> },
  {
    label: "",
    align: "right",
    render: (row) =>
      steps &&
      isAwaited(row) && (
        <Group gap={4} justify="flex-end">
          <Button size="compact-xs" variant="default" onClick={() => steps.receive(row)}>
            It is here…
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => steps.change(row)}>
            Change…
          </Button>
          <Button size="compact-xs" variant="subtle" color="red" onClick={() => steps.drop(row)}>
            Give up…
          </Button>
        </Group>
      ),
  },
];

/** The parts that were ordered for one job. */
export function PartOrdersOf({ workOrderId, zone, mayAct }: { workOrderId: number; zone: string; mayAct: boolean }) {
  const orders = useQuery(partOrdersQuery({ work_order_id: workOrderId, page_size: 200 }));
  const steps = usePartOrders();
  if (!orders.data || orders.data.items.length === 0) return null;
  return (
    <Section title="Parts ordered">
      <Rows label="Parts ordered" rows={orders.data.items} rowKey={(part) => part.id} columns={partOrderColumns<PartOrderItem>(zone, (part) => part.is_overdue, mayAct ? steps : undefined)} />
    </Section>
  );
}
