/** Taking a call: whose it is and where, with what is known about the place, and what is to be done. */
import { Alert, Badge, Button, Group, Paper, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { get, type Page as PageOf } from "@/api/client";
import { Problem } from "@/api/problem";
import { Page, Section } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import type { Values } from "@/components/record";
import { RecordEditor } from "@/components/record-list";
import { RecordSelect } from "@/components/record-select";
import { useSearchParams } from "@/components/use-search-params";
import { WallTimeInput } from "@/components/wall-time-input";
import { weeklyText } from "@/components/weekly-hours";
import { type Contact, CUSTOMERS, type Site, SITES, wholeAddress } from "@/features/customers/records";
import { CallerSearch } from "@/features/customers/caller-search";
import { type CallContext, callContextQuery } from "@/features/work/api/get-call-context";
import { joinRequest } from "@/features/work/api/join-request";
import { raiseWorkOrder } from "@/features/work/api/raise-work-order";
import { receiveRequest } from "@/features/work/api/receive-request";
import { PRIORITIES, type WorkType } from "@/features/work/records";
import { Duplicates, Recalls } from "@/features/work/parts/likenesses";
import { OnCallLine } from "@/features/workforce/on-call-line";
import { answersOf, type Answers, TriageQuestions, urgencyOf } from "@/features/work/parts/triage-questions";
import { browserZone, dateTime, duration, plainDate } from "@/lib/dates";
import { count } from "@/lib/search-params";
import { instantOf, isOpen, NO_TIME, type WallTime } from "@/lib/wall-time";

const nameOf = (row: Values): string => String(row["name"]);
const readPreset = (search: Record<string, unknown>) => ({ customer: count(search["customer"]), site: count(search["site"]) });

interface Draft {
  customerId: number | null;
  siteId: number | null;
  assetId: number | null;
  workTypeId: number | null;
  priority: number | null;
  source: "phone" | "office" | "email";
  description: string;
  contactName: string;
  contactPhone: string;
  contactEmail: string;
  reference: string;
  windowFrom: WallTime;
  windowTo: WallTime;
  /** When it was reported, on the site's clock; empty for now. */
  reported: WallTime;
  answers: Answers;
  recallOf: { id: number; number: string } | null;
}

export function NewRequest() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [preset] = useSearchParams<{ customer: number | undefined; site: number | undefined }>(readPreset);
  const [draft, setDraft] = useState<Draft>({
    customerId: preset.customer ?? null,
    siteId: preset.site ?? null,
    assetId: null,
    workTypeId: null,
    priority: null,
    source: "phone",
    description: "",
    contactName: "",
    contactPhone: "",
    contactEmail: "",
    reference: "",
    windowFrom: NO_TIME,
    windowTo: NO_TIME,
    reported: NO_TIME,
    answers: {},
    recallOf: null,
  });
  // Said for this site, asset and kind of work; another of them asks again.
  const [another, setAnother] = useState("");
  const subject = `${draft.siteId}.${draft.assetId}.${draft.workTypeId}`;
  const set = (more: Partial<Draft>) => setDraft((old) => ({ ...old, ...more }));
  const [making, setMaking] = useState<"customer" | "site" | null>(null);
  const site = useQuery({
    queryKey: ["records", "/api/sites", draft.siteId],
    queryFn: ({ signal }) => get<Site>("/api/sites/{id}", { path: { id: draft.siteId ?? 0 }, signal }),
    enabled: draft.siteId !== null,
  });
  const workType = useQuery({
    queryKey: ["records", "/api/work-types", draft.workTypeId],
    queryFn: ({ signal }) => get<WorkType>("/api/work-types/{id}", { path: { id: draft.workTypeId ?? 0 }, signal }),
    enabled: draft.workTypeId !== null,
  });
  // Nobody knows yet where: what is typed is meant on the clock of whoever types.
  const zone = site.data?.zone ?? browserZone();
  const reportedAt = instantOf(draft.reported, zone);
  const questions = workType.data?.triage ?? [];
  const urgency = urgencyOf(questions, draft.answers);
  const triage_answers = answersOf(questions, draft.answers);
  const context = useQuery({
    ...callContextQuery({
      site_id: draft.siteId ?? 0,
      asset_id: draft.assetId ?? undefined,
      work_type_id: draft.workTypeId ?? undefined,
      priority: Math.min(draft.priority ?? workType.data?.priority ?? 4, urgency ?? 4),
      reported_at: reportedAt ?? undefined,
    }),
    enabled: draft.siteId !== null,
    placeholderData: (previous: CallContext | undefined) => (previous?.site_id === draft.siteId ? previous : undefined),
  }).data;
  const isAnother = another === subject;
  const doubtful = !isAnother && (context?.duplicates.length ?? 0) > 0;

  const raise = useMutation({
    mutationFn: () =>
      raiseWorkOrder({
        site_id: draft.siteId ?? 0,
        work_type_id: draft.workTypeId ?? 0,
        priority: (draft.priority ?? workType.data?.priority ?? null) as 1 | 2 | 3 | 4 | null,
        description: draft.description,
        recall_of_id: draft.recallOf?.id ?? null,
        source: draft.source,
        asset_id: draft.assetId,
        contact_name: draft.contactName,
        contact_phone: draft.contactPhone,
        contact_email: draft.contactEmail,
        customer_reference: draft.reference,
        window_starts_at: instantOf(draft.windowFrom, zone),
        window_ends_at: instantOf(draft.windowTo, zone),
        reported_at: reportedAt,
        triage_answers,
      }),
    onSuccess: async (order) => {
      tellDone(`${order.number} is raised; its first visit is in the queue.`);
      await queryClient.invalidateQueries({ queryKey: ["work-orders"] });
    },
  });
  const raiseAnd = (search: { offer?: true }) =>
    raise.mutate(undefined, { onSuccess: (order) => void navigate({ to: `/work-orders/${order.id}`, search: search as never }) });
  // The form asks before the work order is raised; what is kept for triage needs no form to be whole.
  const receive = () =>
    isOpen(draft.reported, zone)
      ? Promise.reject(new Problem(0, { code: "time_comes_twice", title: "That time comes twice", detail: "The clocks go back then.", what_to_do: "Say which of the two it was reported at." }))
      : receiveRequest({
        channel: draft.source,
        description: draft.description,
        customer_id: draft.customerId,
        site_id: draft.siteId,
        asset_id: draft.assetId,
        work_type_id: draft.workTypeId,
        priority: draft.priority as 1 | 2 | 3 | 4 | null,
        contact_name: draft.contactName,
        contact_phone: draft.contactPhone,
        contact_email: draft.contactEmail,
        reported_at: reportedAt,
        triage_answers,
      });
  const keep = useMutation({
    mutationFn: receive,
    onSuccess: async (request) => {
      tellDone(`${request.number} waits in triage.`);
      await queryClient.invalidateQueries({ queryKey: ["requests"] });
      void navigate({ to: "/requests" });
    },
  });
  const join = useMutation({
    mutationFn: async (order: { id: number; number: string }) => {
      const request = await receive();
      await joinRequest(request.id, { work_order_id: order.id });
      return { request, order };
    },
    onSuccess: async ({ request, order }) => {
      tellDone(`${request.number} is kept with ${order.number}.`);
      await queryClient.invalidateQueries();
      void navigate({ to: `/work-orders/${order.id}` });
    },
  });

  return (
    <Page title="New request" hint="N from anywhere. What is asked, by whom and where; it becomes a work order at once, or waits in triage">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            raiseAnd({});
          }}
        >
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <CallerSearch
                onChoose={(caller) =>
                  set({
                    customerId: caller.customer_id,
                    siteId: caller.site_id,
                    assetId: caller.asset_id,
                    ...(caller.kind === "contact" ? { contactName: caller.contact_name, contactPhone: caller.phone, contactEmail: caller.email } : {}),
                  })
                }
              />
              <WallTimeInput
                label="Reported at"
                description={`Empty for now; the clocks run from here (${zone})`}
                zone={zone}
                value={draft.reported}
                onChange={(reported) => set({ reported })}
              />
            </SimpleGrid>
            <Group align="end" wrap="nowrap">
              <div style={{ flex: 1 }}>
                <RecordSelect
                  label="Customer"
                  path="/api/customers"
                  optionLabel={nameOf}
                  value={draft.customerId ?? site.data?.customer_id ?? null}
                  onChange={(customerId) => set({ customerId, siteId: null, assetId: null })}
                />
              </div>
              <Button variant="default" onClick={() => setMaking("customer")}>
                New
              </Button>
            </Group>
            <Group align="end" wrap="nowrap">
              <div style={{ flex: 1 }}>
                <RecordSelect
                  label="Site"
                  required
                  path="/api/sites"
                  query={{ customer_id: draft.customerId ?? undefined }}
                  optionLabel={(row) => [row["name"], row["address"], draft.customerId === null ? row["customer_name"] : ""].filter(Boolean).join(" · ")}
                  value={draft.siteId}
                  onChange={(siteId) => set({ siteId, assetId: null })}
                />
              </div>
              <Button variant="default" disabled={draft.customerId === null} onClick={() => setMaking("site")}>
                New
              </Button>
            </Group>
            {draft.siteId !== null && (
              <RecordSelect
                key={draft.siteId}
                label="Asset"
                path="/api/assets"
                query={{ site_id: draft.siteId }}
                optionLabel={(row) => [row["name"], row["kind"], row["location"]].filter(Boolean).join(" · ")}
                value={draft.assetId}
                onChange={(assetId) => set({ assetId })}
              />
            )}
            <RecordSelect label="Work type" required path="/api/work-types" optionLabel={nameOf} value={draft.workTypeId} onChange={(workTypeId) => set({ workTypeId })} />
            {workType.data && (
              <Text size="xs" c="dimmed">
                Takes {duration(workType.data.duration_s)}
                {workType.data.skills.length > 0 && `, needs ${workType.data.skills.map((skill) => skill.name).join(", ")}`};{" "}
                {{ auto: "assigned by itself where it is clear", suggest: "a technician is suggested", off: "a person assigns it" }[workType.data.assignment]}.
              </Text>
            )}
            <TriageQuestions questions={questions} answers={draft.answers} onChange={(answers) => set({ answers })} />
            <Select
              label="Priority"
              description={urgency !== null && `The answers make it P${urgency} at least`}
              data={PRIORITIES}
              placeholder={workType.data ? `P${workType.data.priority}, as usual for this work` : "As usual for the work type"}
              clearable
              value={draft.priority === null ? null : String(draft.priority)}
              onChange={(next) => set({ priority: next === null ? null : Number(next) })}
            />
            <Textarea
              label="What is asked"
              minRows={3}
              required
              value={draft.description}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <TextInput label="Caller" value={draft.contactName} onChange={(event) => set({ contactName: event.currentTarget.value })} />
              <TextInput label="Phone" type="tel" value={draft.contactPhone} onChange={(event) => set({ contactPhone: event.currentTarget.value })} />
              <TextInput label="E-mail" type="email" value={draft.contactEmail} onChange={(event) => set({ contactEmail: event.currentTarget.value })} />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <WallTimeInput
                label="Promised from"
                description={site.data ? `On the clock of the site (${zone})` : "On the clock of the site"}
                zone={zone}
                value={draft.windowFrom}
                onChange={(windowFrom) => set({ windowFrom })}
              />
              <WallTimeInput label="Promised until" description="Arrival falls inside" zone={zone} value={draft.windowTo} onChange={(windowTo) => set({ windowTo })} />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label="Their reference" description="A purchase order number, if they gave one" value={draft.reference} onChange={(event) => set({ reference: event.currentTarget.value })} />
              <div>
                <Text size="sm" fw={500}>
                  Came by
                </Text>
                <SegmentedControl
                  mt={22}
                  size="xs"
                  aria-label="Came by"
                  value={draft.source}
                  onChange={(source) => set({ source: source as Draft["source"] })}
                  data={[
                    { value: "phone", label: "Phone" },
                    { value: "email", label: "E-mail" },
                    { value: "office", label: "Office" },
                  ]}
                />
              </div>
            </SimpleGrid>
            <Duplicates
              duplicates={context?.duplicates ?? []}
              isAnother={isAnother}
              onAnother={() => setAnother(subject)}
              onJoin={(order) => join.mutate(order)}
              onOpen={(id) => void navigate({ to: `/work-orders/${id}` })}
              busy={join.isPending}
            />
            <Recalls recalls={context?.recalls ?? []} chosen={draft.recallOf?.id ?? null} onChoose={(order) => set({ recallOf: order })} />
            <ProblemNotice error={raise.error ?? keep.error ?? join.error} />
            <Group justify="flex-end" py={8} pos="sticky" bottom={0} bg="var(--mantine-color-body)" style={{ zIndex: 1 }}>
              <Button variant="default" loading={keep.isPending} disabled={!draft.description.trim()} onClick={() => keep.mutate()}>
                Keep for triage
              </Button>
              <Button variant="default" loading={raise.isPending} disabled={draft.siteId === null || draft.workTypeId === null || doubtful} onClick={() => raiseAnd({ offer: true })}>
                Raise it and offer times…
              </Button>
              <Button type="submit" loading={raise.isPending} disabled={draft.siteId === null || draft.workTypeId === null || doubtful}>
                Raise the work order
              </Button>
            </Group>
          </Stack>
        </form>
        {site.data ? (
          <SiteContext
            site={site.data}
            context={context}
            onContact={(contact) => set({ contactName: contact.name, contactPhone: contact.phone, contactEmail: contact.email })}
            onAsset={(assetId) => set({ assetId })}
            onOrder={(id) => void navigate({ to: `/work-orders/${id}` })}
          />
        ) : (
          <Text size="sm" c="dimmed">
            Choose the site: its access, hazards, contacts, assets and open work appear here.
          </Text>
        )}
      </SimpleGrid>
      <RecordEditor kind={CUSTOMERS} editing={making === "customer" ? "new" : null} onClose={() => setMaking(null)} onMade={(made) => set({ customerId: made.id, siteId: null, assetId: null })} />
      <RecordEditor
        kind={SITES}
        editing={making === "site" ? "new" : null}
        preset={{ customer_id: draft.customerId }}
        onClose={() => setMaking(null)}
        onMade={(made) => set({ siteId: made.id, assetId: null })}
      />
    </Page>
  );
}

