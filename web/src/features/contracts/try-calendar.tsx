/** "A call at … is due at …": business hours tried before they are kept. */
import { Group, Input, NumberInput, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { post } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { FieldProps } from "@/components/record";
import { WallTimeInput } from "@/components/wall-time-input";
import { browserZone, dateIn, longDate, clockTime } from "@/lib/dates";
import { spanText } from "@/lib/spans";
import { instantOf, type WallTime } from "@/lib/wall-time";

const UNITS = [
  { value: "working_minutes", label: "working minutes" },
  { value: "working_days", label: "working days" },
];

export function TryCalendar({ label, values }: FieldProps) {
  const zone = browserZone();
  const [at, setAt] = useState<WallTime>(() => ({ text: `${dateIn(Date.now(), zone)}T16:00`, which: null }));
  const [amount, setAmount] = useState<number>(180);
  const [unit, setUnit] = useState("working_minutes");
  const intervals = (values["intervals"] ?? []) as { opens?: string; closes?: string }[];
  const days = (values["closed_days"] ?? []) as { on: string }[];
  const body = {
    round_the_clock: values["round_the_clock"] === true,
    intervals: intervals.filter((one) => one.opens && one.closes),
    closed_days: days.filter((day) => day.on),
    holiday_country: String(values["holiday_country"] ?? ""),
    holiday_subdivision: String(values["holiday_subdivision"] ?? ""),
    amount,
    unit,
    reported_at: instantOf(at, zone) ?? "",
    zone,
  };
  const [asked] = useDebouncedValue(JSON.stringify(body), 300);
  const due = useQuery({
    queryKey: ["calendar-preview", asked],
    queryFn: ({ signal }) => post<Schemas["PreviewOut"]>("/api/calendars/preview", { body: JSON.parse(asked) as unknown, signal }),
    enabled: body.reported_at !== "" && amount > 0,
    retry: false,
    placeholderData: (previous) => previous,
  });
  const found = due.data?.due_at;
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Group gap={6} mt={4}>
        <WallTimeInput size="xs" aria-label="A call at" zone={zone} value={at} onChange={setAt} />
        <NumberInput size="xs" w={80} aria-label="Promised amount" min={1} allowDecimal={false} value={amount} onChange={(next) => setAmount(typeof next === "number" ? next : 0)} />
        <Select size="xs" w={150} aria-label="Promised unit" allowDeselect={false} data={UNITS} value={unit} onChange={(next) => next && setUnit(next)} />
      </Group>
      <Text size="sm" mt={6} aria-live="polite">
        {due.error
          ? "These hours cannot be tried yet."
          : found
            ? `A call then, with ${spanText(amount, unit)}, is due ${longDate(found, zone)}, ${clockTime(found, zone)} (${zone}).`
            : due.data
              ? "It never opens, so nothing falls due."
              : ""}
      </Text>
    </Input.Wrapper>
  );
}
