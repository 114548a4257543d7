/** One invoice: the draft checked and completed, then issued for good; payments and credit notes after. */
import { Alert, Anchor, Badge, Button, Grid, Group, Paper, Table, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconAlertTriangle, IconClipboardText, IconFileTypePdf } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";

import { may, useMe } from "@/api/session";
import { Rows } from "@/components/data-table";
import { Facts, Page, PageLoading, Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { type ReasonAsked, ReasonDialog } from "@/components/reason-dialog";
import { changed, type Column, type Field } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { addLine } from "@/features/billing/api/add-line";
import { changeInvoice } from "@/features/billing/api/change-invoice";
import { changeLine } from "@/features/billing/api/change-line";
import { choosePhotos } from "@/features/billing/api/choose-photos";
import { creditInvoice } from "@/features/billing/api/credit-invoice";
import { draftInvoice } from "@/features/billing/api/draft-invoice";
import { type Invoice, invoiceQuery } from "@/features/billing/api/get-invoice";
import { issueInvoice } from "@/features/billing/api/issue-invoice";
import { payInvoice } from "@/features/billing/api/pay-invoice";
import { sendInvoice } from "@/features/billing/api/send-invoice";
import { undoPayment } from "@/features/billing/api/undo-payment";
import { voidInvoice } from "@/features/billing/api/void-invoice";
import { Faults } from "@/features/billing/faults";
import { InvoiceStatusBadge } from "@/features/billing/invoice-table";
import { JobSheetPhotos } from "@/features/billing/job-sheet-photos";
import { PaymentForm, Payments } from "@/features/billing/payments";
import { Sendings, SendForm } from "@/features/billing/sending";
import { workOrderQuery } from "@/features/work/api/get-work-order";
import { browserZone, dateIn, duration, plainDate } from "@/lib/dates";
import { money, unitPrice } from "@/lib/money";

const LINE: Field[] = [
  { name: "description", label: "What", kind: "text", required: true },
  {
    name: "kind",
    label: "Kind",
    kind: "select",
    required: true,
    initial: "fee",
    half: true,
    options: [
      { value: "labor", label: "Labor" },
      { value: "call_out", label: "Call-out" },
      { value: "part", label: "Part" },
      { value: "fee", label: "Fee" },
    ],
  },
  { name: "tax_code", label: "Tax", kind: "text", required: true, half: true, hint: "The code of a tax rate" },
  { name: "quantity", label: "Quantity", kind: "decimal", required: true, half: true, initial: "1" },
  { name: "unit", label: "Unit", kind: "text", half: true, initial: "pc" },
  { name: "unit_price", label: "Price of one", kind: "decimal", required: true, half: true },
];

const COVERAGE: Field[] = [
  {
    name: "coverage",
    label: "Who bears it",
    kind: "select",
    required: true,
    half: true,
    options: [
      { value: "charged", label: "The customer" },
      { value: "warranty", label: "Warranty" },
      { value: "contract", label: "Contract" },
      { value: "recall", label: "We: a recall" },
      { value: "our_fault", label: "We: our fault" },
      { value: "goodwill", label: "We: goodwill" },
    ],
  },
  { name: "note", label: "Note on the line", kind: "text", half: true },
];

const WORDS: Field[] = [
  { name: "customer_reference", label: "Their reference", kind: "text", hint: "Such as their purchase order number" },
  { name: "supplied_on", label: "Supplied on", kind: "date", required: true, hint: "The tax rate of that day applies" },
  { name: "note", label: "Note", kind: "textarea" },
];

export function InvoicePage() {
  const id = Number(useParams({ strict: false })["id"]);
  const invoice = useQuery(invoiceQuery(id));
  if (invoice.error)
    return (
      <Page title="Invoice">
        <ProblemNotice error={invoice.error} />
      </Page>
    );
  if (!invoice.data) return <PageLoading what="the invoice" />;
  return <Whole invoice={invoice.data} />;
}

function Whole({ invoice }: { invoice: Invoice }) {
  const me = useMe();
  const queryClient = useQueryClient();
  const bills = may(me, "money");
  const isDraft = invoice.status === "draft";
  const [asked, setAsked] = useState<ReasonAsked | null>(null);
  const [busy, setBusy] = useState(false);
  const zone = browserZone();
  const order = useQuery(workOrderQuery(invoice.work_order_id)).data;
  const amount = (minor: number) => money(minor, invoice.currency);

  const run = async (what: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await what();
      modals.closeAll();
      tellDone(done);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
      await queryClient.invalidateQueries();
    }
  };
  const issue = () =>
    modals.openConfirmModal({
      title: "Issue this invoice?",
      children: `${amount(invoice.total_minor)} to ${invoice.customer_name}. It gets the next number and never changes again; what is wrong is corrected by a credit note.`,
      labels: { confirm: "Issue", cancel: "Not yet" },
      onConfirm: () => void run(() => issueInvoice(invoice.id, { version: invoice.version }), "The invoice is issued."),
    });
  const line = () =>
    modals.open({
      title: "Another line",
      children: (
        <RecordForm
          fields={LINE}
          initial={emptyValues(LINE)}
          submit="Add the line"
          onSubmit={async (values) => {
            await addLine(invoice.id, values as Parameters<typeof addLine>[1]);
            modals.closeAll();
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  const words = () =>
    modals.open({
      title: "What the invoice says",
      children: (
        <RecordForm
          fields={WORDS}
          initial={{ customer_reference: invoice.customer_reference, supplied_on: invoice.supplied_on, note: invoice.note }}
          submit="Save"
          onSubmit={async (values) => {
            await changeInvoice(invoice.id, { ...values, version: invoice.version } as Parameters<typeof changeInvoice>[1]);
            modals.closeAll();
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  const send = () =>
    modals.open({
      title: `Send ${invoice.number ?? ""}`,
      size: "lg",
      children: <SendForm invoice={invoice} onSend={(body) => void run(() => sendInvoice(invoice.id, body), "The message is written.")} />,
    });
  const takeBack = (payment: Invoice["payments"][number]) =>
    setAsked({
      title: `Take back ${amount(payment.amount_minor)}`,
      label: "Why? The entry stays, with the reason.",
      confirm: "Take it back",
      run: (reason) => void run(() => undoPayment(payment.id, { reason }), "The payment is taken back."),
    });
  const pay = () =>
    modals.open({
      title: "Money came in",
      children: <PaymentForm invoice={invoice} today={dateIn(me.now, zone)} onPay={(body) => void run(() => payInvoice(invoice.id, body), "The payment is recorded.")} />,
    });

  return (
    <Page
      title={
        <Group gap={10}>
          <span>{invoice.number ?? "Draft invoice"}</span>
          <InvoiceStatusBadge status={invoice.status} />
        </Group>
      }
      hint={
        <>
          <To to="/invoices">Invoices</To> · <To to={`/work-orders/${invoice.work_order_id}`}>{invoice.work_order_number}</To> · <To to={`/customers/${invoice.customer_id}`}>{invoice.customer_name}</To>
        </>
      }
      actions={
        <>
          <Button component="a" href={`/api/invoices/${invoice.id}/pdf`} target="_blank" variant="default" leftSection={<IconFileTypePdf size={15} />}>
            {isDraft ? "Preview" : "PDF"}
          </Button>
          {(isDraft || invoice.job_sheet_sha256) && (
            <Button component="a" href={`/api/invoices/${invoice.id}/job-sheet`} target="_blank" variant="default" leftSection={<IconClipboardText size={15} />}>
              Job sheet
            </Button>
          )}
          {bills && isDraft && (
            <>
              <Button variant="default" loading={busy} onClick={() => void run(() => draftInvoice(invoice.work_order_id), "The draft is in step with what was done.")}>
                Take over what was done
              </Button>
              <Button
                variant="default"
                color="red"
                onClick={() =>
                  setAsked({ title: "Throw the draft away", label: "Why?", confirm: "Throw it away", run: (reason) => void run(() => voidInvoice(invoice.id, { reason }), "The draft is gone.") })
                }
              >
                Throw away…
              </Button>
              <Button loading={busy} disabled={invoice.faults.length > 0} onClick={issue}>
                Issue
              </Button>
            </>
          )}
          {bills && !isDraft && invoice.status !== "void" && (
            <>
              <Button
                variant="default"
                onClick={() =>
                  setAsked({
                    title: `Credit ${invoice.number ?? ""} as a whole`,
                    label: "Why? The reason stands on the credit note.",
                    confirm: "Issue the credit note",
                    run: (reason) => void run(() => creditInvoice(invoice.id, { reason, lines: null }), "The credit note is issued."),
                  })
                }
              >
                Credit note…
              </Button>
              {invoice.open_minor > 0 && (
                <Button variant="default" onClick={pay}>
                  Money came in…
                </Button>
              )}
              <Button onClick={send}>{invoice.sendings.length > 0 ? "Send again…" : "Send…"}</Button>
            </>
          )}
        </>
      }
    >
      {isDraft && invoice.faults.length > 0 && (
        <Alert color="orange" variant="light" mb="md" icon={<IconAlertTriangle size={18} />} title="What stands in the way of issuing it">
          <Faults faults={invoice.faults} />
        </Alert>
      )}
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Lines invoice={invoice} mayChange={bills && isDraft} onChanged={(what) => void run(what, "The line is changed.")} onAdd={line} />
          <Totals invoice={invoice} />
          {order && (
            <JobSheetPhotos
              photos={order.photos}
              chosen={invoice.photo_ids}
              onChoose={bills && isDraft ? (ids) => void run(() => choosePhotos(invoice.id, ids), "The job sheet has these photos.") : undefined}
            />
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Paper withBorder p="sm" mb="md">
            <Facts
              rows={[
                ["To", [invoice.buyer.name, invoice.buyer.address].filter(Boolean).join("\n")],
                ["From", invoice.seller.name],
                ["Work", [invoice.work.number, invoice.work.work_type].filter(Boolean).join(" · ")],
                ["Site", [invoice.work.site_name, invoice.work.site_address].filter(Boolean).join(", ")],
                ["Their reference", invoice.customer_reference],
                ["Supplied on", invoice.supplied_on && plainDate(invoice.supplied_on)],
                ["Issued on", invoice.issued_on && plainDate(invoice.issued_on)],
                ["Terms", invoice.terms_days === null ? null : `${invoice.terms_days} days`],
                ["Due on", invoice.due_on && plainDate(invoice.due_on)],
                ["Note", invoice.note],
                ["PDF", invoice.pdf_sha256 && <Text span size="xs" ff="monospace">sha256 {invoice.pdf_sha256.slice(0, 16)}…</Text>],
              ]}
            />
            {bills && isDraft && (
              <Button mt="xs" size="compact-sm" variant="default" onClick={words}>
                Change what it says…
              </Button>
            )}
            {invoice.work.warranty_until && invoice.supplied_on && invoice.work.warranty_until >= invoice.supplied_on && (
              <Text mt="xs" size="sm" c="var(--tone-warn)">
                The equipment is under warranty until {plainDate(invoice.work.warranty_until)}.
              </Text>
            )}
          </Paper>
          <Payments invoice={invoice} onUndo={bills ? takeBack : undefined} />
          <Sendings invoice={invoice} zone={zone} />
          {invoice.credit_notes.length > 0 && (
            <Section title="Credit notes">
              {invoice.credit_notes.map((note) => (
                <Paper key={note.id} withBorder p="xs" mb={6}>
                  <Group justify="space-between">
                    <Anchor href={`/api/credit-notes/${note.id}/pdf`} target="_blank" size="sm" fw={600}>
                      {note.number}
                    </Anchor>
                    <Text size="sm">{amount(-note.total_minor)}</Text>
                  </Group>
                  <Text size="xs" c="dimmed">
                    {plainDate(note.issued_on)}: {note.reason}
                  </Text>
                </Paper>
              ))}
            </Section>
          )}
        </Grid.Col>
      </Grid>
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
    </Page>
  );
}

const short = (value: unknown): string => {
  const text = String(value);
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
};
const percent = (rate: unknown): string => `${short((Number(rate) * 100).toFixed(3))} %`;

/** Time that is no quarter of an hour is read in minutes. */
const quantityOf = (line: Invoice["lines"][number]): string =>
  line.minutes !== null && line.minutes % 15 !== 0 ? duration(line.minutes * 60) : `${short(line.quantity)} ${line.unit}`;

const Missing = ({ what }: { what: string }) => (
  <Text span c="var(--tone-warn)" size="sm">
    {what}
  </Text>
);

function Lines({ invoice, mayChange, onChanged, onAdd }: { invoice: Invoice; mayChange: boolean; onChanged: (what: () => Promise<unknown>) => void; onAdd: () => void }) {
  const columns: Column<Invoice["lines"][number]>[] = [
    {
      label: "What",
      render: (line) => (
        <Text span size="sm" inherit td={line.is_dropped ? "line-through" : undefined}>
          {line.description}
          {line.coverage !== "charged" && (
            <Badge ml={6} size="xs" variant="light" color="gray">
              {line.coverage.replace("_", " ")}
            </Badge>
          )}
          {line.note && (
            <Text size="xs" c="dimmed" td="none">
              {line.note}
            </Text>
          )}
          {line.is_edited && (
            <Text span size="xs" c="dimmed">
              {" "}
              · changed by hand
            </Text>
          )}
        </Text>
      ),
    },
    { label: "Quantity", align: "right", render: (line) => quantityOf(line) },
    { label: "Price", align: "right", render: (line) => (line.unit_price === null ? <Missing what="no price" /> : unitPrice(line.unit_price)) },
    { label: "Tax", align: "right", render: (line) => (line.tax_rate === null ? <Missing what="no rate" /> : `${line.tax_letter} ${percent(line.tax_rate)}`) },
    { label: "Net", align: "right", render: (line) => money(line.net_minor, invoice.currency) },
  ];
  const change = (line: Invoice["lines"][number]) => {
    const before = {
      description: line.description,
      tax_code: line.tax_code,
      quantity: short(line.quantity),
      unit: line.unit,
      unit_price: line.unit_price === null ? null : short(line.unit_price),
      coverage: line.coverage,
      note: line.note,
    };
    modals.open({
      title: "Change the line",
      children: (
        <RecordForm
          fields={[...LINE.filter((field) => field.name !== "kind"), ...COVERAGE]}
          initial={before}
          submit="Save"
          onSubmit={async (values) => onChanged(() => changeLine(invoice.id, line.id, changed(before, values) as Parameters<typeof changeLine>[2]))}
        />
      ),
    });
  };
  if (mayChange)
    columns.push({
      label: "",
      align: "right",
      render: (line) => (
        <Group gap={0} wrap="nowrap" justify="flex-end">
          <Button size="compact-xs" variant="subtle" onClick={() => change(line)}>
            Change
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChanged(() => changeLine(invoice.id, line.id, { is_dropped: !line.is_dropped }))}>
            {line.is_dropped ? "Bring back" : "Drop"}
          </Button>
        </Group>
      ),
    });
  return (
    <Section
      title="Lines"
      actions={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={onAdd}>
            Another line
          </Button>
        )
      }
    >
      <Rows label="Lines" rows={invoice.lines} rowKey={(line) => line.id} faded={(line) => line.is_dropped} columns={columns} />
      {invoice.lines.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing to charge yet.
        </Text>
      )}
    </Section>
  );
}

function Totals({ invoice }: { invoice: Invoice }) {
  const amount = (minor: number) => money(minor, invoice.currency);
  const rows: [string, string, boolean][] = [
    ["Net", amount(invoice.net_minor), false],
    ...invoice.taxes.map((tax): [string, string, boolean] => [`Tax ${tax.letter} ${percent(tax.rate)} on ${amount(tax.net_minor)}`, amount(tax.tax_minor), false]),
    ["Total", amount(invoice.total_minor), true],
  ];
  if (invoice.paid_minor) rows.push(["Paid", amount(-invoice.paid_minor), false]);
  if (invoice.credited_minor) rows.push(["Credited", amount(-invoice.credited_minor), false]);
  if (invoice.number) rows.push(["Open", amount(invoice.open_minor), true]);
  return (
    <Table w="auto" ml="auto" withRowBorders={false} verticalSpacing={2} aria-label="Totals" style={{ fontVariantNumeric: "tabular-nums" }}>
      <Table.Tbody>
        {rows.map(([name, value, strong]) => (
          <Table.Tr key={name} fw={strong ? 680 : 400}>
            <Table.Td>{name}</Table.Td>
            <Table.Td ta="right">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const To = ({ to, children }: { to: string; children: ReactNode }) => (
  <Anchor component={Link} to={to as never} size="xs">
    {children}
  </Anchor>
);
