/** Price books, prices and tax rates as records. */
import { Badge, MultiSelect } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { Option, RecordKind } from "@/components/record";
import { WEEKDAYS } from "@/components/weekly-hours";
import { plainDate } from "@/lib/dates";
import { unitPrice } from "@/lib/money";

export type PriceBook = Schemas["PriceBookOut"];
export type Price = Schemas["ItemOut"];
export type TaxRate = Schemas["TaxRateOut"];
export type RateBand = Schemas["BandOut"];

const LINE_KINDS: Option[] = [
  { value: "labor", label: "Labor, per hour" },
  { value: "call_out", label: "Call-out" },
  { value: "travel", label: "Travel" },
  { value: "part", label: "Part" },
  { value: "no_access", label: "No access" },
  { value: "late_cancel", label: "Canceled late" },
  { value: "fee", label: "Fee" },
];
const PER: Option[] = [
  { value: "visit", label: "Each visit" },
  { value: "work_order", label: "The whole work order" },
];

export const PRICE_BOOKS: RecordKind<PriceBook> = {
  one: "price book",
  many: "price books",
  path: "/api/price-books",
  writers: "money",
  name: (row) => row.name,
  searchable: false,
  archivable: true,
  empty: "No price book yet. Without one no invoice can be drafted.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Currency", render: (row) => row.currency },
    { label: "", render: (row) => row.is_default && <Badge variant="light">default</Badge> },
    { label: "Labor in steps of", render: (row) => `${row.labor_step_minutes} min` },
    { label: "At least", render: (row) => (row.labor_minimum_minutes ? `${row.labor_minimum_minutes} min` : "") },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "currency", label: "Currency", kind: "text", required: true, once: true, initial: "USD", half: true },
    { name: "is_default", label: "Used when no other is named", kind: "switch", later: true, half: true },
    { name: "labor_step_minutes", label: "Labor is rounded up to steps of minutes", kind: "integer", min: 1, max: 480, initial: 15, half: true },
    { name: "labor_minimum_minutes", label: "At least minutes", kind: "integer", min: 0, max: 480, initial: 0, half: true },
    { name: "labor_per", label: "Labor is rounded over", kind: "select", options: PER, required: true, initial: "visit", half: true },
    { name: "call_out_per", label: "The call-out is charged for", kind: "select", options: PER, required: true, initial: "work_order", half: true },
    { name: "travel_per", label: "Travel is charged for", kind: "select", options: PER, required: true, initial: "visit" },
    { name: "no_access_grace_minutes", label: "No access costs after waiting minutes", kind: "integer", min: 0, max: 480, initial: 0, half: true },
    { name: "late_cancel_hours", label: "Canceling is late within hours", kind: "integer", min: 0, max: 336, initial: 24, half: true, hint: "Before the visit, and only if the customer cancels" },
    { name: "holiday_country", label: "Public holidays of", kind: "text", half: true, hint: "Two letters; empty is the country of the site" },
    { name: "holiday_subdivision", label: "State or part", kind: "text", half: true, hint: "Such as MA" },
  ],
};

/** The prices of one book. */
export const pricesOf = (book: PriceBook): RecordKind<Price> => ({
  one: "price",
  many: "prices",
  path: `/api/price-books/${book.id}/items`,
  changePath: (row) => `/api/prices/${row.id}`,
  writers: "money",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No prices yet.",
  columns: [
    { label: "Kind", render: (row) => LINE_KINDS.find((kind) => kind.value === row.kind)?.label ?? row.kind },
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Number", render: (row) => row.sku },
    { label: "Per", render: (row) => row.unit },
    { label: `Price in ${book.currency}`, align: "right", render: (row) => unitPrice(row.unit_price) },
    { label: "Tax", render: (row) => row.tax_code },
  ],
  fields: [
    { name: "kind", label: "Kind", kind: "select", options: LINE_KINDS, required: true, once: true, initial: "part" },
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "unit_price", label: `Price in ${book.currency}`, kind: "decimal", required: true, half: true },
    { name: "tax_code", label: "Tax", kind: "text", required: true, half: true, hint: "The code of a tax rate" },
    { name: "sku", label: "Number", kind: "text", half: true },
    { name: "unit", label: "Unit", kind: "text", half: true, hint: "h, pc, m …" },
    {
      name: "work_type_id",
      label: "Only for",
      kind: "record",
      path: "/api/work-types",
      optionLabel: (row) => String(row["name"]),
      once: true,
      hint: "A price of its own for one work type",
    },
    {
      name: "band_id",
      label: "Only at the hours of",
      kind: "record",
      path: `/api/price-books/${book.id}/bands`,
      optionLabel: (row) => String(row["name"]),
      once: true,
      hint: "Labor at an evening, weekend or holiday rate",
    },
  ],
});

