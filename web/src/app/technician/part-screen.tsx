/** Say which part was used and how many. */
import { useState } from "react";

import { Button, Choices, Quiet, Refused, Stepper, TextField } from "@/components/plain/kit";
import type { CatalogPart, DayVisit } from "@/features/mobile/day";
import { useDay, usePhone } from "@/features/mobile/phone-context";
import { recordPart } from "@/features/mobile/record";

import { useBack } from "./go";
import { Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const SHOWN = 12;

const inVan = ({ on_hand, unit }: CatalogPart): string => (on_hand === undefined || on_hand === null ? "" : ` · ${on_hand} ${unit ?? ""} in your van`);
/** What he has comes first. */
const vanFirst = (parts: CatalogPart[]): CatalogPart[] => parts.toSorted((a, b) => Number(Number(b.on_hand ?? 0) > 0) - Number(Number(a.on_hand ?? 0) > 0));

export function PartScreen() {
  return <VisitRoute>{(visit) => <Part visit={visit} />}</VisitRoute>;
}

function Part({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const catalog = useDay()?.parts_catalog ?? [];
  const back = useBack(`/visits/${visit.id}`);
  const [search, setSearch] = useState("");
  const [sku, setSku] = useState<string | null>(null);
  const [count, setCount] = useState(1);
  const [fault, setFault] = useState<unknown>(null);
  const wanted = search.trim().toLowerCase();
  const found = vanFirst(catalog.filter((part) => `${part.sku} ${part.name}`.toLowerCase().includes(wanted)));
  const chosen = catalog.find((part) => part.sku === sku) ?? null;
  // A part of no catalogue is told by its name; the office prices it.
  const description = chosen?.name ?? search.trim();
  return (
    <Screen
      title="Part used"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Button
          tone="primary"
          disabled={description === ""}
          onClick={() =>
            void recordPart(phone, visit, { sku: chosen?.sku ?? null, description, quantity: String(count) }).then(back, setFault)
          }
        >
          {description === "" ? "Choose a part" : `Keep ${count} × ${description}`}
        </Button>
      }
    >
      <Refused error={fault} />
      <Stepper label="How many" value={count} step={1} least={1} show={String} onChange={setCount} />
      <TextField
        label="Part"
        hint="Search the catalogue, or say what it was."
        value={search}
        autoComplete="off"
        onChange={(event) => {
          setSearch(event.target.value);
          setSku(null);
        }}
      />
      {found.length > 0 ? (
        <Choices
          label={wanted ? "Found" : "Catalogue"}
          options={found.slice(0, SHOWN).map((part) => ({ value: part.sku, label: `${part.name} · ${part.sku}${inVan(part)}` }))}
          value={sku}
          onChoose={setSku}
        />
      ) : (
        <Quiet>Not in the catalogue; it is kept as you wrote it.</Quiet>
      )}
      {found.length > SHOWN && <Quiet small>{found.length - SHOWN} more; write a little more of the name.</Quiet>}
    </Screen>
  );
}
