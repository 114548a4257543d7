/** How old the last backup is, and whether this is a restored copy that stays mute. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Keep = Schemas["KeepOut"];

export const keepQuery = queryOptions({
  queryKey: ["upkeep"],
  queryFn: ({ signal }) => get<Keep>("/api/upkeep", { signal }),
  refetchInterval: 5 * 60_000,
});
