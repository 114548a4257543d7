/** One box for everything: work orders, people, things, places and the pages of the office; opened by Ctrl-K or "/". */
import { Badge, Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import { IconAddressBook, IconBuildingWarehouse, IconClipboardList, IconMapPin, IconPhone, IconSearch, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { type Found, findAnythingQuery } from "./api/find-anything";

export interface Place {
  id: string;
  label: string;
  description: string;
  go: () => void;
}

const GROUPS: { kind: Found["kind"]; label: string; icon: typeof IconUser }[] = [
  { kind: "work_order", label: "Work orders", icon: IconClipboardList },
  { kind: "contact", label: "People to call", icon: IconPhone },
  { kind: "technician", label: "Technicians", icon: IconUser },
  { kind: "asset", label: "Assets", icon: IconBuildingWarehouse },
  { kind: "site", label: "Sites", icon: IconMapPin },
  { kind: "customer", label: "Customers", icon: IconAddressBook },
];

const holds = (place: Place, typed: string): boolean => `${place.label} ${place.description}`.toLowerCase().includes(typed.toLowerCase());

export function FindAnything({ pages, onOpen }: { pages: Place[]; onOpen: (found: Found) => void }) {
  const [query, setQuery] = useState("");
  const [typed] = useDebouncedValue(query.trim(), 120);
  const answer = useQuery(findAnythingQuery(typed));
  const items = typed.length >= 2 ? (answer.data?.items ?? []) : [];
  const places = pages.filter((page) => holds(page, query.trim()));
  const waits = query.trim() !== typed || answer.isFetching;
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={["mod + K", "/"]} scrollable maxHeight={520}>
      <Spotlight.Search
        placeholder="Number, name, address, phone, serial …"
        aria-label="Find anything"
        leftSection={<IconSearch size={17} />}
        rightSection={waits && typed.length >= 2 ? <Loader size={15} /> : null}
      />
      <Spotlight.ActionsList>
        {GROUPS.map(({ kind, label, icon: Icon }) => {
          const some = items.filter((one) => one.kind === kind);
          if (some.length === 0) return null;
          return (
            <Spotlight.ActionsGroup key={kind} label={label}>
              {some.map((one) => (
                <Spotlight.Action
                  key={one.id}
                  label={one.name}
                  description={one.detail}
                  leftSection={<Icon size={18} stroke={1.6} />}
                  onClick={() => onOpen(one)}
                />
              ))}
            </Spotlight.ActionsGroup>
          );
        })}
        {places.length > 0 && (
          <Spotlight.ActionsGroup label="Go to">
            {places.map((page) => (
              <Spotlight.Action key={page.id} label={page.label} rightSection={<Badge variant="default" tt="none">{page.description}</Badge>} onClick={page.go} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {items.length === 0 && places.length === 0 && <Spotlight.Empty>{waits ? "Looking…" : "Nothing found. Try the beginning of a word, or the end of a phone number."}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
