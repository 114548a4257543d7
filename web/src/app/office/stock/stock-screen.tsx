/** Parts: what lies where, what is missing, what came and went, and the catalogue. */
import { Anchor, Badge, Button, Drawer, Select, SegmentedControl, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { may, useMe } from "@/api/session";
import { DataTable, PAGE_SIZE, useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import type { Column } from "@/components/record";
import { RecordSection, useRecords } from "@/components/record-list";
import { useSearchParams } from "@/components/use-search-params";
import { type Level, levelsQuery } from "@/features/stock/api/list-levels";
import { movesQuery, type StockMove } from "@/features/stock/api/list-moves";
import { BOOKINGS, Count, useBooking } from "@/features/stock/booking";
import { PARTS, PLACES } from "@/features/stock/records";
import { type PartOrderItem, partOrdersQuery } from "@/features/work/api/list-part-orders";
import { partOrderColumns, usePartOrders } from "@/features/work/parts/part-orders";
import { browserZone, dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";
import { text } from "@/lib/search-params";

const readPlace = (search: Record<string, unknown>) => ({ tab: text(search["tab"]), place: text(search["place"]) });

const amount = (quantity: string, unit: string) => `${Number(quantity)} ${unit}`;
const lastUsed = (row: Level) => (row.used_at ? `${dateTime(row.used_at, browserZone())}, ${personName(row.used_by ?? "")}` : "");

const LEVELS: Column<Level>[] = [
  { label: "Place", width: 200, render: (row) => row.place_name },
  { label: "Part", render: (row) => <strong>{row.name}</strong> },
  { label: "Number", width: 130, render: (row) => row.sku },
  {
    label: "There",
    width: 110,
    align: "right",
    render: (row) => (
      <Text span size="sm" {...(Number(row.on_hand) < 0 ? { c: "var(--tone-bad)", fw: 650 } : {})}>
        {amount(row.on_hand, row.unit)}
      </Text>
    ),
  },
  { label: "Last used", width: 210, render: lastUsed },
];

const KIND: Record<StockMove["kind"], string> = { load: "Loaded", use: "Used", return: "Returned", count: "Counted", transfer: "Moved" };
const MOVES: Column<StockMove>[] = [
  { label: "When", width: 130, render: (row) => dateTime(row.at, browserZone()) },
  { label: "What", width: 100, render: (row) => KIND[row.kind] },
  { label: "Part", render: (row) => `${row.name} (${row.sku})` },
  { label: "Place", render: (row) => (row.other_place_name ? `${row.place_name} ${Number(row.quantity) < 0 ? "→" : "←"} ${row.other_place_name}` : row.place_name) },
  {
    label: "Change",
    width: 140,
    align: "right",
    render: (row) => `${Number(row.quantity) > 0 ? "+" : ""}${amount(row.quantity, row.unit)}${row.counted === null ? "" : `, found ${Number(row.counted)}`}`,
  },
  { label: "Who", width: 130, render: (row) => personName(row.by) },
  { label: "Note", render: (row) => row.note },
];

export function StockScreen() {
  const me = useMe();
  const writes = may(me, "dispatch");
  const [{ tab = "stock" }, go] = useSearchParams(readPlace);
  const below = useQuery(levelsQuery({ below: true, page_size: 1 })).data?.total ?? 0;
  const book = useBooking();
  const [counting, setCounting] = useState<{ place?: number; part?: number } | null>(null);
  return (
    <Page
      title="Stock"
      hint="What lies in the vans and on the shelves: the sum of everything that came and went"
      actions={
        writes && (
          <>
            <Button variant="default" onClick={() => book(BOOKINGS.sendBack)}>
              Send back…
            </Button>
            <Button variant="default" onClick={() => book(BOOKINGS.transfer)}>
              Move…
            </Button>
            <Button variant="default" onClick={() => setCounting({})}>
              Count…
            </Button>
            <Button onClick={() => book(BOOKINGS.load)}>Load…</Button>
          </>
        )
      }
    >
      <Tabs value={tab} onChange={(next) => go({ tab: next === "stock" ? undefined : (next ?? undefined) })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="stock">What lies where</Tabs.Tab>
          <Tabs.Tab
            value="below"
            rightSection={
              below > 0 && (
                <Badge size="sm" color="red" variant="light">
                  {below}
                </Badge>
              )
            }
          >
            Below zero
          </Tabs.Tab>
          <Tabs.Tab value="orders">On order</Tabs.Tab>
          <Tabs.Tab value="moves">Moves</Tabs.Tab>
          <Tabs.Tab value="catalogue">Parts and places</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="stock">{tab === "stock" && <Levels />}</Tabs.Panel>
        <Tabs.Panel value="below">{tab === "below" && <Below onCount={writes ? (row) => setCounting({ place: row.place_id, part: row.part_id }) : undefined} />}</Tabs.Panel>
        <Tabs.Panel value="orders">{tab === "orders" && <OnOrder mayAct={writes} />}</Tabs.Panel>
        <Tabs.Panel value="moves">{tab === "moves" && <Moves />}</Tabs.Panel>
        <Tabs.Panel value="catalogue">
          {tab === "catalogue" && (
            <>
              <RecordSection kind={PLACES} filter={{}} />
              <RecordSection kind={PARTS} filter={{}} />
            </>
          )}
        </Tabs.Panel>
      </Tabs>
      <Drawer opened={counting !== null} onClose={() => setCounting(null)} position="right" size="lg" title="Count what is there">
        {counting && <Count place={counting.place} part={counting.part} onDone={() => setCounting(null)} />}
      </Drawer>
    </Page>
  );
}

function PlaceFilter() {
  const [{ place }, go] = useSearchParams(readPlace);
  const places = useRecords(PLACES, { page_size: 200 }).data?.items ?? [];
  return (
    <Select
      size="xs"
      w={220}
      aria-label="Place"
      placeholder="Every place"
      clearable
      searchable
      data={places.map((one) => ({ value: String(one.id), label: one.name }))}
      value={place ?? null}
      onChange={(next) => go({ place: next ?? undefined })}
    />
  );
}

function Levels() {
  const [{ page = 1, search }] = useListSearch();
  const [{ place }] = useSearchParams(readPlace);
  const levels = useQuery(levelsQuery({ page, page_size: PAGE_SIZE, search, place_id: place }));
  return (
    <DataTable label="Stock" query={levels} columns={LEVELS} rowKey={(row) => `${row.place_id}.${row.part_id}`} searchable empty="Nothing was booked yet." tools={<PlaceFilter />} />
  );
}

function Below({ onCount }: { onCount: ((row: Level) => void) | undefined }) {
  const [{ page = 1 }] = useListSearch();
  const levels = useQuery(levelsQuery({ page, page_size: PAGE_SIZE, below: true }));
  const columns: Column<Level>[] = onCount
    ? [
        ...LEVELS,
        {
          label: "",
          width: 90,
          align: "right",
          render: (row) => (
            <Button size="compact-xs" variant="default" onClick={() => onCount(row)}>
              Count…
            </Button>
          ),
        },
      ]
    : LEVELS;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        More was used than was booked as there. Nobody was stopped by it; count what is left, or load what was never booked.
      </Text>
      <DataTable label="Below zero" query={levels} columns={columns} rowKey={(row) => `${row.place_id}.${row.part_id}`} searchable={false} empty="Nothing is below zero." />
    </>
  );
}

const WHICH = [
  { value: "open", label: "Awaited" },
  { value: "overdue", label: "Overdue" },
  { value: "received", label: "Received" },
  { value: "all", label: "All" },
];

function OnOrder({ mayAct }: { mayAct: boolean }) {
  const [{ page = 1, filter = "open" }, change] = useListSearch();
  const orders = useQuery(partOrdersQuery({ page, page_size: PAGE_SIZE, status: filter === "all" ? undefined : filter }));
  const steps = usePartOrders();
  const columns: Column<PartOrderItem>[] = [
    {
      label: "Job",
      width: 190,
      render: (row) => (
        <>
          <Anchor component={Link} to={`/work-orders/${row.work_order_id}` as string} size="sm" underline="always">
            {row.work_order_number}
          </Anchor>{" "}
          {row.customer_name}
        </>
      ),
    },
    ...partOrderColumns<PartOrderItem>(browserZone(), (row) => row.is_overdue, mayAct ? steps : undefined),
  ];
  return (
    <DataTable
      label="Parts on order"
      query={orders}
      columns={columns}
      rowKey={(row) => row.id}
      searchable={false}
      empty={filter === "overdue" ? "Nothing is overdue." : "Nothing is on order. Parts are ordered on the page of the work order."}
      tools={<SegmentedControl size="xs" aria-label="Which orders" value={filter} onChange={(next) => change({ filter: next === "open" ? undefined : next, page: undefined })} data={WHICH} />}
    />
  );
}

function Moves() {
  const [{ page = 1 }] = useListSearch();
  const [{ place }] = useSearchParams(readPlace);
  const moves = useQuery(movesQuery({ page, page_size: PAGE_SIZE, place_id: place }));
  return <DataTable label="Moves" query={moves} columns={MOVES} rowKey={(row) => row.id} searchable={false} empty="Nothing came or went." tools={<PlaceFilter />} />;
}
