/** Chooses another record by typing a part of its name; the server searches. */
import { MultiSelect, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page } from "@/api/client";

import type { Values } from "./record";

interface Common {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean;
  path: string;
  query?: Record<string, string | number | undefined>;
  optionLabel: (row: Values) => string;
  disabled?: boolean;
}

function useOptions({ path, query, optionLabel }: Pick<Common, "path" | "query" | "optionLabel">, search: string, chosen: number[]) {
  const [typed] = useDebouncedValue(search, 200);
  const found = useQuery({
    queryKey: ["lookup", path, query, typed],
    queryFn: ({ signal }) => get<Page<Values>>(path, { query: { ...query, search: typed, page_size: 50 }, signal }),
    placeholderData: (previous) => previous,
  });
  const items = found.data?.items ?? [];
  const missing = chosen.find((id) => !items.some((row) => row["id"] === id));
  const single = useQuery({
    queryKey: ["lookup", path, "one", missing],
    queryFn: ({ signal }) => get<Values>(`${path}/{id}`, { path: { id: missing ?? 0 }, signal }),
    enabled: missing !== undefined && found.isSuccess,
    retry: false,
  });
  const rows = single.data && !items.some((row) => row["id"] === single.data["id"]) ? [single.data, ...items] : items;
  return rows.map((row) => ({ value: String(row["id"]), label: optionLabel(row) }));
}

export function RecordSelect({ value, onChange, ...rest }: Common & { value: number | null; onChange: (id: number | null) => void }) {
  const [search, setSearch] = useState("");
  const [label, setLabel] = useState("");
  // Once one is chosen the box shows its label, which is no search.
  const data = useOptions(rest, search === label ? "" : search, value === null ? [] : [value]);
  return (
    <Select
      label={rest.label}
      description={rest.hint}
      error={rest.error}
      required={rest.required ?? false}
      disabled={rest.disabled ?? false}
      data={data}
      value={value === null ? null : String(value)}
      onChange={(next, option) => {
        setLabel(option?.label ?? "");
        onChange(next === null ? null : Number(next));
      }}
      searchable
      clearable={!rest.required}
      onSearchChange={(next) => {
        setSearch(next);
        const chosen = data.find((option) => option.value === String(value));
        if (chosen && chosen.label === next) setLabel(next);
      }}
      nothingFoundMessage="Nothing found"
      maxDropdownHeight={300}
      filter={({ options }) => options}
    />
  );
}

export function RecordMultiSelect({ value, onChange, ...rest }: Common & { value: number[]; onChange: (ids: number[]) => void }) {
  const [search, setSearch] = useState("");
  const data = useOptions(rest, search, value);
  return (
    <MultiSelect
      label={rest.label}
      description={rest.hint}
      error={rest.error}
      data={data}
      value={value.map(String)}
      onChange={(next) => onChange(next.map(Number))}
      searchable
      clearable
      onSearchChange={setSearch}
      nothingFoundMessage="Nothing found"
    />
  );
}
