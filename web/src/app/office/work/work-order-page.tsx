/** One job's whole record: what was asked, every visit, what was found and used, the history, and the invoice. */
import { Alert, Anchor, Badge, Button, Group, Menu, Paper, SimpleGrid, Stack, Tabs, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconAlertTriangle, IconChevronDown, IconHandStop, IconPackage } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { asProblem } from "@/api/problem";
import { may, useMe } from "@/api/session";
import { Columns, Facts, Page, PageLoading, Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import { type ReasonAsked, ReasonDialog } from "@/components/reason-dialog";
import type { Field, Values } from "@/components/record";
import { showSecretLink } from "@/components/secret-link";
import { useSearchParams } from "@/components/use-search-params";
import { emptyValues, RecordForm } from "@/components/record-form";
import { draftInvoice } from "@/features/billing/api/draft-invoice";
import { WorkOrderBilling } from "@/features/billing/work-order-billing";
import { ConditionsAside } from "@/features/customers/conditions";
import type { Hazard } from "@/features/customers/records";
import { OfferDialog, type OfferedVisit } from "@/features/dispatch/offers/offer-dialog";
import { VisitTimes } from "@/features/dispatch/times/times-picture";
import { WhyPanel } from "@/features/dispatch/why/why-panel";
import { MessagesOf } from "@/features/notifications/messages-of";
import { createRebookLink } from "@/features/portal/api/create-rebook-link";
import { createStatusLink } from "@/features/portal/api/create-status-link";
import { addNote } from "@/features/work/api/add-note";
import { addScope } from "@/features/work/api/add-scope";
import { approveWorkOrder } from "@/features/work/api/approve-work-order";
import { cancelVisit } from "@/features/work/api/cancel-visit";
import { cancelWorkOrder } from "@/features/work/api/cancel-work-order";
import { changeWorkOrder } from "@/features/work/api/change-work-order";
import { correctClock } from "@/features/work/api/correct-clock";
import { draftVisit } from "@/features/work/api/draft-visit";
import { dropScope } from "@/features/work/api/drop-scope";
import { type WorkOrder, workOrderQuery } from "@/features/work/api/get-work-order";
import { liftHold } from "@/features/work/api/lift-hold";
import { makeSafe } from "@/features/work/api/make-safe";
import { noteFault } from "@/features/work/api/note-fault";
import { openHold } from "@/features/work/api/open-hold";
import { reopenWorkOrder } from "@/features/work/api/reopen-work-order";
import { settleEvidence } from "@/features/work/api/settle-evidence";
import { voidPart } from "@/features/work/api/void-part";
import { CANCEL_CHOICES, cancelBody, cancelLabel } from "@/features/work/cancel-reasons";
import { Changes } from "@/features/work/parts/changes";
import { Clocks } from "@/features/work/parts/clocks";
import { History } from "@/features/work/parts/history";
import { Notes } from "@/features/work/parts/notes";
import { OnBehalfDialog, stepsOf, type SteppedVisit } from "@/features/work/parts/on-behalf";
import { Parts, Photos, Signatures } from "@/features/work/parts/evidence";
import { isAwaited, PartOrdersOf, usePartOrders } from "@/features/work/parts/part-orders";
import { VisitCard } from "@/features/work/parts/visit-card";
import { PRIORITIES } from "@/features/work/records";
import { PriorityBadge, WorkOrderStatusBadge } from "@/features/work/work-order-status";
import { dateTime, plainDate } from "@/lib/dates";
import { flag } from "@/lib/search-params";
import { personName } from "@/lib/people";
import { money } from "@/lib/money";

const HOLD: Field[] = [
  {
    name: "kind",
    label: "Waits for",
    kind: "select",
    required: true,
    initial: "parts",
    options: ["parts", "customer", "approval", "access", "skill", "safety", "other"].map((value) => ({ value, label: value.replace(/^./, (first) => first.toUpperCase()) })),
  },
  { name: "reason", label: "What exactly", kind: "textarea", required: true },
  { name: "expected_on", label: "Expected on", kind: "date" },
];

const changeFields = (zone: string): Field[] => [
  { name: "description", label: "What is asked", kind: "textarea" },
  { name: "priority", label: "Priority", kind: "select", numeric: true, required: true, options: PRIORITIES },
  { name: "reported_at", label: "Reported at", kind: "datetime", zone, required: true, hint: `Its clocks run from here on (${zone})` },
  { name: "customer_reference", label: "Their reference", kind: "text" },
  { name: "contact_name", label: "Contact", kind: "text", half: true },
  { name: "contact_phone", label: "Phone", kind: "tel", half: true },
];

const safeFields = (zone: string): Field[] => [
  { name: "at", label: "Safe since", kind: "datetime", zone, hint: `Empty: since now (${zone})` },
  { name: "reason", label: "What was done so that nobody is in danger?", kind: "textarea", required: true },
];

const correctFields = (zone: string, since: string): Field[] => [
  { name: "at", label: since, kind: "datetime", zone, required: true, hint: `Between the report and the completion (${zone})` },
  { name: "reason", label: "How is it known?", kind: "textarea", required: true, hint: "It stands beside the clock with your name; what was written down before stays." },
];

/** What is still to be planned, or can be planned anew. */
const PLANNABLE = ["draft", "scheduled", "dispatched"];

const SCOPE: Field[] = [{ name: "text", label: "What is to be done", kind: "text", required: true }];

/** Whether somebody came to offer the customer a time at once. */
const readPlace = (search: Record<string, unknown>): { offer: boolean | undefined } => ({ offer: flag(search["offer"]) });

export function WorkOrderPage() {
  const id = Number(useParams({ strict: false })["id"]);
  const order = useQuery({ ...workOrderQuery(id), refetchInterval: 10_000 });
  if (order.error)
    return (
      <Page title="Work order">
        <ProblemNotice error={order.error} />
      </Page>
    );
  if (!order.data) return <PageLoading what="the work order" />;
  return <Record order={order.data} />;
}

/** What is said afterwards; nothing when it was not done after all. */
type Done = string | ((answer: unknown) => string);

function Record({ order }: { order: WorkOrder }) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const dispatches = may(me, "dispatch");
  const bills = may(me, "money");
  const [search, go] = useSearchParams(readPlace);
  const [asked, setAsked] = useState<ReasonAsked | null>(null);
  const [tab, setTab] = useState<string | null>("history");
  const [stepping, setStepping] = useState<SteppedVisit | null>(null);
  const [offering, setOffering] = useState<OfferedVisit | null>(() => (search.offer && dispatches ? (order.visits.find(({ status }) => PLANNABLE.includes(status)) ?? null) : null));
  const { zone } = order;

  const act = useMutation({
    mutationFn: (what: { run: () => Promise<unknown>; done: Done }) => what.run(),
    onSuccess: async (answer, what) => {
      const words = typeof what.done === "string" ? what.done : what.done(answer);
      if (words) tellDone(words);
      await queryClient.invalidateQueries();
    },
    onError: tellProblem,
  });
  const run = (what: () => Promise<unknown>, done: Done = "") => act.mutate({ run: what, done });
  const form = (title: string, fields: Field[], initial: Values, submit: string, send: (values: Values) => Promise<unknown>) =>
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
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  const hold = () =>
    form(`${order.number} waits`, HOLD, emptyValues(HOLD), "Hold it", (values) =>
      openHold(order.id, { kind: values["kind"] as "parts", reason: String(values["reason"]), expected_on: (values["expected_on"] as string | null) ?? null }),
    );
  const correct = (clock: WorkOrder["clocks"][number]) => {
    const [title, since] = clock.kind === "make_safe" ? ["made safe", "Safe since"] : ["responded to", "Somebody was there at"];
    const fields = correctFields(zone, since);
    form(`When ${order.number} was ${title}`, fields, { at: clock.stopped_at, reason: "" }, "Correct it", (values) =>
      correctClock(order.id, { kind: clock.kind as "make_safe", at: String(values["at"]), reason: String(values["reason"]) }),
    );
  };
  const change = () => {
    const fields = changeFields(zone);
    const before = Object.fromEntries(fields.map((field) => [field.name, order[field.name as keyof WorkOrder]]));
    form(`Change ${order.number}`, fields, before, "Save", (values) => {
      // Unchanged values are not sent: the report time has seconds that the form does not show.
      const body = { ...Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== before[name])), version: order.version };
      return changeWorkOrder(order.id, body).catch((error: unknown) => {
        const problem = asProblem(error);
        if (problem.code !== "promise_later") throw error;
        setAsked({
          title: problem.title,
          label: `${problem.message} Why?`,
          confirm: "Promise it later",
          run: (reason) => run(() => changeWorkOrder(order.id, { ...body, reason }), "Changed; the former due time is kept."),
        });
        return null;
      });
    });
  };
  const approved = `${order.number} is approved and can be invoiced.`;
  const approve = () =>
    run(
      () =>
        approveWorkOrder(order.id).catch((error: unknown) => {
          const problem = asProblem(error);
          if (problem.code !== "files_missing") throw error;
          setAsked({
            title: problem.title,
            label: `${problem.message} Why is it approved without them?`,
            confirm: "Approve without them",
            run: (reason) => run(() => approveWorkOrder(order.id, reason), approved),
          });
          return null;
        }),
      (answer) => (answer ? approved : ""),
    );
  const draft = async () => {
    const invoice = await draftInvoice(order.id);
    void navigate({ to: `/invoices/${invoice.id}` });
  };

  const parts = usePartOrders();
  const awaited = order.part_orders.filter(isAwaited);
  const over = order.status === "closed" || order.status === "canceled" || order.status === "approved";
  const come = (holdId: number) => {
    const part = awaited.find((one) => one.hold_id === holdId);
    if (part) parts.receive(part);
    else run(() => liftHold(holdId), "The hold is lifted.");
  };
  const holds = order.holds.filter((one) => !one.lifted_at);
  return (
    <Page
      title={
        <Group gap={10}>
          <span>
            {order.number} · {order.work_type}
          </span>
          <WorkOrderStatusBadge status={order.status} />
          <PriorityBadge priority={order.priority} />
        </Group>
      }
      hint={
        <>
          <To to={`/customers/${order.customer_id}`}>{order.customer_name}</To> · <To to={`/sites/${order.site_id}`}>{order.site_name}</To> · {order.site_address}
        </>
      }
      actions={
        <>
          {dispatches && !over && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={14} />}>
                  More
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={change}>Change…</Menu.Item>
                <Menu.Item onClick={() => run(() => draftVisit(order.id, {}), "Another visit waits in the queue.")}>Another visit</Menu.Item>
                <Menu.Item onClick={() => form("More to be done", SCOPE, emptyValues(SCOPE), "Add", (values) => addScope(order.id, { text: String(values["text"]) }))}>
                  Add to what is to be done…
                </Menu.Item>
                {order.clocks.some((clock) => clock.kind === "make_safe" && (clock.status === "running" || clock.status === "breached")) && (
                  <Menu.Item
                    onClick={() =>
                      form(`${order.number} is safe`, safeFields(zone), emptyValues(safeFields(zone)), "It is safe", (values) =>
                        makeSafe(order.id, { at: values["at"] as string | null, reason: String(values["reason"]) }),
                      )
                    }
                  >
                    Made safe…
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconHandStop size={14} />} onClick={hold}>
                  Put on hold…
                </Menu.Item>
                <Menu.Item leftSection={<IconPackage size={14} />} onClick={() => parts.order(order.id, order.number)}>
                  Order a part…
                </Menu.Item>
                <Menu.Item
                  onClick={() =>
                    run(async () => {
                      const link = await createStatusLink(order.id, { given_to: order.contact_name });
                      showSecretLink("A link for the customer", link.path, `Whoever has it sees how ${order.number} stands, and nothing else.`);
                    })
                  }
                >
                  Link for the customer…
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item
                  color="red"
                  onClick={() =>
                    setAsked({
                      title: `Cancel ${order.number}`,
                      choices: { label: "Who cancels, and why", options: CANCEL_CHOICES },
                      label: "In words. Every visit that has not ended is canceled with it; what was done stays.",
                      confirm: "Cancel the work order",
                      run: (reason, choice) => run(() => cancelWorkOrder(order.id, cancelBody(choice, reason)), `${order.number} is canceled.`),
                    })
                  }
                >
                  Cancel the work order…
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
          {order.status === "approved" && dispatches && (
            <Button
              variant="default"
              onClick={() =>
                setAsked({
                  title: `Take the approval of ${order.number} back`,
                  label: "Why?",
                  confirm: "Take it back",
                  run: (reason) => run(() => reopenWorkOrder(order.id, { reason }), "It can be changed again."),
                })
              }
            >
              Take the approval back…
            </Button>
          )}
          {bills && ["completed", "approved"].includes(order.status) && (
            <Button variant={order.status === "approved" ? "filled" : "default"} onClick={() => run(draft)}>
              Invoice
            </Button>
          )}
          {(dispatches || bills) && order.status === "completed" && (
            <Button loading={act.isPending} onClick={approve}>
              Approve
            </Button>
          )}
        </>
      }
    >
      {holds.map((one) => (
        <Alert key={one.id} color="pink" variant="light" mb="sm" icon={<IconHandStop size={18} />} title={`Waits for ${one.kind}`}>
          <Group justify="space-between">
            <Text size="sm">
              {one.reason}
              {one.expected_on && `, expected ${plainDate(one.expected_on)}`} ({personName(one.opened_by)}, {dateTime(one.opened_at, zone)})
            </Text>
            {dispatches && (
              <Group gap={6}>
                {one.kind === "parts" && !awaited.some((part) => part.hold_id === one.id) && (
                  <Button size="compact-sm" variant="default" onClick={() => parts.order(order.id, order.number)}>
                    Order the part…
                  </Button>
                )}
                <Button size="compact-sm" variant="default" onClick={() => come(one.id)}>
                  It has come
                </Button>
              </Group>
            )}
          </Group>
        </Alert>
      ))}
      {order.evidence
        .filter((one) => !one.settled_at)
        .map((one) => (
          <Alert key={one.id} color="orange" variant="light" mb="sm" icon={<IconAlertTriangle size={18} />} title={one.is_applied ? "Work began before what it follows had ended" : `A phone reported “${one.command.replaceAll("_", " ")}” that could not be applied`}>
            <Group justify="space-between">
              <Text size="sm">
                {one.reason} ({personName(one.by)}, {dateTime(one.at, zone)})
              </Text>
              {dispatches && (
                <Button size="compact-sm" variant="default" onClick={() => run(() => settleEvidence(one.id), "Settled.")}>
                  I have dealt with it
                </Button>
              )}
            </Group>
          </Alert>
        ))}
      <Columns>
        <div>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" mb="lg">
            <Paper withBorder p="sm">
              <Text size="xs" c="dimmed" mb={2}>
                What is asked
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-line" }}>
                {order.description || "Nothing was written down."}
              </Text>
              {order.scope.length > 0 && (
                <Stack gap={2} mt="sm">
                  {order.scope.map((item) => (
                    <Group key={item.id} gap={6} wrap="nowrap">
                      <Text size="sm" td={item.status === "dropped" ? "line-through" : undefined} c={item.status === "open" ? undefined : "dimmed"}>
                        {item.status === "done" ? "✓" : item.status === "dropped" ? "✕" : "○"} {item.text}
                      </Text>
                      {dispatches && item.status === "open" && !over && (
                        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => run(() => dropScope(item.id))}>
                          Drop
                        </Button>
                      )}
                    </Group>
                  ))}
                </Stack>
              )}
            </Paper>
            <Facts
              rows={[
                ["Reported", `${dateTime(order.reported_at, zone)}, by ${order.source}`],
                ["Due", order.due_at && dateTime(order.due_at, zone)],
                ["Contact", [order.contact_name, order.contact_phone, order.contact_email].filter(Boolean).join(" · ")],
                ["Asset", order.asset_name],
                ["Recall of", order.recall_of_id !== null && <To key="recall" to={`/work-orders/${order.recall_of_id}`}>{order.recall_of_number}</To>],
                ["Billed to", <To key="bill" to={`/customers/${order.bill_to_id}`}>{order.bill_to_name}</To>],
                ["Their reference", order.customer_reference],
                ["Not to exceed", order.nte_minor !== null && money(order.nte_minor, order.currency)],
                ["Request", order.request && `${order.request.number}: ${order.request.description.slice(0, 80)}`],
                ["Approved", order.approved_at && `${dateTime(order.approved_at, zone)}, ${personName(order.approved_by)}`],
                ["Canceled", order.canceled_at && `${dateTime(order.canceled_at, zone)}, ${personName(order.canceled_by)}. ${[cancelLabel(order.cancel_party, order.cancel_code), order.cancel_reason].filter(Boolean).join(": ")}`],
                ["Site's clock", zone],
              ]}
            />
          </SimpleGrid>
          <Clocks clocks={order.clocks} zone={zone} onCorrect={dispatches ? correct : undefined} />
          <Section title={order.visits.length === 1 ? "Visit" : `${order.visits.length} visits`}>
            <Stack gap="sm">
              {order.visits.map((visit) => (
                <VisitCard
                  key={visit.id}
                  visit={visit}
                  spent={order.spent.find((one) => one.visit_id === visit.id)}
                  ending={order.endings.find((one) => one.visit_id === visit.id)}
                  checklist={order.checklist.filter((one) => one.visit_id === visit.id)}
                  crew={order.crews.filter((one) => one.visit_id === visit.id)}
                  technician={<TechnicianName id={visit.technician_id} />}
                  why={<WhyPanel visitId={visit.id} zone={zone} />}
                  times={<VisitTimes visitId={visit.id} version={visit.version} zone={zone} />}
                  onBoard={() => void navigate({ to: "/board" })}
                  onStep={dispatches && stepsOf(visit).length > 0 ? () => setStepping(visit) : undefined}
                  onOffer={dispatches && PLANNABLE.includes(visit.status) ? () => setOffering(visit) : undefined}
                  onRebook={
                    dispatches && PLANNABLE.includes(visit.status) && order.visits.some((one) => one.status === "no_access")
                      ? () =>
                          run(async () => {
                            const link = await createRebookLink(visit.id, { given_to: order.contact_name, windows: [] });
                            showSecretLink("A link for choosing a new time", link.path, `Whoever has it chooses once when we come for ${visit.number}, and sees nothing else.`);
                          })
                      : undefined
                  }
                  onFault={
                    dispatches && visit.status === "no_access" && !over
                      ? (ours) =>
                          setAsked({
                            title: ours ? "It was our own fault" : "It was not our fault",
                            label: ours ? "Why did nobody open? No fee is charged then." : "Why?",
                            confirm: "Keep it",
                            run: (reason) => run(() => noteFault(visit.id, { is_our_fault: ours, reason }), ours ? "No fee is charged for it." : "The fee follows the price book."),
                          })
                      : undefined
                  }
                  onCancel={
                    dispatches && visit.moves.includes("cancel")
                      ? () =>
                          setAsked({
                            title: `Cancel the visit ${visit.number}`,
                            choices: { label: "Who cancels, and why", options: CANCEL_CHOICES },
                            label: "In words. The work order stays.",
                            confirm: "Cancel the visit",
                            run: (reason, choice) => run(() => cancelVisit({ visit_id: visit.id, ...cancelBody(choice, reason) }), `${visit.number} is canceled.`),
                          })
                      : undefined
                  }
                />
              ))}
            </Stack>
          </Section>
          <Parts
            parts={order.parts}
            zone={zone}
            onVoid={
              (dispatches || bills) && !over
                ? (part) =>
                    setAsked({
                      title: `Take out ${part.description}`,
                      label: "Why is the line wrong?",
                      confirm: "Take it out",
                      run: (reason) => run(() => voidPart(part.id, { reason }), "The line no longer counts."),
                    })
                : undefined
            }
          />
          {order.part_orders.length > 0 && (
            <PartOrdersOf workOrderId={order.id} zone={zone} mayAct={dispatches} />
          )}
          <Photos photos={order.photos} zone={zone} />
          <Signatures signatures={order.signatures} zone={zone} />
          <WorkOrderBilling workOrderId={order.id} onOpen={(id) => void navigate({ to: `/invoices/${id}` })} />
        </div>
        <div>
          <SiteHazards siteId={order.site_id} />
          <ConditionsAside owner={order.asset_id === null ? { site_id: order.site_id } : { asset_id: order.asset_id }} />
          <Tabs value={tab} onChange={setTab}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="history">History</Tabs.Tab>
              <Tabs.Tab value="messages">Messages</Tabs.Tab>
              <Tabs.Tab value="notes" rightSection={order.notes.length > 0 && <Badge size="xs" variant="light" circle>{order.notes.length}</Badge>}>
                Notes
              </Tabs.Tab>
              <Tabs.Tab value="changes">Changes</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="changes">{tab === "changes" && <Changes workOrderId={order.id} zone={zone} />}</Tabs.Panel>
            <Tabs.Panel value="history">
              <History order={order} />
            </Tabs.Panel>
            <Tabs.Panel value="messages">
              <MessagesOf workOrderId={order.id} zone={zone} mayAct={dispatches} />
            </Tabs.Panel>
            <Tabs.Panel value="notes">
              <Notes
                notes={order.notes}
                zone={zone}
                onAdd={
                  dispatches || bills
                    ? async (text) => {
                        await addNote(order.id, { text });
                        await queryClient.invalidateQueries({ queryKey: ["work-orders", order.id] });
                      }
                    : undefined
                }
              />
            </Tabs.Panel>
          </Tabs>
        </div>
      </Columns>
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
      <OfferDialog
        visit={offering}
        onClose={() => {
          setOffering(null);
          if (search.offer) go({ offer: undefined });
        }}
      />
      <Stepping visit={stepping} crews={order.crews} onClose={() => setStepping(null)} />
    </Page>
  );
}

