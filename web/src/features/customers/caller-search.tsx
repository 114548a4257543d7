/** Who calls: one box for phone number, name, address, postcode or serial number. */
import { Combobox, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get, type Page } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Caller = Schemas["CallerOut"];

const KIND: Record<Caller["kind"], string> = { contact: "Person", asset: "Asset", site: "Site", customer: "Customer" };
const keyOf = (one: Caller): string => `${one.kind}.${one.id}`;

export function CallerSearch({ onChoose }: { onChoose: (caller: Caller) => void }) {
  const [search, setSearch] = useState("");
  const [typed] = useDebouncedValue(search.trim(), 120);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useQuery({
    queryKey: ["callers", typed],
    queryFn: ({ signal }) => get<Page<Caller>>("/api/callers", { query: { search: typed }, signal }),
    enabled: typed.length >= 2,
    placeholderData: (previous) => previous,
  });
  const items = typed.length >= 2 ? (found.data?.items ?? []) : [];
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(key) => {
        const chosen = items.find((one) => keyOf(one) === key);
        if (!chosen) return;
        setSearch(chosen.name);
        combobox.closeDropdown();
        onChoose(chosen);
      }}
    >
      <Combobox.Target>
        <TextInput
          label="Who calls"
          data-autofocus
          autoFocus
          description="Phone number, name, address, postcode or serial number"
          leftSection={<IconPhone size={16} />}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex("active");
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={typed.length < 2}>
        <Combobox.Options mah={320} style={{ overflowY: "auto" }}>
          {items.length === 0 && <Combobox.Empty>{found.isFetching ? "Looking…" : "Nobody known. Choose or make the customer below."}</Combobox.Empty>}
          {items.map((one) => (
            <Combobox.Option key={keyOf(one)} value={keyOf(one)}>
              <Text size="sm">
                <Text span size="xs" c="dimmed">
                  {KIND[one.kind]}
                </Text>{" "}
                {one.name} {one.detail && `· ${one.detail}`}
              </Text>
              <Text size="xs" c="dimmed">
                {[one.kind === "site" ? "" : one.site_name, one.kind === "customer" ? "" : one.customer_name].filter(Boolean).join(" · ")}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
