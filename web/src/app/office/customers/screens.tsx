/** The screens of customers, sites and assets: lists, and a page for each customer and site. */
import { Anchor, Badge, Button, Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { get, post } from "@/api/client";
import { may, useMe } from "@/api/session";
import { useListSearch } from "@/components/data-table";
import { Facts, Page, PageLoading, PageRefused, Section } from "@/components/page";
import { ProblemNotice, tellDone, tellProblem } from "@/components/problem-notice";
import type { Field, RecordKind } from "@/components/record";
import { RecordForm } from "@/components/record-form";
import { RecordEditor, RecordScreen, RecordSection } from "@/components/record-list";
import { showSecretLink } from "@/components/secret-link";
import { weeklyText } from "@/components/weekly-hours";
import { InvoiceTable } from "@/features/billing/invoice-table";
import { ConditionsSection } from "@/features/customers/conditions";
import { type Asset, ASSET_SKILLS, ASSETS, type Contact, CONTACTS, type Customer, CUSTOMERS, HAZARDS, type Site, SITES, taxedAs, wholeAddress } from "@/features/customers/records";
import { ContactWish } from "@/features/notifications/contact-wish";
import { createRequestForm } from "@/features/portal/api/create-request-form";
import { SavedViews } from "@/features/search/saved-views";
import { WorkOrderTable } from "@/features/work/work-order-table";
import { plainDate } from "@/lib/dates";

const TOLD_CONTACTS: RecordKind<Contact> = { ...CONTACTS, beside: (row) => <ContactWish key={row.id} contactId={row.id} /> };

export function CustomersScreen() {
  const navigate = useNavigate();
  return <RecordScreen kind={CUSTOMERS} tools={<SavedViews screen="customers" />} onOpen={(row) => void navigate({ to: `/customers/${row.id}` })} />;
}

export function AssetsScreen() {
  const navigate = useNavigate();
  return (
    <>
      <RecordScreen kind={ASSETS} tools={<SavedViews screen="assets" />} onOpen={(row) => void navigate({ to: `/assets/${row.id}` })} />
      <div style={{ padding: "0 24px", maxWidth: 900 }}>
        <RecordSection kind={ASSET_SKILLS} filter={{}} />
      </div>
    </>
  );
}

export function SitesScreen() {
  const navigate = useNavigate();
  const [{ filter }, change] = useListSearch();
  const unlocated = filter === "unlocated";
  return (
    <RecordScreen
      kind={unlocated ? { ...SITES, path: "/api/sites/unlocated", file: "/api/sites.csv", searchable: false, archivable: false, empty: "Every site has its place on the map." } : SITES}
      hint={unlocated ? "Nothing can be planned for a site without a place: set its pin" : undefined}
      onOpen={(row) => void navigate({ to: `/sites/${row.id}` })}
      filter={unlocated ? { unlocated: true } : {}}
      tools={
        <>
        <SegmentedControl
          size="xs"
          aria-label="Which sites"
          value={unlocated ? "unlocated" : "all"}
          onChange={(next) => change({ filter: next === "all" ? undefined : next, page: undefined })}
          data={[
            { value: "all", label: "All" },
            { value: "unlocated", label: "Unlocated" },
          ]}
        />
        <SavedViews screen="sites" />
        </>
      }
    />
  );
}

export function CustomerPage() {
  const id = Number(useParams({ strict: false })["id"]);
  const me = useMe();
  const navigate = useNavigate();
  const customer = useQuery({ queryKey: ["records", CUSTOMERS.path, id], queryFn: ({ signal }) => get<Customer>("/api/customers/{id}", { path: { id }, signal }) });
  const [editing, setEditing] = useState<Customer | null>(null);
  if (customer.error)
    return (
      <PageRefused what="Customer">
        <ProblemNotice error={customer.error} />
      </PageRefused>
    );
  if (!customer.data) return <PageLoading what="the customer" />;
  const row = customer.data;
  return (
    <Page
      title={row.name}
      hint={<Crumb to="/customers" label="Customers" />}
      actions={
        <>
          {may(me, "dispatch") && (
            <>
              <Button variant="default" onClick={() => setEditing(row)}>
                Change
              </Button>
              <Button component={Link} to="/work-orders/new" search={{ customer: row.id } as never}>
                New request
              </Button>
            </>
          )}
        </>
      }
    >
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <div>
          <Section title="Billing">
            <Facts
              rows={[
                ["On the invoice", row.bill_name || row.name],
                ["Address", row.bill_address],
                ["E-mail", row.bill_email],
                ["Tax id", row.tax_id],
                ["Taxed", taxedAs(row.tax_treatment)],
                ["Terms", `${row.terms_days} days, in ${row.currency}`],
                ["Other number", row.external_id],
                ["Archived", row.archived_at && <Badge color="gray">archived</Badge>],
              ]}
            />
          </Section>
          <ConditionsSection owner={{ customer_id: id }} />
          <RecordSection kind={TOLD_CONTACTS} filter={{ customer_id: id }} preset={{ customer_id: id }} />
          <RecordSection
            kind={SITES}
            filter={{ customer_id: id }}
            preset={{ customer_id: id }}
            without={["Customer", "Zone"]}
            onOpen={(site) => void navigate({ to: `/sites/${site.id}` })}
          />
        </div>
        <div>
          <Section title="Work orders">
            <WorkOrderTable filter={{ customer_id: id }} onOpen={(order) => void navigate({ to: `/work-orders/${order.id}` })} />
          </Section>
          <Section title="Invoices">
            <InvoiceTable filter={{ customer_id: id }} onOpen={(invoice) => void navigate({ to: `/invoices/${invoice.id}` })} />
          </Section>
        </div>
      </SimpleGrid>
      <RecordEditor kind={CUSTOMERS} editing={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

const PIN: Field[] = [
  { name: "lat", label: "Latitude", kind: "decimal", required: true, half: true, hint: "such as 42.3601" },
  { name: "lon", label: "Longitude", kind: "decimal", required: true, half: true, hint: "such as -71.0589" },
];

export function SitePage() {
  const id = Number(useParams({ strict: false })["id"]);
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const site = useQuery({ queryKey: ["records", SITES.path, id], queryFn: ({ signal }) => get<Site>("/api/sites/{id}", { path: { id }, signal }) });
  const [editing, setEditing] = useState<Site | null>(null);
  if (site.error)
    return (
      <PageRefused what="Site">
        <ProblemNotice error={site.error} />
      </PageRefused>
    );
  if (!site.data) return <PageLoading what="the site" />;
  const row = site.data;
  const writes = may(me, "dispatch");
  const setPin = () =>
    modals.open({
      title: `The pin of ${row.name}`,
      children: (
        <RecordForm
          fields={PIN}
          initial={{ lat: row.lat, lon: row.lon }}
          submit="Set the pin"
          onSubmit={async (values) => {
            await post("/api/sites/{id}/locate", { path: { id }, body: { lat: Number(values["lat"]), lon: Number(values["lon"]), version: row.version } });
            modals.closeAll();
            tellDone(`${row.name} has its place.`);
            await queryClient.invalidateQueries();
          }}
        />
      ),
    });
  return (
    <Page
      title={row.name}
      hint={
        <>
          <Crumb to="/sites" label="Sites" /> · <Crumb to={`/customers/${row.customer_id}`} label={row.customer_name} />
          {row.parent_id !== null && (
            <>
              {" "}
              · {row.kind} in <Crumb to={`/sites/${row.parent_id}`} label={row.parent_name} />
            </>
          )}
        </>
      }
      actions={
        writes && (
          <>
            <Button
              variant="default"
              onClick={() =>
                void createRequestForm({ site_id: id, label: row.name }).then(
                  (form) => showSecretLink("A request form for this site", form.path, "Put it on a sticker or in a letter: whoever opens it can ask for a visit here."),
                  tellProblem,
                )
              }
            >
              Request form
            </Button>
            <Button variant="default" onClick={setPin}>
              Set the pin
            </Button>
            <Button variant="default" onClick={() => setEditing(row)}>
              Change
            </Button>
            <Button component={Link} to="/work-orders/new" search={{ site: row.id } as never}>
              New request
            </Button>
          </>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <div>
          <Section title="Place and access">
            <Facts
              rows={[
                ["Address", [wholeAddress(row), row.country].filter(Boolean).join("\n")],
                [
                  "Place",
                  row.lat === null || row.lon === null ? (
                    <Group gap={6}>
                      <Badge color="orange" variant="light">
                        unlocated
                      </Badge>
                      <Text size="sm">nothing can be planned here before it has a pin</Text>
                    </Group>
                  ) : (
                    `${row.lat.toFixed(5)}, ${row.lon.toFixed(5)} (by ${(row.located_by ?? "pin").replaceAll("_", " ")})`
                  ),
                ],
                ["Time zone", row.zone],
                ["Access", weeklyText(row.access_windows, "opens", "closes") || "at any time"],
                ["Notes", row.access_notes],
                ["Billed to", row.bill_to_id !== null && <Crumb to={`/customers/${row.bill_to_id}`} label="another customer" />],
                ["Archived", row.archived_at && <Badge color="gray">archived</Badge>],
              ]}
            />
          </Section>
          <ConditionsSection owner={{ site_id: id }} />
          <RecordSection kind={HAZARDS} filter={{ site_id: id }} preset={{ site_id: id }} />
          <RecordSection kind={TOLD_CONTACTS} filter={{ site_id: id }} preset={{ site_id: id, customer_id: row.customer_id }} />
          <RecordSection kind={ASSETS} filter={{ site_id: id }} preset={{ site_id: id }} onOpen={(asset) => void navigate({ to: `/assets/${asset.id}` })} />
          {row.kind !== "unit" && (
            <RecordSection
              kind={SITES}
              title={row.kind === "portfolio" ? "Sites of it" : "Buildings and units"}
              empty={row.kind === "portfolio" ? "No site belongs to it yet." : "It is not divided: work is raised for the site as a whole."}
              filter={{ parent_id: id }}
              preset={{ parent_id: id, customer_id: row.customer_id }}
              without={["Customer", "Zone", "Place", "Access"]}
              onOpen={(part) => void navigate({ to: `/sites/${part.id}` })}
            />
          )}
        </div>
        <Stack>
          <Section title="Work here">
            <WorkOrderTable filter={{ site_id: id }} onOpen={(order) => void navigate({ to: `/work-orders/${order.id}` })} />
          </Section>
        </Stack>
      </SimpleGrid>
      <RecordEditor kind={SITES} editing={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

export function AssetPage() {
  const id = Number(useParams({ strict: false })["id"]);
  const me = useMe();
  const navigate = useNavigate();
  const asset = useQuery({ queryKey: ["records", ASSETS.path, id], queryFn: ({ signal }) => get<Asset>("/api/assets/{id}", { path: { id }, signal }) });
  const siteId = asset.data?.site_id;
  const site = useQuery({
    queryKey: ["records", SITES.path, siteId],
    queryFn: ({ signal }) => get<Site>("/api/sites/{id}", { path: { id: siteId ?? 0 }, signal }),
    enabled: siteId !== undefined,
  });
  const [editing, setEditing] = useState<Asset | null>(null);
  if (asset.error)
    return (
      <PageRefused what="Asset">
        <ProblemNotice error={asset.error} />
      </PageRefused>
    );
  if (!asset.data) return <PageLoading what="the asset" />;
  const row = asset.data;
  return (
    <Page
      title={row.name}
      hint={
        <>
          <Crumb to="/assets" label="Assets" /> · {site.data && <Crumb to={`/sites/${row.site_id}`} label={site.data.name} />}
        </>
      }
      actions={
        may(me, "dispatch") && (
          <>
            <Button variant="default" onClick={() => setEditing(row)}>
              Change
            </Button>
            <Button component={Link} to="/work-orders/new" search={{ site: row.site_id } as never}>
              New request
            </Button>
          </>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <div>
          <Section title="The asset">
            <Facts
              rows={[
                ["Kind", row.kind],
                ["Make and model", `${row.make} ${row.model}`.trim()],
                ["Serial", row.serial],
                ["Where", row.location],
                ["Installed on", row.installed_on && plainDate(row.installed_on)],
                ["Warranty until", row.warranty_until && plainDate(row.warranty_until)],
                ["Archived", row.archived_at && <Badge color="gray">archived</Badge>],
              ]}
            />
          </Section>
          <ConditionsSection owner={{ asset_id: id }} />
        </div>
        <Section title="Work on it">
          <WorkOrderTable filter={{ asset_id: id }} onOpen={(order) => void navigate({ to: `/work-orders/${order.id}` })} />
        </Section>
      </SimpleGrid>
      <RecordEditor kind={ASSETS} editing={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

const Crumb = ({ to, label }: { to: string; label: string }) => (
  <Anchor component={Link} to={to as never} size="xs">
    {label}
  </Anchor>
);
