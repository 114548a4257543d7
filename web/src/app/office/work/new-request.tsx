/** Taking a call: whose it is and where, with what is known about the place, and what is to be done. */
import { Alert, Badge, Button, Group, Paper, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { get, type Page as PageOf } from "@/api/client";
import { Page, Section } from "@/components/page";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import type { Values } from "@/components/record";
import { RecordEditor } from "@/components/record-list";
import { RecordSelect } from "@/components/record-select";
import { useSearchParams } from "@/components/use-search-params";
import { weeklyText } from "@/components/weekly-hours";
import { type Asset, type Contact, CUSTOMERS, type Hazard, type Site, SITES } from "@/features/customers/records";
import { workOrdersQuery } from "@/features/work/api/list-work-orders";
import { raiseWorkOrder } from "@/features/work/api/raise-work-order";
import { receiveRequest } from "@/features/work/api/receive-request";
import { PRIORITIES, type WorkType } from "@/features/work/records";
import { WorkOrderTable } from "@/features/work/work-order-table";
import { duration, instantAt } from "@/lib/dates";
import { count } from "@/lib/search-params";

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
  windowFrom: string | null;
  windowTo: string | null;
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
    windowFrom: null,
    windowTo: null,
  });
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
  const zone = site.data?.zone ?? "UTC";
  const promised = (local: string | null) => (local ? new Date(instantAt(local.slice(0, 10), local.slice(11, 16), zone)).toISOString() : null);

  const raise = useMutation({
    mutationFn: () =>
      raiseWorkOrder({
        site_id: draft.siteId ?? 0,
        work_type_id: draft.workTypeId ?? 0,
        priority: (draft.priority ?? workType.data?.priority ?? null) as 1 | 2 | 3 | 4 | null,
        description: draft.description,
        source: draft.source,
        asset_id: draft.assetId,
        contact_name: draft.contactName,
        contact_phone: draft.contactPhone,
        contact_email: draft.contactEmail,
        customer_reference: draft.reference,
        window_starts_at: promised(draft.windowFrom),
        window_ends_at: promised(draft.windowTo),
      }),
    onSuccess: async (order) => {
      tellDone(`${order.number} is raised; its first visit is in the queue.`);
      await queryClient.invalidateQueries({ queryKey: ["work-orders"] });
      void navigate({ to: `/work-orders/${order.id}` });
    },
  });
  const keep = useMutation({
    mutationFn: () =>
      receiveRequest({
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
      }),
    onSuccess: async (request) => {
      tellDone(`${request.number} waits in triage.`);
      await queryClient.invalidateQueries({ queryKey: ["requests"] });
      void navigate({ to: "/requests" });
    },
  });

  return (
    <Page title="New request" hint="What is asked, by whom and where; it becomes a work order at once, or waits in triage">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            raise.mutate();
          }}
        >
          <Stack gap="sm">
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
            <Select
              label="Priority"
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
              <TextInput
                label="Promised from"
                type="datetime-local"
                description={site.data ? `On the clock of the site (${zone})` : "On the clock of the site"}
                value={draft.windowFrom ?? ""}
                onChange={(event) => set({ windowFrom: event.currentTarget.value || null })}
              />
              <TextInput
                label="Promised until"
                type="datetime-local"
                description="Arrival falls inside"
                value={draft.windowTo ?? ""}
                onChange={(event) => set({ windowTo: event.currentTarget.value || null })}
              />
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
            <ProblemNotice error={raise.error ?? keep.error} />
            <Group justify="flex-end">
              <Button variant="default" loading={keep.isPending} disabled={!draft.description.trim()} onClick={() => keep.mutate()}>
                Keep for triage
              </Button>
              <Button type="submit" loading={raise.isPending} disabled={draft.siteId === null || draft.workTypeId === null}>
                Raise the work order
              </Button>
            </Group>
          </Stack>
        </form>
        {site.data ? (
          <SiteContext
            site={site.data}
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

const OPEN = ["unscheduled", "scheduled", "in_progress", "on_hold"];

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
  onContact: (contact: Contact) => void;
  onAsset: (id: number) => void;
  onOrder: (id: number) => void;
}

/** What a person on the phone should know about the place before promising anything. */
function SiteContext({ site, onContact, onAsset, onOrder }: ContextProps) {
  const contacts = useOf<Contact>("/api/contacts", site.id);
  const hazards = useOf<Hazard>("/api/hazards", site.id);
  const assets = useOf<Asset>("/api/assets", site.id);
  const open = useQuery(workOrdersQuery({ site_id: site.id, status: OPEN, page_size: 5 })).data;
  return (
    <Stack gap="sm">
      {open && open.total > 0 && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title={open.total === 1 ? "There is open work at this site" : `There are ${open.total} open jobs at this site`}>
          <Stack gap={2}>
            {open.items.map((order) => (
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
      <Paper withBorder p="sm">
        <Title order={2} size="h3">
          {site.name}
        </Title>
        <Text size="sm">
          {site.address} {site.postal_code}
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
              </Button>
            ))}
          </Group>
        </Section>
      )}
      <Section title="Last work here">
        <WorkOrderTable filter={{ site_id: site.id }} onOpen={(order) => onOrder(order.id)} />
      </Section>
    </Stack>
  );
}
