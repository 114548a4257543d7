/** How many messages failed or wait to be read out, and whether there is a way out at all. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export const waitingQuery = queryOptions({
  queryKey: ["messages", "waiting"],
  queryFn: ({ signal }) => get<Schemas["Waiting"]>("/api/messages/waiting", { signal }),
  refetchInterval: 30_000,
});
