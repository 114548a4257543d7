/** Money that came in for an invoice: what is there, one more, and a mistake taken back. */
import { Button, Group, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/schemas";
import { Section } from "@/components/page";
import { plainDate } from "@/lib/dates";
import { fromMinor, money, toMinor } from "@/lib/money";

import type { Invoice } from "./api/get-invoice";

type Paid = Schemas["PaymentOut"];
type Method = Paid["method"];

const METHODS: { value: Method; label: string }[] = [
  { value: "bank_transfer", label: "Bank transfer" },
  { value: "card", label: "Card" },
  { value: "cash", label: "Cash" },
  { value: "check", label: "Check" },
  { value: "direct_debit", label: "Direct debit" },
  { value: "other", label: "Other" },
];
const nameOf = (method: Method): string => METHODS.find((one) => one.value === method)?.label ?? method;

export function Payments({ invoice, onUndo }: { invoice: Invoice; onUndo: ((payment: Paid) => void) | undefined }) {
  if (invoice.payments.length === 0) return null;
  return (
    <Section title="Payments">
      <Table verticalSpacing={3} style={{ fontVariantNumeric: "tabular-nums" }} aria-label="Payments">
        <Table.Tbody>
          {invoice.payments.map((one) => (
            <Table.Tr key={one.id} c={one.undoes_id !== null || one.undone_by_id !== null ? "dimmed" : undefined}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{plainDate(one.received_on)}</Table.Td>
              <Table.Td>
                {one.undoes_id === null ? [nameOf(one.method), one.reference].filter(Boolean).join(", ") : `Taken back: ${one.reason}`}
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                {money(one.amount_minor, invoice.currency)}
              </Table.Td>
              <Table.Td ta="right">
                {onUndo && one.undoes_id === null && one.undone_by_id === null && (
                  <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onUndo(one)}>
                    Take back…
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

export function PaymentForm({ invoice, today, onPay }: { invoice: Invoice; today: string; onPay: (body: Schemas["PayIn"]) => void }) {
  const [typed, setTyped] = useState(fromMinor(invoice.open_minor, invoice.currency));
  const [on, setOn] = useState(today);
  const [method, setMethod] = useState<Method>("bank_transfer");
  const [reference, setReference] = useState("");
  const minor = toMinor(typed, invoice.currency);
  const fault = minor === null ? "Not an amount of this currency" : minor <= 0 ? "More than nothing" : minor > invoice.open_minor ? `At most the ${money(invoice.open_minor, invoice.currency)} that is open` : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (minor !== null && !fault) onPay({ amount_minor: minor, received_on: on, method, reference });
      }}
    >
      <Stack>
        <TextInput label={`Amount in ${invoice.currency}`} value={typed} error={fault} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus />
        {minor !== null && !fault && minor < invoice.open_minor && (
          <Text size="xs" c="dimmed">
            {money(invoice.open_minor - minor, invoice.currency)} stay open.
          </Text>
        )}
        <TextInput label="Received on" type="date" required value={on} onChange={(event) => setOn(event.currentTarget.value)} />
        <Select label="By" data={METHODS} allowDeselect={false} value={method} onChange={(next) => setMethod((next as Method | null) ?? "other")} />
        <TextInput label="Reference" value={reference} onChange={(event) => setReference(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button type="submit" disabled={fault !== undefined}>
            Record it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
