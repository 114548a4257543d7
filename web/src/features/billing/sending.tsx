/** The message that carries an invoice and its job sheet, and those that were written before. */
import { Button, Checkbox, Group, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/schemas";
import { Section } from "@/components/page";
import { dateTime, plainDate } from "@/lib/dates";
import { money } from "@/lib/money";
import { personName } from "@/lib/people";

import type { Invoice } from "./api/get-invoice";

function wordsFor(invoice: Invoice): string {
  const due = invoice.due_on ? ` Please pay by ${plainDate(invoice.due_on)}.` : "";
  return [
    `Dear ${invoice.buyer.name},`,
    `attached is ${invoice.number} over ${money(invoice.total_minor, invoice.currency)} for ${invoice.work.number}${invoice.work.site_name ? `, ${invoice.work.site_name}` : ""}, with the sheet of what was done.${due}`,
    invoice.seller.name,
  ].join("\n\n");
}

export function SendForm({ invoice, onSend }: { invoice: Invoice; onSend: (body: Schemas["SendIn"]) => void }) {
  const [recipient, setRecipient] = useState(invoice.buyer.email);
  const [subject, setSubject] = useState(`Invoice ${invoice.number ?? ""} from ${invoice.seller.name}`);
  const [body, setBody] = useState(wordsFor(invoice));
  const [withJobSheet, setWithJobSheet] = useState(invoice.job_sheet_sha256 !== null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend({ recipient: recipient.trim(), subject: subject.trim(), body, with_job_sheet: withJobSheet });
      }}
    >
      <Stack>
        <TextInput label="To" type="email" required value={recipient} onChange={(event) => setRecipient(event.currentTarget.value)} data-autofocus />
        <TextInput label="Subject" required value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />
        <Textarea label="Words" autosize minRows={7} value={body} onChange={(event) => setBody(event.currentTarget.value)} />
        <Text size="sm">
          With it goes {invoice.number}.pdf, as it was issued
          {invoice.job_sheet_sha256 ? ", and:" : "."}
        </Text>
        {invoice.job_sheet_sha256 && <Checkbox label="the job sheet" checked={withJobSheet} onChange={(event) => setWithJobSheet(event.currentTarget.checked)} />}
        <Group justify="flex-end">
          <Button type="submit">Send it</Button>
        </Group>
      </Stack>
    </form>
  );
}

const STANDING: Record<string, string> = {
  queued: "Waits to go out",
  sending: "Is being sent",
  sent: "Taken by the mail server",
  delivered: "Delivered",
  failed: "Failed",
  withheld: "Not sent",
  told: "Told the customer",
};

export function Sendings({ invoice, zone }: { invoice: Invoice; zone: string }) {
  if (invoice.sendings.length === 0) return null;
  return (
    <Section title="Sent">
      {invoice.sendings.map((one) => (
        <Paper key={one.id} withBorder p="xs" mb={6}>
          <Text size="sm" fw={600}>
            {one.recipient}
          </Text>
          <Text size="sm">{one.subject}</Text>
          <Text size="sm" c={one.status === "failed" || one.status === "withheld" ? "var(--tone-warn)" : undefined}>
            {STANDING[one.status] ?? "Written"}
            {one.why && `: ${one.why}`}
          </Text>
          <Text size="xs" c="dimmed">
            {dateTime(one.sent_at, zone)}, {personName(one.sent_by)} · {one.attachments.map((file) => file.name).join(", ")}
          </Text>
        </Paper>
      ))}
    </Section>
  );
}