function SiteHazards({ siteId }: { siteId: number }) {
  const hazards = useQuery({
    queryKey: ["records", "/api/hazards", { site_id: siteId }],
    queryFn: ({ signal }) => get<{ items: Hazard[] }>("/api/hazards", { query: { site_id: siteId }, signal }),
  }).data?.items;
  if (!hazards || hazards.length === 0) return null;
  return (
    <Alert color="red" variant="light" mb="sm" icon={<IconAlertTriangle size={18} />} title="Hazards at the site">
      {hazards.map((hazard) => (
        <Text key={hazard.id} size="sm">
          <strong>{hazard.title}</strong> ({hazard.severity}) {hazard.note}
        </Text>
      ))}
    </Alert>
  );
}

const useTechnician = (id: number | null) =>
  useQuery({
    queryKey: ["records", "/api/technicians", id],
    queryFn: ({ signal }) => get<{ name: string }>("/api/technicians/{id}", { path: { id: id ?? 0 }, signal }),
    enabled: id !== null,
    staleTime: 300_000,
  });

function Stepping({ visit, crews, onClose }: { visit: SteppedVisit | null; crews: Schemas["CrewPartOut"][]; onClose: () => void }) {
  const technician = useTechnician(visit?.technician_id ?? null);
  const nameOf = (id: number) => crews.find((one) => one.technician_id === id)?.technician ?? technician.data?.name ?? "the technician";
  return <OnBehalfDialog visit={visit} nameOf={nameOf} onClose={onClose} />;
}

function TechnicianName({ id }: { id: number | null }) {
  const technician = useTechnician(id);
  return id === null ? <>nobody yet</> : <To to={`/technicians/${id}`}>{technician.data?.name ?? "…"}</To>;
}

const To = ({ to, children }: { to: string; children: ReactNode }) => (
  <Anchor component={Link} to={to as never} size="sm">
    {children}
  </Anchor>
);
