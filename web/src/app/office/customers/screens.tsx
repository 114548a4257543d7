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
import type { Field } from "@/components/record";
import { RecordForm } from "@/components/record-form";
import { RecordEditor, RecordScreen, RecordSection } from "@/components/record-list";
import { showSecretLink } from "@/components/secret-link";
import { weeklyText } from "@/components/weekly-hours";
import { InvoiceTable } from "@/features/billing/invoice-table";
import { ASSETS, CONTACTS, type Customer, CUSTOMERS, HAZARDS, type Site, SITES } from "@/features/customers/records";
import { createRequestForm } from "@/features/portal/api/create-request-form";
import { WorkOrderTable } from "@/features/work/work-order-table";

export function CustomersScreen() {
  const navigate = useNavigate();
  return <RecordScreen kind={CUSTOMERS} onOpen={(row) => void navigate({ to: `/customers/${row.id}` })} />;
}

export function AssetsScreen() {
  return <RecordScreen kind={ASSETS} />;
}

export function SitesScreen() {
  const navigate = useNavigate();
  const [{ filter }, change] = useListSearch();
  const unlocated = filter === "unlocated";
  return (
    <RecordScreen
      kind={unlocated ? { ...SITES, path: "/api/sites/unlocated", searchable: false, archivable: false, empty: "Every site has its place on the map." } : SITES}
      hint={unlocated ? "Nothing can be planned for a site without a place: set its pin" : undefined}
      onOpen={(row) => void navigate({ to: `/sites/${row.id}` })}
      tools={
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
                ["Terms", `${row.terms_days} days, in ${row.currency}`],
                ["Other number", row.external_id],
                ["Archived", row.archived_at && <Badge color="gray">archived</Badge>],
              ]}
            />
          </Section>
          <RecordSection kind={CONTACTS} filter={{ customer_id: id }} preset={{ customer_id: id }} />
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
                ["Address", `${row.address}\n${row.postal_code} ${row.country}`],
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
          <RecordSection kind={HAZARDS} filter={{ site_id: id }} preset={{ site_id: id }} />
          <RecordSection kind={CONTACTS} filter={{ site_id: id }} preset={{ site_id: id, customer_id: row.customer_id }} />
          <RecordSection kind={ASSETS} filter={{ site_id: id }} preset={{ site_id: id }} />
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

const Crumb = ({ to, label }: { to: string; label: string }) => (
  <Anchor component={Link} to={to as never} size="xs">
    {label}
  </Anchor>
);
