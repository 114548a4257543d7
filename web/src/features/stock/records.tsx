/** Places and the catalogue of parts as records. */
import { Badge } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { RecordKind } from "@/components/record";

export type Place = Schemas["StockPlaceOut"];
export type CataloguePart = Schemas["CataloguePart"];

export const placeLabel = (row: Record<string, unknown>): string => String(row["name"]);
export const partLabel = (row: Record<string, unknown>): string => `${String(row["name"])} (${String(row["sku"])})`;

export const PLACES: RecordKind<Place> = {
  one: "place",
  many: "places",
  path: "/api/stock-places",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No place yet. A technician's van is made when he first uses a part.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Kind", render: (row) => <Badge variant="light">{row.kind}</Badge> },
  ],
  fields: [
    {
      name: "kind",
      label: "Kind",
      kind: "select",
      required: true,
      once: true,
      initial: "shelf",
      options: [
        { value: "shelf", label: "Shelf" },
        { value: "van", label: "Van of a technician" },
      ],
    },
    { name: "technician_id", label: "Whose van", kind: "record", once: true, path: "/api/technicians", optionLabel: (row) => String(row["name"]), hint: "Only for a van" },
    { name: "name", label: "Name", kind: "text", hint: "A van without one is called after its technician" },
  ],
};

export const PARTS: RecordKind<CataloguePart> = {
  one: "part",
  many: "parts",
  path: "/api/parts",
  writers: "dispatch",
  name: (row) => row.name,
  searchable: true,
  archivable: true,
  empty: "No parts yet. Whatever gets a price in the price book stands here too.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Number", render: (row) => row.sku },
    { label: "Unit", render: (row) => row.unit },
  ],
  fields: [
    { name: "sku", label: "Number", kind: "text", required: true, once: true },
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "unit", label: "Unit", kind: "text", half: true, initial: "pc", hint: "pc, m, l …" },
  ],
};
