/** Public holidays: the country they are those of, and the days of a year. */
import { ActionIcon, Group, Input, Select, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { FieldProps } from "@/components/record";
import { plainDate } from "@/lib/dates";

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

const countriesQuery = {
  queryKey: ["holiday-countries"],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<Schemas["HolidayCountries"]>("/api/holidays/countries", { signal }),
  staleTime: Infinity,
};

const nameOf = (code: string): string => {
  const name = /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
  return name && name !== code ? `${code} · ${name}` : code;
};

export function HolidayCountry({ label, hint, error, value, onChange }: FieldProps) {
  const countries = useQuery(countriesQuery).data?.countries ?? {};
  const codes = Object.keys(countries).sort();
  return (
    <Select
      label={label}
      description={hint}
      error={error}
      searchable
      clearable
      limit={60}
      data={codes.map((code) => ({ value: code, label: nameOf(code) }))}
      value={value ? String(value) : null}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}

export function HolidaySubdivision({ label, hint, error, value, onChange, values }: FieldProps) {
  const countries = useQuery(countriesQuery).data?.countries ?? {};
  const parts = countries[String(values["holiday_country"] ?? "")] ?? [];
  return (
    <Select
      label={label}
      description={hint}
      error={error}
      searchable
      clearable
      disabled={parts.length === 0}
      data={parts}
      value={value ? String(value) : null}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}

export function HolidayList({ label, values }: FieldProps) {
  const [year, setYear] = useState(() => new Date().getUTCFullYear());
  const country = String(values["holiday_country"] ?? "");
  const subdivision = String(values["holiday_subdivision"] ?? "");
  const days = useQuery({
    queryKey: ["holidays", country, subdivision, year],
    queryFn: ({ signal }) => get<Page<Schemas["HolidayOut"]>>("/api/holidays", { query: { country, subdivision, year }, signal }),
    enabled: country !== "",
    retry: false,
  });
  if (country === "") return null;
  return (
    <Input.Wrapper
      labelElement="div"
      label={
        <Group gap={4} component="span">
          {label} {year}
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="The year before" onClick={() => setYear(year - 1)}>
            <IconChevronLeft size={13} />
          </ActionIcon>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="The year after" onClick={() => setYear(year + 1)}>
            <IconChevronRight size={13} />
          </ActionIcon>
        </Group>
      }
    >
      <Text size="xs" c={days.error ? "red" : "dimmed"} component="div" style={{ columns: 2 }}>
        {days.error ? "These holidays are not known." : (days.data?.items ?? []).map((day) => <div key={day.on}>{`${plainDate(day.on)} · ${day.name}`}</div>)}
      </Text>
    </Input.Wrapper>
  );
}