const PROMISE = { response: "Response", make_safe: "Safe", resolution: "Done" } as const;

function useOf<Row>(path: string, siteId: number) {
  return (
    useQuery({
      queryKey: ["records", path, { site_id: siteId, page_size: 50 }],
      queryFn: ({ signal }) => get<PageOf<Row>>(path, { query: { site_id: siteId, page_size: 50 }, signal }),
    }).data?.items ?? []
  );
}

interface ContextProps {
  site: Site;
  context: CallContext | undefined;
  onContact: (contact: Contact) => void;
  onAsset: (id: number) => void;
  onOrder: (id: number) => void;
}

/** What a person on the phone should know about the place before promising anything. */
function SiteContext({ site, context, onContact, onAsset, onOrder }: ContextProps) {
  const contacts = useOf<Contact>("/api/contacts", site.id);
  const hazards = context?.hazards ?? [];
  const assets = context?.assets ?? [];
  const open = context?.open_work_orders ?? [];
  return (
    <Stack gap="sm">
      {(context?.promises.length ?? 0) > 0 && (
        <Paper withBorder p="sm" component="section" aria-label="Would be promised">
          {context?.promises.map((one) => (
            <Text key={one.clock} size="sm">
              <strong>
                {PROMISE[one.clock]} by {dateTime(one.due_at, site.zone)}
              </strong>{" "}
              <Text span size="xs" c="dimmed">
                from {String(one.target["name"])}
              </Text>
            </Text>
          ))}
        </Paper>
      )}
      {open.length > 0 && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title={open.length === 1 ? "There is open work at this site" : `There are ${open.length} open jobs at this site`}>
          <Stack gap={2}>
            {open.map((order) => (
              <Text key={order.id} size="sm">
                <Button variant="transparent" size="compact-sm" p={0} onClick={() => onOrder(order.id)}>
                  {order.number}
                </Button>{" "}
                {order.work_type}: {order.description.slice(0, 90)}
              </Text>
            ))}
          </Stack>
        </Alert>
      )}
      <OnCallLine place={{ lat: site.lat, lon: site.lon, postal_code: site.postal_code }} />
      <Paper withBorder p="sm">
        <Title order={2} size="h3">
          {site.name}
        </Title>
        <Text size="sm">
          {wholeAddress(site)}
        </Text>
        {site.lat === null && (
          <Badge color="orange" variant="light">
            unlocated: it cannot be planned yet
          </Badge>
        )}
        <Text size="sm" mt={4}>
          Access: {weeklyText(site.access_windows, "opens", "closes") || "at any time"}
        </Text>
        {site.access_notes && <Text size="sm">{site.access_notes}</Text>}
      </Paper>
      {hazards.length > 0 && (
        <Alert color="red" variant="light" title="Hazards">
          {hazards.map((hazard) => (
            <Text key={hazard.id} size="sm">
              <strong>{hazard.title}</strong> ({hazard.severity}) {hazard.note}
            </Text>
          ))}
        </Alert>
      )}
      {contacts.length > 0 && (
        <Section title="People">
          <Group gap={6}>
            {contacts.map((contact) => (
              <Button key={contact.id} size="compact-sm" variant="default" onClick={() => onContact(contact)}>
                {contact.name} · {contact.role.replaceAll("_", " ")} {contact.phone}
              </Button>
            ))}
          </Group>
        </Section>
      )}
      {assets.length > 0 && (
        <Section title="Assets">
          <Group gap={6}>
            {assets.map((asset) => (
              <Button key={asset.id} size="compact-sm" variant="default" onClick={() => onAsset(asset.id)}>
                {asset.name} · {asset.kind}
                {asset.warranty_until && ` · ${asset.is_in_warranty ? "in warranty until" : "warranty ended"} ${plainDate(asset.warranty_until)}`}
              </Button>
            ))}
          </Group>
        </Section>
      )}
      <Section title="Last visits">
        {(context === undefined || context.last_visits.length === 0) && (
          <Text size="sm" c="dimmed">
            {context === undefined ? "Looking …" : "Nobody has been there yet."}
          </Text>
        )}
        <Stack gap={4}>
          {context?.last_visits.map((visit) => (
            <Text key={visit.visit_id} size="sm">
              <Button variant="transparent" size="compact-sm" p={0} onClick={() => onOrder(visit.work_order_id)}>
                {visit.work_order_number}
              </Button>{" "}
              {dateTime(visit.ended_at, site.zone)} · {visit.work_type} · {visit.technician} · {visit.status.replaceAll("_", " ")}
              {visit.summary && `: ${visit.summary.slice(0, 90)}`}
            </Text>
          ))}
        </Stack>
      </Section>
    </Stack>
  );
}
