/** Customers, contacts, sites, hazards and assets as records. */
import { Badge } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { Option, RecordKind } from "@/components/record";
import { WeeklyHours, weeklyText } from "@/components/weekly-hours";
import { plainDate } from "@/lib/dates";

export type Customer = Schemas["CustomerOut"];
export type Contact = Schemas["ContactOut"];
export type Site = Schemas["SiteOut"];
export type Hazard = Schemas["HazardOut"];
export type Asset = Schemas["AssetOut"];

const words = (value: string): string => value.replaceAll("_", " ");
const choices = (...values: string[]): Option[] => values.map((value) => ({ value, label: words(value).replace(/^./, (first) => first.toUpperCase()) }));

/** A site's address with its postal code, which many people write into the address as well. */
export const wholeAddress = ({ address, postal_code }: Pick<Site, "address" | "postal_code">): string =>
  address.includes(postal_code) ? address : `${address} ${postal_code}`.trim();

const customerField = {
  name: "customer_id",
  label: "Customer",
  kind: "record",
  path: "/api/customers",
  optionLabel: (row: Record<string, unknown>) => String(row["name"]),
} as const;

const siteField = {
  name: "site_id",
  label: "Site",
  kind: "record",
  path: "/api/sites",
  optionLabel: (row: Record<string, unknown>) => `${String(row["name"])} · ${String(row["customer_name"])}`,
} as const;

const TAX_TREATMENTS: Option[] = [
  { value: "as_priced", label: "As the prices say" },
  { value: "zero", label: "Zero rate" },
  { value: "exempt", label: "Exempt" },
  { value: "reverse_charge", label: "Reverse charge" },
];

export const taxedAs = (value: Customer["tax_treatment"]): string => TAX_TREATMENTS.find((one) => one.value === value)?.label ?? value;

export const CUSTOMERS: RecordKind<Customer> = {
  one: "customer",
  many: "customers",
  path: "/api/customers",
  file: "/api/customers.csv",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No customers yet. Make one, or import them.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Billed to", render: (row) => row.bill_name },
    { label: "Billing e-mail", render: (row) => row.bill_email },
    { label: "Terms", render: (row) => `${row.terms_days} days` },
    { label: "Currency", render: (row) => row.currency },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "currency", label: "Currency", kind: "text", required: true, half: true, initial: "USD", hint: "Three letters" },
    { name: "terms_days", label: "Days to pay", kind: "integer", min: 0, max: 365, half: true, initial: 30 },
    { name: "bill_name", label: "Name on the invoice", kind: "text", hint: "If it is another one than above" },
    { name: "bill_address", label: "Billing address", kind: "textarea" },
    { name: "bill_email", label: "Billing e-mail", kind: "email", half: true },
    { name: "tax_id", label: "Tax id", kind: "text", half: true },
    {
      name: "tax_treatment",
      label: "Taxed",
      kind: "select",
      required: true,
      initial: "as_priced",
      options: TAX_TREATMENTS,
      hint: "What is chosen here goes before the prices, on every line of his invoices. Reverse charge needs his tax id",
    },
    { name: "po_required", label: "Takes no invoice without a purchase order number", kind: "switch" },
    { name: "external_id", label: "Number in another system", kind: "text" },
  ],
};

export const CONTACTS: RecordKind<Contact> = {
  one: "contact",
  many: "contacts",
  path: "/api/contacts",
  file: "/api/contacts.csv",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No contacts yet.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Role", render: (row) => words(row.role) },
    { label: "Phone", render: (row) => row.phone },
    { label: "E-mail", render: (row) => row.email },
  ],
  fields: [
    { ...customerField, required: true, once: true },
    { ...siteField, once: true, hint: "Only if the person belongs to one site", query: (values) => ({ customer_id: Number(values["customer_id"]) || undefined }) },
    { name: "name", label: "Name", kind: "text", required: true },
    {
      name: "role",
      label: "Role",
      kind: "select",
      required: true,
      initial: "site_manager",
      options: choices("tenant", "landlord", "site_manager", "approver", "accounts_payable", "owner", "other"),
    },
    { name: "phone", label: "Phone", kind: "tel", half: true },
    { name: "email", label: "E-mail", kind: "email", half: true },
    { name: "external_id", label: "Number in another system", kind: "text" },
  ],
};