const DAYS: Option[] = WEEKDAYS.map((label, index) => ({ value: String(index), label }));
const daysOf = (band: RateBand): string =>
  [...band.weekdays.map((day) => WEEKDAYS[day]?.slice(0, 3) ?? ""), band.on_holidays ? "holidays" : ""].filter(Boolean).join(", ");

/** The hours of one book at which labor costs something else. */
export const bandsOf = (book: PriceBook): RecordKind<RateBand> => ({
  one: "rate by the hour",
  many: "rates by the hour",
  path: `/api/price-books/${book.id}/bands`,
  changePath: (row) => `/api/rate-bands/${row.id}`,
  writers: "money",
  name: (row) => row.name,
  searchable: false,
  archivable: true,
  empty: "An hour costs the same at any time.",
  columns: [
    { label: "Order", width: 60, align: "right", render: (row) => row.position },
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Days", render: daysOf },
    { label: "On the site's clock", render: (row) => `${row.opens.slice(0, 5)}–${row.closes.slice(0, 5) === "00:00" ? "24:00" : row.closes.slice(0, 5)}` },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true, hint: "It stands on the invoice, such as “after 17:00”" },
    {
      name: "weekdays",
      label: "Days of the week",
      kind: "custom",
      initial: [],
      render: ({ label, hint, error, value, onChange }) => (
        <MultiSelect
          label={label}
          description={hint}
          error={error}
          data={DAYS}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(days) => onChange(days.map(Number))}
        />
      ),
    },
    { name: "on_holidays", label: "Also on public holidays", kind: "switch" },
    { name: "opens", label: "From", kind: "time", required: true, half: true },
    { name: "closes", label: "To", kind: "time", required: true, half: true, hint: "00:00 is midnight; past it if it is before “from”" },
    { name: "position", label: "Order", kind: "integer", min: 1, max: 99, initial: 1, hint: "Where two overlap, the lower one holds" },
  ],
});

export const TAX_RATES: RecordKind<TaxRate> = {
  one: "tax rate",
  many: "tax rates",
  path: "/api/tax-rates",
  writers: "money",
  name: (row) => row.name,
  searchable: false,
  archivable: false,
  empty: "No tax rates yet.",
  columns: [
    { label: "Code", render: (row) => <strong>{row.code}</strong> },
    { label: "Name", render: (row) => row.name },
    { label: "Rate", align: "right", render: (row) => `${(Number(row.rate) * 100).toFixed(3).replace(/\.?0+$/, "")} %` },
    { label: "Category", render: (row) => row.letter },
    { label: "From", render: (row) => plainDate(row.valid_from) },
  ],
  fields: [
    { name: "code", label: "Code", kind: "text", required: true, once: true, half: true, hint: "Small letters, such as standard" },
    { name: "name", label: "Name", kind: "text", required: true, half: true },
    {
      name: "letter",
      label: "Category",
      kind: "select",
      required: true,
      once: true,
      initial: "S",
      half: true,
      options: [
        { value: "S", label: "S · standard" },
        { value: "Z", label: "Z · zero" },
        { value: "E", label: "E · exempt" },
        { value: "AE", label: "AE · reverse charge" },
      ],
    },
    { name: "rate", label: "Rate as a fraction", kind: "decimal", required: true, half: true, hint: "0.0625 is 6.25 %" },
    { name: "valid_from", label: "Valid from", kind: "date", required: true, half: true },
    { name: "note", label: "Note on the invoice", kind: "text", half: true },
  ],
};
