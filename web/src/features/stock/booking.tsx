/** The forms with which somebody books parts in, out and over, and counts what lies in a place. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ProblemNotice, tellDone } from "@/components/problem-notice";
import type { Field, Values } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { RecordSelect } from "@/components/record-select";

import { countParts } from "./api/count-parts";
import { levelsQuery } from "./api/list-levels";
import { loadParts } from "./api/load-parts";
import { sendBack } from "./api/send-back";
import { transferParts } from "./api/transfer-parts";
import { partLabel, placeLabel } from "./records";

const PLACE = (label: string, name = "place_id"): Field => ({ name, label, kind: "record", required: true, path: "/api/stock-places", optionLabel: placeLabel });
const PART: Field[] = [
  { name: "part_id", label: "Part", kind: "record", required: true, path: "/api/parts", optionLabel: partLabel },
  { name: "quantity", label: "How many", kind: "decimal", required: true },
  { name: "note", label: "Note", kind: "text", hint: "Such as the delivery note" },
];

interface Booking {
  title: string;
  fields: Field[];
  submit: string;
  done: string;
  send: (place: number, lines: { part_id: number; quantity: string }[], values: Values) => Promise<unknown>;
}

export const BOOKINGS = {
  load: {
    title: "Parts came from a supplier",
    fields: [PLACE("Into"), ...PART],
    submit: "Book them in",
    done: "Booked in.",
    send: (place, lines, values) => loadParts(place, { lines, note: String(values["note"] ?? "") }),
  },
  transfer: {
    title: "Parts go from one place to another",
    fields: [PLACE("From"), PLACE("To", "to_place_id"), ...PART],
    submit: "Move them",
    done: "Moved.",
    send: (place, lines, values) => transferParts(place, { lines, to_place_id: Number(values["to_place_id"]), note: String(values["note"] ?? "") }),
  },
  sendBack: {
    title: "Parts go back to the supplier",
    fields: [PLACE("From"), ...PART],
    submit: "Book them out",
    done: "Booked out.",
    send: (place, lines, values) => sendBack(place, { lines, note: String(values["note"] ?? "") }),
  },
} satisfies Record<string, Booking>;

/** Opens one of the forms. */
export function useBooking(): (booking: Booking) => void {
  const queryClient = useQueryClient();
  return (booking) =>
    modals.open({
      title: booking.title,
      children: (
        <RecordForm
          fields={booking.fields}
          initial={emptyValues(booking.fields)}
          submit={booking.submit}
          onSubmit={async (values) => {
            await booking.send(Number(values["place_id"]), [{ part_id: Number(values["part_id"]), quantity: String(values["quantity"]) }], values);
            modals.closeAll();
            tellDone(booking.done);
            await queryClient.invalidateQueries({ queryKey: ["stock"] });
          }}
        />
      ),
    });
}

/** Everything that should lie in a place, each with room for what is really there; what stays empty was not counted. */
export function Count({ place, part, onDone }: { place?: number | undefined; part?: number | undefined; onDone: () => void }) {
  const queryClient = useQueryClient();
  const [placeId, setPlaceId] = useState<number | null>(place ?? null);
  const [counted, setCounted] = useState<Record<number, string>>({});
  const [error, setError] = useState<unknown>(null);
  const levels = useQuery({ ...levelsQuery({ place_id: placeId ?? 0, part_id: part, page_size: 200 }), enabled: placeId !== null });
  const lines = Object.entries(counted)
    .filter(([, quantity]) => quantity.trim() !== "")
    .map(([id, quantity]) => ({ part_id: Number(id), quantity: quantity.trim().replace(",", ".") }));
  const save = async () => {
    setError(null);
    try {
      await countParts(placeId ?? 0, { lines, note: "" });
    } catch (refused) {
      setError(refused);
      return;
    }
    tellDone(lines.length === 1 ? "The count of one part is kept." : `The count of ${lines.length} parts is kept.`);
    onDone();
    await queryClient.invalidateQueries({ queryKey: ["stock"] });
  };
  return (
    <Stack gap="sm">
      {place === undefined && <RecordSelect label="Where" required path="/api/stock-places" optionLabel={placeLabel} value={placeId} onChange={setPlaceId} />}
      {levels.data?.items.length === 0 && <Text size="sm">Nothing was ever booked here. Load it first.</Text>}
      {placeId !== null &&
        levels.data?.items.map((level) => (
          <Group key={level.part_id} wrap="nowrap" justify="space-between">
            <Stack gap={0} miw={0}>
              <Text size="sm">{level.name}</Text>
              <Text size="xs" c="dimmed">
                {level.sku}, booked {Number(level.on_hand)} {level.unit}
              </Text>
            </Stack>
            <TextInput
              w={110}
              inputMode="decimal"
              aria-label={`Counted ${level.name}`}
              placeholder="counted"
              value={counted[level.part_id] ?? ""}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setCounted((before) => ({ ...before, [level.part_id]: typed }));
              }}
            />
          </Group>
        ))}
      <ProblemNotice error={error} />
      <Group justify="flex-end">
        <Button disabled={placeId === null || lines.length === 0} onClick={() => void save()}>
          Keep the count
        </Button>
      </Group>
    </Stack>
  );
}