export const SITES: RecordKind<Site> = {
  one: "site",
  many: "sites",
  path: "/api/sites",
  file: "/api/sites.csv",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No sites yet. A site is where the work is; it belongs to a customer.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Customer", render: (row) => row.customer_name },
    { label: "Part of", render: (row) => [row.kind === "site" ? "" : row.kind, row.parent_name && `in ${row.parent_name}`].filter(Boolean).join(" ") },
    { label: "Address", render: wholeAddress },
    {
      label: "Place",
      render: (row) =>
        row.lat === null ? (
          <Badge color="orange" variant="light">
            unlocated
          </Badge>
        ) : (
          `by ${words(row.located_by ?? "pin")}`
        ),
    },
    { label: "Access", render: (row) => weeklyText(row.access_windows, "opens", "closes") || "any time" },
    { label: "Zone", render: (row) => row.zone },
  ],
  fields: [
    { ...customerField, required: true, once: true },
    { name: "name", label: "Name", kind: "text", required: true, hint: "What people call it" },
    { name: "kind", label: "What it is", kind: "select", required: true, initial: "site", half: true, options: choices("portfolio", "site", "building", "unit") },
    {
      name: "parent_id",
      label: "Part of",
      kind: "record",
      half: true,
      path: "/api/sites",
      hint: "A unit is in a building, a building on a site, a site in a portfolio",
      optionLabel: (row) => `${String(row["name"])} · ${String(row["kind"])} of ${String(row["customer_name"])}`,
      when: (values) => values["kind"] !== "portfolio",
    },
    { name: "address", label: "Address", kind: "textarea" },
    { name: "postal_code", label: "Postal code", kind: "text", half: true, hint: "Places the site on the map where it is known" },
    { name: "country", label: "Country", kind: "text", half: true, initial: "US", hint: "Two letters" },
    { name: "lat", label: "Latitude", kind: "decimal", half: true, once: true, hint: "The pin, if you have it" },
    { name: "lon", label: "Longitude", kind: "decimal", half: true, once: true },
    { name: "zone", label: "Time zone", kind: "text", half: true, hint: "Known from the place if left empty" },
    { ...customerField, name: "bill_to_id", label: "Billed to", half: true, hint: "If another customer pays" },
    {
      name: "access_windows",
      label: "Access",
      kind: "custom",
      initial: [],
      hint: "When the site lets us in, on its own clock; none means any time",
      render: ({ label, hint, error, value, onChange }) => (
        <WeeklyHours label={label} hint={hint} error={error} value={(value ?? []) as { weekday: number }[]} onChange={onChange} from="opens" to="closes" />
      ),
    },
    { name: "access_notes", label: "Access notes", kind: "textarea", hint: "Key box, parking, whom to ask" },
    { name: "external_id", label: "Number in another system", kind: "text" },
  ],
};

const SEVERITY_COLOR: Record<string, string> = { low: "gray", medium: "orange", high: "red" };

export const HAZARDS: RecordKind<Hazard> = {
  one: "hazard",
  many: "hazards",
  path: "/api/hazards",
  writers: "dispatch",
  name: (row) => row.title,
  searchable: false,
  archivable: true,
  empty: "No hazards are known here.",
  columns: [
    {
      label: "Severity",
      width: 90,
      render: (row) => (
        <Badge color={SEVERITY_COLOR[row.severity] ?? "gray"} variant="light">
          {row.severity}
        </Badge>
      ),
    },
    { label: "Hazard", render: (row) => <strong>{row.title}</strong> },
    { label: "Note", render: (row) => row.note },
    { label: "Before starting", render: (row) => (row.must_acknowledge ? "must be acknowledged" : "") },
  ],
  fields: [
    { ...siteField, required: true, once: true },
    { name: "title", label: "Hazard", kind: "text", required: true },
    { name: "severity", label: "Severity", kind: "select", required: true, initial: "medium", options: choices("low", "medium", "high"), half: true },
    { name: "must_acknowledge", label: "Must be acknowledged before work starts", kind: "switch", half: true },
    { name: "note", label: "What to do about it", kind: "textarea" },
  ],
};

export const ASSETS: RecordKind<Asset> = {
  one: "asset",
  many: "assets",
  path: "/api/assets",
  file: "/api/assets.csv",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No assets yet. An asset is a thing at a site that is looked after.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Kind", render: (row) => row.kind },
    { label: "Make and model", render: (row) => `${row.make} ${row.model}` },
    { label: "Serial", render: (row) => row.serial },
    { label: "Where", render: (row) => row.location },
    { label: "Warranty until", render: (row) => (row.warranty_until ? plainDate(row.warranty_until) : "") },
  ],
  fields: [
    { ...siteField, required: true, once: true },
    { name: "name", label: "Name", kind: "text", required: true, half: true },
    { name: "kind", label: "Kind", kind: "text", required: true, half: true, hint: "Boiler, lift, panel …" },
    { name: "make", label: "Make", kind: "text", half: true },
    { name: "model", label: "Model", kind: "text", half: true },
    { name: "serial", label: "Serial number", kind: "text", half: true },
    { name: "location", label: "Where at the site", kind: "text", half: true },
    { name: "installed_on", label: "Installed on", kind: "date", half: true },
    { name: "warranty_until", label: "Warranty until", kind: "date", half: true },
    {
      name: "parent_id",
      label: "Part of",
      kind: "record",
      path: "/api/assets",
      query: (values) => ({ site_id: Number(values["site_id"]) || undefined }),
      optionLabel: (row) => String(row["name"]),
    },
    { name: "external_id", label: "Number in another system", kind: "text" },
  ],
};

export const ASSET_SKILLS: RecordKind<Schemas["AssetSkillOut"]> = {
  one: "demand",
  many: "skills that assets ask for",
  path: "/api/asset-skills",
  writers: "dispatch",
  name: (row) => `${row.make} ${row.kind}: ${row.skill}`.trim(),
  searchable: false,
  archivable: false,
  removable: true,
  empty: "No kind of asset asks for a skill of its own. What the work type asks for counts everywhere.",
  columns: [
    { label: "Kind of asset", render: (row) => <strong>{row.kind}</strong> },
    { label: "Make", render: (row) => row.make || "any" },
    { label: "Skill", render: (row) => row.skill },
    { label: "Level", align: "right", render: (row) => row.level },
  ],
  fields: [
    { name: "kind", label: "Kind of asset", kind: "text", required: true, half: true, once: true, hint: "As it stands in the assets: boiler, lift …" },
    { name: "make", label: "Make", kind: "text", half: true, once: true, hint: "Empty: any make" },
    { name: "skill_id", label: "Skill", kind: "record", path: "/api/skills", required: true, half: true, once: true, optionLabel: (row) => String(row["name"]) },
    { name: "level", label: "Least level", kind: "integer", min: 1, max: 5, initial: 1, half: true, once: true },
  ],
};
